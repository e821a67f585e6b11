// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QCoreApplication;

namespace turnpike::ui {

/// Installs the words of the person's language, or English. Call once, before the first widget is made; what
/// it installs belongs to the application.
void installLanguage(QCoreApplication &application);

} // namespace turnpike::ui
