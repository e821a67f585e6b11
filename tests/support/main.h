// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QRegularExpression>
#include <QTest>

namespace turnpike::testing {

/// Runs a test class with Qt's warnings made fatal: what Qt complains about is a bug of ours.
template <class Application, class TestClass>
int run(int argc, char **argv)
{
    Application application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("turnpike-test"));
    TestClass test;
    return QTest::qExec(&test, argc, argv);
}

/// Call from init(), as Qt forgets it after each test function: a warning from then on fails that function.
/// The one warning that is let through is the offscreen platform's about itself: it has no window manager.
inline void failOnAnyWarning()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support )")));
}

} // namespace turnpike::testing

/// The last line of a test: `TURNPIKE_TEST_MAIN(QCoreApplication, TestAllocation)`.
#define TURNPIKE_TEST_MAIN(Application, TestClass)                                                           \
    int main(int argc, char **argv)                                                                          \
    {                                                                                                        \
        return turnpike::testing::run<Application, TestClass>(argc, argv);                                   \
    }
