// A second broker takes over what the first one told its journal.
#include <algorithm>

#include "tests/models/broker/core_fixture.hpp"

namespace fleetsim::broker::core {

namespace {

using mqtt::Qos;

/// A journal in memory: what is left is what a new broker would have to know.
class Notebook : public Journal {
  public:
    void on_session(const Session& session) override {
        Session& kept = sessions[session.id].session;
        kept.id = session.id;
        kept.client_id = session.client_id;
        kept.expiry = session.expiry;
        kept.ends = session.ends;
        kept.will = session.will;
        kept.will_due = session.will_due;
    }
    void on_session_ended(SessionId session) override { sessions.erase(session); }
    void on_subscribed(std::string_view filter, const KnownSubscription& known,
                       const Subscriber& options) override {
        sessions.at(options.session).subscriptions.push_back({std::string(filter), known, options});
    }
    void on_unsubscribed(SessionId session, std::string_view filter) override {
        std::erase_if(sessions.at(session).subscriptions,
                      [&](const SavedSubscription& saved) { return saved.filter == filter; });
    }
    void on_queued(SessionId session, const Delivery& delivery) override {
        sessions.at(session).session.queue.push_back(delivery);
    }
    void on_sent(DeliveryNumber number, std::uint16_t packet_id) override {
        for (auto& [id, saved] : sessions) {
            auto& queue = saved.session.queue;
            const auto at = std::find_if(queue.begin(), queue.end(), [&](const Delivery& delivery) {
                return delivery.number == number;
            });
            if (at == queue.end()) continue;
            saved.session.flights.push_back({packet_id, Awaits::Acknowledgement, false, *at});
            queue.erase(at);
        }
    }
    void on_received(DeliveryNumber number) override {
        for (auto& [id, saved] : sessions) {
            for (Flight& flight : saved.session.flights) {
                if (flight.delivery.number != number) continue;
                flight.awaits = Awaits::Completion;
                flight.delivery.message.reset();
            }
        }
    }
    void on_settled(DeliveryNumber number) override {
        for (auto& [id, saved] : sessions) {
            std::erase_if(saved.session.queue,
                          [&](const Delivery& delivery) { return delivery.number == number; });
            std::erase_if(saved.session.flights,
                          [&](const Flight& flight) { return flight.delivery.number == number; });
        }
    }
    void on_unreleased(SessionId session, std::uint16_t packet_id) override {
        sessions.at(session).session.unreleased.insert(packet_id);
    }
    void on_released(SessionId session, std::uint16_t packet_id) override {
        sessions.at(session).session.unreleased.erase(packet_id);
    }
    void on_retained(const Message& message) override { retained[message.topic] = message; }
    void on_retained_expired(const Message& message) override { retained.erase(message.topic); }

    std::map<SessionId, SavedSession> sessions;
    std::map<std::string, Message> retained;
};

class Restore : public CoreTest {
  protected:
    Restore() { broker = std::make_unique<Broker>(settings, wire, Attachments{.journal = &first}); }

    /// Power cut: nobody is told. The new broker knows only the notebook.
    void restart() {
        broker = std::make_unique<Broker>(settings, wire, Attachments{.journal = &second});
        for (auto& [topic, message] : first.retained) broker->restore(message);
        for (auto& [id, saved] : first.sessions) broker->restore(saved, now);
    }
    static mqtt::Connect lasting(std::uint32_t seconds) {
        mqtt::Connect connect{.version = mqtt::Version::V5, .clean_start = false};
        connect.properties.session_expiry = seconds;
        return connect;
    }
    void publish(Client& client, std::string_view topic, std::string_view payload, Qos qos) {
        send(client, mqtt::Publish{
                         .topic = topic,
                         .payload = payload,
                         .packet_id = qos == Qos::AtMostOnce ? std::uint16_t{0} : std::uint16_t{9},
                         .qos = qos});
    }

    Notebook first;
    Notebook second;
};

TEST_F(Restore, BringsBackQueuedMessagesInOrderAndTheSubscription) {
    Client& reader = join("reader", lasting(100));
    subscribe(reader, {.filter = "a/+", .qos = Qos::AtLeastOnce});
    lose(reader);
    Client& writer = join("writer");
    for (const char* text : {"one", "two"}) publish(writer, "a/b", text, Qos::AtLeastOnce);
    restart();
    Client& again = join("reader", lasting(100));
    EXPECT_TRUE(connack.session_present);
    EXPECT_EQ(expect<mqtt::Publish>(again).payload, "one");
    EXPECT_EQ(expect<mqtt::Publish>(again).payload, "two");
    publish(join("writer"), "a/c", "three", Qos::AtLeastOnce);
    EXPECT_EQ(expect<mqtt::Publish>(again).payload, "three");
}

TEST_F(Restore, SendsAgainAsDuplicateWhatWasInFlight) {
    Client& reader = join("reader", lasting(100));
    subscribe(reader, {.filter = "a", .qos = Qos::AtLeastOnce});
    publish(join("writer"), "a", "hello", Qos::AtLeastOnce);
    const std::uint16_t packet_id = expect<mqtt::Publish>(reader).packet_id;
    restart();
    const auto publish = expect<mqtt::Publish>(join("reader", lasting(100)));
    EXPECT_TRUE(publish.duplicate);
    EXPECT_EQ(publish.packet_id, packet_id);
    EXPECT_EQ(publish.payload, "hello");
}

TEST_F(Restore, ForgetsWhatWasAcknowledged) {
    Client& reader = join("reader", lasting(100));
    subscribe(reader, {.filter = "a", .qos = Qos::AtLeastOnce});
    publish(join("writer"), "a", "hello", Qos::AtLeastOnce);
    send(reader, mqtt::Puback{.packet_id = expect<mqtt::Publish>(reader).packet_id});
    restart();
    EXPECT_TRUE(is_silent(join("reader", lasting(100))));
}

TEST_F(Restore, ResumesExactlyOnceDeliveryAtItsSecondHalf) {
    Client& reader = join("reader", lasting(100));
    subscribe(reader, {.filter = "a", .qos = Qos::ExactlyOnce});
    publish(join("writer"), "a", "hello", Qos::ExactlyOnce);
    const std::uint16_t packet_id = expect<mqtt::Publish>(reader).packet_id;
    send(reader, mqtt::Pubrec{.packet_id = packet_id});
    restart();
    EXPECT_EQ(expect<mqtt::Pubrel>(join("reader", lasting(100))).packet_id, packet_id);
}

TEST_F(Restore, DeliversAnUnreleasedPublishOnlyOnce) {
    Client& reader = join("reader", lasting(100));
    subscribe(reader, {.filter = "a", .qos = Qos::AtMostOnce});
    Client& writer = join("writer", lasting(100));
    publish(writer, "a", "hello", Qos::ExactlyOnce);
    restart();
    Client& reader_again = join("reader", lasting(100));
    Client& writer_again = join("writer", lasting(100));
    publish(writer_again, "a", "hello", Qos::ExactlyOnce);
    expect<mqtt::Pubrec>(writer_again);
    EXPECT_TRUE(is_silent(reader_again));
}

TEST_F(Restore, CountsTheExpiryOfAConnectedSessionFromTheRestart) {
    join("reader", lasting(100));
    wait(1000);
    restart();
    wait(99);
    EXPECT_EQ(broker->sessions(), 1u);
    wait(2);
    EXPECT_EQ(broker->sessions(), 0u);
    EXPECT_TRUE(second.sessions.empty());
}

TEST_F(Restore, PublishesTheWillOfAClientThatDidNotComeBack) {
    mqtt::Connect dying = lasting(100);
    dying.will = mqtt::Will{.topic = "will/x", .payload = "gone"};
    dying.will->properties.will_delay = 5;
    join("dying", dying);
    restart();
    Client& reader = join("reader");
    subscribe(reader, {.filter = "will/+"});
    wait(4);
    EXPECT_TRUE(is_silent(reader));
    wait(2);
    EXPECT_EQ(expect<mqtt::Publish>(reader).payload, "gone");
}

TEST_F(Restore, KeepsNothingOfASessionThatEndsWithItsConnection) {
    Client& reader = join("reader");
    subscribe(reader, {.filter = "a", .qos = Qos::AtLeastOnce});
    publish(join("writer"), "a", "hello", Qos::AtLeastOnce);
    EXPECT_TRUE(first.sessions.empty());
}

TEST_F(Restore, KeepsRetainedMessages) {
    send(join("writer"), mqtt::Publish{.topic = "a", .payload = "kept", .retain = true});
    restart();
    Client& reader = join("reader");
    subscribe(reader, {.filter = "#"});
    EXPECT_EQ(expect<mqtt::Publish>(reader).payload, "kept");
}

TEST_F(Restore, TheJournalIsToldWhenARetainedMessageHasExpired) {
    mqtt::Publish brief{.topic = "brief", .payload = "kept", .retain = true};
    brief.properties.message_expiry = 1;
    Client& writer = join("writer");
    send(writer, brief);
    EXPECT_TRUE(first.retained.contains("brief"));
    wait(2);
    send(writer, mqtt::Publish{.topic = "other", .payload = "kept", .retain = true});
    EXPECT_FALSE(first.retained.contains("brief"));
    EXPECT_TRUE(first.retained.contains("other"));
}

TEST_F(Restore, ARetainedMessageThatReplacedAnExpiringOneStays) {
    mqtt::Publish brief{.topic = "a", .payload = "brief", .retain = true};
    brief.properties.message_expiry = 1;
    Client& writer = join("writer");
    send(writer, brief);
    send(writer, mqtt::Publish{.topic = "a", .payload = "lasting", .retain = true});
    wait(2);
    Client& reader = join("reader");
    subscribe(reader, {.filter = "a"});
    EXPECT_EQ(expect<mqtt::Publish>(reader).payload, "lasting");
    EXPECT_TRUE(first.retained.contains("a"));
}

}  // namespace

}  // namespace fleetsim::broker::core
