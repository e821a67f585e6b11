// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QRegularExpression>
#include <QTest>

namespace turnpike::testing {

/// How long a condition is waited for, in milliseconds. A machine that builds something else at the same
/// time may need long; a test that passes waits no longer for it.
inline constexpr int kLongestWait = 30'000;

/// One test of a program that holds those of a folder. Its arguments are those of the program without its
/// name; the result is the exit status.
using TestFunction = int (*)(int argc, char **argv);

/// Makes a test known to the program it is linked into. The name is that of its file without `tst_` and
/// `.cpp`.
struct RegisteredTest {
    RegisteredTest(const char *fileName, TestFunction function);
};

/// Arguments with which this test program runs the same test again, as another process: the test's name, then
/// `more`.
[[nodiscard]] QStringList sameTest(const QStringList &more);

/// Runs a test class in an application of its own.
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
#define QTRY_VERIFY(expression) QTRY_VERIFY_WITH_TIMEOUT(expression, turnpike::testing::kLongestWait)
#define QTRY_VERIFY2(expression, message)                                                                    \
    QTRY_VERIFY2_WITH_TIMEOUT(expression, message, turnpike::testing::kLongestWait)
#define QTRY_COMPARE(actual, expected)                                                                       \
    QTRY_COMPARE_WITH_TIMEOUT(actual, expected, turnpike::testing::kLongestWait)

/// The last line of a test: `TURNPIKE_TEST_MAIN(QCoreApplication, TestAllocation)`.
#define TURNPIKE_TEST_MAIN(Application, TestClass)                                                           \
    TURNPIKE_TEST_FUNCTION((turnpike::testing::run<Application, TestClass>))

/// The same for a test that prepares its process by itself: a function (int argc, char **argv) that returns
/// the exit status.
#define TURNPIKE_TEST_FUNCTION(function) TURNPIKE_TEST_REGISTRATION(function, __COUNTER__)
#define TURNPIKE_TEST_REGISTRATION(function, number) TURNPIKE_TEST_REGISTRATION_NAMED(function, number)
#define TURNPIKE_TEST_REGISTRATION_NAMED(function, number)                                                   \
    static const turnpike::testing::RegisteredTest registeredTest##number(__FILE__, function);
