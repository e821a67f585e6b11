// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/tls/certificate.h"

#include "relay/net/file_descriptor.h"
#include "relay/tls/contexts.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace turnpike::tls {

namespace {

/// A chain of a dozen certificates is some 20 KiB.
constexpr std::size_t kLongestFile = 1024 * 1024;

Result<std::string> readFile(const std::string &path, const std::string &what)
{
    // A FIFO or a device would keep the relay waiting.
    const net::FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat status {};
    if (!file.isOpen() || ::fstat(file.number(), &status) != 0) {
        return fail(errno == ENOENT ? Error::Code::NotFound : Error::Code::Io,
                    what + " cannot be read: " + std::strerror(errno), path, {},
                    "put a PEM file there that the relay's user may read");
    }
    if (!S_ISREG(status.st_mode))
        return fail(Error::Code::InvalidValue, what + " is no regular file", path, "a PEM file");
    if (static_cast<std::size_t>(status.st_size) > kLongestFile)
        return fail(Error::Code::TooLarge, what + " is too long", path, "a PEM file of 1 MiB at most");
    // At once and into its place: of a key no part is left anywhere else.
    std::string text(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t size = 0;
    while (size < text.size()) {
        const ssize_t got = ::read(file.number(), text.data() + size, text.size() - size);
        if (got < 0)
            return fail(Error::Code::Io, what + " cannot be read: " + std::strerror(errno), path);
        if (got == 0)
            break; // it is being written
        size += static_cast<std::size_t>(got);
    }
    text.resize(size);
    return text;
}

Memory memoryOf(const std::string &text)
{
    return Memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

/// The certificate itself first, then its chain.
Result<std::vector<X509Handle>> readChain(const std::string &path)
{
    const auto text = readFile(path, "the certificate");
    if (!text)
        return tl::make_unexpected(text.error());
    const Memory memory = memoryOf(*text);
    std::vector<X509Handle> chain;
    while (X509 *next = PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr))
        chain.emplace_back(next);
    static_cast<void>(takeReason()); // the end of the file is an error to OpenSSL
    if (chain.empty()) {
        return fail(Error::Code::InvalidValue, "there is no certificate in this file", path,
                    "PEM: -----BEGIN CERTIFICATE-----", "name the file with the certificate and its chain");
    }
    return chain;
}

Result<Key> readKey(const std::string &path)
{
    auto text = readFile(path, "the key");
    if (!text)
        return tl::make_unexpected(text.error());
    bool isEncrypted = false;
    const auto refusePassword = [](char *, int, int, void *flag) {
        *static_cast<bool *>(flag) = true;
        return -1;
    };
    const Memory memory = memoryOf(*text);
    Key key(PEM_read_bio_PrivateKey(memory.get(), nullptr, refusePassword, &isEncrypted));
    OPENSSL_cleanse(text->data(), text->size());
    static_cast<void>(takeReason());
    if (isEncrypted) {
        return fail(Error::Code::InvalidValue, "this key is encrypted with a password", path,
                    "a key without a password, readable by the relay's user only",
                    "openssl pkey -in " + path + " -out KEY");
    }
    if (!key) {
        return fail(Error::Code::InvalidValue, "there is no private key in this file", path,
                    "PEM: -----BEGIN PRIVATE KEY-----");
    }
    return key;
}

std::string textOf(X509_NAME *name)
{
    const Memory memory(BIO_new(BIO_s_mem()));
    X509_NAME_print_ex(memory.get(), name, 0,
                       XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB));
    char *bytes = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &bytes);
    return {bytes, static_cast<std::size_t>(std::max(size, 0L))};
}

std::string textOf(const ASN1_STRING *string)
{
    unsigned char *utf8 = nullptr;
    const int size = ASN1_STRING_to_UTF8(&utf8, string);
    std::string text(size > 0 ? reinterpret_cast<char *>(utf8) : "",
                     static_cast<std::size_t>(std::max(size, 0)));
    OPENSSL_free(utf8);
    return text;
}

std::string addressOf(const ASN1_OCTET_STRING *bytes)
{
    const auto *data = ASN1_STRING_get0_data(bytes);
    if (ASN1_STRING_length(bytes) == 4) {
        return IpAddress::v4(std::uint32_t{data[0]} << 24 | std::uint32_t{data[1]} << 16 |
                             std::uint32_t{data[2]} << 8 | data[3])
            .toString();
    }
    if (ASN1_STRING_length(bytes) != 16)
        return {};
    std::array<std::uint8_t, 16> address{};
    std::copy_n(data, address.size(), address.begin());
    return IpAddress::v6(address).toString();
}

std::vector<std::string> namesOf(X509 *certificate)
{
    std::vector<std::string> names;
    const auto add = [&names](std::string name) {
        if (!name.empty() && std::ranges::find(names, name) == names.end())
            names.push_back(std::move(name));
    };
    auto *alternatives =
        static_cast<GENERAL_NAMES *>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
    for (int i = 0; i < sk_GENERAL_NAME_num(alternatives); ++i) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(alternatives, i);
        if (name->type == GEN_DNS)
            add(textOf(name->d.dNSName));
        else if (name->type == GEN_IPADD)
            add(addressOf(name->d.iPAddress));
    }
    GENERAL_NAMES_free(alternatives);
    if (names.empty()) {
        X509_NAME *subject = X509_get_subject_name(certificate);
        const int index = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
        if (index >= 0)
            add(textOf(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, index))));
    }
    return names;
}

WallTime timeOf(const ASN1_TIME *time)
{
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1)
        return {};
    return WallTime(std::chrono::seconds(::timegm(&parts)));
}

std::string fingerprintOf(const X509 *certificate)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    X509_digest(certificate, EVP_sha256(), digest.data(), &size);
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < size; ++i) {
        text += kDigits[digest[i] >> 4];
        text += kDigits[digest[i] & 0xFU];
    }
    return text;
}

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    for (char &letter : lower) {
        if (letter >= 'A' && letter <= 'Z')
            letter = static_cast<char>(letter - 'A' + 'a');
    }
    return lower;
}

Certificate::Fit fitOf(const std::string &pattern, const std::string &hostName)
{
    const std::string lower = lowerCase(pattern);
    if (lower == hostName)
        return Certificate::Fit::Exact;
    const auto dot = hostName.find('.');
    const bool isBelow = lower.rfind("*.", 0) == 0 && dot != std::string::npos && dot > 0 &&
                         hostName.substr(dot) == lower.substr(1);
    return isBelow ? Certificate::Fit::Wildcard : Certificate::Fit::None;
}

Certificate::Fit bestFit(const std::vector<std::string> &patterns, std::string_view hostName)
{
    const std::string wanted = lowerCase(hostName);
    auto best = Certificate::Fit::None;
    for (const std::string &pattern : patterns)
        best = std::max(best, fitOf(pattern, wanted));
    return best;
}

} // namespace

Result<SharedCertificate> Certificate::load(const CertificateEntry &entry)
{
    auto chain = readChain(entry.certificateFile);
    if (!chain)
        return tl::make_unexpected(chain.error());
    auto key = readKey(entry.keyFile);
    if (!key)
        return tl::make_unexpected(key.error());
    X509 *const own = chain->front().get();
    if (X509_check_private_key(own, key->get()) != 1) {
        static_cast<void>(takeReason());
        return fail(
            Error::Code::InvalidValue,
            "this key does not belong to the certificate in " + entry.certificateFile, entry.keyFile,
            "the key that the certificate was made for",
            "name the two files that belong together; the certificate itself comes first in its file");
    }
    const std::shared_ptr<Certificate> certificate(new Certificate);
    certificate->m_entry = entry;
    certificate->m_facts = {namesOf(own), textOf(X509_get_issuer_name(own)), timeOf(X509_get0_notBefore(own)),
                            timeOf(X509_get0_notAfter(own)), fingerprintOf(own)};
    for (auto [method, context] : {std::pair{TLS_server_method(), &certificate->m_streams},
                                   std::pair{DTLS_server_method(), &certificate->m_datagrams}}) {
        auto made = makeServerContext(method, *chain, key->get());
        if (!made) {
            return fail(Error::Code::InvalidValue,
                        "OpenSSL refuses this certificate: " + made.error().message, entry.certificateFile,
                        "RSA of 2048 bits or more, or ECDSA, signed with SHA-256");
        }
        *context = std::move(*made);
    }
    return certificate;
}

Certificate::Fit Certificate::fitFor(std::string_view hostName) const
{
    return bestFit(m_entry.hostNames.empty() ? m_facts.names : m_entry.hostNames, hostName);
}

bool Certificate::names(std::string_view hostName) const
{
    return bestFit(m_facts.names, hostName) != Fit::None;
}

} // namespace turnpike::tls
