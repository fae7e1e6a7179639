// The sections of the option table, one function each, for option_table.cpp to put together.
#pragma once

#include "scenarios/language/option_table.hpp"

namespace fleetsim::language {

// options_message.cpp
Option qos_option();
Option retain_option();
Option payload_option();
Option payload_size_option();
Option message_expiry_option();
const Section& fleet_publish_section();
const Section& fleet_subscribe_section();
const Section& app_publish_section();
const Section& app_subscribe_section();

// options_fleet.cpp
const Section& fleet_section();

// options_world.cpp
const Section& network_section();
const Section& broker_section();
const Section& app_section();
const Section& rule_section();
const Section& fault_section();

// options_account.cpp
const Section& thing_section();
const Section& policy_section();
const Section& cloud_section();
const Section& prices_section();
// options_services.cpp
const Section& shadow_section();
const Section& failure_section();
const Section& job_section();
const Section& predictor_section();
const Section& reader_section();
const Section& table_section();
const Section& secret_section();

// options_run.cpp
const Section& scenario_section();
const Section& goal_section();
const Section& study_section();

}  // namespace fleetsim::language
