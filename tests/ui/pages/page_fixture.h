// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/forms/field_fixture.h"
#include "ui/pages/page_catalog.h"

#include <QLabel>
#include <QTabBar>
#include <QTabWidget>

#include <algorithm>

namespace turnpike::testing {

/// The node and all below it.
inline std::vector<ui::PageNode> flattened(const std::vector<ui::PageNode> &nodes)
{
    std::vector<ui::PageNode> all;
    for (const ui::PageNode &node : nodes) {
        all.push_back(node);
        const auto below = flattened(node.children);
        all.insert(all.end(), below.begin(), below.end());
    }
    return all;
}

/// One page of the configuration, open in the fixture's window until the end of the scope.
class OpenPage {
public:
    OpenPage(FieldFixture &fixture, const QString &id)
    {
        ui::Workspace &workspace = fixture.workspace();
        for (const ui::PageNode &node : flattened(ui::configurationTree(*workspace.document().working()))) {
            if (node.id == id)
                m_page = fixture.show(ui::makePage(node, workspace, &fixture.window()).release());
        }
        QVERIFY2(m_page != nullptr, qPrintable(id));
    }
    ~OpenPage() { delete m_page; }
    Q_DISABLE_COPY_MOVE(OpenPage)

    [[nodiscard]] ui::Page &page() { return *m_page; }
    /// The row of a property, wherever it stands on the page.
    [[nodiscard]] ui::FieldRow *row(const QString &path)
    {
        return m_page->findChild<ui::FieldRow *>(u"row:" + path);
    }
    [[nodiscard]] QWidget *control(const QString &path) { return row(path)->editor()->control(); }
    [[nodiscard]] ui::ObjectListEditor *list(const QString &path)
    {
        for (auto *list : m_page->findChildren<ui::ObjectListEditor *>()) {
            if (list->place() == document::PropertyPath::of(path))
                return list;
        }
        return nullptr;
    }
    /// Presses the tab of this title.
    void openTab(const QString &title)
    {
        auto *bar = m_page->findChild<QTabBar *>();
        QVERIFY(bar != nullptr);
        for (int i = 0; i < bar->count(); ++i) {
            if (bar->tabText(i) != title)
                continue;
            QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(i).center());
            QCOMPARE(bar->currentIndex(), i);
            return;
        }
        QFAIL(qPrintable(title));
    }
    /// Whether a person can read this text, or a sentence that holds it, on the page.
    [[nodiscard]] bool says(const QString &text) const { return timesSaid(text) > 0; }
    [[nodiscard]] int timesSaid(const QString &text) const
    {
        const auto labels = m_page->findChildren<QLabel *>();
        return static_cast<int>(std::count_if(labels.begin(), labels.end(), [&](const QLabel *label) {
            return label->isVisible() && label->text().contains(text);
        }));
    }
    /// Presses a button by its text.
    void press(const QString &text)
    {
        for (auto *button : m_page->findChildren<QAbstractButton *>()) {
            if (!button->isVisible() || button->text() != text)
                continue;
            QVERIFY2(button->isEnabled(), qPrintable(text));
            QTest::mouseClick(button, Qt::LeftButton, {}, QPoint(8, button->height() / 2));
            return;
        }
        QFAIL(qPrintable(text));
    }

private:
    ui::Page *m_page = nullptr;
};

/// A page with a workspace of its own.
class PageFixture : public FieldFixture, public OpenPage {
public:
    explicit PageFixture(const QString &id, wire::Role role = wire::Role::Administrator,
                         const ui::Workspace::Options &options = {})
        : FieldFixture(role, options)
        , OpenPage(*this, id)
    {
    }
};

} // namespace turnpike::testing
