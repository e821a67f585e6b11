// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/form_page.h"

#include "ui/forms/place_view.h"
#include "ui/workspace/change_text.h"
#include "ui/workspace/workspace.h"

#include <QTabWidget>
#include <QVBoxLayout>

namespace turnpike::ui {

FormPage::FormPage(Workspace &workspace, document::PropertyPath path, QString summary, QWidget *parent)
    : Page(workspace, parent)
    , m_path(std::move(path))
    , m_summary(std::move(summary))
{
    if (const QString note = sectionNote(m_path); !note.isEmpty())
        m_summary = m_summary.isEmpty() ? note : m_summary % u' ' % note;
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
}

QString FormPage::title() const
{
    const QString place =
        m_path.isRoot() ? QString() : document::displayPath(*workspace().document().working(), m_path);
    if (m_subject.isEmpty())
        return place;
    return place.isEmpty() ? m_subject : place % u" › " % m_subject;
}

bool FormPage::reveal(const document::PropertyPath &path)
{
    return revealIn(this, path);
}

void FormPage::bringForward(const document::PropertyPath &path)
{
    openTabOf(this, path);
}

FormColumn *FormPage::column()
{
    if (m_column == nullptr) {
        m_column = new FormColumn(workspace(), this);
        layout()->addWidget(m_column);
    }
    return m_column;
}

FormColumn *FormPage::addTab(const QString &title)
{
    if (m_tabs == nullptr) {
        m_tabs = new QTabWidget(this);
        m_tabs->setDocumentMode(true);
        layout()->addWidget(m_tabs);
    }
    auto *tab = new FormColumn(workspace(), m_tabs);
    m_tabs->addTab(tab, title);
    return tab;
}

} // namespace turnpike::ui
