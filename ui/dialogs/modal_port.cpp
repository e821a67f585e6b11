// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/modal_port.h"

#include "ui/style/screen_fit.h"
#include "ui/style/theme.h"
#include "ui/widgets/destructive_button.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QTimer>

namespace turnpike::ui {

namespace {

constexpr std::chrono::seconds kLiveNumbers{1};

void showText(QMessageBox &box, QPushButton &accept, const ModalPort::Question &question)
{
    box.setText(question.text);
    box.setInformativeText(question.detail);
    accept.setText(question.accept);
}

class DesktopModalPort final : public ModalPort {
public:
    void ask(QWidget *parent, const Question &question, std::function<void()> accepted) override
    {
        auto *box = new QMessageBox(question.isDestructive ? QMessageBox::Warning : QMessageBox::Question,
                                    question.title, {}, QMessageBox::NoButton, parent);
        box->setObjectName(QStringLiteral("questionBox"));
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
        showText(*box, *accept, question);
        if (question.now) {
            auto *timer = new QTimer(box);
            QObject::connect(timer, &QTimer::timeout, box,
                             [box, accept, now = question.now] { showText(*box, *accept, now()); });
            timer->start(kLiveNumbers);
        }
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
