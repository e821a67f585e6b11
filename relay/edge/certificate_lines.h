// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/edge/notice.h"
#include "relay/tls/certificate_book.h"

#include <vector>

namespace turnpike::edge {

/// A line for each: what is served, or what is wrong with the files of an entry. `notice` may be empty.
void tellOfCertificates(const Notice &notice, const std::vector<tls::CertificateBook::Status> &changed);

} // namespace turnpike::edge
