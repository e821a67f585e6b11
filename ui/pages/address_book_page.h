// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/form_page.h"

namespace turnpike::ui {

/// How the address book of a pool is made: from where, when, for whom, and what becomes of phone numbers.
class AddressBookPage : public FormPage {
    Q_OBJECT
public:
    AddressBookPage(Workspace &workspace, const document::PropertyPath &addressBook, QWidget *parent);

private:
    void addContents();
    void addSchedule();
    void addPhoneNumbers();
};

} // namespace turnpike::ui
