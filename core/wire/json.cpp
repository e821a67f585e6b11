// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/json.h"

#include "core/wire/json_reader.h"

#include <QJsonDocument>
#include <QTimeZone>
#include <QUrl>

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace turnpike::wire {

namespace {

template <class Value>
struct NamedValue {
    Value value;
    const char *name;
};
template <class Value>
NamedValue(Value, const char *) -> NamedValue<Value>;

constexpr std::array kRoles{NamedValue{Role::Viewer, "viewer"}, NamedValue{Role::Operator, "operator"},
                            NamedValue{Role::Administrator, "administrator"}};

constexpr std::array kStates{NamedValue{Revision::State::AwaitingConfirmation, "awaitingConfirmation"},
                             NamedValue{Revision::State::Confirmed, "confirmed"},
                             NamedValue{Revision::State::Reverted, "reverted"},
                             NamedValue{Revision::State::Superseded, "superseded"}};

constexpr std::array kOutcomes{NamedValue{PushOutcome::Kind::Accepted, "accepted"},
                               NamedValue{PushOutcome::Kind::Invalid, "invalid"},
                               NamedValue{PushOutcome::Kind::Conflict, "conflict"}};

template <class Value, std::size_t size>
QString nameOf(const std::array<NamedValue<Value>, size> &names, Value value)
{
    for (const auto &entry : names) {
        if (entry.value == value)
            return QString::fromLatin1(entry.name);
    }
    return {};
}

template <class Value, std::size_t size>
Result<Value> valueOf(const std::array<NamedValue<Value>, size> &names, const QString &text, const char *what)
{
    std::string allowed;
    for (const auto &entry : names) {
        if (text == QLatin1StringView(entry.name))
            return entry.value;
        allowed += (allowed.empty() ? "" : ", ") + std::string(entry.name);
    }
    return fail(Error::Code::InvalidValue, '"' + text.toStdString() + "\" is not " + what, {}, allowed);
}

/// The value when everything was there, else what was not.
template <class Value>
Result<Value> finished(const JsonReader &reader, Value value)
{
    if (reader.finish())
        return tl::make_unexpected(*reader.finish());
    return value;
}

template <class Value>
Value taken(JsonReader &reader, const char *key, const Result<Value> &result)
{
    if (!result)
        reader.refuse(key, result.error());
    return result.value_or(Value{});
}

template <class Value, class Convert>
Result<std::vector<Value>> listFromJson(const QJsonObject &json, const char *key, Convert convert)
{
    JsonReader reader(json, u"answer"_s);
    const auto items = reader.array(key);
    std::vector<Value> values;
    for (const auto &item : items)
        values.push_back(taken(reader, key, Result<Value>(convert(item.toObject()))));
    return finished(reader, std::move(values));
}

} // namespace

QString toText(Role role)
{
    return nameOf(kRoles, role);
}

Result<Role> roleFromText(const QString &text)
{
    return valueOf(kRoles, text, "a role");
}

QString toText(Revision::State state)
{
    return nameOf(kStates, state);
}

Result<Revision::State> revisionStateFromText(const QString &text)
{
    return valueOf(kStates, text, "the state of a revision");
}

QString toText(const QDateTime &time)
{
    return time.toUTC().toString(Qt::ISODateWithMs);
}

namespace {

QJsonObject toJson(const Trial &trial)
{
    return {{u"runningMilliseconds"_s, static_cast<double>(trial.running.count())},
            {u"leftMilliseconds"_s, static_cast<double>(trial.left.count())}};
}

Result<Trial> trialFromJson(const QJsonObject &json)
{
    JsonReader reader(json, u"trial"_s);
    Trial trial;
    trial.running = std::chrono::milliseconds(reader.number("runningMilliseconds"));
    trial.left = std::chrono::milliseconds(reader.number("leftMilliseconds"));
    return finished(reader, trial);
}

} // namespace

QJsonObject toJson(const Revision &revision)
{
    QJsonObject json{{u"number"_s, static_cast<double>(revision.number)},
                     {u"state"_s, toText(revision.state)},
                     {u"etag"_s, QString::fromLatin1(revision.etag)},
                     {u"author"_s, revision.author},
                     {u"reason"_s, revision.reason},
                     {u"created"_s, toText(revision.created)}};
    if (revision.confirmUntil)
        json.insert(u"confirmUntil"_s, toText(*revision.confirmUntil));
    if (revision.trial)
        json.insert(u"trial"_s, toJson(*revision.trial));
    return json;
}

Result<Revision> revisionFromJson(const QJsonObject &json)
{
    JsonReader reader(json, u"revision"_s);
    Revision revision;
    revision.number = reader.number("number");
    revision.state = taken(reader, "state", revisionStateFromText(reader.text("state")));
    revision.etag = reader.text("etag").toLatin1();
    revision.author = reader.text("author");
    revision.reason = reader.text("reason");
    revision.created = reader.time("created");
    revision.confirmUntil = reader.optionalTime("confirmUntil");
    if (const auto trial = reader.optionalObject("trial"))
        revision.trial = taken(reader, "trial", trialFromJson(*trial));
    return finished(reader, std::move(revision));
}

QJsonObject toJson(const std::vector<Revision> &revisions)
{
    QJsonArray items;
    for (const auto &revision : revisions)
        items.append(toJson(revision));
    return {{u"revisions"_s, items}};
}

Result<std::vector<Revision>> revisionsFromJson(const QJsonObject &json)
{
    return listFromJson<Revision>(json, "revisions", revisionFromJson);
}

QByteArray toHeader(const Revision &revision)
{
    return QJsonDocument(toJson(revision)).toJson(QJsonDocument::Compact).toPercentEncoding();
}

Result<Revision> revisionFromHeader(const QByteArray &header)
{
    const auto json =
        parseObject(QByteArray::fromPercentEncoding(header), QLatin1StringView(kRevisionHeader));
    return json ? revisionFromJson(*json) : tl::make_unexpected(json.error());
}

QJsonObject toJson(const PushOutcome &outcome)
{
    QJsonObject json{{u"kind"_s, nameOf(kOutcomes, outcome.kind)}};
    if (outcome.kind == PushOutcome::Kind::Invalid) {
        json.insert(u"problems"_s, validation::toJson(outcome.problems));
        return json;
    }
    json.insert(u"revision"_s, toJson(outcome.revision));
    if (outcome.kind == PushOutcome::Kind::Accepted) {
        json.insert(u"live"_s, QJsonArray::fromStringList(outcome.live));
        json.insert(u"newCalls"_s, QJsonArray::fromStringList(outcome.newCalls));
        json.insert(u"rebound"_s, QJsonArray::fromStringList(outcome.rebound));
        json.insert(u"needRestart"_s, QJsonArray::fromStringList(outcome.needRestart));
        json.insert(u"notServed"_s, QJsonArray::fromStringList(outcome.notServed));
    }
    return json;
}

Result<PushOutcome> outcomeFromJson(const QJsonObject &json)
{
    JsonReader reader(json, u"push outcome"_s);
    PushOutcome outcome;
    outcome.kind = taken(reader, "kind", valueOf(kOutcomes, reader.text("kind"), "the outcome of a push"));
    if (outcome.kind == PushOutcome::Kind::Invalid) {
        outcome.problems = taken(reader, "problems", validation::problemsFromJson(reader.array("problems")));
        return finished(reader, std::move(outcome));
    }
    outcome.revision = taken(reader, "revision", revisionFromJson(reader.object("revision")));
    if (outcome.kind == PushOutcome::Kind::Accepted) {
        outcome.live = reader.texts("live");
        outcome.newCalls = reader.texts("newCalls");
        outcome.rebound = reader.texts("rebound");
        outcome.needRestart = reader.texts("needRestart");
        outcome.notServed = reader.texts("notServed");
    }
    return finished(reader, std::move(outcome));
}

namespace {

QJsonObject toJson(const CertificateStatus &status)
{
    QJsonObject json{{u"entry"_s, status.entry}, {u"isServed"_s, status.isServed}};
    if (status.isServed) {
        json.insert(u"names"_s, QJsonArray::fromStringList(status.names));
        json.insert(u"issuer"_s, status.issuer);
        json.insert(u"validFrom"_s, toText(status.validFrom));
        json.insert(u"validUntil"_s, toText(status.validUntil));
        json.insert(u"fingerprint"_s, QString::fromLatin1(status.fingerprint));
    }
    if (!status.error.isEmpty())
        json.insert(u"error"_s, status.error);
    return json;
}

Result<CertificateStatus> certificateStatusFromJson(const QJsonObject &json)
{
    JsonReader reader(json, u"certificate"_s);
    CertificateStatus status;
    status.entry = reader.text("entry");
    status.isServed = reader.boolean("isServed");
    if (status.isServed) {
        status.names = reader.texts("names");
        status.issuer = reader.text("issuer");
        status.validFrom = reader.time("validFrom");
        status.validUntil = reader.time("validUntil");
        status.fingerprint = reader.text("fingerprint").toLatin1();
    }
    if (json.contains(u"error"))
        status.error = reader.text("error");
    return finished(reader, std::move(status));
}

QJsonObject toJson(const CredentialFileStatus &status)
{
    QJsonObject json{{u"entry"_s, status.entry},
                     {u"file"_s, status.file},
                     {u"holds"_s, status.isOfUsers ? u"users"_s : u"sharedSecrets"_s},
                     {u"count"_s, status.count}};
    if (!status.error.isEmpty())
        json.insert(u"error"_s, status.error);
    return json;
}

Result<CredentialFileStatus> credentialFileStatusFromJson(const QJsonObject &json)
{
    JsonReader reader(json, u"credentialFiles"_s);
    CredentialFileStatus status;
    status.entry = reader.text("entry");
    status.file = reader.text("file");
    status.isOfUsers = reader.text("holds") == u"users";
    status.count = static_cast<int>(reader.number("count"));
    if (json.contains(u"error"))
        status.error = reader.text("error");
    return finished(reader, std::move(status));
}

} // namespace

QJsonObject toJson(const RelayStatus &status)
{
    QJsonArray credentialFiles;
    for (const CredentialFileStatus &file : status.credentialFiles)
        credentialFiles.append(toJson(file));
    QJsonArray certificates;
    for (const CertificateStatus &certificate : status.certificates)
        certificates.append(toJson(certificate));
    return {{u"name"_s, status.name},
            {u"site"_s, status.site},
            {u"version"_s, status.version},
            {u"started"_s, toText(status.started)},
            {u"uptimeMilliseconds"_s, static_cast<double>(status.uptime.count())},
            {u"revision"_s, toJson(status.revision)},
            {u"role"_s, toText(status.role)},
            {u"identity"_s, status.identity},
            {u"draining"_s, status.draining},
            {u"allocations"_s, static_cast<double>(status.allocations)},
            {u"listeners"_s, QJsonArray::fromStringList(status.listeners)},
            {u"certificates"_s, certificates},
            {u"credentialFiles"_s, credentialFiles},
            {u"openFiles"_s, static_cast<double>(status.openFiles)},
            {u"openFilesLimit"_s, static_cast<double>(status.openFilesLimit)}};
}

Result<RelayStatus> statusFromJson(const QJsonObject &json)
{
    JsonReader reader(json, u"status"_s);
    RelayStatus status;
    status.name = reader.text("name");
    status.version = reader.text("version");
    status.started = reader.time("started");
    status.uptime = std::chrono::milliseconds(reader.number("uptimeMilliseconds"));
    status.revision = taken(reader, "revision", revisionFromJson(reader.object("revision")));
    status.role = taken(reader, "role", roleFromText(reader.text("role")));
    status.identity = reader.text("identity");
    status.draining = reader.boolean("draining");
    status.allocations = reader.number("allocations");
    status.listeners = reader.texts("listeners");
    // A relay of before does not say.
    if (json.contains(u"site"))
        status.site = reader.text("site");
    for (const QJsonValue item : json.value(u"certificates").toArray()) {
        auto certificate = certificateStatusFromJson(item.toObject());
        if (!certificate)
            return errorOf(certificate);
        status.certificates.push_back(std::move(*certificate));
    }
    for (const QJsonValue item : json.value(u"credentialFiles").toArray()) {
        auto file = credentialFileStatusFromJson(item.toObject());
        if (!file)
            return errorOf(file);
        status.credentialFiles.push_back(std::move(*file));
    }
    if (json.contains(u"openFiles")) {
        status.openFiles = reader.number("openFiles");
        status.openFilesLimit = reader.number("openFilesLimit");
    }
    return finished(reader, std::move(status));
}

QJsonObject toJson(const std::vector<KnownClient> &clients)
{
    QJsonArray items;
    for (const auto &known : clients)
        items.append(QJsonObject{{u"name"_s, known.name},
                                 {u"role"_s, toText(known.role)},
                                 {u"paired"_s, toText(known.paired)},
                                 {u"fingerprint"_s, QString::fromLatin1(known.fingerprint)}});
    return {{u"clients"_s, items}};
}

Result<std::vector<KnownClient>> knownClientsFromJson(const QJsonObject &json)
{
    std::vector<KnownClient> clients;
    for (const QJsonValue item : json.value(u"clients").toArray()) {
        const QJsonObject object = item.toObject();
        JsonReader reader(object, u"client"_s);
        KnownClient known;
        known.name = reader.text("name");
        known.role = taken(reader, "role", roleFromText(reader.text("role")));
        known.paired = reader.time("paired");
        known.fingerprint = reader.text("fingerprint").toLatin1();
        auto read = finished(reader, std::move(known));
        if (!read)
            return tl::make_unexpected(read.error());
        clients.push_back(std::move(*read));
    }
    return clients;
}

QJsonObject toJson(const PeerVerdict &verdict)
{
    return {{u"allowed"_s, verdict.allowed}, {u"rule"_s, verdict.rule}};
}

Result<PeerVerdict> verdictFromJson(const QJsonObject &json)
{
    JsonReader reader(json, u"verdict"_s);
    PeerVerdict verdict;
    verdict.allowed = reader.boolean("allowed");
    verdict.rule = reader.text("rule");
    return finished(reader, std::move(verdict));
}

QJsonObject toJson(const IssuedCredential &credential)
{
    return {{u"username"_s, credential.username},
            {u"password"_s, credential.password},
            {u"expires"_s, toText(credential.expires)},
            {u"urls"_s, QJsonArray::fromStringList(credential.urls)}};
}

Result<IssuedCredential> credentialFromJson(const QJsonObject &json)
{
    JsonReader reader(json, u"credential"_s);
    IssuedCredential credential;
    credential.username = reader.text("username");
    credential.password = reader.text("password");
    credential.expires = reader.time("expires");
    credential.urls = reader.texts("urls");
    return finished(reader, std::move(credential));
}

QJsonObject toJson(const std::vector<AuditEntry> &entries)
{
    QJsonArray items;
    for (const auto &entry : entries)
        items.append(QJsonObject{{u"number"_s, static_cast<double>(entry.number)},
                                 {u"time"_s, toText(entry.time)},
                                 {u"who"_s, entry.who},
                                 {u"action"_s, entry.action},
                                 {u"subject"_s, entry.subject}});
    return {{u"entries"_s, items}};
}

Result<std::vector<AuditEntry>> auditFromJson(const QJsonObject &json)
{
    return listFromJson<AuditEntry>(json, "entries", [](const QJsonObject &item) {
        JsonReader reader(item, u"audit entry"_s);
        AuditEntry entry;
        entry.number = reader.number("number");
        entry.time = reader.time("time");
        entry.who = reader.text("who");
        entry.action = reader.text("action");
        entry.subject = reader.text("subject");
        return finished(reader, std::move(entry));
    });
}

QJsonObject toJson(const AuditHead &head)
{
    return {{u"lines"_s, static_cast<double>(head.lines)}, {u"hash"_s, QString::fromLatin1(head.hash)}};
}

Result<AuditHead> auditHeadFromJson(const QJsonObject &json)
{
    JsonReader reader(json, u"head of the audit"_s);
    AuditHead head;
    head.lines = reader.number("lines");
    head.hash = reader.text("hash").toLatin1();
    return finished(reader, std::move(head));
}

QDateTime toDateTime(WallTime time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), QTimeZone::utc());
}

namespace {

QJsonObject toJson(const live::Traffic &traffic)
{
    return {{u"packets"_s, static_cast<double>(traffic.packets)},
            {u"bytes"_s, static_cast<double>(traffic.bytes)},
            {u"droppedPackets"_s, static_cast<double>(traffic.droppedPackets)}};
}

} // namespace

QJsonObject toJson(const live::Allocation &allocation)
{
    const auto &counters = allocation.counters;
    QJsonArray peers;
    for (const auto &peer : counters.peers)
        peers.append(QString::fromStdString(peer.toString()));
    QJsonArray refused;
    for (const auto &each : counters.refused)
        refused.append(QJsonObject{{u"peer"_s, QString::fromStdString(each.peerText())},
                                   {u"times"_s, static_cast<double>(each.times)},
                                   {u"rule"_s, QString::fromStdString(each.rule)}});
    QJsonArray relayed;
    for (const auto &address : allocation.relayedAddresses())
        relayed.append(QString::fromStdString(address.toString()));
    return {{u"key"_s, QString::fromStdString(allocation.key.toString())},
            {u"username"_s, QString::fromStdString(allocation.username)},
            {u"realm"_s, QString::fromStdString(allocation.realm)},
            {u"transport"_s, QString::fromStdString(allocation.transport)},
            {u"dialect"_s, QString::fromStdString(allocation.dialect)},
            {u"client"_s, QString::fromStdString(allocation.client.toString())},
            {u"server"_s, QString::fromStdString(allocation.server.toString())},
            {u"relayed"_s, QString::fromStdString(allocation.relayed.toString())},
            {u"relayedAddresses"_s, relayed},
            {u"created"_s, toText(toDateTime(allocation.created))},
            {u"expires"_s, toText(toDateTime(counters.expires))},
            {u"worker"_s, allocation.worker},
            {u"permissions"_s, counters.permissions},
            {u"channels"_s, counters.channels},
            {u"relayedTransport"_s, QString::fromStdString(allocation.relayedTransport)},
            {u"connections"_s, counters.connections},
            {u"peers"_s, peers},
            {u"refusedPeers"_s, refused},
            {u"fromClient"_s, toJson(counters.fromClient)},
            {u"toClient"_s, toJson(counters.toClient)}};
}

QJsonObject toJson(const PairRequest &request)
{
    return {
        {u"code"_s, request.code}, {u"name"_s, request.name}, {u"csr"_s, QString::fromLatin1(request.csr)}};
}

Result<PairRequest> pairRequestFromJson(const QJsonObject &json)
{
    JsonReader reader(json, u"pairing request"_s);
    PairRequest request;
    request.code = reader.text("code");
    request.name = reader.text("name");
    request.csr = reader.text("csr").toLatin1();
    return finished(reader, std::move(request));
}

QJsonObject toJson(const PairAnswer &answer)
{
    return {{u"certificate"_s, QString::fromLatin1(answer.certificate)},
            {u"ca"_s, QString::fromLatin1(answer.ca)},
            {u"role"_s, toText(answer.role)},
            {u"relay"_s, answer.relay}};
}

Result<PairAnswer> pairAnswerFromJson(const QJsonObject &json)
{
    JsonReader reader(json, u"pairing answer"_s);
    PairAnswer answer;
    answer.certificate = reader.text("certificate").toLatin1();
    answer.ca = reader.text("ca").toLatin1();
    answer.role = taken(reader, "role", roleFromText(reader.text("role")));
    answer.relay = reader.text("relay");
    return finished(reader, std::move(answer));
}

} // namespace turnpike::wire
