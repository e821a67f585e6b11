// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace turnpike::ctl {

class Session;

/// What a program that calls this one can rely on.
enum ExitCode {
    kOk = 0,
    kFailed = 1, ///< it was understood, and did not work
    kUsage = 2   ///< it was not understood; nothing was tried
};

struct Option {
    const char *name;
    const char *value; ///< what stands for its value in the help; null for a switch
    const char *help;
};

/// One subcommand: everything that help, parsing and dispatch know about it.
struct Command {
    const char *name;
    const char *arguments; ///< as shown in the help: "PATH=VALUE..."
    int least;             ///< number of arguments
    int most;              ///< -1: any number
    const char *help;      ///< one line
    std::span<const Option> options;
    int (*run)(Session &);
    const char *details = nullptr; ///< more, for `help COMMAND`
};

/// All of them, in the order in which help shows them.
[[nodiscard]] std::span<const Command *const> commands();
/// Options that every command takes.
[[nodiscard]] std::span<const Option> globalOptions();

extern const Command kGet;
extern const Command kSet;
extern const Command kAdd;
extern const Command kRemove;
extern const Command kRename;
extern const Command kLcsCmd;
extern const Command kDiff;
extern const Command kDiscard;
extern const Command kValidate;
extern const Command kCheck;
extern const Command kPush;
extern const Command kConfirm;
extern const Command kRevert;
extern const Command kHistory;
extern const Command kExport;
extern const Command kImport;
extern const Command kSchema;
extern const Command kStatus;
extern const Command kAllocations;
extern const Command kTop;
extern const Command kKill;
extern const Command kIssueCredential;
extern const Command kExplainPeer;
extern const Command kTestRelay;
extern const Command kDrain;
extern const Command kUndrain;
extern const Command kAudit;
extern const Command kClients;
extern const Command kRevoke;
extern const Command kPair;
extern const Command kConnections;

} // namespace turnpike::ctl
