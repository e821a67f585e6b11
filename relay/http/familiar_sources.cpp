// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/familiar_sources.h"

#include <algorithm>
#include <tuple>

namespace turnpike::http {

namespace {

using namespace std::chrono_literals;

constexpr auto kRemembered = 24h;
constexpr std::ptrdiff_t kMostOfOneClient = 8;
constexpr std::size_t kMost = 512;

} // namespace

std::vector<FamiliarSources::Place>::iterator FamiliarSources::find(const IpNetwork &source,
                                                                    const QByteArray &client)
{
    return std::ranges::find_if(
        m_places, [&](const Place &place) { return place.source == source && place.client == client; });
}

void FamiliarSources::add(const IpNetwork &source, const QByteArray &client, bool isAdministrator, Time now)
{
    if (const auto known = find(source, client); known != m_places.end()) {
        known->last = now;
        known->isAdministrator = isAdministrator;
        return;
    }
    std::erase_if(m_places, [now](const Place &place) { return now - place.last > kRemembered; });
    const auto isOfClient = [&client](const Place &place) { return place.client == client; };
    if (std::ranges::count_if(m_places, isOfClient) >= kMostOfOneClient) {
        // Those of this client before all others, the oldest first.
        m_places.erase(std::ranges::min_element(
            m_places, {}, [&](const Place &place) { return std::tuple(!isOfClient(place), place.last); }));
    } else if (m_places.size() >= kMost) {
        m_places.erase(std::ranges::min_element(
            m_places, {}, [](const Place &place) { return std::tuple(place.isAdministrator, place.last); }));
    }
    m_places.push_back({source, client, isAdministrator, now});
}

void FamiliarSources::renew(const IpNetwork &source, const QByteArray &client, Time now)
{
    if (const auto known = find(source, client); known != m_places.end())
        known->last = now;
}

void FamiliarSources::forgetUnless(const std::function<bool(const QByteArray &client)> &isKnown)
{
    std::erase_if(m_places, [&](const Place &place) { return !isKnown(place.client); });
}

bool FamiliarSources::contains(const IpNetwork &source, Time now) const
{
    return std::ranges::any_of(m_places, [&](const Place &place) {
        return place.source == source && now - place.last <= kRemembered;
    });
}

} // namespace turnpike::http
