#include "models/broker/net/store.hpp"

#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <span>
#include <sqlite3.h>

#include "sim/embedded_file.hpp"
#include "sim/error.hpp"

namespace fleetsim::broker::net {

std::span<const sim::EmbeddedFile> embedded_store_schema();

using core::Delivery;
using core::DeliveryNumber;
using core::Message;
using core::Session;
using core::SessionId;

namespace {

constexpr int kApplicationId = 0x46'53'42'52;  ///< "FSBR"
constexpr int kSchemaVersion = 1;

[[noreturn]] void refuse(const std::string& file, std::string text, std::string hint) {
    throw sim::InputError(
        sim::Diagnostic{{file, 0, 0}, "not-a-store", std::move(text), std::move(hint)});
}

[[noreturn]] void rethrow(const SQLite::Exception& error, const std::string& file) {
    switch (error.getErrorCode()) {
        case SQLITE_NOTADB:
            refuse(file, "this file is not a store of fleetsim serve; it was left as it is",
                   "give another name, or move the file away");
        case SQLITE_CORRUPT:
            refuse(file, std::string("this store is damaged: ") + error.what(),
                   "move it away to start with nothing kept");
        case SQLITE_BUSY:
            throw sim::SystemError("open the store", file, "another program uses it",
                                   "one server at a time; stop the other, or give another --store");
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
            throw sim::SystemError("open the store", file, "the file or its folder is not writable",
                                   "check the folder and its permissions");
        default:
            throw sim::SystemError("use the store", file, error.what(), "");
    }
}

int pragma(SQLite::Database& database, const char* statement) {
    return database.execAndGet(statement).getInt();
}

/// The octets of a PUBLISH; its expiry is kept as a time beside it.
std::string packet_of(const Message& message) {
    mqtt::Publish publish = core::publish_of(message, message.expires);
    publish.properties.message_expiry.reset();
    publish.qos = message.qos;
    publish.packet_id = message.qos == mqtt::Qos::AtMostOnce ? 0 : 1;
    publish.retain = message.retain;
    std::string bytes;
    mqtt::encode(publish, mqtt::Version::V5, bytes);
    return bytes;
}

Message message_from(const SQLite::Column& packet, const std::string& file) {
    const std::string_view bytes(static_cast<const char*>(packet.getBlob()),
                                 static_cast<std::size_t>(packet.getBytes()));
    const auto decoded = mqtt::decode(bytes, {mqtt::Sender::Server, mqtt::Version::V5});
    const auto* publish = std::get_if<mqtt::Publish>(&decoded.packet);
    if (decoded.outcome != mqtt::Outcome::Complete || publish == nullptr) {
        refuse(file, "this store is damaged: a message in it is not a packet",
               "move it away to start with nothing kept");
    }
    Message message = core::message_of(publish->properties, sim::Time::zero());
    message.topic = publish->topic;
    message.payload = publish->payload;
    message.qos = publish->qos;
    message.retain = publish->retain;
    return message;
}

std::optional<std::int64_t> nanoseconds(sim::Time time) {
    if (time == sim::Time::never()) return std::nullopt;
    return time.nanoseconds();
}

sim::Time time_from(const SQLite::Column& column) {
    return column.isNull() ? sim::Time::never() : sim::Time::from_nanoseconds(column.getInt64());
}

std::string text_of(const std::vector<std::uint32_t>& identifiers) {
    return fmt::format("{}", fmt::join(identifiers, " "));
}

std::vector<std::uint32_t> identifiers_from(std::string_view text) {
    std::vector<std::uint32_t> identifiers;
    const char* at = text.data();
    const char* const end = at + text.size();
    for (std::uint32_t identifier = 0; at < end; at += at < end) {
        const auto [stop, error] = std::from_chars(at, end, identifier);
        if (error != std::errc()) break;
        identifiers.push_back(identifier);
        at = stop;
    }
    return identifiers;
}

struct Blob {
    const std::string* bytes;  ///< none is NULL
};

void bind_value(SQLite::Statement& statement, int index, std::uint64_t value) {
    statement.bind(index, static_cast<std::int64_t>(value));
}
void bind_value(SQLite::Statement& statement, int index, std::string_view value) {
    statement.bind(index, std::string(value));
}
void bind_value(SQLite::Statement& statement, int index, const Blob& value) {
    if (value.bytes == nullptr) return statement.bind(index);
    statement.bind(index, value.bytes->data(), static_cast<int>(value.bytes->size()));
}
void bind_value(SQLite::Statement& statement, int index, const std::optional<std::int64_t>& value) {
    if (value) {
        statement.bind(index, *value);
    } else {
        statement.bind(index);
    }
}
}  // namespace

struct Store::Statements {
    explicit Statements(SQLite::Database& database)
        : begin(database, "BEGIN"),
          commit(database, "COMMIT"),
          message(database, "INSERT OR IGNORE INTO message VALUES (?, ?, ?, ?)"),
          retained(database,
                   "INSERT INTO retained VALUES (?, ?) "
                   "ON CONFLICT (topic) DO UPDATE SET message = excluded.message"),
          forget(database, "DELETE FROM retained WHERE topic = ?"),
          session(database,
                  "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
                  "ON CONFLICT (id) DO UPDATE SET expiry_s = excluded.expiry_s, "
                  "ends_ns = excluded.ends_ns, will_packet = excluded.will_packet, "
                  "will_lifetime_s = excluded.will_lifetime_s, "
                  "will_delay_ns = excluded.will_delay_ns, "
                  "will_due_ns = excluded.will_due_ns"),
          end_session(database, "DELETE FROM session WHERE id = ?"),
          subscribe(database,
                    "INSERT OR REPLACE INTO subscription VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
          unsubscribe(database, "DELETE FROM subscription WHERE session = ? AND filter = ?"),
          queue(database, "INSERT INTO delivery VALUES (?, ?, ?, ?, ?, ?, NULL)"),
          send(database, "UPDATE delivery SET packet_id = ? WHERE number = ?"),
          receive(database, "UPDATE delivery SET message = NULL WHERE number = ?"),
          settle(database, "DELETE FROM delivery WHERE number = ?"),
          hold(database, "INSERT OR IGNORE INTO unreleased VALUES (?, ?)"),
          release(database, "DELETE FROM unreleased WHERE session = ? AND packet_id = ?") {}

    SQLite::Statement begin, commit;
    SQLite::Statement message, retained, forget;
    SQLite::Statement session, end_session, subscribe, unsubscribe;
    SQLite::Statement queue, send, receive, settle, hold, release;
};

Store::Store(const std::string& file) try
    : file_(file), database_(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE) {
    prepare_file();
    sql_ = std::make_unique<Statements>(database_);
} catch (const SQLite::Exception& error) {
    rethrow(error, file);
}

Store::~Store() = default;

void Store::prepare_file() {
    const bool is_fresh = pragma(database_, "PRAGMA schema_version") == 0;
    if (!is_fresh && pragma(database_, "PRAGMA application_id") != kApplicationId) {
        refuse(file_, "this database is not a store of fleetsim serve; it was left as it is",
               "give another name, or move the file away");
    }
    const int version = pragma(database_, "PRAGMA user_version");
    if (!is_fresh && version != kSchemaVersion) {
        refuse(file_,
               fmt::format("this store has version {}, this fleetsim knows version {}", version,
                           kSchemaVersion),
               "use the fleetsim that wrote it");
    }
    // The lock of another server would show only at the first write.
    database_.exec("PRAGMA locking_mode = EXCLUSIVE");
    database_.exec("BEGIN IMMEDIATE");
    if (is_fresh) {
        for (const auto& part : embedded_store_schema()) database_.exec(std::string(part.text));
        database_.exec(fmt::format("PRAGMA application_id = {}", kApplicationId));
        database_.exec(fmt::format("PRAGMA user_version = {}", kSchemaVersion));
    }
    database_.exec("COMMIT");
    database_.exec("PRAGMA journal_mode = WAL");
    database_.exec("PRAGMA synchronous = NORMAL");
}

template <typename... Values>
void Store::write(SQLite::Statement& statement, const Values&... values) {
    if (failure_) return;
    try {
        if (!is_writing_) {
            sql_->begin.exec();
            sql_->begin.reset();
            is_writing_ = true;
        }
        int index = 0;
        (bind_value(statement, ++index, values), ...);
        statement.exec();
        statement.reset();
    } catch (const SQLite::Exception& error) {
        failure_ = error.what();
    }
}

void Store::commit() {
    if (!is_writing_ && !failure_) return;
    if (!failure_) {
        try {
            sql_->commit.exec();
            sql_->commit.reset();
        } catch (const SQLite::Exception& error) {
            failure_ = error.what();
        }
    }
    is_writing_ = false;
    if (!failure_) return;
    throw sim::SystemError("write the store", file_, *failure_,
                           "what was answered before is kept; make room and start again");
}

void Store::on_session(const Session& session) {
    std::optional<std::string> will;
    std::optional<std::int64_t> will_lifetime;
    std::optional<std::int64_t> will_delay;
    if (session.will) {
        will = packet_of(session.will->message);
        will_lifetime = session.will->lifetime;
        will_delay = session.will->delay.count();
    }
    write(sql_->session, session.id, session.client_id, std::uint64_t{session.expiry},
          nanoseconds(session.ends), Blob{will ? &*will : nullptr}, will_lifetime, will_delay,
          nanoseconds(session.will_due));
}

void Store::on_session_ended(SessionId session) {
    last_kept_ = 0;
    write(sql_->end_session, session);
}

void Store::on_subscribed(std::string_view filter, const core::KnownSubscription& known,
                          const core::Subscriber& options) {
    write(sql_->subscribe, options.session, filter, known.group, known.filter,
          static_cast<std::uint64_t>(options.qos), std::uint64_t{options.no_local},
          std::uint64_t{options.retain_as_published}, std::uint64_t{options.identifier});
}

void Store::on_unsubscribed(SessionId session, std::string_view filter) {
    write(sql_->unsubscribe, session, filter);
}

/// Many deliveries of one message follow one another.
void Store::keep(const Message& message) {
    if (message.number == last_kept_) return;
    last_kept_ = message.number;
    const std::string packet = packet_of(message);
    write(sql_->message, message.number, message.publisher, Blob{&packet},
          nanoseconds(message.expires));
}

void Store::on_queued(SessionId session, const Delivery& delivery) {
    keep(*delivery.message);
    write(sql_->queue, delivery.number, session, delivery.message->number,
          static_cast<std::uint64_t>(delivery.qos), std::uint64_t{delivery.retain},
          text_of(delivery.identifiers));
}

void Store::on_sent(DeliveryNumber delivery, std::uint16_t packet_id) {
    write(sql_->send, std::uint64_t{packet_id}, delivery);
}

void Store::on_received(DeliveryNumber delivery) {
    last_kept_ = 0;
    write(sql_->receive, delivery);
}

void Store::on_settled(DeliveryNumber delivery) {
    last_kept_ = 0;
    write(sql_->settle, delivery);
}

void Store::on_unreleased(SessionId session, std::uint16_t packet_id) {
    write(sql_->hold, session, std::uint64_t{packet_id});
}

void Store::on_released(SessionId session, std::uint16_t packet_id) {
    write(sql_->release, session, std::uint64_t{packet_id});
}

void Store::on_retained(const Message& message) {
    if (message.payload.empty()) return forget_retained(message.topic);
    keep(message);
    write(sql_->retained, message.topic, message.number);
}

void Store::on_retained_expired(const Message& message) { forget_retained(message.topic); }

void Store::forget_retained(std::string_view topic) {
    last_kept_ = 0;
    write(sql_->forget, topic);
}

core::MessagePointer Store::message(core::MessageNumber number) {
    if (auto known = loaded_[number].lock()) return known;
    SQLite::Statement query(database_,
                            "SELECT packet, expires_ns, publisher FROM message WHERE number = ?");
    bind_value(query, 1, number);
    if (!query.executeStep()) {
        refuse(file_, "this store is damaged: a message is missing",
               "move it away to start with nothing kept");
    }
    Message message = message_from(query.getColumn(0), file_);
    message.expires = time_from(query.getColumn(1));
    message.number = number;
    message.publisher = static_cast<SessionId>(query.getColumn(2).getInt64());
    auto pointer = std::make_shared<const Message>(std::move(message));
    loaded_[number] = pointer;
    return pointer;
}

void Store::load_subscriptions(core::SavedSession& saved) {
    SQLite::Statement query(database_,
                            "SELECT filter, share_group, plain_filter, qos, no_local, "
                            "retain_as_published, identifier FROM subscription WHERE session = ?");
    bind_value(query, 1, saved.session.id);
    while (query.executeStep()) {
        core::SavedSubscription subscription;
        subscription.filter = query.getColumn(0).getString();
        subscription.known = {query.getColumn(1).getString(), query.getColumn(2).getString()};
        subscription.options = {.session = saved.session.id,
                                .qos = static_cast<mqtt::Qos>(query.getColumn(3).getInt()),
                                .no_local = query.getColumn(4).getInt() != 0,
                                .retain_as_published = query.getColumn(5).getInt() != 0,
                                .identifier = query.getColumn(6).getUInt()};
        saved.subscriptions.push_back(std::move(subscription));
    }
}

void Store::load_deliveries(Session& session) {
    SQLite::Statement query(database_,
                            "SELECT number, message, qos, retain, identifiers, packet_id "
                            "FROM delivery WHERE session = ? ORDER BY number");
    bind_value(query, 1, session.id);
    while (query.executeStep()) {
        Delivery delivery;
        delivery.number = static_cast<DeliveryNumber>(query.getColumn(0).getInt64());
        const SQLite::Column number = query.getColumn(1);
        if (!number.isNull()) {
            delivery.message = message(static_cast<core::MessageNumber>(number.getInt64()));
        }
        delivery.qos = static_cast<mqtt::Qos>(query.getColumn(2).getInt());
        delivery.retain = query.getColumn(3).getInt() != 0;
        delivery.identifiers = identifiers_from(query.getColumn(4).getString());
        const SQLite::Column packet_id = query.getColumn(5);
        if (packet_id.isNull()) {
            session.queue.push_back(std::move(delivery));
            continue;
        }
        const bool is_received = delivery.message == nullptr;
        session.flights.push_back(
            {.packet_id = static_cast<std::uint16_t>(packet_id.getInt()),
             .awaits = is_received ? core::Awaits::Completion : core::Awaits::Acknowledgement,
             .delivery = std::move(delivery)});
    }
    SQLite::Statement held(database_, "SELECT packet_id FROM unreleased WHERE session = ?");
    bind_value(held, 1, session.id);
    while (held.executeStep()) {
        session.unreleased.insert(static_cast<std::uint16_t>(held.getColumn(0).getInt()));
    }
}

void Store::load(core::Broker& broker, sim::Time now) try {
    SQLite::Statement expired(database_,
                              "DELETE FROM retained WHERE message IN "
                              "(SELECT number FROM message WHERE expires_ns <= ?)");
    expired.bind(1, now.nanoseconds());
    expired.exec();
    SQLite::Statement retained(database_, "SELECT message FROM retained");
    while (retained.executeStep()) {
        broker.restore(
            Message(*message(static_cast<core::MessageNumber>(retained.getColumn(0).getInt64()))));
    }
    SQLite::Statement query(database_,
                            "SELECT id, client_id, expiry_s, ends_ns, will_packet, "
                            "will_lifetime_s, will_delay_ns, will_due_ns FROM session");
    std::vector<core::SavedSession> sessions;
    while (query.executeStep()) {
        core::SavedSession saved;
        Session& session = saved.session;
        session.id = static_cast<SessionId>(query.getColumn(0).getInt64());
        session.client_id = query.getColumn(1).getString();
        session.expiry = query.getColumn(2).getUInt();
        session.ends = time_from(query.getColumn(3));
        if (!query.getColumn(4).isNull()) {
            Message will = message_from(query.getColumn(4), file_);
            will.publisher = session.id;
            session.will = core::StoredWill{
                std::move(will), sim::Duration::nanoseconds(query.getColumn(6).getInt64())};
            if (!query.getColumn(5).isNull()) session.will->lifetime = query.getColumn(5).getUInt();
        }
        session.will_due = time_from(query.getColumn(7));
        load_subscriptions(saved);
        load_deliveries(session);
        sessions.push_back(std::move(saved));
    }
    // Written again as they are restored, so only now that the query is done.
    query.reset();
    for (core::SavedSession& saved : sessions) broker.restore(std::move(saved), now);
    loaded_.clear();
    commit();
} catch (const SQLite::Exception& error) {
    rethrow(error, file_);
}

}  // namespace fleetsim::broker::net
