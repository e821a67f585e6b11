// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QRegularExpression>
#include <QTest>

namespace turnpike::testing {

/// How long a condition is waited for, in milliseconds. A machine that builds something else at the same
/// time may need long; a test that passes waits no longer for it.
inline constexpr int kPatience = 30'000;

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

#undef QTRY_VERIFY
#undef QTRY_VERIFY2
#undef QTRY_COMPARE
#define QTRY_VERIFY(expression) QTRY_VERIFY_WITH_TIMEOUT(expression, turnpike::testing::kPatience)
#define QTRY_VERIFY2(expression, message)                                                                    \
    QTRY_VERIFY2_WITH_TIMEOUT(expression, message, turnpike::testing::kPatience)
#define QTRY_COMPARE(actual, expected)                                                                       \
    QTRY_COMPARE_WITH_TIMEOUT(actual, expected, turnpike::testing::kPatience)

/// The last line of a test: `TURNPIKE_TEST_MAIN(QCoreApplication, TestAllocation)`.
#define TURNPIKE_TEST_MAIN(Application, TestClass)                                                           \
    int main(int argc, char **argv)                                                                          \
    {                                                                                                        \
        return turnpike::testing::run<Application, TestClass>(argc, argv);                                   \
    }
