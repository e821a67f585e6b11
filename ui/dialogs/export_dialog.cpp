// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/export_dialog.h"

#include "ui/dialogs/dialog_layout.h"
#include "ui/style/theme.h"

#include <QCheckBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

ExportDialog::ExportDialog(int secrets, QWidget *parent)
    : QDialog(parent)
    , m_withSecrets(new QCheckBox(tr("Write the secrets into the file, readable as they are"), this))
{
    setObjectName(u"exportDialog"_s);
    setWindowTitle(tr("Export the configuration"));
    auto *title = new QLabel(tr("This configuration holds %n secret(s)", nullptr, secrets), this);
    title->setFont(Theme::current().titleFont());
    auto *text =
        new QLabel(tr("Shared secrets and passwords are left out of the file. Whoever imports it keeps "
                      "the secrets that are there already."),
                   this);
    text->setWordWrap(true);
    Theme::setTone(text, Theme::Tone::Second);
    auto *warning = new QLabel(tr("Whoever reads the file can then make calls in anybody's name."), this);
    warning->setObjectName(u"exportWarning"_s);
    warning->setWordWrap(true);
    Theme::setTone(warning, Theme::Tone::Warning);
    warning->hide();
    // Its room is there from the start: nothing jumps when the box is checked.
    QSizePolicy policy = warning->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    warning->setSizePolicy(policy);
    m_withSecrets->setObjectName(u"exportWithSecrets"_s);

    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(u"exportCancel"_s);
    auto *proceed = new QPushButton(tr("Choose a file…"), this);
    proceed->setObjectName(u"exportProceed"_s);
    Theme::setPrimary(proceed);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(proceed);
    auto *layout = makeDialogLayout(*this);
    layout->addWidget(title);
    layout->addWidget(text);
    layout->addWidget(m_withSecrets);
    layout->addWidget(warning);
    layout->addStretch();
    layout->addLayout(buttons);
    resize(520, sizeHint().height());
    proceed->setFocus();

    connect(m_withSecrets, &QCheckBox::toggled, warning, &QWidget::setVisible);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(proceed, &QPushButton::clicked, this, [this] {
        accept();
        Q_EMIT chosen(m_withSecrets->isChecked());
    });
}

} // namespace turnpike::ui
