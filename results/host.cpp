#include "results/host.hpp"

#include <array>
#include <chrono>
#include <ctime>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fstream>
#include <openssl/evp.h>
#include <sstream>
#include <thread>
#include <unistd.h>

namespace fleetsim::results {

namespace {
std::string host_name() {
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0) return "unknown";
    return name.data();
}

std::string cpu_name() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        const auto colon = line.find(": ");
        if (line.starts_with("model name") && colon != std::string::npos)
            return line.substr(colon + 2);
    }
    return "unknown";
}

/// When the process started, in clock ticks since the machine did; tells a process from a later one
/// that was given the same number. Empty if there is no such process.
std::string start_of(const std::string& pid) {
    std::ifstream file("/proc/" + pid + "/stat");
    std::string text;
    std::getline(file, text);
    const auto name_end = text.rfind(')');  // the name before it may hold anything
    if (name_end == std::string::npos) return {};
    std::istringstream fields(text.substr(name_end + 1));
    std::string field;
    constexpr int kStartField = 20;  // field 22 of proc(5), counted after the name
    fields >> field;
    if (field == "Z" || field == "X") return {};  // dead, and nobody has asked how it ended
    for (int i = 1; i < kStartField; ++i) fields >> field;
    return field;
}

std::string process_name(const std::string& pid) {
    const std::string start = start_of(pid);
    return start.empty() ? std::string() : host_name() + " " + pid + " " + start;
}
}  // namespace

Host this_host() { return {host_name(), cpu_name(), std::thread::hardware_concurrency()}; }

std::string this_process() { return process_name(std::to_string(getpid())); }

bool is_alive(std::string_view process) {
    std::istringstream fields{std::string(process)};
    std::string host;
    std::string pid;
    fields >> host >> pid;
    return !pid.empty() && process == process_name(pid);
}

std::string utc_now() {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
}

std::string sha256(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
    unsigned length = 0;
    EVP_Digest(text.data(), text.size(), sum.data(), &length, EVP_sha256(), nullptr);
    std::string hex;
    for (unsigned i = 0; i < length; ++i) hex += fmt::format("{:02x}", sum[i]);
    return hex;
}

}  // namespace fleetsim::results
