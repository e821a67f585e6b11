// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"
#include "core/document/default_deployment.h"
#include "core/document/json_codec.h"

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

using document::Edit;
using document::EditSet;
using document::PropertyPath;

/// The secrets in a configuration that hold something.
QHash<PropertyPath, QVariant> secretsIn(const model::Deployment &deployment)
{
    QHash<PropertyPath, QVariant> secrets;
    for (const auto &path : document::valuePaths(deployment)) {
        const auto place = document::resolve(deployment, path);
        if (!place || !place->property || !place->property->isSecret())
            continue;
        const auto value = place->property->read(place->object);
        if (value != place->property->defaultValue())
            secrets.insert(path, value);
    }
    return secrets;
}

Result<model::SharedDeployment> withoutSecrets(const model::Deployment &deployment, int &leftOut)
{
    EditSet edits;
    const auto secrets = secretsIn(deployment);
    for (auto secret = secrets.keyBegin(); secret != secrets.keyEnd(); ++secret) {
        const auto place = document::resolve(deployment, *secret);
        edits.edits.push_back(Edit::set(*secret, place->property->defaultValue()));
    }
    leftOut = static_cast<int>(secrets.size());
    return document::applied(deployment, edits);
}

/// What an export left out is filled in again from what is there.
Result<model::SharedDeployment> withSecretsOf(const model::Deployment &deployment,
                                              const model::Deployment &current)
{
    EditSet edits;
    const auto known = secretsIn(current);
    const auto given = secretsIn(deployment);
    for (auto secret = known.begin(); secret != known.end(); ++secret) {
        if (!given.contains(secret.key()) && document::resolve(deployment, secret.key()))
            edits.edits.push_back(Edit::set(secret.key(), secret.value()));
    }
    return document::applied(deployment, edits);
}

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
    if (!session.showsSecrets()) {
        int leftOut = 0;
        deployment = withoutSecrets(**deployment, leftOut);
        if (!deployment)
            return session.failed(deployment.error());
        if (leftOut > 0)
            note(u"%1 secrets were left out; --show-secrets writes them"_s.arg(leftOut));
    }
    if (!session.arguments().isEmpty()) {
        const auto written = document::writeDeployment(**deployment, session.arguments().front());
        return written ? kOk : session.failed(written.error());
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
    const auto complete = withSecretsOf(*read, *before);
    if (!complete)
        return session.failed(complete.error());
    if (const auto kept = session.replace(*complete, u"Import "_s + file); !kept)
        return session.failed(kept.error());
    note(u"%1 changes; turnpikectl diff shows them"_s.arg(document::difference(*before, **complete).size()));
    return kOk;
}

constexpr Option kExportOptions[] = {
    {"complete", nullptr, "also what has its default value (standard output only)"},
    {"default", nullptr, "what a new relay starts with, to begin a file from"}};

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
                      {},
                      runImport,
                      "Secrets that the file leaves out stay as they are. Nothing reaches the relay before\n"
                      "`turnpikectl push`."};

} // namespace turnpike::ctl
