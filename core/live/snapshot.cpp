// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/live/snapshot.h"

#include <algorithm>
#include <charconv>

namespace turnpike::live {

namespace {

constexpr std::size_t kKeyDigits = 16;

/// Is everything the same that a delta cannot carry for a known row?
bool isSameRow(const Allocation &before, const Allocation &after)
{
    return before.username == after.username && before.realm == after.realm &&
           before.transport == after.transport && before.dialect == after.dialect &&
           before.client == after.client && before.server == after.server &&
           before.relayed == after.relayed && before.additional == after.additional &&
           before.created == after.created && before.worker == after.worker;
}

tl::unexpected<Error> doesNotContinue(const std::string &why)
{
    return fail(Error::Code::PreconditionFailed,
                "the change of the live view does not continue what is shown: " + why, {}, {},
                "ask for a whole snapshot");
}

AllocationKey keyOf(const Allocation &row)
{
    return row.key;
}
AllocationKey keyOf(const Delta::Change &change)
{
    return change.key;
}
AllocationKey keyOf(AllocationKey key)
{
    return key;
}

template <class Rows>
bool isOrdered(const Rows &rows)
{
    return std::adjacent_find(rows.begin(), rows.end(), [](const auto &left, const auto &right) {
               return keyOf(left) >= keyOf(right);
           }) == rows.end();
}

} // namespace

Result<AllocationKey> AllocationKey::parse(std::string_view text)
{
    AllocationKey key;
    const char *end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, key.value, 16);
    if (text.size() != kKeyDigits || parsed.ec != std::errc() || parsed.ptr != end) {
        return fail(Error::Code::InvalidValue, "\"" + std::string(text) + "\" is not the id of an allocation",
                    {}, "16 hexadecimal digits, as the list of allocations shows them");
    }
    return key;
}

std::string AllocationKey::toString() const
{
    std::string text(kKeyDigits, '0');
    for (std::size_t i = 0; i < kKeyDigits; ++i)
        text[i] = "0123456789abcdef"[value >> (60 - 4 * i) & 0xF];
    return text;
}

Delta difference(const Snapshot &before, const Snapshot &after)
{
    Delta delta{.epoch = after.epoch,
                .sequence = after.sequence,
                .time = after.time,
                .uptime = after.uptime,
                .revision = after.revision,
                .draining = after.draining,
                .relayPorts = after.relayPorts,
                .listeners = after.listeners,
                .totals = after.totals,
                .added = {},
                .removed = {},
                .changed = {}};
    auto old = before.allocations.begin();
    auto now = after.allocations.begin();
    while (old != before.allocations.end() || now != after.allocations.end()) {
        const bool onlyOld =
            now == after.allocations.end() || (old != before.allocations.end() && old->key < now->key);
        const bool onlyNew =
            old == before.allocations.end() || (now != after.allocations.end() && now->key < old->key);
        if (onlyOld) {
            delta.removed.push_back((old++)->key);
        } else if (onlyNew) {
            delta.added.push_back(*now++);
        } else {
            if (!isSameRow(*old, *now)) {
                delta.removed.push_back(old->key);
                delta.added.push_back(*now);
            } else if (old->counters != now->counters) {
                delta.changed.push_back({now->key, now->counters});
            }
            ++old;
            ++now;
        }
    }
    return delta;
}

Result<Snapshot> apply(const Snapshot &before, const Delta &delta)
{
    if (delta.epoch != before.epoch)
        return doesNotContinue("the relay was started again");
    if (delta.sequence != before.sequence + 1)
        return doesNotContinue("something between was lost");
    if (!isOrdered(delta.added) || !isOrdered(delta.removed) || !isOrdered(delta.changed))
        return doesNotContinue("its rows are not in order");

    Snapshot after;
    after.epoch = delta.epoch;
    after.sequence = delta.sequence;
    after.time = delta.time;
    after.uptime = delta.uptime;
    after.revision = delta.revision;
    after.draining = delta.draining;
    after.workers = before.workers;
    after.relayPorts = delta.relayPorts;
    after.listeners = delta.listeners;
    after.totals = delta.totals;
    after.allocations.reserve(before.allocations.size() + delta.added.size());

    auto removed = delta.removed.begin();
    auto changed = delta.changed.begin();
    auto added = delta.added.begin();
    for (const Allocation &row : before.allocations) {
        for (; added != delta.added.end() && added->key < row.key; ++added)
            after.allocations.push_back(*added);
        if (removed != delta.removed.end() && *removed == row.key) {
            ++removed;
            continue;
        }
        if (added != delta.added.end() && added->key == row.key)
            return doesNotContinue("it adds a row that is there already");
        after.allocations.push_back(row);
        if (changed != delta.changed.end() && changed->key == row.key)
            after.allocations.back().counters = (changed++)->counters;
    }
    after.allocations.insert(after.allocations.end(), added, delta.added.end());
    if (removed != delta.removed.end() || changed != delta.changed.end())
        return doesNotContinue("it speaks of a row that is not there");
    return after;
}

} // namespace turnpike::live
