// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/import_errors_dialog.h"

#include "ui/dialogs/dialog_layout.h"
#include "ui/dialogs/dialog_list.h"
#include "ui/style/theme.h"
#include "ui/widgets/table_text.h"
#include "ui/workspace/error_text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

enum Column { Where, What };

/// "deployment.json:12:7" without the folder, which is the same in every line.
QString placeText(const Error &error)
{
    return QString::fromStdString(error.where).section(u'/', -1);
}

QString asText(const document::FileErrors &found)
{
    QStringList lines;
    for (const Error &error : found.errors)
        lines += placeText(error) + u": "_s + oneCell(errorSentence(error));
    return lines.join(u'\n') + u'\n';
}

} // namespace

ImportErrorsDialog::ImportErrorsDialog(const QString &fileName, const document::FileErrors &found,
                                       QWidget *parent)
    : QDialog(parent)
{
    setObjectName(u"importErrorsDialog"_s);
    setWindowTitle(tr("Import a configuration"));
    auto *title =
        new QLabel(tr("%n error(s) in %1", nullptr, static_cast<int>(found.count)).arg(fileName), this);
    title->setObjectName(u"importErrorsTitle"_s);
    title->setTextFormat(Qt::PlainText);
    title->setWordWrap(true);
    title->setFont(Theme::current().titleFont());
    QString sentence = tr("Nothing was changed. Correct the file and import it again.");
    if (const std::size_t left = found.count - found.errors.size(); left > 0) {
        sentence += u' ' + tr("These are the first; there are %n more.", nullptr, static_cast<int>(left));
    }
    auto *text = new QLabel(sentence, this);
    text->setObjectName(u"importErrorsText"_s);
    text->setWordWrap(true);
    Theme::setTone(text, Theme::Tone::Second);

    auto *list = new QTreeWidget(this);
    list->setObjectName(u"importErrorsList"_s);
    list->setAccessibleName(tr("Errors in the file"));
    list->setHeaderLabels({tr("Where"), tr("What is wrong, and what is allowed")});
    for (const Error &error : found.errors) {
        auto *item = new QTreeWidgetItem(list, {placeText(error), errorSentence(error)});
        item->setToolTip(What, errorText(error));
    }
    prepareDialogList(*list, What);
    list->setCurrentItem(list->topLevelItem(0));

    auto *copy = new QPushButton(tr("Copy"), this);
    copy->setObjectName(u"importErrorsCopy"_s);
    copy->setToolTip(tr("Copies these errors as text."));
    copy->setAutoDefault(false);
    auto *close = new QPushButton(tr("Close"), this);
    close->setObjectName(u"importErrorsClose"_s);
    close->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(copy);
    buttons->addStretch();
    buttons->addWidget(close);
    auto *layout = makeDialogLayout(*this);
    layout->addWidget(title);
    layout->addWidget(text);
    layout->addWidget(list, 1);
    layout->addLayout(buttons);
    resize(860, 460);
    close->setFocus();

    connect(copy, &QPushButton::clicked, this,
            [content = asText(found)] { QGuiApplication::clipboard()->setText(content); });
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
}

} // namespace turnpike::ui
