// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/diagnosis/relay_test.h"
#include "core/wire/types.h"

#include <QDialog>

#include <thread>
#include <vector>

class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace turnpike::ui {

class Workspace;

/// Makes a real call from this computer over each transport of the relay, and shows which step of it fails.
class RelayTestDialog : public QDialog {
    Q_OBJECT
public:
    RelayTestDialog(Workspace &workspace, diagnosis::RelayTester tester, QWidget *parent = nullptr);
    /// Ends what is under way.
    ~RelayTestDialog() override;

private:
    void begin();
    void testAll(const wire::IssuedCredential &credential);
    void start(int index, const QString &url, const diagnosis::TestCredential &credential);
    void showResult(int index, const diagnosis::TransportTest &test);
    void fail(const Error &error);
    void setRunning(bool isRunning);
    [[nodiscard]] int widthOf(const QString &text) const;

    Workspace &m_workspace;
    diagnosis::RelayTester m_tester;
    QLineEdit *m_host;
    QPushButton *m_again;
    QTreeWidget *m_list;
    QLabel *m_summary;
    std::vector<std::jthread> m_threads;
    int m_round = 0;   ///< answers of an earlier one are late
    int m_waiting = 0; ///< transports that have not ended
    int m_working = 0;
};

} // namespace turnpike::ui
