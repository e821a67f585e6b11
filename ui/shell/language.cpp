// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/language.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTranslator>

namespace turnpike::ui {

void installLanguage(QCoreApplication &application)
{
    auto *translator = new QTranslator(&application);
    const QString folder = QStringLiteral(":/translations");
    // English also holds the plural forms of the texts in the sources, so that nobody reads "1 call(s)".
    if (translator->load(QLocale(), QStringLiteral("turnpike"), QStringLiteral("_"), folder) ||
        translator->load(QStringLiteral("turnpike_en"), folder))
        QCoreApplication::installTranslator(translator);
}

} // namespace turnpike::ui
