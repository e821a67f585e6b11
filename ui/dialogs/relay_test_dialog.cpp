// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/relay_test_dialog.h"

#include "core/client/when_finished.h"
#include "ui/dialogs/dialog_layout.h"
#include "ui/style/theme.h"
#include "ui/widgets/wrapping_delegate.h"
#include "ui/workspace/error_text.h"
#include "ui/workspace/workspace.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <utility>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using diagnosis::TestStep;

namespace {

/// Long enough for every transport, and good for nothing afterwards.
constexpr std::chrono::seconds kCredentialLifetime{300};
enum Column { kStep, kTime, kResult };

QString titleOf(TestStep::Kind kind)
{
    switch (kind) {
    case TestStep::Kind::Name:
        return RelayTestDialog::tr("Name");
    case TestStep::Kind::Connection:
        return RelayTestDialog::tr("Connection");
    case TestStep::Kind::Encryption:
        return RelayTestDialog::tr("Encryption");
    case TestStep::Kind::Certificate:
        return RelayTestDialog::tr("Certificate");
    case TestStep::Kind::Answer:
        return RelayTestDialog::tr("Answer");
    case TestStep::Kind::Allocation:
        return RelayTestDialog::tr("Allocation");
    case TestStep::Kind::Relaying:
        break;
    }
    return RelayTestDialog::tr("Relaying");
}

/// A URL of the relay, which names a port: the same relay under another name or address.
QString withHost(const QString &url, const QString &host)
{
    if (host.isEmpty())
        return url;
    return url.section(u':', 0, 0) + u':' + (host.contains(u':') ? u'[' + host + u']' : host) +
           url.mid(url.lastIndexOf(u':'));
}

} // namespace

RelayTestDialog::RelayTestDialog(Workspace &workspace, diagnosis::RelayTester tester, QWidget *parent)
    : QDialog(parent)
    , m_workspace(workspace)
    , m_tester(std::move(tester))
    , m_host(new QLineEdit(this))
    , m_again(new QPushButton(tr("Test again"), this))
    , m_list(new QTreeWidget(this))
    , m_summary(new QLabel(this))
{
    setObjectName(u"relayTestDialog"_s);
    setWindowTitle(tr("Test %1 from this computer").arg(workspace.relayName()));
    auto *about = new QLabel(tr("A call is made over each transport and ended: two allocations, and a packet "
                                "from one to the other. Run it where your clients are."),
                             this);
    about->setWordWrap(true);

    auto *hostLabel = new QLabel(tr("Reached &as"), this);
    hostLabel->setBuddy(m_host);
    m_host->setObjectName(u"relayTestHost"_s);
    m_host->setPlaceholderText(tr("name or address; empty: as the relay calls itself"));
    m_again->setObjectName(u"relayTestAgain"_s);
    connect(m_again, &QPushButton::clicked, this, &RelayTestDialog::begin);
    auto *top = new QHBoxLayout;
    top->addWidget(hostLabel);
    top->addWidget(m_host, 1);
    top->addWidget(m_again);

    m_list->setObjectName(u"relayTestList"_s);
    m_list->setAccessibleName(tr("Steps of the calls"));
    m_list->setHeaderLabels({tr("Step"), tr("Time"), tr("Result")});
    new WrappingDelegate(*m_list);
    m_list->setRootIsDecorated(false);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->header()->resizeSection(kStep, widthOf(u"turns:relay.example.org:5349?transport=tcp"_s));
    m_list->header()->resizeSection(kTime, widthOf(u"10,000 ms"_s));
    m_summary->setObjectName(u"relayTestSummary"_s);
    m_summary->setWordWrap(true);

    auto *close = new QPushButton(tr("Close"), this);
    close->setObjectName(u"relayTestClose"_s);
    close->setAutoDefault(false);
    m_again->setDefault(true); // Enter in the field tests what stands there
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_summary, 1);
    buttons->addWidget(close);

    auto *layout = makeDialogLayout(*this);
    layout->addWidget(about);
    layout->addLayout(top);
    layout->addWidget(m_list, 1);
    layout->addLayout(buttons);
    resize(820, 520);
    begin();
}

RelayTestDialog::~RelayTestDialog()
{
    for (std::jthread &thread : m_threads)
        thread.request_stop();
}

int RelayTestDialog::widthOf(const QString &text) const
{
    // With the icon of a row before it, and the room around it.
    return fontMetrics().horizontalAdvance(text) + 2 * fontMetrics().height() + 4 * Theme::kInsideGroup;
}

void RelayTestDialog::setRunning(bool isRunning)
{
    m_again->setEnabled(!isRunning);
    if (isRunning)
        m_summary->setText(tr("Testing…"));
}

void RelayTestDialog::begin()
{
    auto *connection = m_workspace.connection();
    if (!connection)
        return fail({Error::Code::Unavailable, tr("no relay is connected").toStdString(), {}, {}, {}});
    ++m_round;
    m_threads.clear();
    m_list->clear();
    setRunning(true);
    // A name that says in lists of calls what this is.
    client::whenFinished(connection->issueCredential(u"test-relay"_s, kCredentialLifetime), this,
                         [this](const Result<wire::IssuedCredential> &credential) {
                             if (!credential)
                                 return fail(credential.error());
                             testAll(*credential);
                         });
}

void RelayTestDialog::fail(const Error &error)
{
    setRunning(false);
    m_summary->setText(tr("Nothing was tested: %1").arg(errorText(error)));
}

void RelayTestDialog::testAll(const wire::IssuedCredential &credential)
{
    m_waiting = static_cast<int>(credential.urls.size());
    m_working = 0;
    const diagnosis::TestCredential own{credential.username.toStdString(), credential.password.toStdString()};
    for (const QString &issued : credential.urls) {
        const QString url = withHost(issued, m_host->text().trimmed());
        auto *item = new QTreeWidgetItem(m_list, {url, QString(), tr("waits for an answer")});
        item->setToolTip(kStep, url);
        start(m_list->topLevelItemCount() - 1, url, own);
    }
    if (m_waiting == 0)
        fail({Error::Code::NotFound, tr("the relay listens nowhere").toStdString(), {}, {}, {}});
}

void RelayTestDialog::start(int index, const QString &url, const diagnosis::TestCredential &credential)
{
    m_threads.emplace_back([this, index, round = m_round, tester = m_tester, url = url.toStdString(),
                            credential](const std::stop_token &stop) {
        const auto test = tester(url, credential, stop);
        // The dialog waits for its threads before it goes.
        QMetaObject::invokeMethod(
            this,
            [this, index, round, test] {
                if (round == m_round)
                    showResult(index, test);
            },
            Qt::QueuedConnection);
    });
}

void RelayTestDialog::showResult(int index, const diagnosis::TransportTest &test)
{
    QTreeWidgetItem *const item = m_list->topLevelItem(index);
    item->setIcon(kStep, Theme::current().icon(test.passed() ? u"ok"_s : u"error"_s));
    item->setText(kResult, test.passed() ? tr("works") : tr("does not work"));
    for (const TestStep &step : test.steps) {
        const QString result = step.error ? errorText(*step.error) : QString::fromStdString(step.found);
        auto *row =
            new QTreeWidgetItem(item, {titleOf(step.kind), tr("%1 ms").arg(step.took.count()), result});
        row->setTextAlignment(kTime, Qt::AlignRight | Qt::AlignVCenter);
        row->setIcon(kStep, Theme::current().icon(step.error ? u"error"_s : u"ok"_s));
        row->setToolTip(kResult, result);
    }
    item->setExpanded(true);
    m_working += test.passed() ? 1 : 0;
    if (--m_waiting > 0)
        return;
    setRunning(false);
    const int count = m_list->topLevelItemCount();
    m_summary->setText(m_working == count ? tr("All %n transport(s) work.", nullptr, count)
                                          : tr("%1 of %n transport(s) work.", nullptr, count).arg(m_working));
}

} // namespace turnpike::ui
