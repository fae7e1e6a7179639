#include "cli/completion.hpp"

#include "cli/help.hpp"

namespace fleetsim::cli {

namespace {
std::string option_words(const Command& command) {
    std::string words;
    for (const Option& option : command.options)
        if (!is_positional(option)) words += std::string(long_name(option)) + ' ';
    return words + "--help";
}

std::string bash_script(const std::vector<Command>& commands) {
    std::string names;
    std::string cases;
    for (const Command& command : commands) {
        const std::string name(command.name);
        names += name + ' ';
        cases += "        " + name + ") words=\"" + option_words(command) + "\" ;;\n";
    }
    return "_fleetsim() {\n"
           "    local current=\"${COMP_WORDS[COMP_CWORD]}\" words=\"\"\n"
           "    COMPREPLY=()\n"
           "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
           "        COMPREPLY=($(compgen -W \"" +
           names +
           "--help --version\" -- \"$current\"))\n"
           "        return\n"
           "    fi\n"
           "    case \"$current\" in -*) ;; *) return ;; esac\n"
           "    case \"${COMP_WORDS[1]}\" in\n" +
           cases +
           "    esac\n"
           "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
           "}\n"
           "complete -o default -F _fleetsim fleetsim ./fleetsim\n";
}

std::string in_fish_quotes(std::string_view text) {
    std::string quoted = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + '\'';
}

std::string fish_option(const Command& command, std::string_view long_word,
                        std::string_view short_word, Arity arity, std::string_view help) {
    std::string line = "complete -c fleetsim -n '__fish_seen_subcommand_from " +
                       std::string(command.name) + "' -l " + std::string(long_word.substr(2));
    if (!short_word.empty()) line += " -s " + std::string(short_word.substr(1));
    if (arity != Arity::Flag) line += " -r";
    return line + " -d " + in_fish_quotes(help) + '\n';
}

std::string fish_script(const std::vector<Command>& commands) {
    std::string script;
    for (const Command& command : commands) {
        script += "complete -c fleetsim -f -n __fish_use_subcommand -a " +
                  std::string(command.name) + " -d " + in_fish_quotes(command.summary) + '\n';
        for (const Option& option : command.options)
            if (!is_positional(option))
                script += fish_option(command, long_name(option), short_name(option), option.arity,
                                      option.help);
        script += fish_option(command, "--help", "-h", Arity::Flag, "show the command's page");
    }
    return script;
}
}  // namespace

std::string completion_script(const std::vector<Command>& commands, Shell shell) {
    const std::string title = "# fleetsim: completion; source this file.\n";
    switch (shell) {
        case Shell::Bash:
            return title + bash_script(commands);
        case Shell::Zsh:
            return title + "autoload -U +X bashcompinit && bashcompinit\n" + bash_script(commands);
        case Shell::Fish:
            return title + fish_script(commands);
    }
    return title;
}

}  // namespace fleetsim::cli
