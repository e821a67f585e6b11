// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file_state.h"
#include "core/base/result.h"
#include "relay/auth/credentials.h"

#include <optional>
#include <string>
#include <vector>

namespace turnpike::edge {

/// A file of users or of shared secrets that a configuration names instead of holding them.
struct CredentialFile {
    enum class Kind { Users, SharedSecrets };
    Kind kind = Kind::SharedSecrets;
    std::string entry; ///< of the configuration
    std::string file;  ///< a path, or the name of a credential of the unit
    bool operator==(const CredentialFile &) const = default;
};

/// What such a file holds.
struct CredentialFileContent {
    std::vector<auth::Credentials::User> users;
    std::vector<std::string> sharedSecrets;
    std::vector<std::string> warnings; ///< what is easily guessed, by line; repeats nothing
    std::string skipped;               ///< "lines 1, 3": what begins with #; may be empty

    [[nodiscard]] std::size_t count() const { return users.size() + sharedSecrets.size(); }
    bool operator==(const CredentialFileContent &) const = default;
};

/// The error names file and line, and repeats nothing of what stands there.
[[nodiscard]] Result<CredentialFileContent> readCredentialFile(const CredentialFile &file,
                                                               std::string_view realm);

/// The credential files of a configuration: read anew when they change, and what a file gave stays in force
/// as long as what lies there now cannot be read. A value: a new configuration is tried on a copy. One
/// thread.
class CredentialFiles {
public:
    /// How one file stands.
    struct Status {
        CredentialFile file;
        bool isRead = false;   ///< ever
        std::size_t count = 0; ///< users or secrets that it gives now
        std::optional<Error> error;
        std::vector<std::string> warnings;
        std::string skipped;
    };

    /// The same for other files, or another realm, which users' keys are made for. Of a file that was not
    /// there before an error is one; of others it is told in status().
    [[nodiscard]] Result<CredentialFiles> changedTo(const std::vector<CredentialFile> &files,
                                                    std::string_view realm) const;
    /// For a start: what cannot be read is read as soon as it can; see status().
    [[nodiscard]] static CredentialFiles of(const std::vector<CredentialFile> &files, std::string_view realm);

    /// Looks at the files (one stat each) and reads those that have changed; those of which the content or
    /// the error is another one now.
    [[nodiscard]] std::vector<Status> refresh();
    [[nodiscard]] std::vector<Status> status() const;
    /// Of the files that are not among these.
    [[nodiscard]] std::vector<Status> statusOfOthersThan(const std::vector<CredentialFile> &known) const;

    /// What the configuration itself holds, with what the files hold.
    [[nodiscard]] auth::Credentials addedTo(const auth::Credentials &credentials) const;

private:
    struct Row {
        CredentialFile file;
        FileState state;
        std::optional<CredentialFileContent> content;
        std::optional<Error> error;

        [[nodiscard]] Status status() const;
    };
    static void read(Row &row, std::string_view realm);

    std::string m_realm;
    std::vector<Row> m_rows;
};

} // namespace turnpike::edge
