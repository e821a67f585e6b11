// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"
#include "core/document/json_codec.h"

namespace turnpike::ctl {

namespace {

int run(Session &)
{
    printJson(document::jsonSchema());
    return kOk;
}

} // namespace

const Command kSchema{"schema",
                      "",
                      0,
                      0,
                      "Print the JSON Schema of configuration files",
                      {},
                      run,
                      "For editors that complete and check JSON. `turnpikectl check` knows the rules, too."};

} // namespace turnpike::ctl
