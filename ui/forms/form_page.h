// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/form_column.h"
#include "ui/forms/page.h"

class QTabWidget;

namespace turnpike::ui {

/// A page about one part of the configuration: one column of groups, or several behind tabs.
class FormPage : public Page {
    Q_OBJECT
public:
    FormPage(Workspace &workspace, document::PropertyPath path, QString summary, QWidget *parent = nullptr);
    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString summary() const override { return m_summary; }
    bool reveal(const document::PropertyPath &path) override;
    void bringForward(const document::PropertyPath &path) override;
    [[nodiscard]] const document::PropertyPath &path() const { return m_path; }

    /// The only column of a page without tabs; made with the first call.
    FormColumn *column();
    FormColumn *addTab(const QString &title);
    /// For pages that are about a part of what their path names: "pool1 › General".
    void setSubject(const QString &subject) { m_subject = subject; }

private:
    document::PropertyPath m_path;
    QString m_summary;
    QString m_subject;
    FormColumn *m_column = nullptr;
    QTabWidget *m_tabs = nullptr;
};

} // namespace turnpike::ui
