// What a results file says about the machine and the process that wrote it.
#pragma once

#include <string>
#include <string_view>

namespace fleetsim::results {

struct Host {
    std::string name;
    std::string cpu;
    unsigned cores = 1;
};
Host this_host();

/// Names this process among all processes of all hosts, as long as it lives.
std::string this_process();
/// Whether the process of that name runs on this host. A process of another host counts as gone.
bool is_alive(std::string_view process);

/// "2026-01-31T23:59:59Z"
std::string utc_now();

/// In hexadecimal.
std::string sha256(std::string_view text);

}  // namespace fleetsim::results
