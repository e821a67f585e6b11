// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/inert_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace turnpike {

namespace {

struct Range {
    std::uint32_t first;
    std::uint32_t last;
};

/// Ordered. Joiners (200C, 200D) are not among them: Persian and emoji need them.
constexpr std::array kActive{
    Range{0x0000, 0x001f},   // C0 controls
    Range{0x007f, 0x009f},   // delete, C1 controls: 9b is ESC [ in one character
    Range{0x00ad, 0x00ad},   // soft hyphen
    Range{0x061c, 0x061c},   // Arabic letter mark
    Range{0x180e, 0x180e},   // Mongolian vowel separator
    Range{0x200b, 0x200b},   // zero width space
    Range{0x200e, 0x200f},   // left-to-right and right-to-left mark
    Range{0x2028, 0x202e},   // line and paragraph separator; embeddings and overrides
    Range{0x2060, 0x206f},   // invisible operators, isolates, deprecated formatting
    Range{0xfeff, 0xfeff},   // byte order mark
    Range{0xfff9, 0xfffb},   // interlinear annotation
    Range{0xfffe, 0xffff},   // no characters
    Range{0xe0000, 0xe007f}, // tags
};

bool isActive(std::uint32_t character)
{
    const auto *const found =
        std::lower_bound(kActive.begin(), kActive.end(), character,
                         [](const Range &range, std::uint32_t value) { return range.last < value; });
    return found != kActive.end() && found->first <= character;
}

struct Decoded {
    std::uint32_t character = 0;
    std::size_t size = 1;
    bool isValid = false;
};

/// The first character of a text that is not empty (RFC 3629: shortest form, no surrogates).
Decoded decode(std::string_view text)
{
    const auto byte = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t first = byte(0);
    if (first < 0x80)
        return {first, 1, true};
    const std::size_t size = first >= 0xc2 && first < 0xe0   ? 2
                             : first >= 0xe0 && first < 0xf0 ? 3
                             : first >= 0xf0 && first < 0xf5 ? 4
                                                             : 1;
    if (size == 1 || text.size() < size)
        return {first};
    std::uint32_t character = first & (0xffU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xc0U) != 0x80)
            return {first};
        character = character << 6 | (byte(i) & 0x3fU);
    }
    constexpr std::array<std::uint32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
    const bool isSurrogate = character >= 0xd800 && character <= 0xdfff;
    if (character < kLeast[size] || character > 0x10ffff || isSurrogate)
        return {first};
    return {character, size, true};
}

std::string hexadecimal(std::string prefix, int digits, std::uint32_t number)
{
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
        prefix += "0123456789abcdef"[number >> shift & 0xfU];
    return prefix;
}

std::string escapeOf(std::uint32_t character)
{
    switch (character) {
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return character < 0x100     ? hexadecimal("\\x", 2, character)
               : character < 0x10000 ? hexadecimal("\\u", 4, character)
                                     : hexadecimal("\\U", 6, character);
    }
}

/// Copies what is plain, and lets `replace(character)` write what is not; bytes that are no UTF-8 come as
/// they are, with `isValid` false.
template <class Replace>
std::string rewritten(std::string_view utf8, Replace replace)
{
    std::string text;
    text.reserve(utf8.size());
    while (!utf8.empty()) {
        const Decoded next = decode(utf8);
        if (next.isValid && !isActive(next.character))
            text += utf8.substr(0, next.size);
        else
            text += replace(next);
        utf8.remove_prefix(next.size);
    }
    return text;
}

} // namespace

bool isPlainLine(std::string_view utf8)
{
    while (!utf8.empty()) {
        const Decoded next = decode(utf8);
        if (!next.isValid || isActive(next.character))
            return false;
        utf8.remove_prefix(next.size);
    }
    return true;
}

Result<void> checkPlainLine(std::string_view utf8, std::size_t mostBytes, std::string what)
{
    if (utf8.size() > mostBytes) {
        return fail(Error::Code::InvalidValue, "the text has " + std::to_string(utf8.size()) + " bytes",
                    std::move(what), "at most " + std::to_string(mostBytes) + " bytes");
    }
    if (isPlainLine(utf8))
        return {};
    return fail(Error::Code::InvalidValue,
                "\"" + escapedForTerminal(utf8) + "\" holds characters that cannot be seen", std::move(what),
                "one line of visible characters", "leave out what is written with a backslash here");
}

std::string escapedForTerminal(std::string_view utf8)
{
    return rewritten(utf8, [](const Decoded &what) { return escapeOf(what.character); });
}

std::string escapedLinesForTerminal(std::string_view utf8)
{
    return rewritten(utf8, [](const Decoded &what) {
        return what.character == '\n' ? std::string("\n") : escapeOf(what.character);
    });
}

std::string escapedForLog(std::string_view utf8)
{
    return escapedForTerminal(utf8);
}

std::string escapedForJson(std::string_view json)
{
    return rewritten(json, [](const Decoded &what) {
        if (!what.isValid)
            return std::string("\\ufffd");
        // Outside of strings only layout stands below the space, and inside of them JSON allows none of it.
        if (what.character < 0x20)
            return std::string(1, static_cast<char>(what.character));
        if (what.character < 0x10000)
            return hexadecimal("\\u", 4, what.character);
        const std::uint32_t above = what.character - 0x10000;
        return hexadecimal("\\u", 4, 0xd800 + (above >> 10)) +
               hexadecimal("\\u", 4, 0xdc00 + (above & 0x3ffU));
    });
}

std::string escapedForMetricLabel(std::string_view utf8)
{
    // The format knows three escapes and wants UTF-8, so what else is active becomes text of its own first.
    std::string text;
    for (const char letter : escapedForTerminal(utf8)) {
        if (letter == '"' || letter == '\\')
            text += '\\';
        text += letter;
    }
    return text;
}

std::string csvCell(std::string_view utf8)
{
    // The last four are the full-width forms of the first.
    constexpr std::array<std::string_view, 11> kFormulas{"=",  "+",  "-",  "@",  "\t", "\r",
                                                         "\n", "＝", "＋", "－", "＠"};
    const bool isFormula = std::any_of(kFormulas.begin(), kFormulas.end(), [utf8](std::string_view sign) {
        return utf8.substr(0, sign.size()) == sign;
    });
    std::string text = isFormula ? "'" : "";
    // A table is opened in a terminal, too; RFC 4180 needs line breaks kept inside quotes.
    text += rewritten(utf8, [](const Decoded &what) {
        const bool isLayout = what.character == '\n' || what.character == '\r' || what.character == '\t';
        return isLayout ? std::string(1, static_cast<char>(what.character)) : escapeOf(what.character);
    });
    if (text.find_first_of(",;\"\n\r\t") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char letter : text) {
        if (letter == '"')
            quoted += '"';
        quoted += letter;
    }
    return quoted + '"';
}

} // namespace turnpike
