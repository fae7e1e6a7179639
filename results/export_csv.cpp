#include "results/export_csv.hpp"

#include <SQLiteCpp/Statement.h>
#include <array>
#include <charconv>
#include <cmath>
#include <ostream>
#include <system_error>

#include "results/store.hpp"
#include "results/text_file.hpp"
#include "sim/error.hpp"

namespace fleetsim::results {

namespace {
struct Table {
    const char* name;
    const char* sql;
};

// Names in place of ids, and the columns in the order a reader wants them.
constexpr std::array kTables = {
    Table{"run",
          "SELECT id AS run, scenario_name, study, measurement, replication, seed, status, "
          "simulated_ns / 1e9 AS simulated_seconds, wall_seconds, events, peak_memory_bytes, "
          "digest, version, commit_id, engine, threads, host, started_utc, ended_utc, command "
          "FROM run ORDER BY id"},
    Table{"scalar",
          "SELECT run_id AS run, component, metric, value, unit FROM v_scalar ORDER BY 1, 2, 3"},
    Table{"sample",
          "SELECT v.run_id AS run, v.component, v.metric, p.time_ns / 1e9 AS time_seconds, "
          "p.value, v.unit FROM v_series v JOIN sample p ON p.series_id = v.series_id "
          "ORDER BY v.series_id, p.time_ns"},
    Table{"bucket",
          "SELECT run_id AS run, component, metric, unit, lower, upper, count, share "
          "FROM v_bucket ORDER BY 1, 2, 3, 5"},
    Table{"parameter", "SELECT run_id AS run, path, value, origin FROM parameter ORDER BY 1, 2"},
    Table{"assumption",
          "SELECT run_id AS run, profile, key, value, unit, source FROM assumption "
          "ORDER BY 1, 2, 3"},
    Table{"point",
          "SELECT study, measurement, component, metric, mean, half_width, difference, "
          "difference_half_width, unit, count, confidence_ratio, run_id AS first_run FROM v_point "
          "ORDER BY first_run, component, metric"},
    Table{"goal",
          "SELECT run_id AS run, name, that, value, threshold, unit, is_met FROM goal "
          "ORDER BY id"},
    Table{"claim",
          "SELECT run_id AS run, \"table\", claim, published, simulated, unit, error_ratio, "
          "verdict FROM claim ORDER BY id"},
    Table{"ledger",
          "SELECT l.run_id AS run, l.name AS ledger, l.is_closed, l.difference, e.side, e.name, "
          "e.value, l.unit FROM ledger l LEFT JOIN ledger_entry e ON e.ledger_id = l.id "
          "ORDER BY l.id, e.id"},
    Table{"log",
          "SELECT run_id AS run, time_ns / 1e9 AS time_seconds, severity, code, component, text "
          "FROM log ORDER BY run_id, time_ns, id"},
};

std::string field(const SQLite::Column& column) {
    if (column.isNull()) return {};
    if (column.isFloat()) return exact_text(column.getDouble());
    return csv_field(column.getString());
}

void write_rows(SQLite::Statement& rows, std::ostream& out) {
    for (int i = 0; i < rows.getColumnCount(); ++i)
        out << (i > 0 ? "," : "") << csv_field(rows.getColumnName(i));
    out << "\r\n";
    while (rows.executeStep()) {
        for (int i = 0; i < rows.getColumnCount(); ++i)
            out << (i > 0 ? "," : "") << field(rows.getColumn(i));
        out << "\r\n";
    }
}

void write_table(const Query& query, const Table& table, const std::filesystem::path& file) {
    write_text_file(file, [&](std::ostream& out) {
        try {
            SQLite::Statement rows(query.database(), table.sql);
            write_rows(rows, out);
        } catch (const SQLite::Exception& error) {
            rethrow(error, query.file(), Access::Reading);
        }
    });
}
}  // namespace

std::string csv_field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + '"';
}

std::string exact_text(double number) {
    constexpr double kLargestPlain = 1e15;  // whole numbers up to here need no exponent
    const bool is_plain = number == std::trunc(number) && std::abs(number) <= kLargestPlain;
    std::array<char, 32> text{};
    char* const last = text.data() + text.size();
    const auto end = is_plain
                         ? std::to_chars(text.data(), last, number, std::chars_format::fixed).ptr
                         : std::to_chars(text.data(), last, number).ptr;
    return {text.data(), end};
}

std::vector<std::filesystem::path> export_csv(const Query& query,
                                              const std::filesystem::path& folder) {
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure)
        throw sim::SystemError("create the folder", folder.string(), failure.message(),
                               "name a folder that can be written");
    std::vector<std::filesystem::path> written;
    for (const Table& table : kTables) {
        written.push_back(folder / (std::string(table.name) + ".csv"));
        write_table(query, table, written.back());
    }
    return written;
}

}  // namespace fleetsim::results
