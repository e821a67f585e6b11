// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/about_dialog.h"

#include "ui/dialogs/dialog_layout.h"
#include "ui/style/theme.h"
#include "ui/workspace/workspace.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScreen>
#include <QSysInfo>
#include <QVBoxLayout>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

AboutDialog::AboutDialog(const Workspace &workspace, QWidget *parent)
    : QDialog(parent)
{
    constexpr int kLogoSize = 48;
    setObjectName(u"aboutDialog"_s);
    setWindowTitle(tr("About Turnpike"));
    auto *logo = new QLabel(this);
    logo->setPixmap(
        Theme::current().pixmap(u"turnpike"_s, Theme::Tone::Accent, kLogoSize, devicePixelRatioF()));
    auto *title = new QLabel(tr("Turnpike %1").arg(QStringLiteral(TURNPIKE_VERSION)), this);
    title->setFont(Theme::current().titleFont());
    auto *text =
        new QLabel(tr("An A/V edge with a console: a STUN and TURN relay, its configuration and its live "
                      "view."),
                   this);
    text->setWordWrap(true);
    auto *licence =
        new QLabel(tr("Free software under the GNU General Public License, version 3 or later. It comes "
                      "with no warranty."),
                   this);
    licence->setWordWrap(true);
    Theme::setTone(licence, Theme::Tone::Second);
    auto *system = new QLabel(systemInformation(workspace), this);
    system->setObjectName(u"aboutSystem"_s);
    system->setFont(Theme::current().fixedFont());
    system->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    system->setAccessibleName(tr("System information"));

    auto *copy = new QPushButton(tr("Copy system information"), this);
    copy->setObjectName(u"aboutCopy"_s);
    connect(copy, &QPushButton::clicked, this,
            [system] { QApplication::clipboard()->setText(system->text()); });
    auto *close = new QPushButton(tr("Close"), this);
    close->setObjectName(u"aboutClose"_s);
    close->setDefault(true);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);

    auto *words = new QVBoxLayout;
    words->setSpacing(Theme::kInsideGroup);
    words->addWidget(title);
    words->addWidget(text);
    words->addWidget(licence);
    words->addSpacing(Theme::kInsideGroup);
    words->addWidget(system);
    auto *top = new QHBoxLayout;
    top->setSpacing(Theme::kPageMargin);
    top->addWidget(logo, 0, Qt::AlignTop);
    top->addLayout(words, 1);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(copy);
    buttons->addStretch();
    buttons->addWidget(close);
    auto *layout = makeDialogLayout(*this, Theme::kBetweenGroups);
    layout->addLayout(top);
    layout->addLayout(buttons);
    setMinimumWidth(480);
}

QString AboutDialog::systemInformation(const Workspace &workspace)
{
    const QScreen *screen = QGuiApplication::primaryScreen();
    QStringList lines{u"Turnpike %1"_s.arg(QStringLiteral(TURNPIKE_VERSION)),
                      u"Qt %1, %2"_s.arg(QString::fromLatin1(qVersion()), QGuiApplication::platformName()),
                      u"%1, %2"_s.arg(QSysInfo::prettyProductName(), QSysInfo::currentCpuArchitecture()),
                      u"locale %1"_s.arg(QLocale().name())};
    if (screen) {
        lines += u"screen %1×%2 at %3"_s.arg(screen->size().width())
                     .arg(screen->size().height())
                     .arg(screen->devicePixelRatio());
    }
    if (const auto &status = workspace.relayStatus())
        lines += u"relay %1, revision %2"_s.arg(status->version).arg(status->revision.number);
    return lines.join(u'\n');
}

} // namespace turnpike::ui
