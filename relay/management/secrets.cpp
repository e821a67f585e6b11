// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/secrets.h"

#include "core/document/secrets.h"

namespace turnpike::management {

namespace {

void blotOut(const model::ClassInfo &info, void *object)
{
    for (const auto &property : info.properties()) {
        if (property.isValue()) {
            if (property.isSecret() && !property.read(object).toString().isEmpty())
                property.write(object, document::secretMask());
            continue;
        }
        void *member = property.member(object);
        if (property.isObject()) {
            blotOut(*property.elementClass(), member);
            continue;
        }
        const auto &list = *property.list();
        for (int i = 0; i < list.size(member); ++i)
            blotOut(*property.elementClass(), list.mutableAt(member, i));
    }
}

} // namespace

model::SharedDeployment withoutSecrets(const model::Deployment &deployment)
{
    auto copy = std::make_shared<model::Deployment>(deployment);
    blotOut(model::ClassInfo::of<model::Deployment>(), copy.get());
    return copy;
}

} // namespace turnpike::management
