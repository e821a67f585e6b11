// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/modal_port.h"

#include "ui/forms/destructive_button.h"
#include "ui/style/screen_fit.h"
#include "ui/style/theme.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>

namespace turnpike::ui {

namespace {

class DesktopModalPort final : public ModalPort {
public:
    void ask(QWidget *parent, const Question &question, std::function<void()> accepted) override
    {
        auto *box = new QMessageBox(question.isDestructive ? QMessageBox::Warning : QMessageBox::Question,
                                    question.title, question.text, QMessageBox::NoButton, parent);
        box->setObjectName(QStringLiteral("questionBox"));
        box->setInformativeText(question.detail);
        QPushButton *cancel = box->addButton(QMessageBox::Cancel);
        box->setEscapeButton(cancel);
        QPushButton *accept = nullptr;
        if (question.isDestructive) {
            accept = new DestructiveButton(question.accept, box);
            box->addButton(accept, QMessageBox::DestructiveRole);
            box->setDefaultButton(cancel);
        } else {
            accept = box->addButton(question.accept, QMessageBox::AcceptRole);
            Theme::setPrimary(accept);
            box->setDefaultButton(accept);
        }
        QObject::connect(accept, &QPushButton::clicked, box,
                         [accepted = std::move(accepted)] { accepted(); });
        open(box);
    }

    void chooseFileToOpen(QWidget *parent, const QString &title, const QString &filter,
                          std::function<void(const QString &)> chosen) override
    {
        auto *dialog = new QFileDialog(parent, title, QString(), filter);
        dialog->setFileMode(QFileDialog::ExistingFile);
        QObject::connect(dialog, &QFileDialog::fileSelected, dialog, std::move(chosen));
        open(dialog);
    }

    void chooseFileToSave(QWidget *parent, const QString &title, const QString &suggestion,
                          const QString &filter, std::function<void(const QString &)> chosen) override
    {
        auto *dialog = new QFileDialog(parent, title, QString(), filter);
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->selectFile(suggestion);
        QObject::connect(dialog, &QFileDialog::fileSelected, dialog, std::move(chosen));
        open(dialog);
    }

    void open(QDialog *dialog) override
    {
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        fitScreen(*dialog);
        dialog->open();
    }
};

} // namespace

std::unique_ptr<ModalPort> desktopModalPort()
{
    return std::make_unique<DesktopModalPort>();
}

} // namespace turnpike::ui
