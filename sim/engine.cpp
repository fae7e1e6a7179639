#include "sim/engine.hpp"

#include "sim/check.hpp"
#include "sim/one_at_a_time_engine.hpp"
#include "sim/shuffled_engine.hpp"
#include "sim/window_engine.hpp"

namespace fleetsim::sim {

namespace {
EngineKind fastest_for(const Model& model) {
    const std::uint32_t entities = model.device_count() + model.service_count();
    return entities <= kSmallFleet ? EngineKind::Heap : EngineKind::Window;
}
}  // namespace

std::unique_ptr<Engine> make_engine(EngineKind kind, Model& model, const EngineOptions& options) {
    FLEET_CHECK(model.device_count() <= EntityId::kFirstService, "too many devices");
    if (kind == EngineKind::Automatic) kind = fastest_for(model);
    switch (kind) {
        case EngineKind::Shuffled:
            return std::make_unique<ShuffledEngine>(model, options);
        case EngineKind::Heap:
            return std::make_unique<OneAtATimeEngine<QuaternaryQueue>>(kind, model, options);
        case EngineKind::Window:
            return std::make_unique<WindowEngine>(model, options);
        case EngineKind::Automatic:
        case EngineKind::Reference:
            break;
    }
    return std::make_unique<OneAtATimeEngine<StandardQueue>>(kind, model, options);
}

}  // namespace fleetsim::sim
