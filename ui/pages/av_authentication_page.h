// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/form_page.h"

namespace turnpike::ui {

/// The service that hands out credentials for the relays of a site (port 5062).
class AvAuthenticationPage : public FormPage {
    Q_OBJECT
public:
    AvAuthenticationPage(Workspace &workspace, const document::PropertyPath &avAuthentication,
                         QWidget *parent);
};

} // namespace turnpike::ui
