#include "models/radio/radio_catalogue.hpp"

#include <optional>
#include <utility>

#include "models/radio/lora_air_time.hpp"

namespace fleetsim::radio {

using profile::Section;
using sim::Dimension;
using sim::Watts;

namespace {

/// Reads the tables of one file; powers may be given as currents at the file's supply voltage.
class Reader {
  public:
    explicit Reader(const Section& root) : root_(root) {
        if (const auto supply = root.section("supply")) voltage_ = supply->volts("voltage").count();
    }

    RadioProfile read() {
        RadioProfile radio;
        radio.framing = root_.text_or("framing", "none");
        for (const Section& phase : root_.list("phase")) radio.phases.push_back(read_phase(phase));
        read_rest(radio);
        for (const Section& climb : root_.list("promotion")) {
            radio.promotions.push_back(read_promotion(climb, radio));
        }
        if (const auto link = root_.section("link")) radio.link = read_link(*link);
        read_bytes(radio);
        if (const auto saving = root_.section("saving")) radio.saving = read_saving(*saving, radio);
        return radio;
    }

  private:
    double volts(const Section& section, const std::string& key) {
        if (!voltage_) {
            section.refuse(key, "a current needs the voltage it is drawn at",
                           "add [supply] voltage = { value = 3.3, unit = \"V\", ... }");
        }
        return voltage_.value_or(0);
    }

    /// `power` in W, or `current` times the supply voltage.
    Watts power(const Section& section, const std::string& power_key,
                const std::string& current_key) {
        if (section.has(current_key) && !section.has(power_key)) {
            return Watts{section.amperes(current_key).count() * volts(section, current_key)};
        }
        return section.watts(power_key);
    }

    Phase read_phase(const Section& section) {
        Phase phase;
        phase.name = section.text("name");
        phase.power = power(section, "power", "current");
        const bool has_own = section.has("transfer") || section.has("transfer_current");
        phase.transfer = has_own ? power(section, "transfer", "transfer_current") : phase.power;
        phase.dwell = section.duration("dwell");
        if (phase.dwell <= sim::Duration{}) {
            section.refuse("dwell", "a phase lasts some time", "leave the phase out instead");
        }
        if (section.has("most_up") || section.has("most_down")) {
            phase.most = Load{section.bytes("most_up"), section.bytes("most_down")};
        }
        return phase;
    }

    void read_rest(RadioProfile& radio) {
        if (const auto rest = root_.section("rest")) {
            radio.rest_name = rest->text("name");
            radio.rest = power(*rest, "power", "current");
        } else {
            root_.refuse("rest", "a radio needs the table [rest]: what it draws without traffic",
                         "[rest] name = \"idle\" and power or current");
        }
        if (const auto off = root_.section("off")) radio.off = power(*off, "power", "current");
        if (const auto upkeep = root_.section("upkeep")) {
            radio.upkeep = read_upkeep(*upkeep, radio);
        }
        if (const auto attach = root_.section("attach")) {
            const sim::Duration delay = attach->duration("delay");
            radio.attachment = Attachment{delay, energy_over(*attach, delay)};
        }
    }

    Upkeep read_upkeep(const Section& section, const RadioProfile& radio) {
        Upkeep upkeep{section.text("name"), energy(section), section.duration("period")};
        const std::string kind = section.text_or("kind", "rate");
        if (kind == "timer") upkeep.kind = UpkeepKind::Timer;
        if (kind != "rate" && kind != "timer")
            section.refuse("kind", "an upkeep is a rate or a timer, not \"" + kind + "\"",
                           "\"timer\" if traffic restarts its period");
        if (upkeep.kind == UpkeepKind::Timer && radio.phases.empty())
            section.refuse("kind", "a timer runs from the end of a phase, and there is none",
                           "add a [[phase]], or remove `kind`");
        return upkeep;
    }

    sim::Joules energy(const Section& section) {
        if (section.has("charge")) {
            return sim::joules(section.coulombs("charge").count() * volts(section, "charge"));
        }
        return section.joules("energy");
    }

    sim::Joules energy_over(const Section& section, sim::Duration span) {
        if (section.has("energy") || section.has("charge")) return energy(section);
        return power(section, "power", "current") * span;
    }

    std::size_t phase_number(const Section& section, const std::string& key,
                             const RadioProfile& radio) {
        const std::string name = section.text(key);
        std::size_t number = 0;
        while (number < radio.phases.size() && radio.phases[number].name != name) ++number;
        if (number == radio.phases.size() && (name != radio.rest_name || key == "to")) {
            section.refuse(key, "there is no phase \"" + name + "\" to promote " + key,
                           "name a [[phase]], or for `from` the rest state");
            return 0;
        }
        return number;
    }

    Promotion read_promotion(const Section& section, const RadioProfile& radio) {
        Promotion climb;
        climb.from = phase_number(section, "from", radio);
        climb.to = phase_number(section, "to", radio);
        climb.delay = section.duration("delay");
        if (section.has("energy")) {
            climb.power =
                Watts{sim::to_joules(section.joules("energy")) / climb.delay.to_seconds()};
        } else {
            climb.power = power(section, "power", "current");
        }
        return climb;
    }

    void read_bytes(RadioProfile& radio) {
        const Watts base = radio.phases.empty() ? radio.rest : radio.phases.front().transfer;
        if (const auto up = root_.section("transmit")) {
            radio.up_joules_per_byte = joules_per_byte(*up, base);
            const double bytes_per_second = static_cast<double>(radio.link.up.count()) / 8;
            radio.transmit = up->has("energy")
                                 ? Watts{base.count() + radio.up_joules_per_byte * bytes_per_second}
                                 : power(*up, "power", "current");
        }
        if (const auto down = root_.section("receive")) {
            radio.down_joules_per_byte = joules_per_byte(*down, base);
        }
    }

    /// A slope in power per bit rate is an energy per bit; a transmit current at an air rate costs
    /// what it draws above `base` for the air time of a byte.
    double joules_per_byte(const Section& section, Watts base) {
        if (section.has("energy")) {
            return 8 * section.quotient("energy", Dimension::Power, Dimension::Rate);
        }
        const double above = power(section, "power", "current").count() - base.count();
        const double rate = static_cast<double>(section.bit_rate("rate").count());
        if (above < 0 || rate <= 0) {
            section.refuse("current", "transmission must draw more than the phase it happens in",
                           "");
            return 0;
        }
        return above * 8 / rate;
    }

    SavingFigures read_saving(const Section& section, const RadioProfile& radio) {
        SavingFigures saving{.released = section.duration("released"),
                             .inactivity = section.duration("inactivity"),
                             .edrx = {}};
        for (const Section& point : section.list("edrx"))
            saving.edrx.push_back(
                {.cycle = point.duration("cycle"), .power = power(point, "power", "current")});
        if (radio.phases.size() != 2 || radio.promotions.size() != 2)
            section.refuse("released", "a radio that saves has two phases and two promotions",
                           "connected, and paged after it");
        return saving;
    }

    /// The mean rate of a packet as long as the link takes.
    sim::BitRate lora_rate(const Section& section, sim::Bytes longest) {
        LoraSettings lora;
        lora.spreading_factor =
            static_cast<int>(section.number("spreading_factor", Dimension::Pure));
        lora.bandwidth = section.number("bandwidth", Dimension::Frequency);
        const bool sane = lora.spreading_factor >= 7 && lora.spreading_factor <= 12 &&
                          lora.bandwidth > 0 && longest.count() > 0;
        if (!sane) {
            section.refuse("spreading_factor", "LoRa has spreading factors of 7 to 12",
                           "give also a bandwidth, and the link's mtu");
            return {};
        }
        const double seconds = lora_air_time(lora, longest).to_seconds();
        return sim::BitRate{
            static_cast<std::int64_t>(8 * static_cast<double>(longest.count()) / seconds)};
    }

    LinkFigures read_link(const Section& section) {
        LinkFigures link;
        if (section.has("up")) link.up = section.bit_rate("up");
        if (section.has("down")) link.down = section.bit_rate("down");
        if (section.has("round_trip")) link.round_trip = section.duration("round_trip");
        if (section.has("mtu")) link.mtu = section.bytes("mtu");
        if (const auto lora = root_.section("lora"))
            link.up = link.down = lora_rate(*lora, link.mtu);
        link.loss = section.maybe("loss", Dimension::Ratio).value_or(0);
        const std::string bytes = section.text_or("rate_of", "packets");
        link.counts_framing = bytes == "frames";
        if (bytes != "packets" && bytes != "frames")
            section.refuse("rate_of", "a rate is of packets or of frames, not of \"" + bytes + "\"",
                           "\"frames\" for the rate of a PHY, which carries the framing too");
        return link;
    }

    Section root_;
    std::optional<double> voltage_;
};

}  // namespace

RadioProfile read_radio(const profile::Profile& file) {
    RadioProfile radio = Reader{file.root()}.read();
    radio.name = file.name();
    radio.summary = file.summary();
    file.finish();
    return radio;
}

RadioProfile open_radio(const std::string& name) {
    return read_radio(profile::open("radio", name));
}

}  // namespace fleetsim::radio
