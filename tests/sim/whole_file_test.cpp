#include "sim/whole_file.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace fleetsim::sim {
namespace {

TEST(WholeFile, HoldsEveryByte) {
    const std::string path = ::testing::TempDir() + "fleetsim_whole_file";
    const std::string bytes("one\r\ntwo\0three\n", 15);
    std::ofstream(path, std::ios::binary) << bytes;
    EXPECT_EQ(read_whole_file(path).text, bytes);
    std::ofstream(path, std::ios::trunc).close();
    EXPECT_EQ(read_whole_file(path).text, "");
    std::filesystem::remove(path);
}

TEST(WholeFile, SaysWhyItCannotBeRead) {
    EXPECT_EQ(read_whole_file(::testing::TempDir()).reason, "it is a folder");
    const WholeFile missing = read_whole_file(::testing::TempDir() + "no-such-file");
    EXPECT_FALSE(missing.text);
    EXPECT_EQ(missing.reason, "No such file or directory");
}

TEST(WholeFile, OneThatIsNotThereHasAnotherWordThanOneThatCannotBeRead) {
    EXPECT_EQ(unread_code(::testing::TempDir() + "no-such-file"), "no-such-file");
    EXPECT_EQ(unread_code(::testing::TempDir()), "unreadable-file");
    EXPECT_EQ(unread_code("-"), "unreadable-file");
}

TEST(WholeFile, AReadErrorIsNoEmptyFile) {
    const WholeFile unreadable = read_whole_file("/proc/self/mem");  // address 0 is not mapped
    EXPECT_FALSE(unreadable.text);
    EXPECT_EQ(unreadable.reason, "Input/output error");
}

TEST(WholeFile, OneWithoutAnEndIsLeftAtTheLimit) {
    const WholeFile endless = read_whole_file("/dev/zero", 2 << 20);
    EXPECT_FALSE(endless.text);
    EXPECT_EQ(endless.reason, "it goes on beyond 2 MiB");
}

}  // namespace
}  // namespace fleetsim::sim
