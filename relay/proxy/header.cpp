// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/proxy/header.h"

#include <algorithm>
#include <array>
#include <boost/crc.hpp>
#include <charconv>

namespace turnpike::proxy {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view kLineBegin = "PROXY ";
constexpr std::string_view kSignature = "\r\n\r\n\0\r\nQUIT\n"sv;
constexpr std::size_t kFixedPart = 16;
constexpr std::size_t kLengthAt = 14;
constexpr std::size_t kTlvHeader = 3;
constexpr unsigned kChecksumType = 3;
constexpr std::size_t kChecksumSize = 4;

std::string_view textOf(Bytes bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

unsigned byteAt(Bytes bytes, std::size_t at)
{
    return std::to_integer<unsigned>(bytes[at]);
}

std::uint16_t numberAt(Bytes bytes, std::size_t at)
{
    return static_cast<std::uint16_t>(byteAt(bytes, at) << 8 | byteAt(bytes, at + 1));
}

Header broken(std::string_view reason)
{
    return {.status = Header::Status::Broken, .reason = reason};
}

// Does the stream go on as the other, as far as both are long?
bool agrees(Bytes stream, std::string_view other)
{
    const std::size_t common = std::min(stream.size(), other.size());
    return textOf(stream.first(common)) == other.substr(0, common);
}

std::optional<Port> portOf(std::string_view digits)
{
    if (digits.empty() || (digits.size() > 1 && digits[0] == '0') ||
        !std::ranges::all_of(digits, [](char digit) { return digit >= '0' && digit <= '9'; }))
        return std::nullopt;
    Port port;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), port.value);
    return parsed.ec == std::errc() ? std::optional(port) : std::nullopt;
}

std::optional<ToldAddresses> toldBy(AddressFamily family, std::string_view fields)
{
    std::array<std::string_view, 4> parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::size_t end = fields.find(' ');
        if ((end == std::string_view::npos) != (i == parts.size() - 1))
            return std::nullopt;
        parts[i] = fields.substr(0, end);
        fields.remove_prefix(std::min(fields.size(), parts[i].size() + 1));
    }
    const auto client = IpAddress::parse(parts[0]);
    const auto server = IpAddress::parse(parts[1]);
    const auto clientPort = portOf(parts[2]);
    const auto serverPort = portOf(parts[3]);
    if (!client || !server || !clientPort || !serverPort || client->family() != family ||
        server->family() != family)
        return std::nullopt;
    return ToldAddresses{{*client, *clientPort}, {*server, *serverPort}};
}

Header readLine(Bytes stream, std::size_t longest)
{
    const std::string_view text =
        textOf(stream.first(std::min({stream.size(), Header::kLongestLine, longest})));
    const std::size_t end = text.find_first_of("\r\n");
    const bool isCut = end == std::string_view::npos || (end + 1 == text.size() && text[end] == '\r');
    if (isCut) {
        return text.size() < std::min(Header::kLongestLine, longest)
                   ? Header{}
                   : broken("a PROXY line longer than any may be");
    }
    if (text.substr(end, 2) != "\r\n")
        return broken("a PROXY line that does not end with CR LF");
    const std::string_view fields = text.substr(kLineBegin.size(), end - kLineBegin.size());
    Header header{.status = Header::Status::Whole, .size = end + 2};
    if (fields == "UNKNOWN" || fields.starts_with("UNKNOWN "))
        return header;
    if (fields.starts_with("TCP4 "))
        header.told = toldBy(AddressFamily::V4, fields.substr(5));
    else if (fields.starts_with("TCP6 "))
        header.told = toldBy(AddressFamily::V6, fields.substr(5));
    else
        return broken("a PROXY line for neither TCP4 nor TCP6 nor UNKNOWN");
    return header.told ? header : broken("a PROXY line with addresses or ports that are none");
}

IpAddress addressAt(AddressFamily family, Bytes bytes, std::size_t at)
{
    if (family == AddressFamily::V4)
        return IpAddress::v4(std::uint32_t{numberAt(bytes, at)} << 16 | numberAt(bytes, at + 2));
    std::array<std::uint8_t, 16> address{};
    std::ranges::transform(bytes.subspan(at, address.size()), address.begin(),
                           [](std::byte byte) { return std::to_integer<std::uint8_t>(byte); });
    return IpAddress::v6(address);
}

// RFC 9260 appendix A, over the header with zeros in place of the checksum itself.
bool isChecksumRight(Bytes header, std::size_t checksumAt)
{
    boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
    constexpr std::array<std::byte, kChecksumSize> kZeros{};
    const Bytes behind = header.subspan(checksumAt + kChecksumSize);
    crc.process_bytes(header.data(), checksumAt);
    crc.process_bytes(kZeros.data(), kZeros.size());
    crc.process_bytes(behind.data(), behind.size());
    const std::uint32_t said =
        std::uint32_t{numberAt(header, checksumAt)} << 16 | numberAt(header, checksumAt + 2);
    return crc.checksum() == said;
}

// What is wrong with what follows the addresses; empty: nothing.
std::string_view faultOfTlvs(Bytes header, std::size_t at)
{
    while (at < header.size()) {
        if (header.size() - at < kTlvHeader || header.size() - at - kTlvHeader < numberAt(header, at + 1))
            return "a PROXY header with a value that is longer than the header";
        const std::size_t length = numberAt(header, at + 1);
        if (byteAt(header, at) == kChecksumType &&
            (length != kChecksumSize || !isChecksumRight(header, at + kTlvHeader)))
            return "a PROXY header with a wrong checksum";
        at += kTlvHeader + length;
    }
    return {};
}

Header readBinary(Bytes stream, std::size_t longest)
{
    const std::size_t known = std::min(stream.size(), kFixedPart);
    if (known > 12 && (byteAt(stream, 12) >> 4) != 2)
        return broken("a PROXY header of an unknown version");
    if (known > 12 && (byteAt(stream, 12) & 0xF) > 1)
        return broken("a PROXY header with an unknown command");
    const bool isLocal = known > 12 && (byteAt(stream, 12) & 0xF) == 0;
    if (known > 13 && !isLocal && ((byteAt(stream, 13) >> 4) > 3 || (byteAt(stream, 13) & 0xF) > 2))
        return broken("a PROXY header for an unknown protocol");
    if (known < kFixedPart)
        return {};
    const std::size_t size = kFixedPart + numberAt(stream, kLengthAt);
    if (size > longest)
        return broken("a PROXY header longer than avEdge.limits.strangerMessageBytes");
    if (stream.size() < size)
        return {};
    Header header{.status = Header::Status::Whole, .size = size};
    const unsigned kind = byteAt(stream, 13);
    const AddressFamily family = kind == 0x11   ? AddressFamily::V4
                                 : kind == 0x21 ? AddressFamily::V6
                                                : AddressFamily::None;
    // Whoever is no client of TCP has no address that means anything here.
    if (isLocal || family == AddressFamily::None)
        return header;
    const std::size_t width = family == AddressFamily::V4 ? 4 : 16;
    const std::size_t portsAt = kFixedPart + 2 * width;
    if (size < portsAt + 4)
        return broken("a PROXY header too short for its addresses");
    const Bytes whole = stream.first(size);
    if (const auto fault = faultOfTlvs(whole, portsAt + 4); !fault.empty())
        return broken(fault);
    header.told =
        ToldAddresses{{addressAt(family, whole, kFixedPart), Port{numberAt(whole, portsAt)}},
                      {addressAt(family, whole, kFixedPart + width), Port{numberAt(whole, portsAt + 2)}}};
    return header;
}

} // namespace

Header Header::read(Bytes stream, std::size_t longest)
{
    switch (likenessToHeader(stream)) {
    case Likeness::None:
        return broken("no PROXY header");
    case Likeness::Perhaps:
        return {};
    case Likeness::Certain:
        break;
    }
    return agrees(stream, kLineBegin) ? readLine(stream, longest) : readBinary(stream, longest);
}

Likeness likenessToHeader(Bytes stream)
{
    for (const std::string_view begin : {kLineBegin, kSignature}) {
        if (agrees(stream, begin))
            return stream.size() >= begin.size() ? Likeness::Certain : Likeness::Perhaps;
    }
    return Likeness::None;
}

} // namespace turnpike::proxy
