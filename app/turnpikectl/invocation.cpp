// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/invocation.h"

#include "core/base/text.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
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

/// `written`: with its dashes.
tl::unexpected<Error> unknownOption(const Command *command, const QString &written)
{
    const std::string name = written.mid(written.startsWith(u"--") ? 2 : 1).toStdString();
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
    auto remedy = didYouMean(name, known);
    if (!remedy.empty())
        remedy.insert(sizeof "did you mean \"" - 1, "--");
    return fail(Error::Code::InvalidValue, "this option is not known", written.toStdString(), allowed,
                remedy);
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

/// As many as anybody gives: the number is checked with words of the command's own.
constexpr int kAnyNumber = 100'000;
constexpr char kArguments[] = "arguments";
constexpr char kHelp[] = "help";

const Command *commandOf(const CLI::App &app)
{
    for (const auto *command : commands()) {
        if (app.get_name() == command->name)
            return command;
    }
    return nullptr;
}

/// First how a command is called and what it is for, then its options.
class HelpFormatter final : public CLI::Formatter {
public:
    HelpFormatter() { column_width(28); }

    std::string make_help(const CLI::App *app, std::string, CLI::AppFormatMode mode) const override
    {
        return make_usage(app, {}) + '\n' + make_description(app) + make_subcommands(app, mode) +
               make_groups(app, mode) + '\n' + make_footer(app);
    }
    std::string make_usage(const CLI::App *app, std::string) const override
    {
        const auto *const command = commandOf(*app);
        return command ? std::string("turnpikectl ") + command->name + ' ' + command->arguments + '\n'
                       : std::string("turnpikectl [OPTIONS] COMMAND [ARGUMENTS]\n");
    }
    std::string make_description(const CLI::App *app) const override
    {
        const auto *const command = commandOf(*app);
        const std::string details =
            command && command->details ? std::string(command->details) : std::string();
        return app->get_description() + ".\n" + (details.empty() ? details : '\n' + details + '\n');
    }
};

void addOption(CLI::App &app, const Option &option, const char *group)
{
    const std::string name = std::string("--") + option.name;
    if (option.value == nullptr) {
        app.add_flag(name, option.help)->disable_flag_override()->group(group);
        return;
    }
    // Given twice it is refused with both values, see singleValue().
    app.add_option(name, CLI::callback_t(), option.help)
        ->type_name(option.value)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->group(group);
}

void addArguments(CLI::App &app)
{
    app.add_option(kArguments, CLI::callback_t())
        ->expected(kAnyNumber)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->allow_extra_args(false); // which would take "[::1]" for a list
}

/// The table of commands as the library reads it.
std::unique_ptr<CLI::App> commandLine()
{
    auto app = std::make_unique<CLI::App>("Edits, pushes and watches Turnpike relays", "turnpikectl");
    app->formatter(std::make_shared<HelpFormatter>());
    app->set_help_flag(); // an option like the others: it is heard with whatever else is wrong
    app->require_subcommand(0, 1);
    app->allow_extras();
    app->footer("Exit codes: 0 it worked, 1 it did not, 2 it was not understood.\n"
                "turnpikectl help COMMAND shows more about one.");
    for (const auto &option : globalOptions())
        addOption(*app, option, "Options of every command");
    for (const auto *command : commands()) {
        auto *const added = app->add_subcommand(command->name, command->help);
        added->ignore_case()->fallthrough()->group("Commands");
        added->footer("turnpikectl --help shows the options that every command takes.");
        for (const auto &option : command->options)
            addOption(*added, option, "Options");
        addArguments(*added);
    }
    auto *const help = app->add_subcommand(kHelp)->fallthrough()->group(std::string());
    addArguments(*help);
    return app;
}

/// What the library found wrong with an option, in the words of this program.
tl::unexpected<Error> misusedOption(const Command *command, const CLI::ParseError &error)
{
    // "--reason: 1 required TEXT missing", "json was given a disallowed flag override"
    const QString text = QString::fromUtf8(error.what());
    const QString name = text.section(u' ', 0, 0).remove(u':').remove(u"--"_s);
    const auto *const option = findOption(command, name);
    if (option == nullptr)
        return fail(Error::Code::InvalidValue, error.what());
    if (option->value == nullptr)
        return fail(Error::Code::InvalidValue, "this option takes no value", "--" + name.toStdString());
    return fail(Error::Code::InvalidValue, "the value is missing", "--" + name.toStdString(), option->value);
}

tl::unexpected<Error> notUnderstood(const Command *command, const std::string &word)
{
    const auto text = QString::fromStdString(word);
    if (text.startsWith(u'-'))
        return unknownOption(command, text.section(u'=', 0, 0));
    return tl::make_unexpected(findCommand(text).error());
}

Result<void> readOptions(const CLI::App &app, std::span<const Option> options, Invocation &invocation)
{
    for (const auto &option : options) {
        const auto &values = app.get_option(std::string("--") + option.name)->results();
        if (values.empty())
            continue;
        if (option.value && values.size() > 1) {
            return fail(Error::Code::InvalidValue, "given more than once: " + values[0] + ", " + values[1],
                        std::string("--") + option.name, "one value");
        }
        invocation.options.insert(QString::fromLatin1(option.name),
                                  option.value ? QString::fromStdString(values.front()) : QString());
    }
    return {};
}

QStringList argumentsOf(const CLI::App &app)
{
    QStringList arguments;
    for (const auto &argument : app.get_option(kArguments)->results())
        arguments << QString::fromStdString(argument);
    return arguments;
}

/// "help COMMAND" is "COMMAND --help", also after options.
Result<void> readHelp(const CLI::App &help, Invocation &invocation)
{
    invocation.options.insert(QString::fromLatin1(kHelp), {});
    const auto names = argumentsOf(help);
    if (names.isEmpty())
        return {};
    const auto command = findCommand(names.first());
    if (!command)
        return tl::make_unexpected(command.error());
    invocation.command = *command;
    return {};
}

} // namespace

Result<Invocation> Invocation::parse(const QStringList &arguments)
{
    const auto app = commandLine();
    std::vector<std::string> words; // the last comes first
    for (auto word = arguments.crbegin(); word != arguments.crend(); ++word)
        words.push_back(word->toStdString());
    Invocation invocation;
    const auto chosen = [&app] {
        const auto parsed = app->get_subcommands();
        return parsed.empty() ? nullptr : parsed.front();
    };
    try {
        app->parse(std::move(words));
    } catch (const CLI::ParseError &error) {
        return misusedOption(chosen() ? commandOf(*chosen()) : nullptr, error);
    }
    const auto *const subcommand = chosen();
    invocation.command = subcommand ? commandOf(*subcommand) : nullptr;
    for (const auto &word : app->remaining(true)) {
        if (word != "--") // what comes after it is no option
            return notUnderstood(invocation.command, word);
    }
    if (auto read = readOptions(*app, globalOptions(), invocation); !read)
        return tl::make_unexpected(read.error());
    if (!subcommand)
        return invocation;
    if (!invocation.command) {
        const auto read = readHelp(*subcommand, invocation);
        return read ? Result<Invocation>(invocation) : tl::make_unexpected(read.error());
    }
    if (auto read = readOptions(*subcommand, invocation.command->options, invocation); !read)
        return tl::make_unexpected(read.error());
    invocation.arguments = argumentsOf(*subcommand);
    if (invocation.has(kHelp))
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
    const auto app = commandLine();
    return QString::fromStdString(command ? app->get_subcommand(command->name)->help() : app->help());
}

} // namespace turnpike::ctl
