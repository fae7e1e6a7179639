#include "sim/model.hpp"

namespace fleetsim::sim {

std::string Model::name_of(EntityId entity) const {
    if (entity.is_service()) return "service " + std::to_string(entity.service_index());
    return "device " + std::to_string(entity.device_index());
}

}  // namespace fleetsim::sim
