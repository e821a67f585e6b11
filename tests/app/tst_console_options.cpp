// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpike/options.h"
#include "tests/support/main.h"

#include <QApplication>

using namespace turnpike;
using namespace Qt::StringLiterals;

/// What the console is told when it is started.
class TestConsoleOptions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aRelayIsNamedAsItWasPaired()
    {
        const auto options = console::parseOptions({u"turnpike"_s, u"--relay"_s, u" edge north "_s});
        QVERIFY2(options, options ? "" : options.error().text().c_str());
        QCOMPARE(options->relay, u"edge north"_s);
        QVERIFY(!options->demo && !options->udpPort && options->stateDirectory.isEmpty());
    }

    void whatIsWrongIsNamedWithWhatIsAllowed_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("says");
        QTest::newRow("no relay") << QStringList{u"--relay="_s} << u"--relay"_s;
        QTest::newRow("two relays") << QStringList{u"--relay=a"_s, u"--relay=b"_s} << u"a, b"_s;
        QTest::newRow("no port") << QStringList{u"--udp-port=many"_s} << u"many"_s;
        QTest::newRow("no option") << QStringList{u"--demos"_s} << u"demos"_s;
        QTest::newRow("a word") << QStringList{u"demo"_s} << u"demo"_s;
    }
    void whatIsWrongIsNamedWithWhatIsAllowed()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const QString, says);
        const auto options = console::parseOptions(QStringList(u"turnpike"_s) + arguments);
        QVERIFY(!options);
        QVERIFY2(options.error().text().find(says.toStdString()) != std::string::npos,
                 options.error().text().c_str());
    }

    void theHelpNamesEveryOption()
    {
        const QString help = console::helpText();
        for (const QString &option :
             {u"--demo"_s, u"--relay"_s, u"--udp-port"_s, u"--tcp-port"_s, u"--state-directory"_s,
              u"--data-directory"_s, u"--screenshots"_s, u"--help"_s})
            QVERIFY2(help.contains(option), qPrintable(option + u" in\n"_s + help));
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestConsoleOptions)
#include "tst_console_options.moc"
