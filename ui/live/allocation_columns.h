// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/live_picture.h"

#include <QCoreApplication>
#include <QVariant>

namespace turnpike::ui {

/// What the table of calls shows, column by column. `index` is one into the picture's allocations.
class AllocationColumns {
    Q_DECLARE_TR_FUNCTIONS(turnpike::ui::AllocationColumns)
public:
    enum Column {
        User,
        Client,
        Transport,
        Relayed,
        Peers,
        In,
        Out,
        Sparkline,
        Packets,
        Dropped,
        Age,
        Expires,
        Dialect,
        Count
    };
    /// These change every second; the others never while the call lives.
    static constexpr Column kFirstVolatile = Peers;
    static constexpr Column kLastVolatile = Expires;

    [[nodiscard]] static QString title(int column);
    [[nodiscard]] static QString hint(int column); ///< what the column means; may be empty
    [[nodiscard]] static QString id(int column);   ///< for CSV and JSON: "bitsFromClient"
    [[nodiscard]] static bool isNumeric(int column);
    [[nodiscard]] static bool isAddress(int column);
    [[nodiscard]] static QString cell(const LivePicture &picture, std::size_t index, int column);
    /// What a program wants to read: bit/s, seconds and counters as numbers, everything else as text.
    [[nodiscard]] static QVariant raw(const LivePicture &picture, std::size_t index, int column);
    /// What the user signed in with, as a sentence; empty for a user whose name does not expire.
    [[nodiscard]] static QString credential(const live::Allocation &allocation);
    /// Every live peer, one a line.
    [[nodiscard]] static QString allPeers(const live::Allocation &allocation);
    [[nodiscard]] static std::uint64_t packets(const live::Allocation &allocation);
    [[nodiscard]] static std::uint64_t dropped(const live::Allocation &allocation);
    /// Ascending: negative, zero or positive.
    [[nodiscard]] static int compare(int column, const LivePicture &picture, std::size_t a, std::size_t b);
};

} // namespace turnpike::ui
