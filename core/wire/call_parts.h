// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/call.h"
#include "core/wire/json.h"
#include "core/wire/json_reader.h"

/// What most calls are made of.
namespace turnpike::wire {

/// How a list is asked for that could be long.
inline constexpr int kUsuallyListed = 100;
inline constexpr int kMostListed = 10'000;

[[nodiscard]] QByteArray compact(const QJsonObject &json);
[[nodiscard]] CarriedAnswer jsonAnswer(const QJsonObject &json, int status = 200);

/// A whole number from the query; what is missing has the default.
[[nodiscard]] Result<int> numberIn(const CarriedCall &call, const QString &name, int whenMissing,
                                   int smallest, int largest);
/// Refused with 415 unless the body says that it is JSON.
[[nodiscard]] tl::expected<void, Refusal> requireJson(const CarriedCall &call);
[[nodiscard]] Asked<QJsonObject> objectIn(const CarriedCall &call);
[[nodiscard]] Asked<model::SharedDeployment> deploymentIn(const CarriedCall &call);
[[nodiscard]] QByteArray bodyOf(const model::Deployment &deployment);

/// A text that is part of a type.
template <std::size_t size>
struct FixedText {
    char text[size]{};
    consteval FixedText(const char (&literal)[size])
    {
        for (std::size_t i = 0; i < size; ++i)
            text[i] = literal[i];
    }
};

// --- questions ---

struct AsksNothing {
    struct Request {};
    [[nodiscard]] static CarriedCall ask(const Request &) { return {}; }
    [[nodiscard]] static Asked<Request> asked(const CarriedCall &) { return Request{}; }
};

struct AsksHowMany {
    struct Request {
        int most = kUsuallyListed;
    };
    [[nodiscard]] static CarriedCall ask(const Request &request);
    [[nodiscard]] static Asked<Request> asked(const CarriedCall &call);
};

struct AsksRevision {
    struct Request {
        quint64 revision = 0;
    };
    [[nodiscard]] static CarriedCall ask(const Request &request);
    [[nodiscard]] static Asked<Request> asked(const CarriedCall &call);
};

struct AsksAllocation {
    struct Request {
        live::AllocationKey key;
    };
    [[nodiscard]] static CarriedCall ask(const Request &request);
    [[nodiscard]] static Asked<Request> asked(const CarriedCall &call);
};

struct AsksName {
    struct Request {
        QString name;
    };
    [[nodiscard]] static CarriedCall ask(const Request &request);
    [[nodiscard]] static Asked<Request> asked(const CarriedCall &call);
};

// --- answers ---

/// One JSON object that `fromJson` reads; `what` is its name in errors.
template <auto fromJson, FixedText what>
struct AnswersJson {
    using Answer = typename decltype(fromJson(QJsonObject()))::value_type;
    [[nodiscard]] static CarriedAnswer answer(const Answer &value) { return jsonAnswer(toJson(value)); }
    [[nodiscard]] static Result<Answer> answered(const CarriedAnswer &answer)
    {
        const auto json = parseObject(answer.body, QString::fromLatin1(what.text));
        return json ? fromJson(*json) : Result<Answer>(tl::make_unexpected(json.error()));
    }
};

/// The same, for what the relay changed about a revision.
struct AnswersRevision : AnswersJson<revisionFromJson, "revision"> {
    [[nodiscard]] static std::optional<Revision> changedRevision(const Answer &revision) { return revision; }
};

/// A JSON object as it is: for people and scripts.
struct AnswersObject {
    using Answer = QJsonObject;
    [[nodiscard]] static CarriedAnswer answer(const QJsonObject &json) { return jsonAnswer(json); }
    [[nodiscard]] static Result<QJsonObject> answered(const CarriedAnswer &answer)
    {
        return parseObject(answer.body, QStringLiteral("answer"));
    }
};

/// A configuration, with its revision in a header.
struct AnswersDeployment {
    using Answer = FetchedDeployment;
    [[nodiscard]] static CarriedAnswer answer(const Answer &fetched);
    [[nodiscard]] static Result<Answer> answered(const CarriedAnswer &answer);
    [[nodiscard]] static QByteArray etagOf(const Answer &fetched) { return fetched.revision.etag; }
};

struct AnswersProblems {
    using Answer = validation::Problems;
    [[nodiscard]] static CarriedAnswer answer(const Answer &problems);
    [[nodiscard]] static Result<Answer> answered(const CarriedAnswer &answer);
};

struct AnswersNothing {
    using Answer = void;
    [[nodiscard]] static CarriedAnswer answer() { return {204, {}, {}}; }
    [[nodiscard]] static Result<void> answered(const CarriedAnswer &) { return {}; }
};

/// Whether the relay drains from now on. It begins with it (202), and has ended it (200).
template <bool isDraining>
struct AnswersDraining {
    using Answer = void;
    [[nodiscard]] static CarriedAnswer answer()
    {
        return jsonAnswer({{QStringLiteral("draining"), isDraining}}, isDraining ? 202 : 200);
    }
    [[nodiscard]] static Result<void> answered(const CarriedAnswer &) { return {}; }
};

} // namespace turnpike::wire
