// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/opaque_string.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

namespace turnpike {

namespace {

constexpr const char *kAllowed = "letters, digits, marks, symbols, punctuation and spaces";
// Nothing that is prepared here is longer; what is, was pasted by mistake.
constexpr std::size_t kMostBytes = 65536;

tl::unexpected<Error> refuse(std::string what)
{
    return fail(Error::Code::InvalidValue, std::move(what), {}, kAllowed);
}

bool isPlain(char c)
{
    return c >= ' ' && c <= '~';
}

bool isOneOf(UChar32 c, std::initializer_list<UChar32> characters)
{
    return std::ranges::find(characters, c) != characters.end();
}

bool isBetween(UChar32 c, UChar32 first, UChar32 last)
{
    return c >= first && c <= last;
}

bool isVirama(UChar32 c)
{
    return u_getIntPropertyValue(c, UCHAR_CANONICAL_COMBINING_CLASS) == 9;
}

bool isOfScript(UChar32 c, std::initializer_list<UScriptCode> scripts)
{
    UErrorCode status = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(c, &status);
    return U_SUCCESS(status) && std::ranges::find(scripts, script) != scripts.end();
}

/// A zero width non-joiner between letters that would join, RFC 5892 appendix A.1.
bool separatesJoiningLetters(std::u32string_view text, std::size_t at)
{
    const auto joining = [&](std::size_t i) {
        return u_getIntPropertyValue(static_cast<UChar32>(text[i]), UCHAR_JOINING_TYPE);
    };
    std::size_t before = at;
    while (before > 0 && joining(before - 1) == U_JT_TRANSPARENT)
        --before;
    std::size_t after = at + 1;
    while (after < text.size() && joining(after) == U_JT_TRANSPARENT)
        ++after;
    return before > 0 && after < text.size() &&
           (joining(before - 1) == U_JT_LEFT_JOINING || joining(before - 1) == U_JT_DUAL_JOINING) &&
           (joining(after) == U_JT_RIGHT_JOINING || joining(after) == U_JT_DUAL_JOINING);
}

enum class ByContext { NotConcerned, Allowed, Refused };

ByContext verdict(bool allowed)
{
    return allowed ? ByContext::Allowed : ByContext::Refused;
}

/// The characters that depend on their neighbours: RFC 8264 section 9.8 and 9.9 with RFC 5892 appendix A.
ByContext judgeContext(std::u32string_view text, std::size_t at)
{
    const auto c = static_cast<UChar32>(text[at]);
    const auto before = at > 0 ? static_cast<UChar32>(text[at - 1]) : 0;
    const auto after = at + 1 < text.size() ? static_cast<UChar32>(text[at + 1]) : 0;
    const auto hasAny = [&](UChar32 first, UChar32 last) {
        return std::ranges::any_of(
            text, [&](char32_t other) { return isBetween(static_cast<UChar32>(other), first, last); });
    };
    switch (c) {
    case 0x200C: // zero width non-joiner
        return verdict(isVirama(before) || separatesJoiningLetters(text, at));
    case 0x200D: // zero width joiner
        return verdict(isVirama(before));
    case 0x00B7: // middle dot, as in Catalan
        return verdict(before == 'l' && after == 'l');
    case 0x0375: // Greek lower numeral sign
        return verdict(isOfScript(after, {USCRIPT_GREEK}));
    case 0x05F3: // Hebrew punctuation
    case 0x05F4:
        return verdict(isOfScript(before, {USCRIPT_HEBREW}));
    case 0x30FB: // katakana middle dot
        return verdict(std::ranges::any_of(text, [](char32_t other) {
            return isOfScript(static_cast<UChar32>(other), {USCRIPT_HIRAGANA, USCRIPT_KATAKANA, USCRIPT_HAN});
        }));
    default:
        break;
    }
    if (isBetween(c, 0x0660, 0x0669)) // Arabic-Indic digits and their extended sisters do not mix
        return verdict(!hasAny(0x06F0, 0x06F9));
    if (isBetween(c, 0x06F0, 0x06F9))
        return verdict(!hasAny(0x0660, 0x0669));
    return ByContext::NotConcerned;
}

/// RFC 8264 section 8 for the FreeformClass, in its order. HasCompat (section 9.17) is left out: it tells the
/// two classes from each other, and all of its characters are in the categories at the end.
bool isFreeform(std::u32string_view text, std::size_t at)
{
    const auto c = static_cast<UChar32>(text[at]);
    if (isOneOf(c, {0x00DF, 0x03C2, 0x06FD, 0x06FE, 0x0F0B, 0x3007}))
        return true;
    if (const ByContext byContext = judgeContext(text, at); byContext != ByContext::NotConcerned)
        return byContext == ByContext::Allowed;
    if (isOneOf(c, {0x0640, 0x07FA, 0x302E, 0x302F, 0x3031, 0x3032, 0x3033, 0x3034, 0x3035, 0x303B}))
        return false;
    const auto syllable = u_getIntPropertyValue(c, UCHAR_HANGUL_SYLLABLE_TYPE);
    if (syllable == U_HST_LEADING_JAMO || syllable == U_HST_VOWEL_JAMO || syllable == U_HST_TRAILING_JAMO)
        return false;
    if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ||
        u_hasBinaryProperty(c, UCHAR_NONCHARACTER_CODE_POINT))
        return false;
    constexpr std::uint32_t kAllowedCategories =
        U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK | U_GC_P_MASK | U_GC_S_MASK | U_GC_ZS_MASK;
    return (U_MASK(u_charType(c)) & kAllowedCategories) != 0;
}

std::string nameOf(char32_t c)
{
    std::array<char, 16> name{};
    std::snprintf(name.data(), name.size(), "U+%04X", static_cast<unsigned>(c));
    return name.data();
}

/// Spaces of any kind become U+0020, then Normalization Form C.
Result<std::u16string> mapped(std::string_view text)
{
    UErrorCode status = U_ZERO_ERROR;
    std::u16string wide(text.size(), u'\0');
    std::int32_t size = 0;
    u_strFromUTF8(wide.data(), static_cast<std::int32_t>(wide.size()), &size, text.data(),
                  static_cast<std::int32_t>(text.size()), &status);
    if (U_FAILURE(status))
        return refuse("the text is no UTF-8");
    wide.resize(static_cast<std::size_t>(size));
    std::ranges::replace_if(
        wide, [](char16_t c) { return u_charType(c) == U_SPACE_SEPARATOR; }, u' ');
    const UNormalizer2 *const composition = unorm2_getNFCInstance(&status);
    // No text grows by more than this when it is composed (Unicode Standard Annex 15, section 9.1).
    constexpr std::size_t kGrowth = 3;
    std::u16string composed(wide.size() * kGrowth, u'\0');
    size = unorm2_normalize(composition, wide.data(), static_cast<std::int32_t>(wide.size()), composed.data(),
                            static_cast<std::int32_t>(composed.size()), &status);
    if (U_FAILURE(status))
        return refuse("the text cannot be normalized");
    composed.resize(static_cast<std::size_t>(size));
    return composed;
}

Result<std::u32string> toCodePoints(const std::u16string &text)
{
    UErrorCode status = U_ZERO_ERROR;
    std::u32string points(text.size(), U'\0');
    std::int32_t size = 0;
    u_strToUTF32(reinterpret_cast<UChar32 *>(points.data()), static_cast<std::int32_t>(points.size()), &size,
                 text.data(), static_cast<std::int32_t>(text.size()), &status);
    if (U_FAILURE(status))
        return refuse("the text is no UTF-8");
    points.resize(static_cast<std::size_t>(size));
    return points;
}

Result<std::string> toUtf8(const std::u16string &text)
{
    UErrorCode status = U_ZERO_ERROR;
    std::string bytes(text.size() * 3, '\0');
    std::int32_t size = 0;
    u_strToUTF8(bytes.data(), static_cast<std::int32_t>(bytes.size()), &size, text.data(),
                static_cast<std::int32_t>(text.size()), &status);
    if (U_FAILURE(status))
        return refuse("the text is no UTF-8");
    bytes.resize(static_cast<std::size_t>(size));
    return bytes;
}

Result<std::string> bounded(std::string_view text, std::size_t most)
{
    auto prepared = opaqueString(text);
    if (prepared && prepared->size() > most) {
        return fail(Error::Code::TooLarge, "the text has " + std::to_string(prepared->size()) + " bytes", {},
                    "at most " + std::to_string(most) + " bytes in UTF-8");
    }
    return prepared;
}

} // namespace

Result<std::string> opaqueString(std::string_view text)
{
    if (text.empty())
        return refuse("the text is empty");
    if (text.size() > kMostBytes) {
        return fail(Error::Code::TooLarge, "the text has " + std::to_string(text.size()) + " bytes", {},
                    "at most " + std::to_string(kMostBytes) + " bytes");
    }
    if (std::ranges::all_of(text, isPlain))
        return std::string(text);
    const auto composed = mapped(text);
    if (!composed)
        return tl::make_unexpected(composed.error());
    const auto points = toCodePoints(*composed);
    if (!points)
        return tl::make_unexpected(points.error());
    for (std::size_t i = 0; i < points->size(); ++i) {
        if (!isFreeform(*points, i)) {
            return refuse("character " + std::to_string(i + 1) + " (" + nameOf((*points)[i]) +
                          ") cannot be part of a name, realm or password");
        }
    }
    return toUtf8(*composed);
}

Result<std::string> preparedUsername(std::string_view text)
{
    return bounded(text, kMostUsernameBytes);
}

Result<std::string> preparedRealm(std::string_view text)
{
    auto prepared = bounded(text, kMostRealmBytes);
    if (!prepared)
        return prepared;
    const auto continues = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; };
    const auto characters =
        prepared->size() - static_cast<std::size_t>(std::ranges::count_if(*prepared, continues));
    if (characters > kMostRealmCharacters) {
        return fail(Error::Code::TooLarge, "the text has " + std::to_string(characters) + " characters", {},
                    "at most " + std::to_string(kMostRealmCharacters) + " characters");
    }
    return prepared;
}

} // namespace turnpike
