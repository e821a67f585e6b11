// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/default_deployment.h"

#include "core/document/json_codec.h"

#include <QtGlobal>

namespace turnpike::document {

using namespace Qt::StringLiterals;

model::SharedDeployment defaultDeployment()
{
    static const model::SharedDeployment deployment = [] {
        auto read = readDeployment(u":/default-deployment.json"_s);
        if (!read)
            qFatal("%s", read.error().text().c_str());
        return std::make_shared<const model::Deployment>(*std::move(read));
    }();
    return deployment;
}

} // namespace turnpike::document
