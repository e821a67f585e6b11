// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/tls/certificate_book.h"

#include <algorithm>
#include <array>
#include <ctime>

namespace turnpike::tls {

namespace {

std::string dateOf(WallTime time)
{
    const std::time_t seconds =
        std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M UTC", &parts)};
}

/// "the certificate has expired on 2026-11-28 14:00 UTC"; nothing while it is valid.
std::optional<Error> whyNotValid(const Certificate &certificate, WallTime now)
{
    if (certificate.isValidAt(now))
        return std::nullopt;
    const auto &facts = certificate.facts();
    const bool hasExpired = now >= facts.validUntil;
    return Error{Error::Code::InvalidValue,
                 hasExpired ? "the certificate has expired on " + dateOf(facts.validUntil)
                            : "the certificate is valid from " + dateOf(facts.validFrom) + " on only",
                 certificate.entry().certificateFile,
                 {},
                 hasExpired ? "renew it; the new file is noticed by itself"
                            : "check the clock of this machine"};
}

/// Of an entry that is kept for names that its certificate does not have.
std::optional<Error> whyNotBelieved(const Certificate &certificate)
{
    for (const std::string &name : certificate.entry().hostNames) {
        if (!certificate.names(name)) {
            return Error{Error::Code::InvalidValue,
                         "the certificate does not name " + name +
                             ", so clients that ask for that name refuse it",
                         certificate.entry().certificateFile,
                         {},
                         "list the names that stand in it, or get one for this name"};
        }
    }
    return std::nullopt;
}

} // namespace

Result<CertificateBook> CertificateBook::changedTo(const std::vector<CertificateEntry> &entries,
                                                   WallTime now) const
{
    CertificateBook book;
    for (const CertificateEntry &entry : entries) {
        const auto known = std::ranges::find_if(m_rows, [&](const Row &row) { return row.entry == entry; });
        if (known != m_rows.end()) {
            book.m_rows.push_back(*known);
            continue;
        }
        Row row{
            .entry = entry, .served = {}, .loaded = {}, .error = {}, .certificateFile = {}, .keyFile = {}};
        read(row, now);
        // What is only not believed by clients that check is the administrator's affair, and said.
        if (row.error && !(row.served && row.served->isValidAt(now)))
            return tl::make_unexpected(*row.error);
        book.m_rows.push_back(std::move(row));
    }
    book.makeSet();
    return book;
}

CertificateBook CertificateBook::of(const std::vector<CertificateEntry> &entries, WallTime now)
{
    CertificateBook book;
    for (const CertificateEntry &entry : entries) {
        book.m_rows.push_back(
            {.entry = entry, .served = {}, .loaded = {}, .error = {}, .certificateFile = {}, .keyFile = {}});
        read(book.m_rows.back(), now);
    }
    book.makeSet();
    return book;
}

std::vector<CertificateBook::Status> CertificateBook::refresh(WallTime now)
{
    std::vector<Status> changed;
    for (Row &row : m_rows) {
        const bool filesChanged = FileState::of(row.entry.certificateFile) != row.certificateFile ||
                                  FileState::of(row.entry.keyFile) != row.keyFile;
        const auto served = row.served;
        const auto error = row.error;
        // Time passes, too, and clocks are set.
        if (filesChanged)
            read(row, now);
        else
            judge(row, now);
        if (served != row.served || error != row.error)
            changed.push_back({row.entry, row.served, row.error});
    }
    if (!changed.empty())
        makeSet();
    return changed;
}

std::vector<CertificateBook::Status> CertificateBook::status() const
{
    std::vector<Status> result;
    for (const Row &row : m_rows)
        result.push_back({row.entry, row.served, row.error});
    return result;
}

std::vector<CertificateBook::Status>
CertificateBook::statusOfOthersThan(const std::vector<CertificateEntry> &known) const
{
    auto others = status();
    std::erase_if(others,
                  [&](const Status &own) { return std::ranges::find(known, own.entry) != known.end(); });
    return others;
}

void CertificateBook::read(Row &row, WallTime now)
{
    // Before reading, so that what is written meanwhile is noticed the next time.
    row.certificateFile = FileState::of(row.entry.certificateFile);
    row.keyFile = FileState::of(row.entry.keyFile);
    auto loaded = Certificate::load(row.entry);
    row.loaded = loaded ? std::move(*loaded) : nullptr;
    row.error = loaded ? std::nullopt : std::optional(loaded.error());
    judge(row, now);
}

void CertificateBook::judge(Row &row, WallTime now)
{
    if (!row.loaded)
        return;
    row.error = whyNotValid(*row.loaded, now);
    const bool isServedBetter = row.error && row.served && row.served->isValidAt(now);
    if (isServedBetter && row.served != row.loaded)
        return;
    row.served = row.loaded;
    if (!row.error)
        row.error = whyNotBelieved(*row.served);
}

void CertificateBook::makeSet()
{
    std::vector<SharedCertificate> served;
    for (const Row &row : m_rows) {
        if (row.served)
            served.push_back(row.served);
    }
    m_set = served.empty() ? nullptr : CertificateSet::of(std::move(served));
}

} // namespace turnpike::tls
