// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/command.h"

#include <array>

namespace turnpike::ctl {

std::span<const Command *const> commands()
{
    static constexpr std::array kCommands{
        &kGet,         &kSet,     &kAdd,      &kRemove,          &kRename,      &kLcsCmd,
        &kDiff,        &kDiscard, &kValidate, &kCheck,           &kPush,        &kConfirm,
        &kRevert,      &kHistory, &kExport,   &kImport,          &kSchema,      &kStatus,
        &kAllocations, &kTop,     &kKill,     &kIssueCredential, &kExplainPeer, &kTestRelay,
        &kDrain,       &kUndrain, &kAudit,    &kClients,         &kRevoke,      &kPair,
        &kConnections};
    return kCommands;
}

std::span<const Option> globalOptions()
{
    static constexpr std::array kOptions{
        Option{"relay", "RELAY", "the relay: a saved connection's name, or HOST[:PORT] ($TURNPIKE_RELAY)"},
        Option{"deployment", "FILE", "work on this file, without a relay"},
        Option{"key-file", "FILE",
               "private key, PEM, mode 0600, instead of the keychain ($TURNPIKE_KEY_FILE)"},
        Option{"json", nullptr, "for programs: print JSON"},
        Option{"show-secrets", nullptr, "print secrets instead of dots"},
        Option{"help", nullptr, "show help"},
        Option{"version", nullptr, "show the version"}};
    return kOptions;
}

} // namespace turnpike::ctl
