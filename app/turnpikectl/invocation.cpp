// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/invocation.h"

#include "core/base/text.h"

#include <algorithm>
#include <string>
#include <vector>

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

std::string didYouMean(const std::string &word, const std::vector<std::string> &known)
{
    const auto nearest = nearestName(word, known);
    return nearest.empty() ? std::string() : "did you mean \"" + nearest + "\"?";
}

Result<const Command *> findCommand(const QString &name)
{
    std::vector<std::string> known;
    for (const auto *command : commands()) {
        if (name.compare(QLatin1StringView(command->name), Qt::CaseInsensitive) == 0)
            return command;
        known.emplace_back(command->name);
    }
    auto remedy = didYouMean(name.toStdString(), known);
    return fail(Error::Code::InvalidValue, '"' + name.toStdString() + "\" is not a command", {}, {},
                remedy.empty() ? "turnpikectl --help lists all commands" : remedy);
}

const Option *findOption(const Command *command, const QString &name)
{
    const auto matches = [&name](const Option &option) { return name == QLatin1StringView(option.name); };
    const auto global = globalOptions();
    if (const auto found = std::find_if(global.begin(), global.end(), matches); found != global.end())
        return &*found;
    if (!command)
        return nullptr;
    const auto found = std::find_if(command->options.begin(), command->options.end(), matches);
    return found != command->options.end() ? &*found : nullptr;
}

tl::unexpected<Error> unknownOption(const Command *command, const QString &name)
{
    std::vector<std::string> known;
    for (const auto &option : globalOptions())
        known.emplace_back(option.name);
    if (command) {
        for (const auto &option : command->options)
            known.emplace_back(option.name);
    }
    std::string allowed;
    for (const auto &option : known)
        allowed += (allowed.empty() ? "--" : ", --") + option;
    auto remedy = didYouMean(name.toStdString(), known);
    if (!remedy.empty())
        remedy.insert(sizeof "did you mean \"" - 1, "--");
    return fail(Error::Code::InvalidValue, "this option is not known", "--" + name.toStdString(), allowed,
                remedy);
}

/// Where the first word stands that is neither an option nor the value of a global one; -1: nowhere.
qsizetype placeOfCommand(const QStringList &arguments)
{
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const auto &argument = arguments.at(i);
        if (!argument.startsWith(u"--"_s))
            return i;
        const auto *option = findOption(nullptr, argument.mid(2).section(u'=', 0, 0));
        if (option && option->value && !argument.contains(u'='))
            ++i;
    }
    return -1;
}

Result<void> checkCount(const Command &command, qsizetype count)
{
    if (count >= command.least && (command.most < 0 || count <= command.most))
        return {};
    return fail(Error::Code::InvalidValue,
                count < command.least ? "something is missing" : "there are too many arguments", command.name,
                std::string("turnpikectl ") + command.name + ' ' + command.arguments,
                std::string("turnpikectl help ") + command.name + " shows more");
}

QString optionLine(const Option &option)
{
    QString left = u"  --"_s + QLatin1StringView(option.name);
    if (option.value)
        left += u' ' + QLatin1StringView(option.value);
    return left.leftJustified(28) + QLatin1StringView(option.help) + u'\n';
}

QString commandHelp(const Command &command)
{
    QString text = u"turnpikectl %1 %2\n\n%3.\n"_s.arg(QLatin1StringView(command.name),
                                                       QLatin1StringView(command.arguments),
                                                       QLatin1StringView(command.help));
    if (command.details)
        text += u'\n' + QString::fromUtf8(command.details) + u'\n';
    if (!command.options.empty())
        text += u"\nOptions:\n"_s;
    for (const auto &option : command.options)
        text += optionLine(option);
    return text;
}

} // namespace

Result<Invocation> Invocation::parse(const QStringList &arguments)
{
    Invocation invocation;
    auto words = arguments;
    qsizetype place = placeOfCommand(words);
    // "help COMMAND" is "COMMAND --help", also after options.
    if (place >= 0 && words.at(place) == u"help"_s) {
        words.replace(place, u"--help"_s);
        place = placeOfCommand(words);
    }
    if (place >= 0) {
        const auto command = findCommand(words.at(place));
        if (!command)
            return tl::make_unexpected(command.error());
        invocation.command = *command;
    }

    bool onlyArguments = false;
    for (qsizetype i = 0; i < words.size(); ++i) {
        const auto &word = words.at(i);
        if (word == u"--"_s && !onlyArguments) {
            onlyArguments = true;
            continue;
        }
        if (onlyArguments || !word.startsWith(u"--"_s)) {
            invocation.arguments.append(word);
            continue;
        }
        const auto name = word.mid(2).section(u'=', 0, 0);
        const auto *option = findOption(invocation.command, name);
        if (!option)
            return unknownOption(invocation.command, name);
        QString value = word.contains(u'=') ? word.section(u'=', 1) : QString();
        if (!option->value && word.contains(u'='))
            return fail(Error::Code::InvalidValue, "this option takes no value", "--" + name.toStdString());
        if (option->value && !word.contains(u'=')) {
            if (++i >= words.size())
                return fail(Error::Code::InvalidValue, "the value is missing", "--" + name.toStdString(),
                            option->value);
            value = words.at(i);
        }
        if (option->value && invocation.options.contains(name))
            return fail(Error::Code::InvalidValue,
                        "given more than once: " + invocation.options.value(name).toStdString() + ", " +
                            value.toStdString(),
                        "--" + name.toStdString(), "one value");
        invocation.options.insert(name, value);
    }
    if (!invocation.command)
        return invocation;
    invocation.arguments.removeFirst();
    if (invocation.has("help"))
        return invocation;
    if (const auto checked = checkCount(*invocation.command, invocation.arguments.size()); !checked)
        return tl::make_unexpected(checked.error());
    return invocation;
}

Result<int> Invocation::number(const char *option, int fallback, int least, int most) const
{
    if (!has(option))
        return fallback;
    bool isNumber = false;
    const int number = value(option).toInt(&isNumber);
    if (!isNumber || number < least || number > most)
        return fail(Error::Code::InvalidValue,
                    '"' + value(option).toStdString() + "\" is not a number in the range",
                    std::string("--") + option, std::to_string(least) + " to " + std::to_string(most));
    return number;
}

QString helpText(const Command *command)
{
    if (command)
        return commandHelp(*command) +
               u"\nturnpikectl --help shows the options that every command takes.\n"_s;
    QString text = u"turnpikectl [OPTIONS] COMMAND [ARGUMENTS]\n\n"
                   u"Edits, pushes and watches Turnpike relays.\n\nCommands:\n"_s;
    for (const auto *listed : commands())
        text += u"  "_s + QString(QLatin1StringView(listed->name)).leftJustified(20) +
                QLatin1StringView(listed->help) + u'\n';
    text += u"\nOptions of every command:\n"_s;
    for (const auto &option : globalOptions())
        text += optionLine(option);
    return text + u"\nExit codes: 0 it worked, 1 it did not, 2 it was not understood.\n"
                  u"turnpikectl help COMMAND shows more about one.\n"_s;
}

} // namespace turnpike::ctl
