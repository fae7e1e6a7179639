#include "results/decimate.hpp"

#include <SQLiteCpp/Statement.h>
#include <algorithm>

#include "results/store.hpp"
#include "sim/check.hpp"

namespace fleetsim::results {

namespace {
/// One pass over the samples in the order they are stored in: the query streams, and no grouping
/// in SQL (which sorts or hashes) is needed to know where a column ends.
std::vector<Column> read_columns(SQLite::Statement& rows, std::int64_t from_ns,
                                 std::int64_t width_ns) {
    std::vector<Column> columns;
    std::int64_t current = -1;
    while (rows.executeStep()) {
        const std::int64_t time_ns = rows.getColumn(0).getInt64();
        const double value = rows.getColumn(1).getDouble();
        const sim::Time at = sim::Time::from_nanoseconds(time_ns);
        const std::int64_t index = (time_ns - from_ns) / width_ns;
        if (index != current) {
            columns.push_back({at, at, value, value, value, value});
            current = index;
            continue;
        }
        Column& column = columns.back();
        column.to = at;
        column.least = std::min(column.least, value);
        column.most = std::max(column.most, value);
        column.last = value;
    }
    return columns;
}
}  // namespace

std::vector<Column> decimate(const Query& query, SeriesId series, sim::Time from, sim::Time to,
                             std::size_t columns) {
    FLEET_CHECK(columns > 0 && from <= to, "a chart has a width and a span");
    const std::int64_t width_ns =
        std::max<std::int64_t>(1, (to - from).count() / static_cast<std::int64_t>(columns) + 1);
    try {
        SQLite::Statement rows(query.database(),
                               "SELECT time_ns, value FROM sample WHERE series_id = ? "
                               "AND time_ns BETWEEN ? AND ? ORDER BY time_ns");
        rows.bind(1, static_cast<std::int64_t>(series));
        rows.bind(2, from.nanoseconds());
        rows.bind(3, to.nanoseconds());
        return read_columns(rows, from.nanoseconds(), width_ns);
    } catch (const SQLite::Exception& error) {
        rethrow(error, query.file(), Access::Reading);
    }
}

std::vector<Sample> outline(const std::vector<Column>& columns) {
    std::vector<Sample> line;
    const auto append = [&line](sim::Time at, double value) {
        const bool is_known = !line.empty() && line.back().at == at && line.back().value == value;
        if (!is_known) line.push_back({at, value});
    };
    for (const Column& column : columns) {
        append(column.from, column.first);
        if (column.from == column.to) continue;
        const sim::Time middle = column.from + (column.to - column.from) / 2;
        if (column.least < std::min(column.first, column.last)) append(middle, column.least);
        if (column.most > std::max(column.first, column.last)) append(middle, column.most);
        append(column.to, column.last);
    }
    return line;
}

std::optional<Span> span_of(const Query& query, SeriesId series) {
    try {
        // Two sub-queries, because SQLite finds one extreme in the index, but scans for both.
        SQLite::Statement row(query.database(),
                              "SELECT (SELECT min(time_ns) FROM sample WHERE series_id = ?1), "
                              "(SELECT max(time_ns) FROM sample WHERE series_id = ?1)");
        row.bind(1, static_cast<std::int64_t>(series));
        row.executeStep();
        if (row.getColumn(0).isNull()) return std::nullopt;
        return Span{sim::Time::from_nanoseconds(row.getColumn(0).getInt64()),
                    sim::Time::from_nanoseconds(row.getColumn(1).getInt64())};
    } catch (const SQLite::Exception& error) {
        rethrow(error, query.file(), Access::Reading);
    }
}

}  // namespace fleetsim::results
