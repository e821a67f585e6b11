// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"
#include "core/document/default_deployment.h"
#include "core/document/json_codec.h"
#include "core/document/secrets.h"

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

Result<model::SharedDeployment> exported(Session &session)
{
    if (session.invocation().has("default"))
        return document::defaultDeployment();
    const auto document = session.document();
    if (!document)
        return tl::make_unexpected(document.error());
    return (*document)->working();
}

int runExport(Session &session)
{
    auto deployment = exported(session);
    if (!deployment)
        return session.failed(deployment.error());
    // A mask that somebody imports later would be taken for a secret.
    const auto written = session.showsSecrets() ? document::withoutMasks(**deployment)
                                                : document::withoutSecrets(**deployment);
    if (!written)
        return session.failed(written.error());
    deployment = written->deployment;
    if (written->count > 0) {
        note(session.showsSecrets()
                 ? u"%1 secrets were left out: your role does not see them"_s.arg(written->count)
                 : u"%1 secrets were left out; --show-secrets writes them"_s.arg(written->count));
    }
    if (!session.arguments().isEmpty()) {
        const QString &file = session.arguments().front();
        if (const auto kept = document::writeDeployment(**deployment, file); !kept)
            return session.failed(kept.error());
        note(u"wrote the configuration to %1"_s.arg(file));
        return kOk;
    }
    const auto form = session.invocation().has("complete") ? document::JsonForm::Complete
                                                           : document::JsonForm::WithoutDefaults;
    printJson(document::toJson(**deployment, form));
    return kOk;
}

int runImport(Session &session)
{
    const auto file = session.arguments().front();
    const auto read = document::readDeployment(file);
    if (!read)
        return session.failed(read.error());
    const auto document = session.document();
    if (!document)
        return session.failed(document.error());
    const auto before = (*document)->working();
    const auto complete = document::withSecretsOf(*read, *before);
    if (!complete)
        return session.failed(complete.error());
    const auto changes = document::difference(*before, *complete->deployment);
    if (changes.empty()) {
        note(u"the configuration is as in %1 already"_s.arg(file));
        return kOk;
    }
    if (session.invocation().has("dry-run")) {
        printChanges(*complete->deployment, changes);
        return kOk;
    }
    if (const auto kept = session.replace(complete->deployment, u"Import "_s + file); !kept)
        return session.failed(kept.error());
    note(session.isOffline()
             ? u"%1 changes were written to %2"_s.arg(changes.size())
                   .arg(session.invocation().value("deployment"))
             : u"%1 changes; turnpikectl diff shows them, turnpikectl discard takes them back"_s.arg(
                   changes.size()));
    return kOk;
}

constexpr Option kExportOptions[] = {
    {"complete", nullptr, "also what has its default value (standard output only)"},
    {"default", nullptr, "what a new relay starts with, to begin a file from"}};

constexpr Option kImportOptions[] = {{"dry-run", nullptr, "only show what the file would change"}};

} // namespace

const Command kExport{"export",
                      "[FILE]",
                      0,
                      1,
                      "Write the edited configuration to a file or standard output",
                      kExportOptions,
                      runExport,
                      "Secrets are left out unless --show-secrets is given."};
const Command kImport{"import",
                      "FILE",
                      1,
                      1,
                      "Replace the edited configuration by a file's",
                      kImportOptions,
                      runImport,
                      "Secrets that the file leaves out stay as they are. Nothing reaches the relay before\n"
                      "`turnpikectl push`."};

} // namespace turnpike::ctl
