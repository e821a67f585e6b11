// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/json.h"
#include "core/wire/json_reader.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

using namespace turnpike;

/// Read, or refused with words.
template <class Value>
void mustSayWhy(const Result<Value> &read)
{
    if (!read && read.error().text().empty())
        std::abort();
}

} // namespace

/// What either end of the management interface says to the other in JSON: a stranger who wants to be paired,
/// a relay that is none.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 1)
        return 0;
    const QByteArray body(reinterpret_cast<const char *>(data) + 1, static_cast<qsizetype>(size - 1));
    if (wire::errorFromBody(data[0] * 4, body).text().empty())
        std::abort();
    const auto json = wire::parseObject(body, QStringLiteral("message"));
    mustSayWhy(json);
    if (!json)
        return 0;
    switch (data[0] % 8) {
    case 0:
        return mustSayWhy(wire::pairRequestFromJson(*json)), 0;
    case 1:
        return mustSayWhy(wire::pairAnswerFromJson(*json)), 0;
    case 2:
        return mustSayWhy(wire::revisionsFromJson(*json)), 0;
    case 3:
        return mustSayWhy(wire::outcomeFromJson(*json)), 0;
    case 4:
        return mustSayWhy(wire::statusFromJson(*json)), 0;
    case 5:
        return mustSayWhy(wire::verdictFromJson(*json)), 0;
    case 6:
        return mustSayWhy(wire::credentialFromJson(*json)), 0;
    default:
        return mustSayWhy(wire::auditFromJson(*json)), 0;
    }
}
