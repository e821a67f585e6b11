// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/health.h"

#include "ui/live/live_text.h"
#include "ui/workspace/error_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using wire::RelayConnection;

namespace {

constexpr double kManyPorts = 0.9;
constexpr double kMuchLoss = 0.02;
/// Fewer samples make a trend of noise.
constexpr std::size_t kSamplesForTrend = 60;

struct HealthWords {
    Q_DECLARE_TR_FUNCTIONS(Health)
};

std::optional<Health> healthOfConnection(const RelayConnection *connection)
{
    if (connection == nullptr)
        return Health{Health::Level::Unknown, HealthWords::tr("Not connected."),
                      HealthWords::tr("Choose a relay with Connection in the tool bar.")};
    const auto error = connection->lastError();
    const QString why = error ? errorText(*error) : QString();
    switch (connection->state()) {
    case RelayConnection::State::Connected:
        return std::nullopt;
    case RelayConnection::State::Connecting:
        return Health{Health::Level::Unknown,
                      HealthWords::tr("Connecting to %1…").arg(connection->displayName()), why};
    case RelayConnection::State::Refused:
        return Health{Health::Level::Bad,
                      HealthWords::tr("%1 refuses this console.").arg(connection->displayName()), why};
    case RelayConnection::State::NoKey:
        return Health{Health::Level::Bad,
                      HealthWords::tr("The key for %1 cannot be read.").arg(connection->displayName()), why};
    case RelayConnection::State::Disconnected:
        break;
    }
    return Health{Health::Level::Bad, HealthWords::tr("Not connected to %1.").arg(connection->displayName()),
                  why};
}

QString numbersOf(const LivePicture &picture)
{
    const auto calls = picture.allocations().size();
    const QString count = calls == 0   ? HealthWords::tr("No calls")
                          : calls == 1 ? HealthWords::tr("1 call")
                                       : HealthWords::tr("%1 calls").arg(text::number(calls));
    return HealthWords::tr("%1, %2 of the relay ports used.").arg(count, text::percent(picture.portShare()));
}

std::ptrdiff_t errorsIn(const validation::Problems *problems)
{
    if (problems == nullptr)
        return 0;
    return std::count_if(problems->begin(), problems->end(),
                         [](const auto &p) { return p.severity == validation::Severity::Error; });
}

std::optional<Health> healthOfPorts(const HealthFacts &facts)
{
    const LivePicture &picture = *facts.picture;
    const double share = picture.portShare();
    if (share >= 1)
        return Health{Health::Level::Bad, HealthWords::tr("Every relay port is in use."),
                      HealthWords::tr(
                          "New calls are refused until one ends. A larger relay range or another edge server "
                          "helps.")};
    const auto untilFull = timeUntilPortsAreUsed(facts.history);
    if (share < kManyPorts && !untilFull)
        return std::nullopt;
    const QString used = text::percent(share);
    return Health{
        Health::Level::Attention,
        untilFull ? HealthWords::tr("Relay ports %1 used, full in about %2.").arg(used, aboutText(*untilFull))
                  : HealthWords::tr("Relay ports %1 used.").arg(used),
        HealthWords::tr("When all are used, new calls are refused.")};
}

std::optional<Health> healthOfCertificates(const HealthFacts &facts)
{
    if (facts.certificates.empty())
        return std::nullopt;
    const CertificateState &worst = facts.certificates.front();
    QStringList explanation;
    if (!worst.remedy.isEmpty())
        explanation << worst.remedy;
    explanation << HealthWords::tr("They are listed under Certificates, on the page A/V edge of the site %1.")
                       .arg(facts.site);
    if (facts.certificates.size() > 1)
        explanation << HealthWords::tr("%n more need(s) attention.", "certificates",
                                       static_cast<int>(facts.certificates.size()) - 1);
    return Health{worst.level == CertificateState::Level::Bad ? Health::Level::Bad : Health::Level::Attention,
                  worst.fault, explanation.join(u' ')};
}

std::optional<Health> healthOfFiles(const HealthFacts &facts)
{
    const auto unread = std::ranges::find_if(
        facts.files, [](const wire::CredentialFileStatus &file) { return !file.error.isEmpty(); });
    if (unread == facts.files.end())
        return std::nullopt;
    const QString sentence =
        unread->isOfUsers
            ? HealthWords::tr("The file of users %1 cannot be read.").arg(unread->entry)
            : HealthWords::tr("The file of the shared secret %1 cannot be read.").arg(unread->entry);
    return Health{Health::Level::Bad, sentence,
                  unread->count > 0
                      ? HealthWords::tr("%1 What was read before stays in force.").arg(unread->error)
                      : HealthWords::tr("%1 Nobody is served by it until then.").arg(unread->error)};
}

} // namespace

QString aboutText(std::chrono::minutes duration)
{
    const auto minutes = duration.count();
    if (minutes < 1)
        return HealthWords::tr("a minute");
    if (minutes < 10)
        return HealthWords::tr("%1 min").arg(minutes);
    if (minutes < 90)
        return HealthWords::tr("%1 min").arg((minutes + 2) / 5 * 5);
    return HealthWords::tr("%1 h").arg((minutes + 30) / 60);
}

double recentLoss(const LiveHub::History &history)
{
    double packets = 0;
    double dropped = 0;
    int samples = 0;
    for (auto sample = history.rbegin(); sample != history.rend() && samples < 10; ++sample, ++samples) {
        packets += sample->packets;
        dropped += sample->droppedPackets;
        if (!sample->continuesPrevious)
            break; // what was before an outage is not now
    }
    return packets + dropped > 0 ? dropped / (packets + dropped) : 0.0;
}

std::optional<std::chrono::minutes> timeUntilPortsAreUsed(const LiveHub::History &history)
{
    if (history.size() < kSamplesForTrend || history.back().portShare < 0.5 || history.back().portShare >= 1)
        return std::nullopt;
    // Least squares over the history; minutes since its end, so that the numbers stay small.
    double sumX = 0;
    double sumY = 0;
    double sumXX = 0;
    double sumXY = 0;
    for (const LiveHub::Sample &sample : history) {
        const double x =
            static_cast<double>(sample.msecsSinceEpoch - history.back().msecsSinceEpoch) / 60'000.0;
        sumX += x;
        sumY += sample.portShare;
        sumXX += x * x;
        sumXY += x * sample.portShare;
    }
    const auto count = static_cast<double>(history.size());
    const double spread = count * sumXX - sumX * sumX;
    const double slope = spread > 0 ? (count * sumXY - sumX * sumY) / spread : 0.0;
    if (slope <= 0)
        return std::nullopt;
    const double minutes = (1 - history.back().portShare) / slope;
    if (minutes > 12 * 60)
        return std::nullopt;
    return std::chrono::minutes(std::lround(minutes));
}

Health healthOf(const HealthFacts &facts)
{
    if (auto health = healthOfConnection(facts.connection))
        return *health;
    if (facts.isStale)
        return {Health::Level::Attention, HealthWords::tr("This relay is silent."),
                HealthWords::tr("It is connected, but nothing came for more than three seconds.")};
    if (!facts.picture)
        return {Health::Level::Unknown, HealthWords::tr("Waiting for the relay."),
                HealthWords::tr("It reports about itself once a second.")};
    const LivePicture &picture = *facts.picture;
    if (auto health = healthOfPorts(facts); health && health->level == Health::Level::Bad)
        return *health;
    if (auto health = healthOfCertificates(facts); health && health->level == Health::Level::Bad)
        return *health;
    if (auto health = healthOfFiles(facts))
        return *health;
    if (picture.snapshot()->draining)
        return {Health::Level::Attention, HealthWords::tr("This relay is draining."),
                HealthWords::tr("New calls are refused; the others go on until they end. %1")
                    .arg(numbersOf(picture))};
    const double loss = recentLoss(facts.history);
    if (loss >= kMuchLoss)
        return {Health::Level::Attention,
                HealthWords::tr("%1 of the packets are dropped.").arg(text::percent(loss)),
                HealthWords::tr(
                    "The calls that drop packets are marked on the page Ports and in the column Dropped of "
                    "Calls.")};
    if (auto health = healthOfPorts(facts))
        return *health;
    if (auto health = healthOfCertificates(facts))
        return *health;
    if (const auto errors = errorsIn(facts.running != nullptr ? facts.running : facts.problems); errors > 0)
        return {Health::Level::Attention,
                errors == 1
                    ? HealthWords::tr("The relay runs, but its configuration has an error.")
                    : HealthWords::tr("The relay runs, but its configuration has %1 errors.").arg(errors),
                HealthWords::tr("They are listed below.")};
    // The relay does not know of them: it is not to blame.
    if (const auto errors = errorsIn(facts.problems); errors > 0)
        return {Health::Level::Attention,
                errors == 1 ? HealthWords::tr("Your changes that are not pushed have an error.")
                            : HealthWords::tr("Your changes that are not pushed have %1 errors.").arg(errors),
                HealthWords::tr("What the relay runs has none. %1").arg(numbersOf(picture))};
    return {Health::Level::Good, HealthWords::tr("This relay is healthy."), numbersOf(picture)};
}

} // namespace turnpike::ui
