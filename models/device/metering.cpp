#include "models/device/metering.hpp"

namespace fleetsim::device {

namespace {

void book_since(const power::PowerTutorMeter& before, const power::PowerTutorMeter& now,
                radio::EnergyBook book) {
    for (std::size_t i = 0; i < power::kChargeNames.size(); ++i) {
        const auto what = static_cast<power::Charge>(i);
        book.book(i, now.charged(what) - before.charged(what));
    }
}

}  // namespace

void meter_moved(power::PowerTutorMeter& meter, radio::EnergyBook book, sim::Time at,
                 sim::Bytes payload, std::int64_t packets) {
    const power::PowerTutorMeter before = meter;
    meter.moved(at, payload, packets);
    book_since(before, meter, book);
}

void meter_until(power::PowerTutorMeter& meter, radio::EnergyBook book, sim::Time end) {
    const power::PowerTutorMeter before = meter;
    meter.run_until(end);
    book_since(before, meter, book);
}

}  // namespace fleetsim::device
