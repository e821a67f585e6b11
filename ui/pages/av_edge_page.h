// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/form_page.h"

namespace turnpike::ui {

/// The relay of a site, in the order in which a packet meets its settings: where it listens, through which
/// ports it relays, who may come and whom they may reach, with which credentials.
class AvEdgePage : public FormPage {
    Q_OBJECT
public:
    AvEdgePage(Workspace &workspace, const document::PropertyPath &avEdge, QWidget *parent);

private:
    void addListening();
    void addCertificates();
    void addRelaying();
    void addAccess();
    void addCredentials();
};

} // namespace turnpike::ui
