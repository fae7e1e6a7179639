#include "cli/wire_cases.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <fmt/format.h>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

#include "cli/wire_capture.hpp"
#include "sim/error.hpp"

namespace fleetsim::cli {

namespace {

using sim::Diagnostic;
using Fields = std::vector<std::string>;

constexpr std::string_view kCaseColumns[] = {
    "scenario",       "proto", "tls",   "key",           "resume",
    "tcp_timestamps", "mode",  "phase", "payload_bytes", "direction",
};
constexpr std::string_view kNeeded[] = {"proto", "tls", "phase", "direction"};

// ---- CSV (RFC 4180) ----

/// Nothing when a quoted field is not closed on its line.
std::optional<Fields> split(std::string_view line) {
    Fields fields(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (quoted) {
            const bool doubled = c == '"' && i + 1 < line.size() && line[i + 1] == '"';
            if (doubled) ++i;
            if (c == '"' && !doubled) {
                quoted = false;
            } else {
                fields.back() += c;
            }
        } else if (c == '"') {
            quoted = true;
        } else if (c == ',') {
            fields.emplace_back();
        } else {
            fields.back() += c;
        }
    }
    if (quoted) return std::nullopt;
    return fields;
}

std::string joined(const Fields& fields) {
    std::string line;
    for (const std::string& field : fields) {
        if (!line.empty() || &field != fields.data()) line += ',';
        const bool plain = field.find_first_of(",\"\r\n") == std::string::npos;
        if (plain) {
            line += field;
            continue;
        }
        line += '"';
        for (const char c : field) line += c == '"' ? std::string("\"\"") : std::string(1, c);
        line += '"';
    }
    return line + '\n';
}

/// The lines of a text without their ends; the last may lack one.
std::vector<std::string_view> lines_of(std::string_view text) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back(line);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

// ---- one row ----

class Row {
  public:
    Row(const std::map<std::string, std::size_t, std::less<>>& columns, Fields fields,
        std::uint32_t line, const std::string& file, std::vector<Diagnostic>& faults)
        : columns_(columns),
          fields_(std::move(fields)),
          line_(line),
          file_(file),
          faults_(faults) {}

    std::string text(std::string_view column) const {
        const auto found = columns_.find(column);
        const bool there = found != columns_.end() && found->second < fields_.size();
        return there ? fields_[found->second] : std::string();
    }
    std::optional<std::int64_t> number(std::string_view column) {
        const std::string value = text(column);
        if (value.empty()) return std::nullopt;
        std::int64_t number = 0;
        const auto [end, error] =
            std::from_chars(value.data(), value.data() + value.size(), number);
        constexpr std::int64_t kMost = 16 * 1024 * 1024;
        if (error == std::errc{} && number <= kMost && end == value.data() + value.size() &&
            number >= 0)
            return number;
        refuse(column, value, "give a whole number from 0 to 16777216, or nothing");
        return std::nullopt;
    }
    /// The choice whose word stands in the column.
    template <class Value, std::size_t kSize>
    Value choice(std::string_view column,
                 const std::array<std::pair<std::string_view, Value>, kSize>& choices) {
        const std::string value = text(column);
        std::string words;
        for (const auto& [word, meaning] : choices) {
            if (word == value) return meaning;
            if (word.empty()) continue;
            words += (words.empty() ? "" : ", ") + std::string(word);
        }
        refuse(column, value, "it is one of " + words);
        return choices[0].second;
    }
    void refuse(std::string_view column, const std::string& value, const std::string& hint) {
        faults_.push_back({{file_, line_, 0},
                           "bad-case",
                           "\"" + value + "\" is not a value of column " + std::string(column),
                           hint});
    }

  private:
    const std::map<std::string, std::size_t, std::less<>>& columns_;
    Fields fields_;
    std::uint32_t line_;
    const std::string& file_;
    std::vector<Diagnostic>& faults_;
};

template <class Value, std::size_t kSize>
using Choices = std::array<std::pair<std::string_view, Value>, kSize>;
using MaybeTls = std::optional<wire::TlsVersion>;

constexpr Choices<CaptureProtocol, 2> kProtocols = {
    {{"mqtt", CaptureProtocol::Mqtt}, {"https", CaptureProtocol::Https}}};
constexpr Choices<MaybeTls, 4> kTlsVersions = {{{"none", std::nullopt},
                                                {"", std::nullopt},
                                                {"1.2", wire::TlsVersion::V12},
                                                {"1.3", wire::TlsVersion::V13}}};
constexpr Choices<wire::KeyType, 9> kKeys = {{{"rsa", wire::KeyType::Rsa2048},
                                              {"ecdsa", wire::KeyType::P256},
                                              {"rsa2048", wire::KeyType::Rsa2048},
                                              {"rsa-2048", wire::KeyType::Rsa2048},
                                              {"p256", wire::KeyType::P256},
                                              {"p-256", wire::KeyType::P256},
                                              {"ecdsa-p256", wire::KeyType::P256},
                                              {"none", wire::KeyType::Rsa2048},
                                              {"", wire::KeyType::Rsa2048}}};
constexpr Choices<wire::Resumption, 6> kResumptions = {{{"none", wire::Resumption::None},
                                                        {"", wire::Resumption::None},
                                                        {"sessionid", wire::Resumption::SessionId},
                                                        {"session-id", wire::Resumption::SessionId},
                                                        {"psk", wire::Resumption::Ticket},
                                                        {"ticket", wire::Resumption::Ticket}}};
constexpr Choices<wire::Timestamps, 3> kTimestamps = {
    {{"1", wire::Timestamps::On}, {"0", wire::Timestamps::Off}, {"", wire::Timestamps::On}}};
constexpr Choices<wire::Side, 2> kDirections = {
    {{"c2s", wire::Side::Client}, {"s2c", wire::Side::Server}}};

CaptureCase case_of(Row& row) {
    CaptureCase wanted;
    wanted.protocol = row.choice("proto", kProtocols);
    const bool polls = row.text("scenario").find("longpoll") != std::string::npos ||
                       row.text("phase").find("longpoll") != std::string::npos;
    if (polls) wanted.protocol = CaptureProtocol::HttpsLongPoll;
    wanted.tls = row.choice("tls", kTlsVersions);
    wanted.key = row.choice("key", kKeys);
    wanted.resumption = row.choice("resume", kResumptions);
    const bool failed = row.text("resumed") == "False";
    const bool resumes = wanted.resumption != wire::Resumption::None && !failed;
    wanted.opening = resumes ? wire::Opening::Resumed : wire::Opening::Full;
    wanted.timestamps = row.choice("tcp_timestamps", kTimestamps);
    wanted.phase = row.text("phase");
    wanted.payload = row.number("payload_bytes");
    return wanted;
}

// ---- prediction against measurement ----

struct Figure {
    std::string_view measured;  ///< the column, and the start of its _min and _max
    std::int64_t predicted;
};

constexpr std::int64_t kResets = 0;  // the model has none

std::array<Figure, 11> figures_of(const CapturedTraffic& seen) {
    const wire::Traffic& traffic = seen.traffic;
    return {{{"segments", traffic.segments},
             {"data_segments", traffic.data_segments},
             {"pure_acks", traffic.pure_acks},
             {"tcp_payload", traffic.tcp_payload().count()},
             {"ip_bytes", traffic.ip_bytes().count()},
             {"syn", seen.syns},
             {"fin", seen.fins},
             {"rst", kResets},
             {"max_segment_payload", seen.longest_segment},
             {"tls_records", seen.tls_records},
             {"tls_record_overhead_bytes", seen.tls_record_overhead}}};
}

/// Its median's column.
std::string column_of(const Figure& figure) {
    const std::string name(figure.measured);
    return name == "tcp_payload" ? name + "_bytes" : name;
}

/// A capture has no range of the longest segment: it moves with the payload, at most as far.
bool moved_with_payload(Row& row, const Figure& figure, std::int64_t median) {
    if (figure.measured != "max_segment_payload") return false;
    const auto least = row.number("tcp_payload_min");
    const auto most = row.number("tcp_payload_max");
    return least && most && std::abs(figure.predicted - median) <= *most - *least;
}

/// The prediction meets the measured median, or lies in the range the capture showed.
bool is_met(Row& row, const Figure& figure) {
    const std::string column(figure.measured);
    const auto median = row.number(column_of(figure));
    if (!median || *median == figure.predicted) return true;
    if (moved_with_payload(row, figure, *median)) return true;
    const auto least = row.number(column + "_min");
    const auto most = row.number(column + "_max");
    return least && most && *least <= figure.predicted && figure.predicted <= *most;
}

void count(Row& row, const CapturedTraffic& seen, CaseTally& tally) {
    bool all_met = true;
    for (const Figure& figure : figures_of(seen)) all_met = is_met(row, figure) && all_met;
    if (all_met) {
        ++tally.exact;
        return;
    }
    const auto measured = static_cast<double>(row.number("ip_bytes").value_or(0));
    const auto predicted = static_cast<double>(seen.traffic.ip_bytes().count());
    ++(std::abs(predicted - measured) <= 0.01 * measured ? tally.close : tally.off);
}

class Answerer {
  public:
    Answerer(std::string_view text, const std::string& name) : lines_(lines_of(text)), name_(name) {
        if (lines_.empty()) fail({{name_, 0, 0}, "empty-file", "the file has no header line", ""});
        read_header();
    }

    CasesAnswer run() {
        for (std::size_t i = 1; i < lines_.size(); ++i) {
            if (!lines_[i].empty()) answer(i);
        }
        if (!faults_.empty()) throw sim::InputError(std::move(faults_));
        if (columns_.contains("ip_bytes")) answer_.tally = tally_;
        return std::move(answer_);
    }

  private:
    [[noreturn]] static void fail(Diagnostic fault) { throw sim::InputError(std::move(fault)); }

    void read_header() {
        const std::optional<Fields> names = split(lines_[0]);
        if (!names) fail(open_quote(1));
        const Fields& header = *names;
        width_ = header.size();
        for (std::size_t i = 0; i < header.size(); ++i) columns_.emplace(header[i], i);
        for (const std::string_view needed : kNeeded) {
            if (columns_.contains(needed)) continue;
            faults_.push_back({{name_, 1, 0},
                               "missing-column",
                               "there is no column \"" + std::string(needed) + "\"",
                               "see docs/models/wire.md for the columns of a case"});
        }
        if (!faults_.empty()) throw sim::InputError(std::move(faults_));
        Fields out;
        for (const std::string_view column : kCaseColumns) {
            if (columns_.contains(column)) out.emplace_back(column);
        }
        for (const Figure& figure : figures_of({})) out.push_back("predicted_" + column_of(figure));
        answer_.csv = joined(out);
        for (const std::string& name : header) {
            if (!is_known_column(name))
                leave_out(1, fmt::format("column \"{}\": such a quantity is not predicted", name));
        }
    }

    static bool is_known_column(std::string_view name) {
        constexpr std::string_view kNotes[] = {"reps", "varies", "resumed"};
        const auto holds = [&](const auto& names) {
            return std::find(std::begin(names), std::end(names), name) != std::end(names);
        };
        if (holds(kCaseColumns) || holds(kNotes)) return true;
        for (const Figure& figure : figures_of({})) {
            const std::string start(figure.measured);
            if (name == column_of(figure) || name == start + "_min" || name == start + "_max")
                return true;
        }
        return false;
    }

    void leave_out(std::uint32_t line, const std::string& text) {
        answer_.unknown.push_back({{name_, line, 0}, "not-predicted", text, ""});
    }

    Diagnostic open_quote(std::uint32_t line) const {
        return {{name_, line, 0}, "bad-row", "a quoted field is not closed", "close it with \""};
    }

    void answer(std::size_t index) {
        const auto line = static_cast<std::uint32_t>(index + 1);
        std::optional<Fields> fields = split(lines_[index]);
        if (!fields) {
            faults_.push_back(open_quote(line));
            return;
        }
        if (fields->size() != width_) {
            faults_.push_back({{name_, line, 0},
                               "bad-row",
                               "the row has " + std::to_string(fields->size()) +
                                   " fields and the header " + std::to_string(width_),
                               "write a comma for each column, quote a field that holds one"});
            return;
        }
        Row row(columns_, std::move(*fields), line, name_, faults_);
        const std::size_t faults_before = faults_.size();
        const CaptureCase wanted = case_of(row);
        const wire::Side direction = row.choice("direction", kDirections);
        if (faults_.size() > faults_before) return;
        Fields out;
        for (const std::string_view column : kCaseColumns) {
            if (columns_.contains(column)) out.push_back(row.text(column));
        }
        const std::optional<CapturePrediction> prediction = predict(wanted);
        if (!prediction) {
            ++tally_.unknown;
            leave_out(line, fmt::format("phase \"{}\": {}", wanted.phase,
                                        is_known_phase(wanted.phase)
                                            ? "such a connection has none"
                                            : "not one of those in docs/models/wire.md"));
            out.resize(out.size() + figures_of({}).size());
            answer_.csv += joined(out);
            return;
        }
        const CapturedTraffic& seen = prediction->from(direction);
        for (const Figure& figure : figures_of(seen)) {
            out.push_back(std::to_string(figure.predicted));
        }
        answer_.csv += joined(out);
        count(row, seen, tally_);
    }

    std::vector<std::string_view> lines_;
    const std::string& name_;
    std::map<std::string, std::size_t, std::less<>> columns_;
    std::size_t width_ = 0;  ///< fields of a row
    std::vector<Diagnostic> faults_;
    CaseTally tally_;
    CasesAnswer answer_;
};

}  // namespace

CasesAnswer answer_cases(std::string_view text, const std::string& name) {
    return Answerer(text, name).run();
}

}  // namespace fleetsim::cli
