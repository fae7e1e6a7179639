#include "cli/manual.hpp"

#include "cli/help.hpp"

namespace fleetsim::cli {

namespace {
std::string bold(std::string_view text) { return "\\fB" + roff_text(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + roff_text(text) + "\\fR"; }

/// A term and what it means.
std::string entry(const std::string& term, std::string_view meaning) {
    return ".TP\n" + term + '\n' + roff_text(meaning) + '\n';
}

std::string term(const Option& option) {
    if (is_positional(option)) return italic(option.name);
    std::string words;
    if (!short_name(option).empty()) words = bold(short_name(option)) + ", ";
    words += bold(long_name(option));
    if (!option.value.empty()) words += ' ' + italic(option.value);
    return words;
}

std::string section(const Command& command) {
    std::string text = ".SS " + roff_text(command.name) + '\n' + roff_text(command.summary) + '\n';
    for (const Option& option : command.options) text += entry(term(option), option.help);
    return text;
}

std::string exit_codes() {
    const auto code = [](ExitCode value, std::string_view meaning) {
        return entry(bold(std::to_string(static_cast<int>(value))), meaning);
    };
    return ".SH EXIT STATUS\n" + code(ExitCode::Done, "done") +
           code(ExitCode::GoalMissed, "done, and a goal of the scenario was missed") +
           code(ExitCode::BadInput, "the input is wrong; nothing was run or written") +
           code(ExitCode::SystemError,
                "the system refused (disk, socket, memory), or a bug of fleetsim") +
           code(ExitCode::AuditFailed,
                "the audit failed: the ledgers do not close, do not trust the file") +
           code(ExitCode::Interrupted, "interrupted; the results so far are kept");
}
}  // namespace

std::string roff_text(std::string_view text) {
    std::string escaped;
    if (text.starts_with('.') || text.starts_with('\'')) escaped = "\\&";
    for (const char c : text) {
        if (c == '\\')
            escaped += "\\e";
        else if (c == '-')
            escaped += "\\-";
        else
            escaped += c;
    }
    return escaped;
}

std::string manual_page(const std::vector<Command>& commands, std::string_view version) {
    std::string page =
        ".TH FLEETSIM 1 \"\" \"fleetsim " + roff_text(version) +
        "\" \"User Commands\"\n"
        ".SH NAME\n"
        "fleetsim \\- simulate a fleet of IoT devices\n"
        ".SH SYNOPSIS\n" +
        bold("fleetsim") + ' ' + italic("COMMAND") + " [" + italic("arguments") +
        "]\n"
        ".SH DESCRIPTION\n"
        "Simulates radios, batteries, TLS, MQTT and HTTPS, the broker, the rules and "
        "the cloud services behind them.\n"
        "A scenario is a TOML file; a run writes one SQLite file of results.\n"
        ".SH COMMANDS\n";
    for (const Command& command : commands) page += section(command);
    return page + exit_codes();
}

}  // namespace fleetsim::cli
