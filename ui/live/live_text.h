// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"

#include <QString>

#include <chrono>

/// How live numbers are written: the same everywhere, with a unit, and with few enough digits to be read.
namespace turnpike::ui::text {

/// "10,000".
[[nodiscard]] QString number(std::uint64_t value);
/// Three digits and a unit: "0 bit/s", "64.0 kbit/s", "1.24 Mbit/s".
[[nodiscard]] QString bitRate(double bitsPerSecond);
/// For a column whose header says kbit/s: whole numbers, so that digits stand below each other; "<1" is
/// little, but not nothing.
[[nodiscard]] QString kilobits(double bitsPerSecond);
/// "842/s", "12,400/s".
[[nodiscard]] QString perSecond(double events);
/// "0 %", "<0.1 %", "0.4 %", "92 %".
[[nodiscard]] QString percent(double share);
/// For a number in a sentence that wraps: it and its unit stay in one line.
[[nodiscard]] QString unbroken(QString figure);
/// "1.5 MB".
[[nodiscard]] QString bytes(std::uint64_t count);
/// "0:07", "12:04", "1:02:33", "3 d 01:02:33"; a negative one is "0:00".
[[nodiscard]] QString duration(std::chrono::seconds duration);
/// "192.0.2.1:3478"; empty for none.
[[nodiscard]] QString address(const TransportAddress &address);
/// "udp" → "UDP".
[[nodiscard]] QString transport(const std::string &name);
/// "rfc" → "RFC 8656", "officeCommunicator" → "Office Communicator".
[[nodiscard]] QString dialect(const std::string &name);
/// Text from the wire: what acts on its surroundings is written out, see core/base/inert_text.h.
[[nodiscard]] QString ofUtf8(std::string_view utf8);

} // namespace turnpike::ui::text
