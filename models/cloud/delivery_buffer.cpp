#include "models/cloud/delivery_buffer.hpp"

namespace fleetsim::cloud {

void DeliveryBuffer::add(sim::Bytes size, sim::Time now) {
    arrivals_.push_back(now);
    held_ += size;
    if (held_ >= hints_.size) write(now);
}

void DeliveryBuffer::advance(sim::Time now) {
    if (arrivals_.empty()) return;
    const sim::Time due = arrivals_.front() + hints_.time;
    if (due <= now) write(due);
}

void DeliveryBuffer::write(sim::Time at) {
    for (const sim::Time arrival : arrivals_) wait_.record((at - arrival).count());
    arrivals_.clear();
    ++objects_;
    written_ += held_;
    held_ = {};
}

}  // namespace fleetsim::cloud
