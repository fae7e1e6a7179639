#include "results/report/kept_units.hpp"

#include <gtest/gtest.h>

namespace fleetsim::results::report {
namespace {

TEST(KeptUnits, ANumberStaysWithItsUnit) {
    EXPECT_EQ(with_units_kept("1.5 /s, 3 kB/s; 30 µs"), "1.5\u00a0/s, 3\u00a0kB/s; 30\u00a0µs");
    EXPECT_EQ(with_units_kept("(90 min) of 1 MiB. 99 %"), "(90\u00a0min) of 1\u00a0MiB. 99\u00a0%");
    EXPECT_EQ(with_units_kept("costs 30,940.00 USD"), "costs 30,940.00\u00a0USD");
    EXPECT_EQ(with_units_kept("1.62 s ± 30 ms"), "1.62\u00a0s ± 30\u00a0ms");
}

TEST(KeptUnits, AWordThatIsNoUnitMayGoToTheNextLine) {
    for (const char* text :
         {"3 devices sent 12 messages", "run 7 has", "of 5 a", "a s", " /s", "3 "})
        EXPECT_EQ(with_units_kept(text), text);
}

}  // namespace
}  // namespace fleetsim::results::report
