// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/deployment.h"

namespace turnpike::document {

/// What a new user starts with: a small company in which every page has something to show, and an edge
/// site "this-computer" that can serve at once. The program must be linked with turnpike_resources.
[[nodiscard]] model::SharedDeployment defaultDeployment();

} // namespace turnpike::document
