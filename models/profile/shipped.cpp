#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "models/profile/profile.hpp"
#include "sim/embedded_file.hpp"
#include "sim/error.hpp"
#include "sim/whole_file.hpp"

namespace fleetsim::profile {

std::span<const sim::EmbeddedFile> embedded_profiles();  // cmake/embed.cmake

namespace {

bool is_file_name(std::string_view name) { return name.ends_with(".toml"); }

std::string_view stem(std::string_view path) {
    path.remove_prefix(path.rfind('/') + 1);
    path.remove_suffix(std::string_view{".toml"}.size());
    return path;
}

std::string read_whole(const std::string& path) {
    sim::WholeFile file = sim::read_whole_file(path);
    if (!file.text)
        throw sim::SystemError("read the profile", path, file.reason,
                               "a name without .toml means a profile that comes with fleetsim");
    return std::move(*file.text);
}

[[noreturn]] void refuse_name(std::string_view kind, const std::string& name) {
    std::string names;
    for (const std::string& shipped : shipped_names(kind)) {
        names += (names.empty() ? "" : ", ") + shipped;
    }
    throw sim::InputError(
        sim::Diagnostic{{},
                        "missing-profile",
                        "there is no " + std::string(kind) + " profile \"" + name + '"',
                        "there are " + names + "; or name a file of yours that ends in .toml"});
}

}  // namespace

std::vector<std::string> shipped_kinds() {
    std::set<std::string> kinds;
    for (const sim::EmbeddedFile& file : embedded_profiles()) {
        kinds.insert(Profile{file.text, std::string(file.name)}.kind());
    }
    return {kinds.begin(), kinds.end()};
}

std::vector<std::string> shipped_names(std::string_view kind) {
    std::vector<std::string> names;
    for (const sim::EmbeddedFile& file : embedded_profiles()) {
        const Profile profile{file.text, std::string(file.name)};
        if (profile.kind() == kind) names.push_back(profile.name());
    }
    std::sort(names.begin(), names.end());
    return names;
}

Profile open(std::string_view kind, const std::string& name) {
    if (is_file_name(name)) {
        Profile profile{read_whole(name), name};
        if (profile.kind() == kind) return profile;
        throw sim::InputError(sim::Diagnostic{{name, 1, 1},
                                              "wrong-kind",
                                              "this is a profile of kind \"" + profile.kind() +
                                                  "\", not \"" + std::string(kind) + '"',
                                              ""});
    }
    for (const sim::EmbeddedFile& file : embedded_profiles()) {
        if (stem(file.name) != name) continue;
        Profile profile{file.text, std::string(file.name)};
        if (profile.kind() == kind) return profile;
    }
    refuse_name(kind, name);
}

}  // namespace fleetsim::profile
