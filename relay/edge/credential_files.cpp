// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/credential_files.h"

#include "core/base/opaque_string.h"
#include "core/document/list_file.h"
#include "core/validation/guessed_bits.h"

#include <algorithm>
#include <unordered_map>

namespace turnpike::edge {

namespace {

using Kind = CredentialFile::Kind;

std::string lineText(int line)
{
    return "line " + std::to_string(line);
}

tl::unexpected<Error> ofLine(const QString &path, int line, const std::string &what, const Error &error)
{
    return fail(error.code, lineText(line) + ": " + what + " cannot be used: " + error.message,
                path.toStdString(), error.allowed);
}

Result<auth::Credentials::User> userOf(const document::ListFile::Entry &entry, const QString &path,
                                       std::string_view realm)
{
    const auto colon = entry.text.indexOf(u':');
    // The text itself holds a password, so it is not repeated.
    if (colon <= 0 || colon + 1 == entry.text.size()) {
        return fail(Error::Code::InvalidValue,
                    lineText(entry.line) + ": this user has no name or no password", path.toStdString(),
                    "NAME:PASSWORD");
    }
    auto name = preparedUsername(entry.text.left(colon).toStdString());
    if (!name)
        return ofLine(path, entry.line, "the name of this user", name.error());
    const auto password = opaqueString(entry.text.mid(colon + 1).toStdString());
    if (!password)
        return ofLine(path, entry.line, "the password of user " + *name, password.error());
    auth::Credentials::User user{*name, auth::longTermKey(*name, realm, *password),
                                 auth::longTermKey(*name, realm, *password, stun::PasswordAlgorithm::Sha256)};
    return user;
}

Result<void> addUsers(CredentialFileContent &content, const document::ListFile &list, const QString &path,
                      std::string_view realm)
{
    std::unordered_map<std::string, int> lines;
    for (const auto &entry : list.entries) {
        auto user = userOf(entry, path, realm);
        if (!user)
            return errorOf(user);
        const auto [first, isNew] = lines.try_emplace(user->name, entry.line);
        if (!isNew) {
            return fail(Error::Code::InvalidValue,
                        lineText(entry.line) + ": user " + user->name + " stands in " +
                            lineText(first->second) + " already",
                        path.toStdString(), "each user once");
        }
        const QString name = QString::fromStdString(user->name);
        if (validation::isAmongFirstGuesses(
                entry.text.mid(entry.text.indexOf(u':') + 1), name,
                QString::fromUtf8(realm.data(), static_cast<qsizetype>(realm.size()))))
            content.warnings.push_back(lineText(entry.line) +
                                       ": the password of this user is among the first that anyone tries");
        content.users.push_back(std::move(*user));
    }
    return {};
}

void addSecrets(CredentialFileContent &content, const document::ListFile &list, std::string_view realm)
{
    for (const auto &entry : list.entries) {
        if (validation::isGuessable(entry.text,
                                    {QString::fromUtf8(realm.data(), static_cast<qsizetype>(realm.size()))}))
            content.warnings.push_back(lineText(entry.line) +
                                       ": this shared secret is short or regular and can be found by trial "
                                       "from a single credential; take 24 random characters or more");
        content.sharedSecrets.push_back(entry.text.toStdString());
    }
}

std::string skippedText(const std::vector<int> &lines)
{
    std::string text;
    for (const int line : lines)
        text += (text.empty() ? "line " : ", ") + std::to_string(line);
    return text;
}

} // namespace

Result<CredentialFileContent> readCredentialFile(const CredentialFile &file, std::string_view realm)
{
    const auto path = document::credentialPath(QString::fromStdString(file.file));
    if (!path)
        return tl::make_unexpected(path.error());
    const auto list = document::readListFile(*path);
    if (!list)
        return tl::make_unexpected(list.error());
    CredentialFileContent content;
    content.skipped = skippedText(list->skipped);
    if (file.kind == Kind::SharedSecrets) {
        addSecrets(content, *list, realm);
    } else if (auto added = addUsers(content, *list, *path, realm); !added) {
        return errorOf(added);
    }
    return content;
}

CredentialFiles::Status CredentialFiles::Row::status() const
{
    Status status{file, content.has_value(), 0, error, {}, {}};
    if (content) {
        status.count = content->count();
        status.warnings = content->warnings;
        status.skipped = content->skipped;
    }
    return status;
}

void CredentialFiles::read(Row &row, std::string_view realm)
{
    // Before it is read: what is written meanwhile is another state.
    const auto path = document::credentialPath(QString::fromStdString(row.file.file));
    row.state = path ? FileState::of(path->toStdString()) : FileState{};
    auto content = readCredentialFile(row.file, realm);
    row.error.reset();
    if (content)
        row.content = std::move(*content);
    else
        row.error = content.error();
}

CredentialFiles CredentialFiles::of(const std::vector<CredentialFile> &files, std::string_view realm)
{
    CredentialFiles result;
    result.m_realm = realm;
    for (const CredentialFile &file : files) {
        result.m_rows.push_back({file, {}, {}, {}});
        read(result.m_rows.back(), realm);
    }
    return result;
}

Result<CredentialFiles> CredentialFiles::changedTo(const std::vector<CredentialFile> &files,
                                                   std::string_view realm) const
{
    CredentialFiles result;
    result.m_realm = realm;
    for (const CredentialFile &file : files) {
        const auto known = std::ranges::find(m_rows, file, &Row::file);
        Row row = known != m_rows.end() ? *known : Row{file, {}, {}, {}};
        const bool isForAnotherRealm = file.kind == Kind::Users && realm != m_realm;
        if (known == m_rows.end() || isForAnotherRealm)
            read(row, realm);
        // Keys for the old realm would let nobody in.
        if (row.error && (known == m_rows.end() || isForAnotherRealm))
            return tl::make_unexpected(*row.error);
        result.m_rows.push_back(std::move(row));
    }
    return result;
}

std::vector<CredentialFiles::Status> CredentialFiles::refresh()
{
    std::vector<Status> changed;
    for (Row &row : m_rows) {
        const auto path = document::credentialPath(QString::fromStdString(row.file.file));
        if (!path || FileState::of(path->toStdString()) == row.state)
            continue;
        const auto before = row;
        read(row, m_realm);
        if (row.content != before.content || row.error != before.error)
            changed.push_back(row.status());
    }
    return changed;
}

std::vector<CredentialFiles::Status> CredentialFiles::status() const
{
    std::vector<Status> result;
    for (const Row &row : m_rows)
        result.push_back(row.status());
    return result;
}

std::vector<CredentialFiles::Status>
CredentialFiles::statusOfOthersThan(const std::vector<CredentialFile> &known) const
{
    auto others = status();
    std::erase_if(others,
                  [&](const Status &own) { return std::ranges::find(known, own.file) != known.end(); });
    return others;
}

auth::Credentials CredentialFiles::addedTo(const auth::Credentials &credentials) const
{
    std::vector<auth::Credentials::User> users;
    std::vector<std::string> secrets;
    for (const Row &row : m_rows) {
        if (!row.content)
            continue;
        users.insert(users.end(), row.content->users.begin(), row.content->users.end());
        secrets.insert(secrets.end(), row.content->sharedSecrets.begin(), row.content->sharedSecrets.end());
    }
    return credentials.with(std::move(users), std::move(secrets), m_realm);
}

} // namespace turnpike::edge
