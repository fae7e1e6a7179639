#include "models/device/payload.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "sim/random/distribution.hpp"
#include "sim/trim.hpp"

namespace fleetsim::device {

namespace {

constexpr int kMostDecimals = 9;
constexpr std::int64_t kLargest = 1'000'000'000'000'000;  // so that no sum of two overflows

struct Argument {
    std::string text;
    std::size_t offset = 0;
};

/// A decimal number as digits x 10^-decimals.
struct Decimal {
    std::int64_t digits = 0;
    int decimals = 0;
};

std::optional<Decimal> read_decimal(std::string_view text) {
    Decimal number;
    std::string digits(text);
    if (const std::size_t point = digits.find('.'); point != std::string::npos) {
        number.decimals = static_cast<int>(digits.size() - point - 1);
        digits.erase(point, 1);
        if (number.decimals == 0 || number.decimals > kMostDecimals) return std::nullopt;
    }
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), number.digits);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return number;
}

std::optional<std::int64_t> scaled(Decimal number, int decimals) {
    for (; number.decimals < decimals; ++number.decimals) {
        if (number.digits > kLargest / 10 || number.digits < -kLargest / 10) return std::nullopt;
        number.digits *= 10;
    }
    if (number.digits > kLargest || number.digits < -kLargest) return std::nullopt;
    return number.digits;
}

bool is_name_character(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }

}  // namespace

/// Reads a template from left to right. The first mistake ends it.
class PayloadParser {
  public:
    PayloadParser(std::string_view text, std::string_view fleet) : text_(text), fleet_(fleet) {}

    ParsedPayload parse() {
        while (at_ < text_.size() && reason_.empty()) {
            if (text_[at_] != '{' || !take_placeholder()) result_.literals_ += text_[at_++];
        }
        if (!reason_.empty()) return {{}, reason_, at_};
        result_.written_ = text_;
        result_.literal_size_ = static_cast<std::uint32_t>(result_.literals_.size());
        find_fixed_size();
        return {{std::move(result_)}, "", 0};
    }

  private:
    using Call = PayloadTemplate::Call;

    /// False where the brace is an ordinary character. After a mistake reason_ is set.
    bool take_placeholder() {
        std::size_t end = at_ + 1;
        while (end < text_.size() && is_name_character(text_[end])) ++end;
        const std::string_view name = text_.substr(at_ + 1, end - at_ - 1);
        if (name.empty() || end == text_.size()) return false;
        if (text_[end] == '}') return take_word(name, end + 1);
        if (text_[end] != '(') return false;
        std::size_t after = end + 1;
        const std::optional<std::vector<Argument>> arguments = take_arguments(after);
        if (!arguments) return true;
        if (after >= text_.size() || text_[after] != '}') {
            fail(after, "a call ends with \")}\"");
            return true;
        }
        add_call(name, *arguments);
        if (reason_.empty()) at_ = after + 1;
        return true;
    }

    bool take_word(std::string_view name, std::size_t after) {
        if (name == "fleet") {
            result_.literals_ += fleet_;
        } else if (name == "id") {
            add({.kind = Call::Kind::Id});
        } else {
            return false;
        }
        at_ = after;
        return true;
    }

    /// Splits "a, b)" at its commas; `from` ends behind the closing parenthesis.
    std::optional<std::vector<Argument>> take_arguments(std::size_t& from) {
        const std::size_t close = text_.find(')', from);
        if (close == std::string_view::npos) {
            fail(at_, "this call is not closed with \")}\"");
            return std::nullopt;
        }
        std::vector<Argument> arguments;
        std::string_view inside = text_.substr(from, close - from);
        const bool is_empty = sim::trim(inside).empty();
        for (std::size_t begin = from; !is_empty && begin <= close;) {
            const std::size_t end = std::min(text_.find(',', begin), close);
            arguments.push_back({std::string(sim::trim(text_.substr(begin, end - begin))), begin});
            begin = end + 1;
        }
        from = close + 1;
        return arguments;
    }

    void add_call(std::string_view name, const std::vector<Argument>& arguments) {
        if (name == "counter") return add_numbers(Call::Kind::Counter, name, arguments);
        if (name == "uniform") return add_numbers(Call::Kind::Uniform, name, arguments);
        if (name == "normal") return add_numbers(Call::Kind::Normal, name, arguments);
        if (name == "wear") return add_numbers(Call::Kind::Wear, name, arguments);
        if (name == "choice") return add_choice(arguments);
        if (name == "timestamp") {
            if (!arguments.empty()) return fail(at_, "timestamp() takes no argument");
            return add({.kind = Call::Kind::Timestamp});
        }
        fail(at_, "there is no call \"" + std::string(name) +
                      "\"; there are counter, uniform, normal, wear, choice, timestamp");
    }

    void add_numbers(Call::Kind kind, std::string_view name,
                     const std::vector<Argument>& arguments) {
        const std::size_t wanted = kind == Call::Kind::Wear ? 3 : 2;
        if (arguments.size() != wanted) {
            return fail(at_, std::string(name) + "() takes " + (wanted == 2 ? "two" : "three") +
                                 " numbers, not " + std::to_string(arguments.size()));
        }
        std::vector<Decimal> numbers;
        int decimals = 0;
        for (const Argument& argument : arguments) {
            const std::optional<Decimal> number = read_decimal(argument.text);
            if (!number) {
                return fail(argument.offset,
                            "\"" + argument.text + "\" is not a number with at most 9 decimals");
            }
            numbers.push_back(*number);
            decimals = std::max(decimals, number->decimals);
        }
        const std::optional<std::int64_t> first = scaled(numbers[0], decimals);
        const std::optional<std::int64_t> second = scaled(numbers[1], decimals);
        const std::optional<std::int64_t> third =
            wanted == 3 ? scaled(numbers[2], decimals) : std::optional<std::int64_t>(0);
        if (!first || !second || !third) return fail(at_, "a number of more than 15 digits");
        if (kind == Call::Kind::Uniform && *first > *second) {
            return fail(at_, "uniform() takes the least value first");
        }
        if ((kind == Call::Kind::Normal && *second < 0) || *third < 0) {
            return fail(at_, "the deviation of " + std::string(name) + "() is negative");
        }
        // 2^32 publishes of the step must stay printable.
        if (kind == Call::Kind::Counter && (*second > 2'000'000'000 || *second < -2'000'000'000)) {
            return fail(at_, "the step of counter() is too large");
        }
        add({.kind = kind,
             .decimals = static_cast<std::uint8_t>(decimals),
             .first = *first,
             .second = *second,
             .third = *third});
    }

    void add_choice(const std::vector<Argument>& arguments) {
        if (arguments.empty()) return fail(at_, "choice() needs something to choose from");
        Call call{.kind = Call::Kind::Choice};
        for (const Argument& argument : arguments) call.choices.push_back(argument.text);
        add(std::move(call));
    }

    void add(Call call) {
        call.after = result_.literals_.size();
        result_.calls_.push_back(std::move(call));
    }

    void find_fixed_size() {
        std::uint32_t total = result_.literal_size_;
        for (const Call& call : result_.calls_) {
            const std::optional<std::uint32_t> size = fixed_size_of(call);
            if (!size) return;
            total += *size;
        }
        result_.fixed_size_ = total;
    }

    static std::optional<std::uint32_t> fixed_size_of(const Call& call) {
        if (call.kind == Call::Kind::Choice) {
            const std::size_t size = call.choices.front().size();
            const bool all_equal =
                std::all_of(call.choices.begin(), call.choices.end(),
                            [&](const std::string& choice) { return choice.size() == size; });
            if (!all_equal) return std::nullopt;
            return static_cast<std::uint32_t>(size);
        }
        const bool is_constant =
            (call.kind == Call::Kind::Counter || call.kind == Call::Kind::Normal) &&
            call.second == 0;
        const std::uint32_t size = PayloadTemplate::printed_size(call.first, call.decimals);
        if (is_constant) return size;
        // Between two numbers of one sign and length every number has that length.
        const bool one_length = call.kind == Call::Kind::Uniform &&
                                (call.first < 0) == (call.second < 0) &&
                                size == PayloadTemplate::printed_size(call.second, call.decimals);
        if (!one_length) return std::nullopt;
        return size;
    }

    void fail(std::size_t offset, std::string reason) {
        at_ = offset;
        reason_ = std::move(reason);
    }

    std::string_view text_;
    std::string_view fleet_;
    std::size_t at_ = 0;
    std::string reason_;
    PayloadTemplate result_;
};

ParsedPayload PayloadTemplate::parse(std::string_view text, std::string_view fleet) {
    return PayloadParser(text, fleet).parse();
}

bool PayloadTemplate::shows_wear() const {
    return std::any_of(calls_.begin(), calls_.end(),
                       [](const Call& call) { return call.kind == Call::Kind::Wear; });
}

std::uint32_t PayloadTemplate::size(sim::Philox4x32& engine, const PayloadMoment& moment) const {
    std::uint32_t total = literal_size_;
    for (const Call& call : calls_) {
        total += call.kind == Call::Kind::Choice
                     ? static_cast<std::uint32_t>(chosen(call, engine).size())
                     : printed_size(number(call, engine, moment), call.decimals);
    }
    return total;
}

std::string PayloadTemplate::render(sim::Philox4x32& engine, const PayloadMoment& moment) const {
    std::string text;
    std::size_t done = 0;
    for (const Call& call : calls_) {
        text.append(literals_, done, call.after - done);
        done = call.after;
        if (call.kind == Call::Kind::Choice) {
            text += chosen(call, engine);
        } else {
            print(number(call, engine, moment), call.decimals, text);
        }
    }
    text.append(literals_, done);
    return text;
}

const std::string& PayloadTemplate::chosen(const Call& call, sim::Philox4x32& engine) {
    return call.choices[engine.below(static_cast<std::uint32_t>(call.choices.size()))];
}

std::int64_t PayloadTemplate::number(const Call& call, sim::Philox4x32& engine,
                                     const PayloadMoment& moment) {
    switch (call.kind) {
        case Call::Kind::Counter:
            return call.first + call.second * moment.ordinal;
        case Call::Kind::Uniform: {
            const double count = static_cast<double>(call.second - call.first) + 1;
            return call.first + static_cast<std::int64_t>(engine.uniform() * count);
        }
        case Call::Kind::Normal: {
            constexpr double kHalfStep =
                0x1p-54;  // uniform() may be 0, whose quantile is -infinity
            const double z = sim::normal_quantile(engine.uniform() + kHalfStep);
            return call.first + std::llround(static_cast<double>(call.second) * z);
        }
        case Call::Kind::Wear: {
            constexpr double kHalfStep = 0x1p-54;
            const double z = sim::normal_quantile(engine.uniform() + kHalfStep);
            const double moved = moment.wear * static_cast<double>(call.second - call.first);
            return call.first + std::llround(moved + static_cast<double>(call.third) * z);
        }
        case Call::Kind::Timestamp:
            return moment.now.since_start() / sim::Duration::milliseconds(1);
        case Call::Kind::Id:
            return moment.device;
        case Call::Kind::Choice:
            break;
    }
    return 0;
}

std::uint32_t PayloadTemplate::printed_size(std::int64_t scaled, std::uint8_t decimals) {
    std::uint64_t rest = static_cast<std::uint64_t>(scaled < 0 ? -scaled : scaled);
    std::uint32_t digits = 1;
    while (rest >= 10) {
        rest /= 10;
        ++digits;
    }
    digits = std::max<std::uint32_t>(digits, decimals + 1u);  // 5 with two decimals is 0.05
    return digits + (decimals > 0 ? 1u : 0u) + (scaled < 0 ? 1u : 0u);
}

void PayloadTemplate::print(std::int64_t scaled, std::uint8_t decimals, std::string& text) {
    std::string digits = std::to_string(scaled < 0 ? -scaled : scaled);
    if (digits.size() <= decimals) digits.insert(0, decimals + 1u - digits.size(), '0');
    if (decimals > 0) digits.insert(digits.size() - decimals, 1, '.');
    if (scaled < 0) text += '-';
    text += digits;
}

}  // namespace fleetsim::device
