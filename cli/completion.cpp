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
}  // namespace

std::string completion_script(const std::vector<Command>& commands, Shell shell) {
    std::string names;
    std::string cases;
    for (const Command& command : commands) {
        const std::string name(command.name);
        names += name + ' ';
        cases += "        " + name + ") words=\"" + option_words(command) + "\" ;;\n";
    }
    const std::string preparation =
        shell == Shell::Zsh ? "autoload -U +X bashcompinit && bashcompinit\n" : "";
    return "# fleetsim: completion; source this file.\n" + preparation +
           "_fleetsim() {\n"
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

}  // namespace fleetsim::cli
