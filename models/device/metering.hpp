// A PowerTutor beside a device: it sees the application's bytes, and what it charges is booked.
#pragma once

#include "models/power/powertutor.hpp"
#include "models/radio/energy_book.hpp"

namespace fleetsim::device {

/// Bytes that the application moved at `at`. The book's consumers are power::Charge's.
void meter_moved(power::PowerTutorMeter& meter, radio::EnergyBook book, sim::Time at,
                 sim::Bytes payload, std::int64_t packets);
void meter_until(power::PowerTutorMeter& meter, radio::EnergyBook book, sim::Time end);

}  // namespace fleetsim::device
