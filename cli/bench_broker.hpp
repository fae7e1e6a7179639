// fleetsim bench broker: this program's `serve` and, where it is installed, Mosquitto, under the
// same load, one after the other.
// Models     publishers that send a window and wait for all of it to arrive; subscribers that
//            acknowledge at once; clients that connect one after the other and stay; the processor
//            time of the broker's process meanwhile, from the system.
// Leaves out TLS and persistence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fleetsim::cli {

struct BrokerLoad {
    std::string name;
    unsigned publishers = 1;  ///< none: the load is connections alone
    unsigned subscribers = 1;
    unsigned qos = 0;
    std::size_t payload = 100;  ///< octets
    /// Published, each for every subscriber; or connections made.
    std::uint64_t messages = 50'000;
};

struct BrokerFigures {
    double messages_per_second = 0;  ///< published
    double cpu_us_per_message = 0;
};

struct BrokerComparison {
    BrokerLoad load;
    BrokerFigures fleetsim;
    std::optional<BrokerFigures> mosquitto;  ///< if it is installed
};

std::vector<BrokerComparison> bench_broker();

/// Runs and prints all of it.
void run_broker_bench(bool as_json);

}  // namespace fleetsim::cli
