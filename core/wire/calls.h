// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/call.h"
#include "core/wire/call_parts.h"

#include <tuple>

/// Every call of the management interface, declared once: its name, who may make it, method and path, the
/// question and the answer with how both are carried. The in-process connection, the HTTPS client, the
/// server's routes with their check of the role, and the test of the OpenAPI text follow from this file.
///
/// A call is a struct with
///   route                     who may make it, and where it stands
///   Request, Answer           what is asked and answered in C++
///   ask(), asked()            the question into HTTP, and out of it
///   answer(), answered()      the answer likewise
///   isAnswer()                optional: which refusals are answers all the same
///   check()                   optional: what is refused before it is sent
///   etagOf()                  optional: of the answer, for If-None-Match
///   changedRevision()         optional: the revision that the answer tells of
/// call_parts.h has what most of them are made of.
namespace turnpike::wire::calls {

struct FetchDeployment : AsksNothing, AnswersDeployment {
    static constexpr Route route{"fetchDeployment", Role::Viewer, "see the configuration", Method::Get,
                                 "/deployment"};
};

struct Push {
    static constexpr Route route{"pushDeployment", Role::Administrator, "push a configuration",
                                 Method::Put,      "/deployment",       {"confirm-within"}};
    using Request = PushRequest;
    using Answer = PushOutcome;
    [[nodiscard]] static Result<void> check(const Request &request);
    [[nodiscard]] static CarriedCall ask(const Request &request);
    [[nodiscard]] static Asked<Request> asked(const CarriedCall &call);
    [[nodiscard]] static CarriedAnswer answer(const Answer &outcome);
    [[nodiscard]] static bool isAnswer(const CarriedAnswer &answer);
    [[nodiscard]] static Result<Answer> answered(const CarriedAnswer &answer);
    [[nodiscard]] static std::optional<Revision> changedRevision(const Answer &outcome);
};

struct Validate : AnswersProblems {
    static constexpr Route route{"validateDeployment", Role::Viewer, "validate a configuration", Method::Post,
                                 "/deployment/validate"};
    struct Request {
        model::SharedDeployment deployment;
    };
    [[nodiscard]] static CarriedCall ask(const Request &request);
    [[nodiscard]] static Asked<Request> asked(const CarriedCall &call);
};

/// Newest first.
struct ListRevisions : AsksHowMany, AnswersJson<revisionsFromJson, "list of revisions"> {
    static constexpr Route route{"listRevisions", Role::Viewer, "see the history",
                                 Method::Get,     "/revisions", {"most"}};
};

struct FetchRevision : AsksRevision, AnswersDeployment {
    static constexpr Route route{"fetchRevision", Role::Viewer, "see a revision", Method::Get,
                                 "/revisions/{number}"};
};

struct DiffRevision : AsksRevision, AnswersObject {
    static constexpr Route route{"diffRevision", Role::Viewer, "see a revision", Method::Get,
                                 "/revisions/{number}/diff"};
};

/// Over a new network connection, which proves that the relay can still be reached.
struct ConfirmRevision : AsksRevision, AnswersRevision {
    static constexpr Route route{"confirmRevision",
                                 Role::Administrator,
                                 "confirm a revision",
                                 Method::Post,
                                 "/revisions/{number}/confirm",
                                 {},
                                 true};
};

struct RevertRevision : AnswersRevision {
    static constexpr Route route{"revertRevision", Role::Administrator, "revert a revision", Method::Post,
                                 "/revisions/{number}/revert"};
    struct Request {
        quint64 revision = 0;
        QString reason;
    };
    [[nodiscard]] static CarriedCall ask(const Request &request);
    [[nodiscard]] static Asked<Request> asked(const CarriedCall &call);
};

struct Status : AsksNothing, AnswersJson<statusFromJson, "status"> {
    static constexpr Route route{"status", Role::Viewer, "see the status", Method::Get, "/status"};
};

/// For people and scripts: a console has the live stream.
struct ListAllocations : AnswersObject {
    static constexpr Route route{"listAllocations", Role::Viewer,   "see the calls",
                                 Method::Get,       "/allocations", {"limit", "offset"}};
    struct Request {
        int limit = 0;
        int offset = 0;
    };
    [[nodiscard]] static CarriedCall ask(const Request &request);
    [[nodiscard]] static Asked<Request> asked(const CarriedCall &call);
};

struct FetchAllocation : AsksAllocation, AnswersObject {
    static constexpr Route route{"fetchAllocation", Role::Viewer, "see the calls", Method::Get,
                                 "/allocations/{id}"};
};

struct EndAllocation : AsksAllocation, AnswersNothing {
    static constexpr Route route{"endAllocation", Role::Operator, "end an allocation", Method::Delete,
                                 "/allocations/{id}"};
};

struct ListPorts : AsksNothing, AnswersObject {
    static constexpr Route route{"listPorts", Role::Viewer, "see the calls", Method::Get, "/ports"};
};

struct ListUsers : AsksNothing, AnswersObject {
    static constexpr Route route{"listUsers", Role::Viewer, "see the calls", Method::Get, "/users"};
};

/// Answers how many it has ended.
struct EndAllocationsOf : AsksName {
    static constexpr Route route{"endAllocationsOf", Role::Operator, "end allocations", Method::Delete,
                                 "/users/{name}/allocations"};
    using Answer = int;
    [[nodiscard]] static CarriedAnswer answer(int ended);
    [[nodiscard]] static Result<int> answered(const CarriedAnswer &answer);
};

struct IssueCredential : AnswersJson<credentialFromJson, "credential"> {
    static constexpr Route route{"issueCredential", Role::Operator, "issue a credential", Method::Post,
                                 "/credentials"};
    struct Request {
        QString user;
        std::chrono::seconds lifetime{};
    };
    [[nodiscard]] static CarriedCall ask(const Request &request);
    [[nodiscard]] static Asked<Request> asked(const CarriedCall &call);
};

struct ExplainPeer : AnswersJson<verdictFromJson, "verdict"> {
    static constexpr Route route{"explainPeer", Role::Viewer,    "ask about a peer",
                                 Method::Get,   "/explain-peer", {"address"}};
    struct Request {
        QString address;
    };
    [[nodiscard]] static CarriedCall ask(const Request &request);
    [[nodiscard]] static Asked<Request> asked(const CarriedCall &call);
};

/// New calls are refused from now on; after the deadline the rest is cut.
struct Drain : AnswersDraining<true> {
    static constexpr Route route{"drain",      Role::Operator, "drain the relay",
                                 Method::Post, "/drain",       {"deadline"}};
    struct Request {
        std::chrono::seconds deadline{};
    };
    [[nodiscard]] static CarriedCall ask(const Request &request);
    [[nodiscard]] static Asked<Request> asked(const CarriedCall &call);
};

struct Undrain : AsksNothing, AnswersDraining<false> {
    static constexpr Route route{"undrain", Role::Operator, "end the draining of the relay", Method::Delete,
                                 "/drain"};
};

/// Newest first.
struct ListAudit : AsksHowMany, AnswersJson<auditFromJson, "audit"> {
    static constexpr Route route{"listAudit", Role::Viewer, "see the audit", Method::Get, "/audit", {"most"}};
};

struct VerifyAudit : AsksNothing, AnswersJson<auditHeadFromJson, "head of the audit"> {
    static constexpr Route route{"verifyAudit", Role::Viewer, "verify the audit", Method::Get,
                                 "/audit/verification"};
};

/// Whoever has a certificate of this relay that is good, oldest first.
struct ListClients : AsksNothing, AnswersJson<knownClientsFromJson, "list of clients"> {
    static constexpr Route route{"clients", Role::Administrator, "see who is paired", Method::Get,
                                 "/clients"};
};

/// Makes the certificate of this name void, and cuts what runs with it; nobody else has to pair anew.
struct RevokeClient : AsksName, AnswersNothing {
    static constexpr Route route{"revokeClient", Role::Administrator, "revoke a certificate", Method::Delete,
                                 "/clients/{name}"};
};

/// First contact: a one-time code and a certificate request, for a certificate.
struct Pair : AnswersJson<pairAnswerFromJson, "pairing answer"> {
    static constexpr Route route{"pair", std::nullopt, "pair", Method::Post, "/pair"};
    using Request = PairRequest;
    [[nodiscard]] static CarriedCall ask(const Request &request);
    [[nodiscard]] static Asked<Request> asked(const CarriedCall &call);
};

/// No question with an answer: a request to become a WebSocket.
struct Live {
    static constexpr Route route{"live", Role::Viewer, "watch", Method::Get, "/live"};
};

/// All that have an answer.
using All = std::tuple<FetchDeployment, Push, Validate, ListRevisions, FetchRevision, DiffRevision,
                       ConfirmRevision, RevertRevision, Status, ListAllocations, FetchAllocation,
                       EndAllocation, ListPorts, ListUsers, EndAllocationsOf, IssueCredential, ExplainPeer,
                       Drain, Undrain, ListAudit, VerifyAudit, ListClients, RevokeClient, Pair>;

} // namespace turnpike::wire::calls

namespace turnpike::wire {

/// Where all of the interface stands: every call, and the live stream.
[[nodiscard]] std::vector<const Route *> allRoutes();

} // namespace turnpike::wire
