#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

#include "tests/results/synthetic_run.hpp"
#include "tests/results/temporary_folder.hpp"

namespace fleetsim::results {
namespace {

std::vector<std::string> documented_queries() {
    std::ifstream page(FLEETSIM_SOURCE_DIR "/docs/results.md");
    std::vector<std::string> queries;
    bool is_sql = false;
    for (std::string line; std::getline(page, line);) {
        if (line == "```sql")
            queries.emplace_back();
        else if (is_sql && line != "```")
            queries.back() += line + "\n";
        is_sql = line == "```sql" || (is_sql && line != "```");
    }
    return queries;
}

TEST(DocumentedQueries, AllTenFindRowsInAFileOfTwoRuns) {
    const samples::TemporaryFolder folder;
    samples::write_synthetic_run(folder / "run.db");
    {
        Recorder recorder(folder / "run.db", samples::synthetic_description());
        samples::SyntheticRun(recorder).record_all();
        recorder.scalar("broker", {"messages_in_total", "1", ""}, 97'000);
        recorder.finish(samples::SyntheticRun::outcome());
    }
    SQLite::Database database((folder / "run.db").string());
    const auto queries = documented_queries();
    EXPECT_EQ(queries.size(), 10U);
    for (const std::string& query : queries) {
        SQLite::Statement statement(database, query);
        int rows = 0;
        while (statement.executeStep()) ++rows;
        EXPECT_GT(rows, 0) << query;
    }
}

}  // namespace
}  // namespace fleetsim::results
