// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/shell/fake_pages.h"
#include "tests/ui/shell/scripted_modal_port.h"
#include "tests/ui/workspace/workspace_fixture.h"
#include "ui/shell/main_window.h"
#include "ui/shell/page_area.h"

namespace turnpike::testing {

/// The real window over a fake relay and scripted dialogs, with fake pages unless real ones are given.
class WindowFixture : public WorkspaceFixture {
public:
    explicit WindowFixture(ui::Workspace::Options options = {}, wire::Role role = wire::Role::Administrator,
                           QSettings *settings = nullptr, std::unique_ptr<ui::PageSource> realPages = nullptr)
        : WorkspaceFixture(std::move(options), role)
        , m_secrets(client::openSessionSecretStore())
    {
        std::unique_ptr<ui::PageSource> pages = std::move(realPages);
        if (!pages) {
            auto fakes = std::make_unique<FakePages>();
            m_pages = fakes.get();
            pages = std::move(fakes);
        }
        ui::RelayAccess relays;
        relays.profiles = client::ProfileStore(folder() + QStringLiteral("/connections"));
        relays.secrets = m_secrets.get();
        relays.thisComputer = [] {
            auto relay = std::make_unique<FakeRelayConnection>(document::defaultDeployment());
            relay->m_name = QStringLiteral("This computer");
            return relay;
        };
        relays.callsThatEndWithUs = [this] { return m_callsThatEnd; };
        m_window = std::make_unique<ui::MainWindow>(
            ui::MainWindow::Parts{workspace(), std::move(pages), m_dialogs, std::move(relays), settings});
        m_window->show();
    }

    [[nodiscard]] ui::MainWindow &window() { return *m_window; }
    [[nodiscard]] ScriptedModalPort &dialogs() { return m_dialogs; }
    [[nodiscard]] FakePages &pages() { return *m_pages; }
    template <class Widget>
    [[nodiscard]] Widget *find(const QString &objectName)
    {
        return m_window->findChild<Widget *>(objectName);
    }
    template <class Widget>
    [[nodiscard]] Widget *inDialog(const QString &objectName)
    {
        return m_dialogs.m_dialog ? m_dialogs.m_dialog->findChild<Widget *>(objectName) : nullptr;
    }
    [[nodiscard]] document::PropertyPath revealed()
    {
        auto *page = dynamic_cast<FakePage *>(m_window->pageArea().page());
        return page ? page->m_revealed : document::PropertyPath();
    }

    int m_callsThatEnd = 0; ///< through the relay of this computer

private:
    std::unique_ptr<client::SecretStore> m_secrets;
    ScriptedModalPort m_dialogs;
    FakePages *m_pages = nullptr;
    std::unique_ptr<ui::MainWindow> m_window;
};

} // namespace turnpike::testing
