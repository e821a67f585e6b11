// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file_state.h"
#include "relay/tls/certificate_set.h"

#include <optional>
#include <string>
#include <vector>

namespace turnpike::tls {

/// The certificates of a configuration and the files behind them: read anew when they change, and replaced
/// only by what is valid and belongs together, so that a renewal that went wrong cuts nobody off. A value: a
/// new configuration is tried on a copy. One thread; what set() names is for all.
class CertificateBook {
public:
    /// How one entry stands.
    struct Status {
        CertificateEntry entry;
        SharedCertificate served; ///< nothing when it could never be read
        /// Why what lies in the files now is not served, or is served although it has expired.
        std::optional<Error> error;
    };

    /// The same book for other entries. Those that are known keep what they serve; a new one that cannot be
    /// read, or has expired or is not valid yet, is an error.
    [[nodiscard]] Result<CertificateBook> changedTo(const std::vector<CertificateEntry> &entries,
                                                    WallTime now) const;
    /// For a start: what cannot be read is served as soon as it can; see status(). A certificate that has
    /// expired is served all the same, as the best there is.
    [[nodiscard]] static CertificateBook of(const std::vector<CertificateEntry> &entries, WallTime now);

    /// Looks at the files (one stat each) and reads those that have changed; the entries of which something
    /// else is served now, or whose error came or went.
    [[nodiscard]] std::vector<Status> refresh(WallTime now);

    /// Nothing as long as no entry could be read.
    [[nodiscard]] const SharedCertificates &set() const { return m_set; }
    [[nodiscard]] std::vector<Status> status() const;
    /// Of the entries that are not among these.
    [[nodiscard]] std::vector<Status> statusOfOthersThan(const std::vector<CertificateEntry> &known) const;

private:
    struct Row {
        CertificateEntry entry;
        SharedCertificate served;
        SharedCertificate loaded; ///< what lies in the files now; nothing when they could not be read
        std::optional<Error> error;
        FileState certificateFile;
        FileState keyFile;
    };

    /// Reads the row's files, and judges what lies there.
    static void read(Row &row, WallTime now);
    /// What is loaded is served, unless it is not valid at this time and what is served is.
    static void judge(Row &row, WallTime now);
    void makeSet();

    std::vector<Row> m_rows;
    SharedCertificates m_set;
};

} // namespace turnpike::tls
