// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/peer_policy.h"

#include <algorithm>
#include <array>

namespace turnpike::turn {

struct PeerPolicy::Verdict {
    enum class Because {
        NoRule,
        AllowRule,
        DenyRule,
        SpecialBlock,
        AllowPrivate,
        OwnAddress,
        NoRelayToRelay,
        RelayToRelay,
        NotAnAddress
    };
    Reach reach = Reach::Refused;
    Because because = Because::NotAnAddress;
    const IpNetwork *rule = nullptr;
    const SpecialBlock *block = nullptr;
};

namespace {

bool holds(std::span<const IpAddress> addresses, const IpAddress &address)
{
    return std::ranges::find(addresses, address) != addresses.end();
}

bool endsAt(PeerPolicy::MachineAddresses machine, const IpAddress &address)
{
    return std::ranges::any_of(machine, [&](const IpNetwork &local) { return local.contains(address); });
}

// A rule for a network is about the others in it. That the relay stands in the same network must not open
// every program of its own machine, so an own address is opened by the rule that names it and nothing else.
bool isWrittenFor(const IpNetwork *rule, const IpAddress &own)
{
    return rule != nullptr && rule->prefixLength() == (own.isV4() ? 32 : 128);
}

const IpNetwork *mostSpecific(const std::vector<IpNetwork> &rules, const IpAddress &peer)
{
    const IpNetwork *best = nullptr;
    for (const IpNetwork &rule : rules) {
        if (rule.contains(peer) && (best == nullptr || rule.prefixLength() > best->prefixLength()))
            best = &rule;
    }
    return best;
}

/// The special blocks by the first byte of the addresses in them: none or a few, where the registries hold
/// dozens. Clients decide how many addresses are judged.
class SpecialBlockIndex {
public:
    SpecialBlockIndex()
    {
        for (const SpecialBlock &block : specialBlocks()) {
            const IpAddress &first = block.network.address();
            const int span = 1 << std::max(8 - block.network.prefixLength(), 0);
            for (int i = 0; i < span; ++i)
                m_blocks[first.isV6() ? 1 : 0][static_cast<std::size_t>(first.bytes()[0] + i)].push_back(
                    &block);
        }
    }
    [[nodiscard]] const std::vector<const SpecialBlock *> &near(const IpAddress &address) const
    {
        return m_blocks[address.isV6() ? 1 : 0][address.bytes()[0]];
    }

private:
    std::array<std::array<std::vector<const SpecialBlock *>, 256>, 2> m_blocks;
};

// The block that the address itself lies in, not one of an address inside it.
const SpecialBlock *blockOf(const IpAddress &peer)
{
    static const SpecialBlockIndex index;
    const SpecialBlock *best = nullptr;
    for (const SpecialBlock *block : index.near(peer)) {
        if (block->network.contains(peer) &&
            (best == nullptr || block->network.prefixLength() > best->network.prefixLength()))
            best = block;
    }
    return best;
}

} // namespace

PeerPolicy::PeerPolicy(Rules rules)
    : m_rules(std::move(rules))
{
}

PeerPolicy::Verdict PeerPolicy::judge(const IpAddress &peer, MachineAddresses machine) const
{
    using Because = Verdict::Because;
    if (peer.isNone())
        return {};
    const SpecialBlock *const block = blockOf(peer);
    if (block != nullptr && block->neverPeer)
        return {Reach::Refused, Because::SpecialBlock, nullptr, block};

    const IpNetwork *const allow = mostSpecific(m_rules.allow, peer);
    const IpNetwork *const deny = mostSpecific(m_rules.deny, peer);
    if (deny != nullptr && (allow == nullptr || deny->prefixLength() >= allow->prefixLength()))
        return {Reach::Refused, Because::DenyRule, deny, nullptr};

    // Loopback is every machine's own address, and a special block besides: nobody needs it to be found.
    const bool isRelayAddress = !peer.isLoopback() && holds(m_rules.relayAddresses, peer);
    const bool isOwn =
        isRelayAddress || peer.isLoopback() || holds(m_rules.ownAddresses, peer) || endsAt(machine, peer);
    if (isOwn && !peer.isLoopback() && !isWrittenFor(allow, peer)) {
        if (!isRelayAddress)
            return {Reach::Refused, Because::OwnAddress, nullptr, nullptr};
        return m_rules.allowRelayToRelay
                   ? Verdict{Reach::RelayedPorts, Because::RelayToRelay, nullptr, nullptr}
                   : Verdict{Reach::Refused, Because::NoRelayToRelay, nullptr, nullptr};
    }

    Verdict verdict{Reach::Outside, Because::NoRule, nullptr, nullptr};
    if (allow != nullptr)
        verdict = {isOwn ? Reach::OwnMachine : Reach::Outside, Because::AllowRule, allow, nullptr};
    // An allow rule opens a special block only when it was written for that block or a part of it:
    // "0.0.0.0/0" means the internet, not this machine.
    if (block != nullptr && (allow == nullptr || allow->prefixLength() < block->network.prefixLength())) {
        const bool opened = block->isPrivateUse && m_rules.allowPrivate;
        verdict = {opened ? Reach::Outside : Reach::Refused,
                   opened ? Because::AllowPrivate : Because::SpecialBlock, nullptr, block};
    }
    // "::1" looks like an IPv4-compatible address and is none.
    const auto inner = peer.isLoopback() ? std::nullopt : peer.embeddedV4();
    if (verdict.reach == Reach::Refused || !inner)
        return verdict;
    const Verdict innerVerdict = judge(*inner, machine);
    switch (innerVerdict.reach) {
    case Reach::Refused:
        return innerVerdict;
    case Reach::RelayedPorts:
        // What is relayed here is reached by its own address; a detour over a translator is none.
        return {Reach::Refused, Because::OwnAddress, nullptr, nullptr};
    case Reach::OwnMachine:
        verdict.reach = Reach::OwnMachine;
        break;
    case Reach::Outside:
        break;
    }
    return verdict;
}

PeerPolicy::Reach PeerPolicy::reach(const IpAddress &peer, MachineAddresses machine) const
{
    return judge(peer, machine).reach;
}

bool PeerPolicy::isOwnListener(const TransportAddress &peer) const
{
    const IpAddress inner =
        peer.address.isLoopback() ? peer.address : peer.address.embeddedV4().value_or(peer.address);
    // Where an address translator stands in front, a listener is reached under addresses that it does not
    // have.
    const bool isConfigured = holds(m_rules.relayAddresses, inner) || holds(m_rules.ownAddresses, inner);
    return std::ranges::any_of(m_rules.ownListeners, [&](const TransportAddress &own) {
        return own.port == peer.port && (isConfigured || own.address.isUnspecified() ||
                                         own.address == inner || own.address == peer.address);
    });
}

PeerPolicy::Decision PeerPolicy::explain(const IpAddress &peer, MachineAddresses machine) const
{
    using Because = Verdict::Because;
    const Verdict verdict = judge(peer, machine);
    const auto reason = [&verdict]() -> std::string {
        switch (verdict.because) {
        case Because::NoRule:
            return "no rule: a publicly routable address";
        case Because::AllowRule:
            return "peers.allow " + verdict.rule->toString() +
                   (verdict.reach == Reach::OwnMachine
                        ? ", an address of this machine: every port but those where the relay itself listens"
                        : "");
        case Because::DenyRule:
            return "peers.deny " + verdict.rule->toString();
        case Because::AllowPrivate:
            return "peers.allowPrivate " + verdict.block->network.toString();
        case Because::OwnAddress:
            return "an address of this machine: a rule for its network does not open it, only one that names "
                   "the address "
                   "itself";
        case Because::NoRelayToRelay:
            return "the relay address, and peers.allowRelayToRelay is off";
        case Because::RelayToRelay:
            return "the relay address, and peers.allowRelayToRelay is on: ports that carry a call";
        case Because::SpecialBlock: {
            std::string text = "special-purpose block " + verdict.block->network.toString() + " (" +
                               std::string(verdict.block->name) + ", " + std::string(verdict.block->source) +
                               ")";
            return verdict.block->neverPeer ? text + ", which no rule opens" : text;
        }
        case Because::NotAnAddress:
            return "not an address";
        }
        return {};
    };
    return {verdict.reach != Reach::Refused, reason()};
}

} // namespace turnpike::turn
