// What devices do when something happens to them. Each function handles one event of one device;
// together they are the client's side of MQTT and of publishing by HTTPS.
// Models     connecting with back-off and time-outs, TLS resumption, keep alive, QoS 0, 1 and 2 in
//            both directions, resending on a new connection, an offline queue, connections opened
//            for each publish, HTTP requests on new and on kept connections, receiving by
//            requests at intervals or held by the server (long polling).
// Leaves out several messages in one HTTP response; HTTP/2.
// Source     MQTT 3.1.1 sections 3.1.2.10 (keep alive), 4.3 (QoS), 4.4 (delivery retry).
#pragma once

#include "models/device/turn.hpp"
#include "models/mqtt/echo.hpp"

namespace fleetsim::device {

// connecting.cpp
void start_up(Turn& turn);
void begin_connect(Turn& turn);
void on_connack(Turn& turn, const mqtt::Signal& answer);
void on_connect_timeout(Turn& turn);
/// `why.code` says why the server closed it; 0: nobody knows.
void on_connection_lost(Turn& turn, const mqtt::Signal& why = {});
void disconnect(Turn& turn);
/// No connection, and none is wanted: the radio is off from then on where it is between two.
void go_offline(Turn& turn, sim::Time from);
void back_off(Turn& turn);
/// The mains fail, for a device without a battery: no word to the broker, and all is forgotten that
/// was in its memory: what waits, its TLS session, that it has subscribed.
void lose_power(Turn& turn);
/// They are back, unless another cut holds: it begins as at its start.
void regain_power(Turn& turn);
/// The battery is empty, after the device was on for so long.
void run_empty(Turn& turn, sim::Duration on);
void keep_alive_due(Turn& turn);
/// It has something to send: what it drew so far was for its first connection.
void settle_in(Turn& turn);
void on_pingresp(Turn& turn);
/// The transport found out that its packet was lost for good.
void transport_gave_up(Turn& turn);

// publishing.cpp: MQTT
void start_programs(Turn& turn);
void publish_due(Turn& turn, std::size_t program);
/// Acknowledged, sent without one, or lost in the device: a closed loop goes on.
void publish_is_done(Turn& turn, std::size_t program);
void send_waiting(Turn& turn);
void on_puback(Turn& turn, std::uint16_t packet_id);
/// The acknowledgement of a publish did not come in time: it is sent again.
void on_no_answer(Turn& turn, std::uint16_t packet_id);
void on_pubrec(Turn& turn, std::uint16_t packet_id);
void on_pubcomp(Turn& turn, std::uint16_t packet_id);

/// Is there room for one more publish that has to wait? Where the oldest goes first, it makes some.
/// What is lost for it is counted.
bool make_room(Turn& turn);
/// Publishes what a program or a reaction composed, now or with the next connection.
void hand_over(Turn& turn, const WaitingPublish& publish);

// reacting.cpp: publishes that answer something
/// Something a device will do later without being asked again.
struct Reminder {
    enum class Step : std::uint8_t { Begin, Publish, Page, PowerCut, PowerBack };
    std::size_t program = 0;
    Step step = Step::Begin;
    mqtt::Echo echo;
};
Reminder unpack_reminder(const sim::Parcel& parcel);
void remind(Turn& turn, const Reminder& what, sim::Duration after);
void react_to(Turn& turn, const mqtt::Message& message);
void react_to_connection(Turn& turn);
void on_reminder(Turn& turn, const Reminder& reminder);

// receiving.cpp
void on_delivery(Turn& turn, const mqtt::Message& message);
void on_pubrel(Turn& turn, std::uint16_t packet_id);
void on_suback(Turn& turn);

// requesting.cpp: HTTPS
void request_due(Turn& turn, const WaitingPublish& publish);
void request_next(Turn& turn);
/// `code` is 0 for a success, else why the request was turned away.
void on_response(Turn& turn, std::uint16_t packet_id, std::uint8_t code);
void on_request_timeout(Turn& turn);
void close_quiet_connection(Turn& turn);

// polling.cpp: receiving over HTTPS
void begin_polling(Turn& turn);
void on_poll_timer(Turn& turn);
/// A message, "nothing", or the news that the connection is gone.
void on_poll_answer(Turn& turn, const sim::Parcel& parcel);
void stop_polling(Turn& turn);

}  // namespace fleetsim::device
