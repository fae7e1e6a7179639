// The one place that includes Boost.Beast; slow to compile, so for .cpp files only.
#pragma once

#include "models/broker/net/asio.hpp"

// clang-format off
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
// clang-format on
