// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/modal_port.h"

#include <QApplication>
#include <QDialog>
#include <QPointer>
#include <QTimer>

namespace turnpike::testing {

/// Answers as the test says and remembers what was asked. Dialogs are shown without taking the window over.
class ScriptedModalPort final : public ui::ModalPort {
public:
    bool m_saysYes = true;
    QString m_fileName;
    Question m_lastQuestion;
    int m_questions = 0; ///< so far
    QPointer<QDialog> m_dialog;

    void ask(QWidget *, const Question &question, std::function<void()> accepted) override
    {
        m_lastQuestion = question;
        ++m_questions;
        // A person answers after the call has returned.
        if (m_saysYes)
            QTimer::singleShot(0, qApp, std::move(accepted));
    }
    void chooseFileToOpen(QWidget *, const QString &, const QString &,
                          std::function<void(const QString &)> chosen) override
    {
        if (!m_fileName.isEmpty())
            chosen(m_fileName);
    }
    void chooseFileToSave(QWidget *, const QString &, const QString &, const QString &,
                          std::function<void(const QString &)> chosen) override
    {
        if (!m_fileName.isEmpty())
            chosen(m_fileName);
    }
    void open(QDialog *dialog) override
    {
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->show();
        m_dialog = dialog;
    }
};

} // namespace turnpike::testing
