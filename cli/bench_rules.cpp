// Rules: one rule over messages of 200 B, each parsed, tested and written anew.
// One core whatever --threads says: evaluators share nothing, so more of them say nothing more.
#include <chrono>
#include <ctime>
#include <fmt/format.h>
#include <string>
#include <vector>

#include "cli/bench.hpp"
#include "models/rules/evaluator.hpp"
#include "sim/event_hash.hpp"
#include "sim/random/philox.hpp"

namespace fleetsim::cli {

namespace {

constexpr std::size_t kMessages = 1024;
constexpr std::uint64_t kEvaluations = 2'000'000;
constexpr std::string_view kSql =
    "SELECT kwh, topic(2) AS meter FROM 'meter/+/reading' WHERE v < 207 AND status.code = 0";

struct Published {
    std::string topic;
    std::string payload;
};

std::vector<Published> make_messages(std::uint64_t seed) {
    sim::Philox4x32 draws(seed);
    std::vector<Published> messages;
    for (std::size_t i = 0; i < kMessages; ++i) {
        const double volts = 205 + 4 * draws.uniform();
        messages.push_back(
            {fmt::format("meter/{:06}/reading", i),
             fmt::format(R"({{"device":"meter-{:06}","ts":{},"kwh":{:.2f},"v":{:.1f},"i":{:.2f},)"
                         R"("pf":0.98,"status":{{"code":0,"text":"ok","flags":[1,0,1]}},)"
                         R"("fw":"1.4.2","rssi":-91,"lat":47.6961,"lon":-122.3321}})",
                         i, 1'700'000'000'000 + i, 1000 + 500 * draws.uniform(), volts,
                         10 * draws.uniform())});
    }
    return messages;
}

std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = text.size();
    for (const char c : text) hash = sim::mix64(hash ^ static_cast<unsigned char>(c));
    return hash;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

BenchAnswer bench_rules(const BenchOptions& options) {
    BenchAnswer answer;
    answer.engine = "evaluator";
    const auto begin = std::chrono::steady_clock::now();
    const std::vector<Published> messages = make_messages(options.seed);
    const auto rule = rules::Program::parse(kSql, rules::SqlVersion::V2016_03_23);
    rules::Evaluator evaluator;
    const auto evaluate = [&](const Published& one) {
        return evaluator.evaluate(rule, {.topic = one.topic, .payload = one.payload}, {});
    };
    for (const Published& one : messages) answer.digest ^= hash_of(evaluate(one).value_or(""));
    answer.setup_seconds = seconds_since(begin);

    const auto start = std::chrono::steady_clock::now();
    const std::clock_t cpu_start = std::clock();
    std::uint64_t bytes = 0;
    for (std::uint64_t i = 0; i < kEvaluations; ++i) {
        bytes += evaluate(messages[i % kMessages]).value_or("").size();
    }
    answer.seconds = seconds_since(start);
    answer.cpu_seconds = static_cast<double>(std::clock() - cpu_start) / CLOCKS_PER_SEC;
    answer.events = kEvaluations;
    answer.digest = sim::mix64(answer.digest ^ bytes);
    return answer;
}

}  // namespace fleetsim::cli
