#include "cli/parser.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <optional>
#include <utility>

#include "cli/help.hpp"
#include "cli/version.hpp"
#include "sim/error.hpp"
#include "sim/nearest_name.hpp"

namespace fleetsim::cli {

namespace {
[[noreturn]] void refuse(std::string code, std::string text, std::string hint) {
    throw sim::InputError(sim::Diagnostic{.place = {"command line", 0, 0},
                                          .code = std::move(code),
                                          .text = std::move(text),
                                          .hint = std::move(hint)});
}

/// Dashes that both begin with make no names alike.
std::optional<std::string> nearest_option(std::string_view word,
                                          std::vector<std::string_view> names) {
    const auto bare = [](std::string_view name) {
        return name.substr(std::min(name.find_first_not_of('-'), name.size()));
    };
    std::ranges::transform(names, names.begin(), bare);
    const auto near = sim::nearest_name(bare(word), names);
    return near ? std::optional("--" + std::string(*near)) : std::nullopt;
}

std::string help_hint(const Command& command) {
    return "fleetsim " + std::string(command.name) + " --help lists what it takes";
}

const Command& find_command(const std::vector<Command>& commands, const std::string& name) {
    const auto found = std::find_if(commands.begin(), commands.end(),
                                    [&](const Command& c) { return c.name == name; });
    if (found != commands.end()) return *found;
    std::vector<std::string_view> names;
    for (const Command& command : commands) names.push_back(command.name);
    const auto near = sim::nearest_name(name, names);
    const bool is_option = name.starts_with('-');
    refuse(is_option ? "unknown-option" : "unknown-command",
           (is_option ? "a command must come before \"" : "there is no command \"") + name + '"',
           near ? "did you mean \"" + std::string(*near) + "\"?"
                : "fleetsim --help lists the commands");
}

CLI::Option* declare(CLI::App& app, const Option& option) {
    const std::string name(option.name);
    if (option.arity == Arity::Flag) return app.add_flag(name)->take_all();
    CLI::Option* declared = app.add_option(name)->type_size(1)->take_all();
    if (is_positional(option) && option.arity == Arity::Many)
        return declared->expected(1, 1 << 20)->allow_extra_args();
    return declared->expected(1)->allow_extra_args(false);
}

void run_parser(CLI::App& app, const Command& command, std::vector<std::string> words) {
    std::reverse(words.begin(), words.end());
    try {
        app.parse(std::move(words));
    } catch (const CLI::ArgumentMismatch& error) {
        // Counts are checked below; all that is left is an option at the end without its value.
        const std::string text = error.what();
        refuse("missing-value", text.substr(0, text.find(':')) + " needs a value",
               help_hint(command));
    } catch (const CLI::ParseError& error) {
        refuse("bad-option", error.what(), help_hint(command));
    }
}

void refuse_remaining(const Command& command, const std::vector<std::string>& remaining) {
    if (remaining.empty()) return;
    const auto option = std::find_if(remaining.begin(), remaining.end(), [](const auto& word) {
        return word.size() > 1 && word.starts_with('-');
    });
    if (option == remaining.end()) {
        refuse("unexpected-argument",
               "fleetsim " + std::string(command.name) + " has no use for \"" + remaining.front() +
                   '"',
               help_hint(command));
    }
    std::vector<std::string_view> names;
    for (const Option& known : command.options) {
        if (!is_positional(known)) names.push_back(long_name(known));
    }
    const std::string word = option->substr(0, option->find('='));
    const auto near = nearest_option(word, names);
    refuse("unknown-option",
           "fleetsim " + std::string(command.name) + " has no option \"" + word + '"',
           near ? "did you mean \"" + *near + "\"?" : help_hint(command));
}

using Values = std::map<std::string, std::vector<std::string>, std::less<>>;

void take(Values& values, const Command& command, const Option& option,
          const std::vector<std::string>& given) {
    const std::string name(long_name(option));
    if (given.empty()) {
        if (option.required) {
            refuse("missing-argument", "fleetsim " + std::string(command.name) + " needs " + name,
                   help_hint(command));
        }
        return;
    }
    if (option.arity == Arity::One && given.size() > 1) {
        refuse("repeated-option", name + " is given " + std::to_string(given.size()) + " times",
               "give it once");
    }
    if (option.arity == Arity::Flag && given.back() != "true") {
        refuse("bad-option", name + " is a switch and takes no value", "leave it out instead");
    }
    values[name] = given;
}
}  // namespace

ParsedLine parse(const std::vector<Command>& commands, const std::vector<std::string>& words) {
    if (words.empty()) {
        refuse("missing-command", "which command?", "fleetsim --help lists them");
    }
    const std::string& first = words.front();
    if (first == "--version") return version_line();
    if (first == "--help" || first == "-h") return program_help(commands);
    if (first == "help") {
        if (words.size() == 1) return program_help(commands);
        return command_help(find_command(commands, words[1]));
    }
    const Command& command = find_command(commands, first);

    CLI::App app;
    app.set_help_flag();
    app.allow_extras();
    std::vector<CLI::Option*> declared;
    for (const Option& option : command.options) declared.push_back(declare(app, option));
    std::vector<std::string> rest(words.begin() + 1, words.end());
    run_parser(app, command, rest);

    const std::vector<std::string> remaining = app.remaining();
    for (const std::string& word : remaining) {
        if (word == "--help" || word == "-h") return command_help(command);
    }
    refuse_remaining(command, remaining);
    Values values;
    for (std::size_t i = 0; i < declared.size(); ++i) {
        take(values, command, command.options[i], declared[i]->results());
    }
    return Invocation{command, Arguments(std::move(values))};
}

}  // namespace fleetsim::cli
