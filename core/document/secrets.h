// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"

#include <QHash>

namespace turnpike::document {

/// What stands in the place of a secret for whoever may not see it: long enough for the rules about secrets,
/// and 32 hexadecimal digits for derived keys. No secret is ever this.
[[nodiscard]] QString secretMask();

/// What left a configuration, or what it lacks.
struct WithSecrets {
    model::SharedDeployment deployment;
    int count = 0;
};

/// A copy with the mask in the place of every secret.
[[nodiscard]] model::SharedDeployment withMasks(const model::Deployment &deployment);
/// A copy in which every secret has a mask of its own, so that it is known again wherever edits move it.
struct NumberedMasks {
    model::SharedDeployment deployment;
    QHash<QString, PropertyPath> places; ///< by mask
};
[[nodiscard]] Result<NumberedMasks> withNumberedMasks(const model::Deployment &deployment);
/// Puts the secrets back in the place of their masks, wherever those are.
[[nodiscard]] Result<model::SharedDeployment> withSecretsFor(const model::Deployment &deployment,
                                                             const QHash<QString, QVariant> &byMask);
/// Where a mask stands for a secret.
[[nodiscard]] QList<PropertyPath> maskedSecrets(const model::Deployment &deployment);

/// How many secrets it holds; masked ones are none.
[[nodiscard]] int secretCount(const model::Deployment &deployment);
/// For a file that others may read. `count`: secrets that were left out.
[[nodiscard]] Result<WithSecrets> withoutSecrets(const model::Deployment &deployment);
/// For a file that keeps them: only masks are left out, as they would be taken for secrets.
[[nodiscard]] Result<WithSecrets> withoutMasks(const model::Deployment &deployment);
/// A configuration from a file, with the secrets that the file leaves out or masks filled in from `current`,
/// by place. `count`: secrets that were kept.
[[nodiscard]] Result<WithSecrets> withSecretsOf(const model::Deployment &deployment,
                                                const model::Deployment &current);

} // namespace turnpike::document
