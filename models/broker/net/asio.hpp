// The one place that includes Boost.Asio.
// Boost 1.74's headers do not compile as C++20 with g++ 12 unless <utility> stands first.
#pragma once

// clang-format off
#include <utility>
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
// clang-format on
