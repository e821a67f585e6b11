// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>
#include <memory>

class QDialog;
class QWidget;

namespace turnpike::ui {

/// The one way in which the console stops a person to ask. Nothing here waits: the answer comes to a
/// function, so there is no nested event loop, and tests script the answers.
class ModalPort {
public:
    struct Question {
        QString title;
        QString text;   ///< what will happen, with numbers
        QString detail; ///< second paragraph; may be empty
        QString accept; ///< says what it does: "Discard 3 changes"
        bool isDestructive = false;
        /// What it says by now, asked for each second while it stands: numbers of calls are live. May be
        /// empty.
        std::function<Question()> now = {};
    };

    virtual ~ModalPort() = default;
    /// `accepted` is called only for a yes.
    virtual void ask(QWidget *parent, const Question &question, std::function<void()> accepted) = 0;
    /// Not called when the person cancels.
    virtual void chooseFileToOpen(QWidget *parent, const QString &title, const QString &filter,
                                  std::function<void(const QString &fileName)> chosen) = 0;
    virtual void chooseFileToSave(QWidget *parent, const QString &title, const QString &suggestion,
                                  const QString &filter,
                                  std::function<void(const QString &fileName)> chosen) = 0;
    /// Shows a dialog of ours over its parent; it is deleted when it closes.
    virtual void open(QDialog *dialog) = 0;
};

/// Real windows.
[[nodiscard]] std::unique_ptr<ModalPort> desktopModalPort();

} // namespace turnpike::ui
