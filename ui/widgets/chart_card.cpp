// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_card.h"

#include "ui/style/theme.h"

#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QFileDialog>
#include <QMenu>
#include <QSaveFile>
#include <QStandardPaths>
#include <QToolButton>
#include <QVBoxLayout>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

/// A file that is whole or not there.
Result<void> writeFile(const QString &name, const QByteArray &bytes)
{
    QSaveFile file(name);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return {};
    return fail(Error::Code::Io,
                ChartCard::tr("The chart could not be saved: %1").arg(file.errorString()).toStdString(),
                name.toStdString(), {}, ChartCard::tr("choose another folder").toStdString());
}

} // namespace

ChartCard::ChartCard(Chart *chart, const QString &fileName, QWidget *parent)
    : QFrame(parent)
    , m_chart(chart)
    , m_fileName(fileName)
{
    setProperty("card", true);
    auto *menu = new QMenu(this);
    fillMenu(*menu);
    auto *button = new QToolButton(this);
    button->setObjectName(u"chartMenu"_s);
    button->setIcon(Theme::current().icon(u"export"_s, Theme::Tone::Second));
    button->setAutoRaise(true);
    button->setToolTip(tr("Copy or save this chart"));
    button->setAccessibleName(tr("Copy or save the chart %1").arg(chart->accessibleName()));
    button->setPopupMode(QToolButton::InstantPopup);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setMenu(menu);
    button->setStyleSheet(u"QToolButton::menu-indicator { image: none; }"_s);

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Theme::kBetweenFields, Theme::kInsideGroup, Theme::kInsideGroup,
                            Theme::kInsideGroup);
    row->setSpacing(Theme::kInsideGroup);
    row->addWidget(m_chart, 1);
    row->addWidget(button, 0, Qt::AlignTop);
}

void ChartCard::fillMenu(QMenu &menu)
{
    const auto add = [&](const QString &name, const QString &text) {
        QAction *action = menu.addAction(text);
        action->setObjectName(name);
        return action;
    };
    connect(add(u"copyPicture"_s, tr("Copy picture")), &QAction::triggered, this,
            [this] { QApplication::clipboard()->setImage(m_chart->image()); });
    connect(add(u"copyCsv"_s, tr("Copy as CSV")), &QAction::triggered, this,
            [this] { QApplication::clipboard()->setText(m_chart->csv()); });
    menu.addSeparator();
    connect(add(u"savePicture"_s, tr("Save picture…")), &QAction::triggered, this, [this] {
        chooseFile(tr("Save picture of the chart"), u".png"_s, tr("Pictures (*.png)"),
                   &ChartCard::savePicture);
    });
    connect(add(u"saveCsv"_s, tr("Save as CSV…")), &QAction::triggered, this, [this] {
        chooseFile(tr("Save numbers of the chart"), u".csv"_s, tr("Tables (*.csv)"), &ChartCard::saveCsv);
    });
}

void ChartCard::chooseFile(const QString &title, const QString &ending, const QString &filter,
                           Result<void> (ChartCard::*save)(const QString &) const)
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    auto *dialog = new QFileDialog(this, title, folder, filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(ending.mid(1));
    dialog->selectFile(m_fileName + ending);
    connect(dialog, &QFileDialog::fileSelected, this, [this, save](const QString &file) {
        if (const auto saved = (this->*save)(file); !saved)
            Q_EMIT failed(saved.error());
    });
    dialog->open();
}

Result<void> ChartCard::savePicture(const QString &file) const
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    m_chart->image().save(&buffer, "PNG");
    return writeFile(file, bytes);
}

Result<void> ChartCard::saveCsv(const QString &file) const
{
    return writeFile(file, m_chart->csv().toUtf8());
}

} // namespace turnpike::ui
