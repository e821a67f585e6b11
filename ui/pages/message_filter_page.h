// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/form_page.h"

namespace turnpike::ui {

/// What instant messages and file transfers of a pool may carry: one tab each, as in the old console.
class MessageFilterPage : public FormPage {
    Q_OBJECT
public:
    MessageFilterPage(Workspace &workspace, const document::PropertyPath &filter, QWidget *parent);

private:
    void addUrlFilter();
    void addFileTransfer();
};

} // namespace turnpike::ui
