// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/store/certificate_table.h"

#include "core/wire/json.h"
#include "relay/store/row_seal.h"

namespace turnpike::store {

using namespace Qt::StringLiterals;

namespace {

constexpr int kCertificateColumns = 5;
constexpr char kCertificates[] = "certificates";
const auto kCertificateList = u"fingerprint, name, role, issued, revoked, seal"_s;

} // namespace

CertificateTable::CertificateTable(SqliteDatabase &database, const StateKey &key)
    : m_database(database)
    , m_rowKey(key.derived("seal of rows"))
{
}

Result<void> CertificateTable::put(const IssuedCertificate &certificate)
{
    const auto fingerprint = QString::fromLatin1(certificate.fingerprint);
    const auto inserted = m_database.run(
        u"INSERT OR REPLACE INTO certificates (fingerprint, name, role, issued, revoked, seal) "
        "VALUES (?, ?, ?, ?, ?, '')"_s,
        {fingerprint, certificate.name, wire::toText(certificate.role), wire::toText(certificate.issued),
         certificate.revoked ? 1 : 0});
    if (!inserted)
        return errorOf(inserted);
    auto row = m_database.run(u"SELECT "_s + kCertificateList + u" FROM certificates WHERE fingerprint=?"_s,
                              {fingerprint});
    if (!row)
        return errorOf(row);
    if (!row->next())
        return m_database.damaged(u"the certificate of %1 is missing"_s.arg(certificate.name));
    const auto sealed = QString::fromLatin1(rowSeal(m_rowKey, kCertificates, *row, kCertificateColumns));
    row->finish();
    const auto updated =
        m_database.run(u"UPDATE certificates SET seal=? WHERE fingerprint=?"_s, {sealed, fingerprint});
    return updated ? Result<void>() : errorOf(updated);
}

Result<std::vector<IssuedCertificate>> CertificateTable::all() const
{
    return read(Rows::Sealed);
}

Result<std::vector<IssuedCertificate>> CertificateTable::loose() const
{
    return read(Rows::Loose);
}

Result<std::vector<IssuedCertificate>> CertificateTable::read(Rows rows) const
{
    auto query = m_database.run(u"SELECT "_s + kCertificateList + u" FROM certificates ORDER BY issued"_s);
    if (!query)
        return errorOf(query);
    std::vector<IssuedCertificate> certificates;
    while (query->next()) {
        const QString name = query->value(1).toString();
        if (rows == Rows::Sealed && query->value(kCertificateColumns).toString().toLatin1() !=
                                        rowSeal(m_rowKey, kCertificates, *query, kCertificateColumns)) {
            return m_database.damaged(
                u"what it says about the certificate of %1 was changed by something else than this relay"_s
                    .arg(name));
        }
        const auto role = wire::roleFromText(query->value(2).toString());
        if (!role)
            return m_database.damaged(QString::fromStdString(role.error().text()));
        certificates.push_back({query->value(0).toString().toLatin1(), name, *role,
                                QDateTime::fromString(query->value(3).toString(), Qt::ISODateWithMs),
                                query->value(4).toInt() != 0});
    }
    return certificates;
}

Result<void> CertificateTable::sealLooseRows()
{
    const auto certificates = loose();
    if (!certificates)
        return errorOf(certificates);
    for (const auto &certificate : *certificates) {
        if (auto done = put(certificate); !done)
            return done;
    }
    return {};
}

} // namespace turnpike::store
