// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/peer_policy.h"

#include <algorithm>

namespace turnpike::turn {

struct PeerPolicy::Verdict {
    enum class Because {
        NoRule,
        AllowRule,
        DenyRule,
        SpecialBlock,
        AllowPrivate,
        OwnAddress,
        RelayToRelay,
        NotAnAddress
    };
    bool allowed = false;
    Because because = Because::NotAnAddress;
    const IpNetwork *rule = nullptr;
    const SpecialBlock *block = nullptr;
};

namespace {

const IpNetwork *mostSpecific(const std::vector<IpNetwork> &rules, const IpAddress &peer)
{
    const IpNetwork *best = nullptr;
    for (const IpNetwork &rule : rules) {
        if (rule.contains(peer) && (best == nullptr || rule.prefixLength() > best->prefixLength()))
            best = &rule;
    }
    return best;
}

// The block that the address itself lies in, not one of an address inside it.
const SpecialBlock *blockOf(const IpAddress &peer)
{
    const SpecialBlock *best = nullptr;
    for (const SpecialBlock &block : specialBlocks()) {
        if (block.network.contains(peer) &&
            (best == nullptr || block.network.prefixLength() > best->network.prefixLength()))
            best = &block;
    }
    return best;
}

} // namespace

PeerPolicy::PeerPolicy(Rules rules)
    : m_rules(std::move(rules))
{
}

PeerPolicy::Verdict PeerPolicy::judge(const IpAddress &peer) const
{
    using Because = Verdict::Because;
    if (peer.isNone())
        return {};
    const SpecialBlock *const block = blockOf(peer);
    if (block != nullptr && block->neverPeer)
        return {false, Because::SpecialBlock, nullptr, block};

    const IpNetwork *const allow = mostSpecific(m_rules.allow, peer);
    const IpNetwork *const deny = mostSpecific(m_rules.deny, peer);
    if (deny != nullptr && (allow == nullptr || deny->prefixLength() >= allow->prefixLength()))
        return {false, Because::DenyRule, deny, nullptr};

    // Loopback is every machine's own address; whoever opens it by name has decided that already.
    const bool isOwn =
        !peer.isLoopback() && std::ranges::find(m_rules.ownAddresses, peer) != m_rules.ownAddresses.end();
    if (isOwn)
        return {m_rules.allowRelayToRelay,
                m_rules.allowRelayToRelay ? Because::RelayToRelay : Because::OwnAddress, nullptr, nullptr};

    Verdict verdict{true, Because::NoRule, nullptr, nullptr};
    if (allow != nullptr)
        verdict = {true, Because::AllowRule, allow, nullptr};
    // An allow rule opens a special block only when it was written for that block or a part of it:
    // "0.0.0.0/0" means the internet, not this machine.
    if (block != nullptr && (allow == nullptr || allow->prefixLength() < block->network.prefixLength())) {
        const bool opened = block->isPrivateUse && m_rules.allowPrivate;
        verdict = {opened, opened ? Because::AllowPrivate : Because::SpecialBlock, nullptr, block};
    }
    // "::1" looks like an IPv4-compatible address and is none.
    const auto inner = peer.isLoopback() ? std::nullopt : peer.embeddedV4();
    if (!verdict.allowed || !inner)
        return verdict;
    const Verdict innerVerdict = judge(*inner);
    return innerVerdict.allowed ? verdict : innerVerdict;
}

bool PeerPolicy::allows(const IpAddress &peer) const
{
    return judge(peer).allowed;
}

PeerPolicy::Decision PeerPolicy::explain(const IpAddress &peer) const
{
    using Because = Verdict::Because;
    const Verdict verdict = judge(peer);
    const auto reason = [&verdict]() -> std::string {
        switch (verdict.because) {
        case Because::NoRule:
            return "no rule: a publicly routable address";
        case Because::AllowRule:
            return "peers.allow " + verdict.rule->toString();
        case Because::DenyRule:
            return "peers.deny " + verdict.rule->toString();
        case Because::AllowPrivate:
            return "peers.allowPrivate " + verdict.block->network.toString();
        case Because::OwnAddress:
            return "an address of this relay, and peers.allowRelayToRelay is off";
        case Because::RelayToRelay:
            return "an address of this relay, and peers.allowRelayToRelay is on";
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
    return {verdict.allowed, reason()};
}

} // namespace turnpike::turn
