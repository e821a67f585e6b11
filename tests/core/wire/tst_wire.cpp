// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/calls.h"
#include "core/wire/json.h"
#include "core/wire/json_reader.h"
#include "tests/support/main.h"

#include <QJsonDocument>
#include <QTimeZone>

namespace turnpike::client {

using namespace Qt::StringLiterals;

class TestWire : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    void rolesAndStatesSurviveTheWay();
    void anUnknownRoleNamesWhatIsAllowed();
    void aRevisionSurvivesTheWay();
    void aRevisionFitsIntoAHeader();
    void outcomesSurviveTheWay();
    void theStatusSurvivesTheWay();
    void answersOfOperatorsSurviveTheWay();
    void theAuditSurvivesTheWay();
    void pairingSurvivesTheWay();
    void errorsSurviveTheWay();
    void aForeignAnswerBecomesAnErrorToo();
    void everyErrorCodeHasAStatus();
    void missingMembersAreNamed_data();
    void missingMembersAreNamed();
    void countsAreWholeNumbers_data();
    void countsAreWholeNumbers();
    void anAllocationShowsWhatAPersonReads();
    void everyTextIsOneSegmentOfAPath_data();
    void everyTextIsOneSegmentOfAPath();

private:
    [[nodiscard]] static Revision revision()
    {
        Revision revision;
        revision.number = 7;
        revision.state = Revision::State::AwaitingConfirmation;
        revision.etag = "0123abcd";
        revision.author = u"Änne <anna@laptop>"_s;
        revision.reason = u"Größere Gruppen,\nseit \"heute\""_s;
        revision.created = QDateTime({2024, 5, 1}, {12, 0, 0, 123}, QTimeZone::utc());
        revision.confirmUntil = revision.created.addSecs(120);
        revision.trial = {.running = std::chrono::milliseconds(23'456),
                          .left = std::chrono::milliseconds(96'544)};
        return revision;
    }
};

void TestWire::rolesAndStatesSurviveTheWay()
{
    for (const auto role : {Role::Viewer, Role::Operator, Role::Administrator})
        QCOMPARE(*wire::roleFromText(wire::toText(role)), role);
    for (const auto state : {Revision::State::AwaitingConfirmation, Revision::State::Confirmed,
                             Revision::State::Reverted, Revision::State::Superseded})
        QCOMPARE(*wire::revisionStateFromText(wire::toText(state)), state);
}

void TestWire::anUnknownRoleNamesWhatIsAllowed()
{
    const auto role = wire::roleFromText(u"king"_s);
    QVERIFY(!role);
    QCOMPARE(QString::fromStdString(role.error().allowed), u"viewer, operator, administrator"_s);
}

void TestWire::aRevisionSurvivesTheWay()
{
    const auto read = *wire::revisionFromJson(wire::toJson(revision()));
    QCOMPARE(read, revision());
    QCOMPARE(read.confirmUntil, revision().confirmUntil);
    QCOMPARE(read.trial, revision().trial);
    auto confirmed = revision();
    confirmed.confirmUntil.reset();
    confirmed.trial.reset();
    QVERIFY(!wire::revisionFromJson(wire::toJson(confirmed))->trial);
    QCOMPARE(*wire::revisionFromJson(wire::toJson(confirmed)), confirmed);
    const std::vector all{revision(), confirmed};
    QCOMPARE(*wire::revisionsFromJson(wire::toJson(all)), all);
}

void TestWire::aRevisionFitsIntoAHeader()
{
    const auto header = wire::toHeader(revision());
    for (const char character : header)
        QVERIFY(character > ' ' && character < 127);
    QCOMPARE(*wire::revisionFromHeader(header), revision());
}

void TestWire::outcomesSurviveTheWay()
{
    PushOutcome accepted;
    accepted.revision = revision();
    accepted.live = {u"a"_s};
    accepted.newCalls = {u"b"_s, u"c"_s};
    accepted.rebound = {u"udp 127.0.0.1:3478"_s};
    accepted.needRestart = {u"d"_s};
    accepted.notServed = {u"e"_s};
    const auto read = wire::outcomeFromJson(wire::toJson(accepted));
    QVERIFY(read);
    QCOMPARE(read->kind, accepted.kind);
    QCOMPARE(read->revision, accepted.revision);
    QCOMPARE(read->live, accepted.live);
    QCOMPARE(read->newCalls, accepted.newCalls);
    QCOMPARE(read->rebound, accepted.rebound);
    QCOMPARE(read->needRestart, accepted.needRestart);
    QCOMPARE(read->notServed, accepted.notServed);

    PushOutcome conflict;
    conflict.kind = PushOutcome::Kind::Conflict;
    conflict.revision = revision();
    QCOMPARE(wire::outcomeFromJson(wire::toJson(conflict))->kind, conflict.kind);

    PushOutcome invalid;
    invalid.kind = PushOutcome::Kind::Invalid;
    validation::Problem problem;
    problem.ruleId = u"edge.public-address"_s;
    problem.severity = validation::Severity::Error;
    problem.path = document::PropertyPath::of(u"edgeSites[hq]");
    problem.message = u"not routable"_s;
    invalid.problems = {problem};
    const auto problems = wire::outcomeFromJson(wire::toJson(invalid))->problems;
    QCOMPARE(problems.size(), std::size_t(1));
    QCOMPARE(problems.front().ruleId, problem.ruleId);
    QCOMPARE(problems.front().path, problem.path);
}

void TestWire::theStatusSurvivesTheWay()
{
    RelayStatus status;
    status.name = u"edge1"_s;
    status.version = u"0.1.0"_s;
    status.started = revision().created;
    status.uptime = std::chrono::milliseconds(86'400'007);
    status.revision = revision();
    status.role = Role::Operator;
    status.identity = u"anna"_s;
    status.draining = true;
    status.allocations = 12345678901;
    status.listeners = {u"udp 127.0.0.1:3478"_s};
    status.credentialFiles = {{u"staff"_s, u"/etc/turnpike/users"_s, true, 12, {}},
                              {u"rest"_s, u"shared-secret"_s, false, 0, u"cannot be read"_s}};
    const auto read = wire::statusFromJson(wire::toJson(status));
    QVERIFY(read);
    QCOMPARE(read->credentialFiles, status.credentialFiles);
    QCOMPARE(wire::toJson(*read), wire::toJson(status));
    QCOMPARE(read->allocations, status.allocations);
    QCOMPARE(read->role, status.role);
    QCOMPARE(read->draining, status.draining);
}

void TestWire::answersOfOperatorsSurviveTheWay()
{
    const PeerVerdict verdict{true, u"allow 192.0.2.0/24"_s};
    QCOMPARE(wire::verdictFromJson(wire::toJson(verdict))->rule, verdict.rule);
    QCOMPARE(wire::verdictFromJson(wire::toJson(verdict))->allowed, verdict.allowed);
    const IssuedCredential credential{u"1714564800:bob"_s, u"p4ss"_s, revision().created, {u"turn:a:3478"_s}};
    const auto read = wire::credentialFromJson(wire::toJson(credential));
    QVERIFY(read);
    QCOMPARE(wire::toJson(*read), wire::toJson(credential));
    QCOMPARE(read->expires, credential.expires);
}

void TestWire::theAuditSurvivesTheWay()
{
    const std::vector<AuditEntry> entries{{1, revision().created, u"anna"_s, u"push"_s, u"revision 7"_s}};
    const auto read = wire::auditFromJson(wire::toJson(entries));
    QVERIFY(read);
    QCOMPARE(wire::toJson(*read), wire::toJson(entries));
    QCOMPARE(read->front().subject, u"revision 7"_s);
}

void TestWire::pairingSurvivesTheWay()
{
    const wire::PairRequest request{u"1234-5678"_s, u"anna"_s, "-----BEGIN"};
    const auto asked = wire::pairRequestFromJson(wire::toJson(request));
    QCOMPARE(asked->code, request.code);
    QCOMPARE(asked->csr, request.csr);
    const wire::PairAnswer answer{"cert", "ca", Role::Administrator, u"edge1"_s};
    const auto answered = wire::pairAnswerFromJson(wire::toJson(answer));
    QCOMPARE(answered->certificate, answer.certificate);
    QCOMPARE(answered->ca, answer.ca);
    QCOMPARE(answered->role, answer.role);
    QCOMPARE(answered->relay, answer.relay);
}

void TestWire::errorsSurviveTheWay()
{
    const Error error{Error::Code::NotFound, "there is no revision 9", "revisions/9", "1 to 8", "list them"};
    QCOMPARE(wire::errorFromBody(404, wire::errorBody(error)), error);
    const Error brief{Error::Code::Forbidden, "viewers may not push", {}, {}, {}};
    QCOMPARE(wire::errorFromBody(403, wire::errorBody(brief)), brief);
}

void TestWire::aForeignAnswerBecomesAnErrorToo()
{
    const auto error = wire::errorFromBody(503, "<html>Bad gateway</html>");
    QCOMPARE(error.code, Error::Code::Unavailable);
    QVERIFY(error.message.find("503") != std::string::npos);
}

void TestWire::everyErrorCodeHasAStatus()
{
    for (int code = 0; code <= static_cast<int>(Error::Code::Internal); ++code) {
        const Error error{static_cast<Error::Code>(code), "x", {}, {}, {}};
        const int status = wire::httpStatus(error.code);
        QVERIFY(status >= 400 && status < 600);
        QCOMPARE(wire::errorFromBody(status, wire::errorBody(error)).code, error.code);
    }
}

void TestWire::missingMembersAreNamed_data()
{
    QTest::addColumn<QString>("member");
    for (const auto *member : {"number", "state", "etag", "author", "reason", "created"})
        QTest::newRow(member) << QString::fromLatin1(member);
}

void TestWire::missingMembersAreNamed()
{
    QFETCH(const QString, member);
    auto json = wire::toJson(revision());
    json.remove(member);
    const auto missing = wire::revisionFromJson(json);
    QVERIFY(!missing);
    QCOMPARE(QString::fromStdString(missing.error().where), u"revision."_s + member);
    json.insert(member, QJsonObject());
    QVERIFY(!wire::revisionFromJson(json));
}

void TestWire::countsAreWholeNumbers_data()
{
    QTest::addColumn<double>("number");
    QTest::newRow("negative") << -1.0;
    QTest::newRow("a part") << 1.5;
    QTest::newRow("not exact any more") << 1e300;
}

void TestWire::countsAreWholeNumbers()
{
    QFETCH(const double, number);
    const QJsonObject json{{u"count"_s, number}};
    JsonReader reader(json, u"thing"_s);
    QCOMPARE(reader.number("count"), quint64(0));
    QVERIFY(reader.finish());
    QCOMPARE(reader.finish()->where, "thing.count");
}

void TestWire::everyTextIsOneSegmentOfAPath_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("segment");
    QTest::newRow("a name") << u"alice"_s << u"alice"_s;
    QTest::newRow("nothing") << QString() << u"~"_s;
    QTest::newRow("this folder") << u"."_s << u"~."_s;
    QTest::newRow("the folder above") << u".."_s << u"~.."_s;
    QTest::newRow("as the one above is written") << u"~.."_s << u"~~.."_s;
    QTest::newRow("three dots") << u"..."_s << u"..."_s;
    QTest::newRow("a tilde before a name") << u"~alice"_s << u"~alice"_s;
    QTest::newRow("a way up") << u"../status"_s << u"..%2Fstatus"_s;
    QTest::newRow("a way up that is encoded") << u"%2e%2e"_s << u"%252e%252e"_s;
    QTest::newRow("another gap of the path") << u"{name}"_s << u"%7Bname%7D"_s;
}

void TestWire::everyTextIsOneSegmentOfAPath()
{
    QFETCH(const QString, text);
    QFETCH(const QString, segment);
    const auto &route = wire::calls::EndAllocationsOf::route;
    const QString path = wire::pathOf(route, wire::calls::EndAllocationsOf::ask({text}));
    QCOMPARE(path, u"/users/"_s + segment + u"/allocations");
    // Whoever cleans paths up, as clients and proxies do, finds nothing to do.
    QUrl url(u"https://relay.example"_s);
    url.setPath(path, QUrl::StrictMode);
    QCOMPARE(url.adjusted(QUrl::NormalizePathSegments).path(QUrl::FullyEncoded), path);
    QCOMPARE(wire::textOfSegment(QUrl::fromPercentEncoding(segment.toLatin1())), text);
}

void TestWire::anAllocationShowsWhatAPersonReads()
{
    live::Allocation allocation;
    allocation.key.value = 0xabc;
    allocation.username = "bob";
    allocation.client = *TransportAddress::parse("192.0.2.1:5000");
    allocation.relayed = *TransportAddress::parse("[2001:db8::1]:50000");
    allocation.created = WallTime(std::chrono::milliseconds(1714564800123));
    allocation.counters.fromClient.bytes = 1234;
    const auto json = wire::toJson(allocation);
    QCOMPARE(json.value(u"key"_s).toString(), u"0000000000000abc"_s);
    QCOMPARE(json.value(u"client"_s).toString(), u"192.0.2.1:5000"_s);
    QCOMPARE(json.value(u"relayed"_s).toString(), u"[2001:db8::1]:50000"_s);
    QCOMPARE(json.value(u"relayedAddresses"_s).toArray(), (QJsonArray{u"[2001:db8::1]:50000"_s}));
    allocation.additional = *TransportAddress::parse("192.0.2.9:50002");
    QCOMPARE(wire::toJson(allocation).value(u"relayedAddresses"_s).toArray(),
             (QJsonArray{u"[2001:db8::1]:50000"_s, u"192.0.2.9:50002"_s}));
    QCOMPARE(json.value(u"created"_s).toString(), u"2024-05-01T12:00:00.123Z"_s);
    QCOMPARE(json.value(u"fromClient"_s).toObject().value(u"bytes"_s).toInt(), 1234);
}

} // namespace turnpike::client

TURNPIKE_TEST_MAIN(QCoreApplication, turnpike::client::TestWire)
#include "tst_wire.moc"
