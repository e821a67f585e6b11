// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpike/options.h"

#include "core/base/text.h"

#include <QCommandLineParser>

namespace turnpike::console {

using namespace Qt::StringLiterals;

namespace {

struct OptionRow {
    const char *name;
    const char *shortName;
    const char *value;
    const char *help;
};

constexpr OptionRow kRows[] = {
    {"demo", nullptr, nullptr, "let synthetic calls come and go, so that every view is alive"},
    {"relay", nullptr, "NAME", "show this relay instead: the name or HOST[:PORT] of a saved connection"},
    {"udp-port", nullptr, "PORT", "UDP port of the relay on this computer; 0 takes one that is free"},
    {"tcp-port", nullptr, "PORT", "TCP port of the relay on this computer; 0 takes one that is free"},
    {"theme", nullptr, "THEME", "system, light or dark"},
    {"state-directory", nullptr, "FOLDER", "where the relay on this computer keeps its revisions"},
    {"data-directory", nullptr, "FOLDER", "where the console keeps settings, connections and unpushed edits"},
    {"screenshots", nullptr, "FOLDER", "picture every page in both themes into this folder, then end"},
    {"help", "h", nullptr, "show this help"},
    {"version", "v", nullptr, "show the version"}};

void addOptions(QCommandLineParser &parser)
{
    for (const OptionRow &row : kRows) {
        QStringList names;
        if (row.shortName)
            names += QString::fromLatin1(row.shortName);
        names += QString::fromLatin1(row.name);
        parser.addOption({names, QString::fromLatin1(row.help), QString::fromLatin1(row.value)});
    }
}

Result<std::optional<quint16>> portOf(const QCommandLineParser &parser, const QString &option)
{
    if (!parser.isSet(option))
        return std::optional<quint16>();
    bool isNumber = false;
    const ushort port = parser.value(option).toUShort(&isNumber);
    if (!isNumber) {
        return fail(Error::Code::InvalidValue, "\"" + parser.value(option).toStdString() + "\" is no port",
                    "--" + option.toStdString(), "0 (one that is free) to 65535");
    }
    return std::optional<quint16>(port);
}

Result<std::optional<ui::Theme::Choice>> themeOf(const QCommandLineParser &parser)
{
    if (!parser.isSet(u"theme"_s))
        return std::optional<ui::Theme::Choice>();
    const QString name = parser.value(u"theme"_s);
    if (name == u"system")
        return std::optional(ui::Theme::Choice::System);
    if (name == u"light")
        return std::optional(ui::Theme::Choice::Light);
    if (name == u"dark")
        return std::optional(ui::Theme::Choice::Dark);
    return fail(Error::Code::InvalidValue, "\"" + name.toStdString() + "\" is no theme", "--theme",
                "system, light or dark");
}

Error unknownOption(const QCommandLineParser &parser)
{
    const QStringList unknown = parser.unknownOptionNames();
    if (unknown.isEmpty())
        return {Error::Code::InvalidValue, parser.errorText().toStdString(), {}, {}, "see turnpike --help"};
    std::vector<std::string> known;
    for (const OptionRow &row : kRows)
        known.emplace_back(row.name);
    const std::string nearest = nearestName(unknown.front().toStdString(), known);
    return {Error::Code::InvalidValue,
            "there is no option --" + unknown.front().toStdString(),
            {},
            nearest.empty() ? std::string() : "--" + nearest,
            "see turnpike --help"};
}

} // namespace

Result<Options> parseOptions(const QStringList &arguments)
{
    QCommandLineParser parser;
    addOptions(parser);
    if (!parser.parse(arguments))
        return tl::make_unexpected(unknownOption(parser));
    if (!parser.positionalArguments().isEmpty()) {
        return fail(Error::Code::InvalidValue,
                    "\"" + parser.positionalArguments().front().toStdString() + "\" is no option", {}, {},
                    "see turnpike --help");
    }
    for (const OptionRow &row : kRows) {
        const QStringList values = parser.values(QString::fromLatin1(row.name));
        if (row.value != nullptr && values.size() > 1)
            return fail(Error::Code::InvalidValue,
                        "given more than once: " + values.join(u", "_s).toStdString(),
                        std::string("--") + row.name, "one value");
    }
    Options options;
    options.demo = parser.isSet(u"demo"_s);
    options.wantsHelp = parser.isSet(u"help"_s);
    options.wantsVersion = parser.isSet(u"version"_s);
    options.stateDirectory = parser.value(u"state-directory"_s);
    options.dataDirectory = parser.value(u"data-directory"_s);
    options.screenshots = parser.value(u"screenshots"_s);
    options.relay = parser.value(u"relay"_s).trimmed();
    if (parser.isSet(u"relay"_s) && options.relay.isEmpty()) {
        return fail(Error::Code::InvalidValue, "no relay is named", "--relay",
                    "the name or the address of a relay that was paired with");
    }
    const auto udpPort = portOf(parser, u"udp-port"_s);
    const auto tcpPort = portOf(parser, u"tcp-port"_s);
    const auto theme = themeOf(parser);
    if (!udpPort)
        return tl::make_unexpected(udpPort.error());
    if (!tcpPort)
        return tl::make_unexpected(tcpPort.error());
    if (!theme)
        return tl::make_unexpected(theme.error());
    options.udpPort = *udpPort;
    options.tcpPort = *tcpPort;
    options.theme = *theme;
    return options;
}

QString helpText()
{
    QCommandLineParser parser;
    addOptions(parser);
    parser.setApplicationDescription(
        u"An A/V edge with a console. Without options it opens the console with a "
        "relay of its own on this computer."_s);
    return parser.helpText();
}

} // namespace turnpike::console
