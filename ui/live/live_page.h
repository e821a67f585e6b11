// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/page.h"

namespace turnpike::ui {

class LiveHub;

/// A page of the live view: looks at the hub while it is shown, and costs nothing while it is not.
class LivePage : public Page {
    Q_OBJECT
public:
    LivePage(Workspace &workspace, QWidget *parent);
    /// Live pages show no part of the configuration.
    bool reveal(const document::PropertyPath &) override { return false; }

protected:
    [[nodiscard]] LiveHub &hub() const;
    /// Something came, or the page became visible. Not called while it is hidden.
    virtual void refresh() = 0;
    /// Another relay, or another life of this one: what the page remembers is forgotten. Also while hidden.
    virtual void startOver() {}
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void refreshIfVisible();
};

} // namespace turnpike::ui
