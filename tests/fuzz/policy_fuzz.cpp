// A policy document is read or refused with a sentence; what was read decides anything at all.
// The text goes up to the first zero octet; what follows is the subject asked for.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "models/cloud/policy.hpp"
#include "sim/error.hpp"

using namespace fleetsim::cloud;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t zero = input.find('\0');
    const std::string_view subject =
        zero == std::string_view::npos ? "meter/m-1" : input.substr(zero + 1);
    Permissions permissions;
    try {
        permissions.attach(Policy::parse(input.substr(0, zero), "fuzz"));
    } catch (const fleetsim::sim::InputError&) {
        return 0;
    }
    Identity identity;
    identity.client_id = "m-1";
    identity.thing_name = "m-1";
    identity.thing_attributes["site"] = subject;
    permissions.tells_numbers_apart();
    for (const PolicyAction action : {PolicyAction::Connect, PolicyAction::Publish,
                                      PolicyAction::Subscribe, PolicyAction::Receive})
        if (permissions.decide(action, subject, identity) !=
            permissions.decide(action, subject, identity))
            std::abort();
    return 0;
}
