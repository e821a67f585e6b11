// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/secrets.h"

#include "core/document/secrets.h"

namespace turnpike::management {

model::SharedDeployment withoutSecrets(const model::Deployment &deployment)
{
    return document::withMasks(deployment);
}

} // namespace turnpike::management
