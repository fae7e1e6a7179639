#include "cli/help.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace fleetsim::cli {

namespace {
constexpr std::size_t kColumns = 100;
constexpr std::size_t kWidestLabel = 26;

struct Row {
    std::string label;
    std::string_view text;
};

/// Appends `text`, broken at spaces so that no line passes kColumns; later lines start at `indent`.
void append_wrapped(std::string& page, std::size_t column, std::size_t indent,
                    std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (column > indent && column + 1 + word.size() > kColumns) {
            page += '\n' + std::string(indent, ' ');
            column = indent;
        } else if (column > indent) {
            page += ' ';
            ++column;
        }
        page += word;
        column += word.size();
    }
    page += '\n';
}

std::string rows(const std::vector<Row>& lines) {
    std::size_t widest = 0;
    for (const Row& row : lines) widest = std::max(widest, row.label.size());
    const std::size_t indent = std::min(widest, kWidestLabel) + 4;
    std::string page;
    for (const Row& row : lines) {
        page += "  " + row.label;
        if (row.label.size() + 4 > indent) {
            page += '\n' + std::string(indent, ' ');
        } else {
            page += std::string(indent - 2 - row.label.size(), ' ');
        }
        append_wrapped(page, indent, indent, row.text);
    }
    return page;
}

std::string label(const Option& option) {
    std::string text;
    if (!short_name(option).empty()) text = std::string(short_name(option)) + ", ";
    text += long_name(option);
    if (!option.value.empty() && !is_positional(option)) text += ' ' + std::string(option.value);
    return text;
}

std::string usage(const Command& command) {
    std::string line = "usage: fleetsim " + std::string(command.name);
    for (const Option& option : command.options) {
        if (is_positional(option)) {
            std::string word(option.name);
            if (option.arity == Arity::Many) word += "...";
            line += option.required ? ' ' + word : " [" + word + ']';
        } else if (option.required) {
            line += ' ' + label(option);
        }
    }
    return line + " [options]\n";
}
}  // namespace

std::string_view long_name(const Option& option) {
    return option.name.substr(0, option.name.find(','));
}

std::string_view short_name(const Option& option) {
    const std::size_t comma = option.name.find(',');
    return comma == std::string_view::npos ? std::string_view{} : option.name.substr(comma + 1);
}

bool is_positional(const Option& option) { return !option.name.starts_with('-'); }

std::string program_help(const std::vector<Command>& commands) {
    std::vector<Row> lines;
    for (const Command& command : commands) {
        lines.push_back({std::string(command.name), command.summary});
    }
    return "fleetsim simulates a fleet of IoT devices: radios, batteries, TLS, MQTT and HTTPS,\n"
           "the broker, the rules and the cloud services behind them.\n\n"
           "usage: fleetsim COMMAND [arguments]\n\n" +
           rows(lines) +
           "\nfleetsim COMMAND --help explains a command; fleetsim --version names this build.\n";
}

std::string command_help(const Command& command) {
    std::vector<Row> positionals;
    std::vector<Row> options;
    for (const Option& option : command.options) {
        auto& lines = is_positional(option) ? positionals : options;
        lines.push_back({label(option), option.help});
    }
    options.push_back({"-h, --help", "show this page"});
    std::string page = "fleetsim " + std::string(command.name) + ':';
    append_wrapped(page, page.size(), 0, command.summary);
    page += '\n' + usage(command) + '\n';
    if (!positionals.empty()) page += rows(positionals) + '\n';
    return page + "options\n" + rows(options);
}

}  // namespace fleetsim::cli
