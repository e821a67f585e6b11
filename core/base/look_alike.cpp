// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/look_alike.h"

#include "core/base/inert_text.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>

#include <memory>

namespace turnpike {

namespace {

struct CloseSpoofChecker {
    void operator()(USpoofChecker *checker) const { uspoof_close(checker); }
};

/// Once made it is only read, from any thread.
const USpoofChecker *spoofChecker()
{
    static const auto checker = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<USpoofChecker, CloseSpoofChecker> made(uspoof_open(&status));
        uspoof_setChecks(made.get(), USPOOF_RESTRICTION_LEVEL, &status);
        uspoof_setRestrictionLevel(made.get(), USPOOF_HIGHLY_RESTRICTIVE);
        return U_SUCCESS(status) ? std::move(made) : nullptr;
    }();
    return checker.get();
}

icu::UnicodeString skeletonOf(const icu::UnicodeString &name)
{
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString skeleton;
    uspoof_getSkeletonUnicodeString(spoofChecker(), 0, name, skeleton, &status);
    // Without ICU's data nothing is like anything but itself.
    return U_SUCCESS(status) ? skeleton : name;
}

/// Without its case, and with the plain letters for those of full width and the like.
icu::UnicodeString folded(const icu::UnicodeString &name)
{
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2 *const normalizer = icu::Normalizer2::getNFKCCasefoldInstance(status);
    if (U_FAILURE(status))
        return name;
    icu::UnicodeString plain = normalizer->normalize(name, status);
    return U_SUCCESS(status) ? plain : name;
}

icu::UnicodeString textOf(std::string_view utf8)
{
    return icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())));
}

bool mixesScripts(std::string_view word)
{
    UErrorCode status = U_ZERO_ERROR;
    const int32_t failed = uspoof_check2UnicodeString(spoofChecker(), textOf(word), nullptr, &status);
    return U_SUCCESS(status) && failed != 0;
}

} // namespace

std::optional<std::string> LookAlikes::add(std::string_view name)
{
    const auto text = textOf(name);
    std::optional<std::string> found;
    const auto look = [&](std::unordered_map<std::string, std::string> &firsts,
                          const icu::UnicodeString &skeleton) {
        std::string key;
        skeleton.toUTF8String(key);
        const auto &first = firsts.try_emplace(std::move(key), name).first->second;
        if (!found && first != name)
            found = first;
    };
    look(m_asWritten, skeletonOf(text));
    look(m_folded, skeletonOf(folded(text)));
    return found;
}

bool lookAlike(std::string_view name, std::string_view other)
{
    const auto one = textOf(name);
    const auto two = textOf(other);
    // Some letters look alike only as they stand, some only in the other case.
    return skeletonOf(one) == skeletonOf(two) || skeletonOf(folded(one)) == skeletonOf(folded(two));
}

Result<void> checkScripts(std::string_view name, std::string what)
{
    constexpr std::string_view kBetweenWords = " -_.@/";
    std::string_view rest = name;
    while (!rest.empty()) {
        const auto end = std::min(rest.find_first_of(kBetweenWords), rest.size());
        if (const auto word = rest.substr(0, end); mixesScripts(word)) {
            return fail(Error::Code::InvalidValue,
                        "\"" + escapedForTerminal(word) +
                            "\" mixes letters of several scripts that look alike",
                        std::move(what), "words of one script each");
        }
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return {};
}

} // namespace turnpike
