// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/form_page.h"

class QPushButton;

namespace turnpike::ui {

class ToneLabel;

/// The web addresses that clients of a pool are given: inside and outside next to each other.
class WebComponentsPage : public FormPage {
    Q_OBJECT
public:
    WebComponentsPage(Workspace &workspace, const document::PropertyPath &webComponents, QWidget *parent);

private:
    void addNames();
    void addUrls();
    void updatePoolUrls();
    void refreshUpdate();
    [[nodiscard]] QString externalFqdn() const;
    QPushButton *m_update = nullptr;
    ToneLabel *m_updateText = nullptr;
};

} // namespace turnpike::ui
