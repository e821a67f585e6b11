// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/difference.h"
#include "core/document/json_codec.h"
#include "core/validation/problem.h"

#include <QByteArray>
#include <QJsonArray>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

/// Whatever the file holds: an error, or a deployment that survives being written, checked and compared.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace turnpike;
    const auto read =
        document::fromJson(QByteArray(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size)));
    if (!read) {
        if (read.error().text().empty())
            std::abort();
        return 0;
    }
    const auto again = document::fromJson(document::toJson(*read));
    if (!again || !(*again == *read))
        std::abort();
    const model::Deployment empty;
    const auto back = document::applied(empty, document::editsFor(document::difference(empty, *read)));
    if (!back || !(**back == *read))
        std::abort();
    (void)validation::toJson(validation::validate(*read));
    return 0;
}
