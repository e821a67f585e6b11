// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>
#include <QTest>

namespace turnpike::testing {

/// The error's words, or "no error".
template <class Value>
QString errorText(const Result<Value> &result)
{
    return result ? QStringLiteral("no error") : QString::fromStdString(result.error().text());
}

} // namespace turnpike::testing

/// Fails the test with the error's own words.
#define VERIFY_RESULT(result)                                                                                \
    do {                                                                                                     \
        const auto &verifiedResult = (result);                                                               \
        QVERIFY2(verifiedResult.has_value(), qPrintable(turnpike::testing::errorText(verifiedResult)));      \
    } while (false)
#define COMPARE_ERROR(result, expectedCode)                                                                  \
    do {                                                                                                     \
        const auto &failedResult = (result);                                                                 \
        QVERIFY(!failedResult.has_value());                                                                  \
        QVERIFY2(failedResult.error().code == (expectedCode), failedResult.error().text().c_str());          \
    } while (false)
#define VERIFY_ERROR_NAMES(result, word)                                                                     \
    QVERIFY2(turnpike::testing::errorText(result).contains(QLatin1StringView(word)),                         \
             qPrintable(turnpike::testing::errorText(result)))
