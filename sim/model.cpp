#include "sim/model.hpp"

namespace fleetsim::sim {

void Model::on_services(std::span<const Parcel> parcels, Outbox& outbox) {
    while (!parcels.empty()) {
        const EntityId service = parcels.front().target;
        std::size_t count = 1;
        while (count < parcels.size() && parcels[count].target == service) ++count;
        on_service(service, parcels.first(count), outbox);
        parcels = parcels.subspan(count);
    }
}

std::string Model::name_of(EntityId entity) const {
    if (entity.is_service()) return "service " + std::to_string(entity.service_index());
    return "device " + std::to_string(entity.device_index());
}

}  // namespace fleetsim::sim
