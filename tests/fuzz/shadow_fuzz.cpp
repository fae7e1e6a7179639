// The first line is a topic, the rest a request to a shadow and a record for a model. Whatever they
// are, they are answered: anything that is thrown, and any fault, is a bug.
#include <cstdint>
#include <string_view>

#include "models/cloud/learning_service.hpp"
#include "models/cloud/shadow_service.hpp"

namespace cloud = fleetsim::cloud;
namespace sim = fleetsim::sim;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const std::size_t line = text.find('\n');
    const std::string_view payload =
        line == std::string_view::npos ? std::string_view{} : text.substr(line + 1);
    cloud::ShadowService service;
    std::vector<cloud::ServiceMessage> answers;
    for (const std::string_view topic :
         {text.substr(0, line), std::string_view("$aws/things/t/shadow/update")}) {
        const auto request = cloud::read_shadow_topic(topic);
        for (int i = 0; request && i < 2; ++i)
            service.on_request(*request, payload, sim::Time::zero(), answers);
    }
    cloud::LearningService model({.name = "m",
                                  .horizon = sim::Duration::seconds(1),
                                  .first = sim::Time::zero(),
                                  .every = sim::Duration::hours(1)});
    model.example(1, payload, sim::Time::zero());
    model.predict(payload);
    return 0;
}
