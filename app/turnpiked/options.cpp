// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpiked/options.h"

#include "core/base/ip_address.h"
#include "core/base/text.h"
#include "core/document/list_file.h"
#include "core/model/inert_text.h"
#include "core/wire/json.h"

#include <QCommandLineParser>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStandardPaths>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <tuple>

namespace turnpike::daemon {

using namespace Qt::StringLiterals;
using Place = PropertyOption::Place;

namespace {

struct PropertyRow {
    const char *name;
    const char *value;
    Place place;
    const char *property;
    bool isAddedTo;
    const char *help;
};

constexpr std::array kProperties{
    PropertyRow{"listen", "ADDRESS", Place::Server, "externalAddress", false, "Address that clients reach."},
    PropertyRow{"relay-address", "ADDRESS", Place::Server, "relayAddress", false,
                "Address that calls leave from; default: the one of --listen."},
    PropertyRow{"public-address", "ADDRESS", Place::Server, "publicAddress", false,
                "What clients are told, behind a one-to-one NAT."},
    PropertyRow{"workers", "N", Place::Server, "workers", false,
                "Threads that carry calls; 0: one per core."},
    PropertyRow{"realm", "NAME", Place::Site, "avEdge.realm", false, "Realm that clients sign in to."},
    PropertyRow{"udp-port", "PORT", Place::Site, "avEdge.udpPort", false, "STUN and TURN over UDP."},
    PropertyRow{"tcp-port", "PORT", Place::Site, "avEdge.tcpPort", false, "STUN and TURN over TCP."},
    PropertyRow{"tls-port", "PORT", Place::Site, "avEdge.tlsPort", false, "STUN and TURN over TLS and DTLS."},
    PropertyRow{"relay-ports", "FIRST-LAST", Place::Site, "avEdge.relayPorts", false,
                "Ports that calls leave from."},
    PropertyRow{
        "allow-peer", "CIDR", Place::Site, "avEdge.peers.allow", true,
        "Network that clients may reach although it is special; an address of this machine only when it is "
        "named itself. May be repeated."},
    PropertyRow{"deny-peer", "CIDR", Place::Site, "avEdge.peers.deny", true,
                "Network that clients may not reach; may be repeated."},
};

struct PlainRow {
    const char *name;
    const char *value; ///< empty: a switch
    const char *help;
};

constexpr std::array kPlain{
    PlainRow{"user", "NAME:PASSWORD", "A user; only a derived key is kept. May be repeated."},
    PlainRow{"user-file", "FILE",
             "Users, one NAME:PASSWORD a line, so that no password stands in a list of processes; "
             "see FILES below."},
    PlainRow{"shared-secret", "SECRET", "Secret for time-limited credentials; may be repeated."},
    PlainRow{"shared-secret-file", "FILE", "Secrets, one a line; see FILES below."},
    PlainRow{"certificate", "FILE", "Certificate of the relay for TLS, PEM."},
    PlainRow{"key", "FILE", "Its key, PEM."},
    PlainRow{"set", "PATH=VALUE", "Any property by its path; may be repeated."},
    PlainRow{"deployment", "FILE", "Configuration to run; \"default\": the built-in sample."},
    PlainRow{"server", "SITE/NAME", "Which edge server of the configuration this is."},
    PlainRow{"state-directory", "FOLDER", "Where revisions, keys and certificates are kept."},
    PlainRow{"start-anew", "",
             "Begin without the revisions and keys that are in the state directory; they are kept beside."},
    PlainRow{"renew-audit-head", "",
             "Go on with the audit although audit.head is lost; the audit says so. For one start."},
    PlainRow{"management-listen", "ADDRESS:PORT", "Management interface, or none."},
    PlainRow{"metrics-listen", "ADDRESS:PORT", "/metrics, /healthz and /readyz, or none."},
    PlainRow{"pair", "", "Print a code that lets one more console in, also while a relay runs already."},
    PlainRow{"role", "ROLE", "What --pair lets it do: viewer, operator or administrator."},
    PlainRow{"log-format", "FORMAT",
             "Lines of the log: text, json, or journal with fields; default: journal where systemd's journal "
             "reads them, else text."},
    PlainRow{"drain-deadline", "SECONDS", "How long calls may go on after SIGTERM; default 10."},
    PlainRow{"check", "", "Say what is wrong with the configuration, and end."},
    PlainRow{"version", "", "Print the version, and end."},
    PlainRow{"help", "", "Print this, and end."},
};

tl::unexpected<Error> badValue(const char *option, const QString &value, const std::string &allowed)
{
    return fail(Error::Code::InvalidValue, "\"" + value.toStdString() + "\" is not possible",
                std::string("--") + option, allowed);
}

void declare(QCommandLineParser &parser)
{
    for (const auto &row : kProperties)
        parser.addOption(
            {QString::fromLatin1(row.name), QString::fromLatin1(row.help), QString::fromLatin1(row.value)});
    for (const auto &row : kPlain)
        parser.addOption(
            {QString::fromLatin1(row.name), QString::fromLatin1(row.help), QString::fromLatin1(row.value)});
}

tl::unexpected<Error> refused(const QCommandLineParser &parser)
{
    const auto unknown = parser.unknownOptionNames();
    if (unknown.isEmpty()) {
        return fail(Error::Code::InvalidValue, parser.errorText().toStdString(), {}, {},
                    "turnpiked --help lists the options");
    }
    std::vector<std::string> names;
    names.reserve(std::size(kProperties) + std::size(kPlain));
    for (const auto &row : kProperties)
        names.emplace_back(row.name);
    for (const auto &row : kPlain)
        names.emplace_back(row.name);
    const auto nearest = nearestName(unknown.first().toStdString(), names);
    return fail(Error::Code::InvalidValue, "there is no option --" + unknown.first().toStdString(), {}, {},
                nearest.empty() ? "turnpiked --help lists the options" : "did you mean --" + nearest + "?");
}

/// What is given twice is refused: that the last one wins is found out too late.
Result<void> refuseTwice(const QCommandLineParser &parser)
{
    const QStringList repeatable{u"user"_s, u"user-file"_s, u"shared-secret"_s, u"shared-secret-file"_s,
                                 u"set"_s};
    const auto check = [&](const char *name, const char *value, bool mayRepeat) -> Result<void> {
        const QString option = QString::fromLatin1(name);
        const bool isSwitch = *value == '\0';
        if (mayRepeat || isSwitch || parser.values(option).size() < 2)
            return {};
        return fail(Error::Code::InvalidValue,
                    "given more than once: " + parser.values(option).join(u", "_s).toStdString(),
                    std::string("--") + name, "one value");
    };
    for (const auto &row : kProperties) {
        if (auto checked = check(row.name, row.value, row.isAddedTo); !checked)
            return checked;
    }
    for (const auto &row : kPlain) {
        if (auto checked = check(row.name, row.value, repeatable.contains(QLatin1StringView(row.name)));
            !checked)
            return checked;
    }
    return {};
}

/// A line break in a name would be taken for a space, or forge a line of a log. Values of --set are looked at
/// with their property: messages may have several lines.
Result<void> refuseUnseen(const QCommandLineParser &parser)
{
    const QStringList secrets{u"user"_s, u"shared-secret"_s};
    const auto check = [&](const char *name) -> Result<void> {
        const QString option = QString::fromLatin1(name);
        if (option == u"set")
            return {};
        for (const auto &value : parser.values(option)) {
            if (isPlainLine(value))
                continue;
            return fail(Error::Code::InvalidValue,
                        secrets.contains(option)
                            ? std::string("the value holds characters that cannot be seen")
                            : "\"" + escapedForTerminal(value.left(200)).toStdString() +
                                  "\" holds characters that cannot be seen",
                        std::string("--") + name, "one line of visible characters");
        }
        return {};
    };
    for (const auto &row : kProperties) {
        if (auto checked = check(row.name); !checked)
            return checked;
    }
    for (const auto &row : kPlain) {
        if (auto checked = check(row.name); !checked)
            return checked;
    }
    return {};
}

QString defaultStateFolder()
{
    // systemd.exec(5), StateDirectory=
    const auto given = qEnvironmentVariable("STATE_DIRECTORY");
    if (!given.isEmpty())
        return given.section(u':', 0, 0);
    if (::geteuid() == 0)
        return u"/var/lib/turnpike"_s;
    const auto state = qEnvironmentVariable("XDG_STATE_HOME", QDir::homePath() + u"/.local/state"_s);
    return QDir(state).filePath(u"turnpike"_s);
}

/// "ADDRESS:PORT" or "none".
Result<std::optional<TransportAddress>> listenAddress(const QCommandLineParser &parser, const char *option)
{
    auto text = parser.value(QString::fromLatin1(option));
    // As the start prints it: "https://127.0.0.1:5443", "http://127.0.0.1:9641/metrics".
    static const QRegularExpression printed(u"^https?://([^/]+)(/metrics)?/?$"_s);
    if (const auto match = printed.match(text); match.hasMatch())
        text = match.captured(1);
    if (text == u"none")
        return std::optional<TransportAddress>();
    const auto address = TransportAddress::parse(text.toStdString());
    if (!address)
        return badValue(option, text, "address:port, such as 127.0.0.1:5443, or none");
    return *address;
}

Result<void> readListenOptions(const QCommandLineParser &parser, Options &options)
{
    if (parser.isSet(u"management-listen"_s)) {
        const auto address = listenAddress(parser, "management-listen");
        if (!address)
            return tl::make_unexpected(address.error());
        const auto name = u"--management-listen"_s;
        options.properties.push_back(
            {name, Place::Deployment, u"management.listen"_s,
             *address ? QString::fromStdString((*address)->address.toString()) : QString(), false});
        if (*address)
            options.properties.push_back({name, Place::Deployment, u"management.port"_s,
                                          QString::fromStdString((*address)->port.toString()), false});
    }
    if (parser.isSet(u"metrics-listen"_s)) {
        const auto address = listenAddress(parser, "metrics-listen");
        if (!address)
            return tl::make_unexpected(address.error());
        options.properties.push_back({u"--metrics-listen"_s, Place::Deployment, u"management.metricsListen"_s,
                                      *address ? QString::fromStdString((*address)->toString()) : QString(),
                                      false});
    }
    return {};
}

/// What the unit's LoadCredential= names so (systemd.exec(5)).
bool isLoaded(const QString &credential)
{
    const auto folder = qEnvironmentVariable("CREDENTIALS_DIRECTORY");
    return !folder.isEmpty() && QFile::exists(QDir(folder).filePath(credential));
}

Result<void> readCredentialFiles(const QCommandLineParser &parser, Options &options)
{
    for (const auto &[option, credential, isOfUsers] :
         {std::tuple(u"--user-file"_s, u"users"_s, true),
          std::tuple(u"--shared-secret-file"_s, u"shared-secret"_s, false)}) {
        QStringList files = parser.values(option.mid(2));
        for (QString &file : files)
            file = QFileInfo(file).absoluteFilePath();
        files.removeDuplicates();
        for (const QString &file : std::as_const(files)) {
            options.credentialFiles.push_back({option, file, isOfUsers, false});
            options.inputFiles << file;
        }
        if (!isLoaded(credential))
            continue;
        const auto path = document::credentialPath(credential);
        if (!path || files.contains(*path))
            continue;
        options.credentialFiles.push_back({option, credential, isOfUsers, true});
        options.inputFiles << *path;
        options.notes << u"%1 %2: the credential \"%3\" of the service manager"_s.arg(option, *path,
                                                                                      credential);
    }
    return {};
}

Result<void> readCertificate(const QCommandLineParser &parser, Options &options)
{
    // What is kept in the configuration is read again by starts in other folders.
    const auto absolute = [&parser](const QString &option) {
        const QString file = parser.value(option);
        return file.isEmpty() ? file : QFileInfo(file).absoluteFilePath();
    };
    options.certificateFile = absolute(u"certificate"_s);
    options.keyFile = absolute(u"key"_s);
    if (options.certificateFile.isEmpty() != options.keyFile.isEmpty()) {
        return fail(Error::Code::InvalidValue, "a certificate and its key belong together",
                    "--certificate and --key", "both or neither");
    }
    return {};
}

Result<void> readLogFormat(const QCommandLineParser &parser, Options &options)
{
    if (!parser.isSet(u"log-format"_s))
        return {};
    const auto format = logFormatFromText(parser.value(u"log-format"_s));
    if (!format)
        return tl::make_unexpected(format.error());
    options.logFormat = *format;
    return {};
}

Result<void> readNumbersAndRoles(const QCommandLineParser &parser, Options &options)
{
    if (parser.isSet(u"drain-deadline"_s)) {
        const auto text = parser.value(u"drain-deadline"_s);
        bool isNumber = false;
        const int seconds = text.toInt(&isNumber);
        if (!isNumber || seconds < 0 || seconds > 86400)
            return badValue("drain-deadline", text, "0 to 86400 seconds");
        options.drainDeadline = std::chrono::seconds(seconds);
    }
    if (parser.isSet(u"role"_s)) {
        const auto role = wire::roleFromText(parser.value(u"role"_s));
        if (!role)
            return badValue("role", parser.value(u"role"_s), role.error().allowed);
        if (!options.pair)
            return fail(Error::Code::InvalidValue, "a role is given to whom?", "--role",
                        "together with --pair");
        options.pairRole = *role;
    }
    return {};
}

} // namespace

bool Options::changesConfiguration() const
{
    return !deploymentFile.isEmpty() || !properties.empty() || !users.isEmpty() || !sharedSecrets.isEmpty() ||
           !credentialFiles.empty() || !assignments.isEmpty() || !certificateFile.isEmpty();
}

Result<Options> parseOptions(const QStringList &arguments)
{
    QCommandLineParser parser;
    declare(parser);
    if (!parser.parse(arguments))
        return refused(parser);
    if (const auto rest = parser.positionalArguments(); !rest.isEmpty()) {
        return fail(Error::Code::InvalidValue, "\"" + rest.first().toStdString() + "\" is no option", {}, {},
                    "turnpiked --help lists the options");
    }
    if (auto checked = refuseTwice(parser); !checked)
        return tl::make_unexpected(checked.error());
    if (auto checked = refuseUnseen(parser); !checked)
        return tl::make_unexpected(checked.error());
    Options options;
    options.arguments = arguments;
    for (const auto &row : kProperties) {
        for (const auto &value : parser.values(QString::fromLatin1(row.name)))
            options.properties.push_back({u"--"_s + QLatin1StringView(row.name), row.place,
                                          QString::fromLatin1(row.property), value, row.isAddedTo});
    }
    options.deploymentFile = parser.value(u"deployment"_s);
    if (!options.deploymentFile.isEmpty() && options.deploymentFile != u"default")
        options.inputFiles << options.deploymentFile;
    options.server = parser.value(u"server"_s);
    options.stateFolder =
        parser.isSet(u"state-directory"_s) ? parser.value(u"state-directory"_s) : defaultStateFolder();
    options.assignments = parser.values(u"set"_s);
    options.onlyCheck = parser.isSet(u"check"_s);
    options.pair = parser.isSet(u"pair"_s);
    options.startAnew = parser.isSet(u"start-anew"_s);
    options.renewAuditHead = parser.isSet(u"renew-audit-head"_s);
    options.showHelp = parser.isSet(u"help"_s);
    options.showVersion = parser.isSet(u"version"_s);
    options.users = parser.values(u"user"_s);
    options.sharedSecrets = parser.values(u"shared-secret"_s);
    options.sharedSecrets.removeDuplicates();
    for (auto *read :
         {&readListenOptions, &readLogFormat, &readCredentialFiles, &readCertificate, &readNumbersAndRoles}) {
        if (auto done = read(parser, options); !done)
            return tl::make_unexpected(done.error());
    }
    return options;
}

QString helpText()
{
    QCommandLineParser parser;
    declare(parser);
    parser.setApplicationDescription(
        u"A STUN/TURN relay with a management interface. Without a configuration it makes one from the "
        u"options:\n\n  turnpiked --listen 127.0.0.1 --realm example.org --user alice:secret"_s);
    return parser.helpText() +
           u"\nAn option is given once unless it says that it may be repeated. An option that is\n"
           "left away at the next start goes back, unless a push has changed that setting\n"
           "since; without any option about the configuration the relay goes on with what it\n"
           "ran. What runs and no option says is printed at the start, and so is what an\n"
           "option replaces although somebody pushed it.\n"
           "\n"
           "FILES: --user-file and --shared-secret-file are UTF-8 text, one entry a line.\n"
           "Empty lines and lines that begin with # are skipped; an entry that begins with #\n"
           "is written with \\# there. The configuration keeps the names of these files and nothing\n"
           "of what they hold; the relay reads them within seconds after they change, and at\n"
           "SIGHUP, which also reads the --deployment file again.\n"
           "Started by systemd, the relay reads the credentials \"users\" and \"shared-secret\" of\n"
           "its unit (LoadCredential=) as such files, without any option.\n"_s;
}

} // namespace turnpike::daemon
