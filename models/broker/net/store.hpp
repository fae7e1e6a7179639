// Store: retained messages and lasting sessions in a file, so that they outlive the server.
// Models     a Journal written as SQL; commit() makes all that was told before it last, whatever
//            becomes of the program after. The server commits before any answer leaves.
// Leaves out a sync of the disk on each commit: after a power cut of the machine the last commits
//            may be missing, the file stays whole. One server at a time.
// Error      InputError for a file that is no store, SystemError if it cannot be opened or written.
#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "models/broker/core/broker.hpp"

namespace fleetsim::broker::net {

class Store : public core::Journal {
  public:
    /// Makes the file if there is none.
    explicit Store(const std::string& file);
    ~Store() override;

    /// Gives the broker what was kept; retained messages that have expired are forgotten.
    void load(core::Broker& broker, sim::Time now);
    /// Throws SystemError if this or anything since the last commit could not be written.
    void commit();

    void on_session(const core::Session& session) override;
    void on_session_ended(core::SessionId session) override;
    void on_subscribed(std::string_view filter, const core::KnownSubscription& known,
                       const core::Subscriber& options) override;
    void on_unsubscribed(core::SessionId session, std::string_view filter) override;
    void on_queued(core::SessionId session, const core::Delivery& delivery) override;
    void on_sent(core::DeliveryNumber delivery, std::uint16_t packet_id) override;
    void on_received(core::DeliveryNumber delivery) override;
    void on_settled(core::DeliveryNumber delivery) override;
    void on_unreleased(core::SessionId session, std::uint16_t packet_id) override;
    void on_released(core::SessionId session, std::uint16_t packet_id) override;
    void on_retained(const core::Message& message) override;
    void on_retained_expired(const core::Message& message) override;

  private:
    void prepare_file();
    /// Runs a statement with its values; what goes wrong is kept for commit().
    template <typename... Values>
    void write(SQLite::Statement& statement, const Values&... values);
    void keep(const core::Message& message);
    void forget_retained(std::string_view topic);
    core::MessagePointer message(core::MessageNumber number);
    void load_subscriptions(core::SavedSession& saved);
    void load_deliveries(core::Session& session);

    std::string file_;
    SQLite::Database database_;
    struct Statements;
    std::unique_ptr<Statements> sql_;
    bool is_writing_ = false;             ///< a transaction is open
    std::optional<std::string> failure_;  ///< the first since the last commit
    core::MessageNumber last_kept_ = 0;   ///< surely there
    std::unordered_map<core::MessageNumber, std::weak_ptr<const core::Message>> loaded_;
};

}  // namespace fleetsim::broker::net
