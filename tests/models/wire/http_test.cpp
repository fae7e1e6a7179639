#include "models/wire/http.hpp"

#include <gtest/gtest.h>

namespace fleetsim::wire::http {
namespace {

// RFC 6455 section 5.2: lengths up to 125 in the header, up to 65535 in two bytes, beyond in eight.
TEST(WebSocketFrame, HasMoreBytesOfLengthForALongerPayload) {
    EXPECT_EQ(websocket_frame(125, Masked::No), 2);
    EXPECT_EQ(websocket_frame(126, Masked::No), 4);
    EXPECT_EQ(websocket_frame(65'535, Masked::No), 4);
    EXPECT_EQ(websocket_frame(65'536, Masked::No), 10);
    EXPECT_EQ(websocket_frame(125, Masked::Yes), 2 + 4);
}

}  // namespace
}  // namespace fleetsim::wire::http
