// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/edit.h"

#include <QString>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

turnpike::model::Deployment sample()
{
    turnpike::model::Deployment deployment;
    turnpike::model::Pool pool;
    pool.name = QStringLiteral("p");
    deployment.pools << pool;
    return deployment;
}

} // namespace

/// A path that is read is written as it is read, and leads somewhere or is refused with words.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace turnpike;
    static const model::Deployment deployment = sample();
    const QString text =
        QString::fromUtf8(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const auto path = document::PropertyPath::parse(text);
    if (path) {
        const auto again = document::PropertyPath::parse(path->toString());
        if (!again || !(*again == *path))
            std::abort();
        const auto place = document::resolve(deployment, *path);
        if (!place && place.error().text().empty())
            std::abort();
        (void)document::displayPath(deployment, *path);
    }
    if (const auto edit = document::parseAssignment(deployment, text)) {
        if (!document::applied(deployment, {QString(), {*edit}}))
            std::abort();
    }
    return 0;
}
