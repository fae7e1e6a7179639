"""`fleetsim serve` and the Paho client for Python, which nobody here wrote.

paho_clients.py FLEETSIM starts the server on a free port and runs both versions of MQTT against it.
Exits 77, which ctest counts as skipped, where python3-paho-mqtt is not installed.
"""

import queue
import socket
import subprocess
import sys
import time
import unittest

try:
    import paho.mqtt.client as paho
    from paho.mqtt.packettypes import PacketTypes
    from paho.mqtt.properties import Properties
    from paho.mqtt.subscribeoptions import SubscribeOptions
except ImportError:
    sys.exit(77)

PATIENCE = 10  # seconds


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Client:
    """A Paho client that keeps what it gets in queues."""

    def __init__(self, port, name, version, clean=True, expiry=0, will=None):
        self.messages = queue.Queue()
        self.granted = queue.Queue()
        self.connected = queue.Queue()
        extra = {"clean_session": clean} if version == paho.MQTTv311 else {}
        self.paho = paho.Client(name, protocol=version, **extra)
        self.paho.on_message = lambda _client, _user, message: self.messages.put(message)
        self.paho.on_subscribe = lambda _client, _user, _id, codes, *_: self.granted.put(codes)
        self.paho.on_connect = lambda _client, _user, flags, code, *_: self.connected.put(
            (flags["session present"], int(code if version == paho.MQTTv311 else code.value))
        )
        if will:
            self.paho.will_set(*will)
        options = {}
        if version == paho.MQTTv5:
            properties = Properties(PacketTypes.CONNECT)
            properties.SessionExpiryInterval = expiry
            options = {"clean_start": clean, "properties": properties}
        self.paho.connect("127.0.0.1", port, **options)
        self.paho.loop_start()
        self.is_present, self.code = self.connected.get(timeout=PATIENCE)

    def subscribe(self, filter, qos):
        self.paho.subscribe(filter, qos)
        return self.granted.get(timeout=PATIENCE)

    def unsubscribe(self, filter):
        gone = queue.Queue()
        self.paho.on_unsubscribe = lambda *_: gone.put(True)
        self.paho.unsubscribe(filter)
        gone.get(timeout=PATIENCE)

    def publish(self, topic, payload, qos=0, retain=False, properties=None):
        extra = {"properties": properties} if properties else {}
        sent = self.paho.publish(topic, payload, qos, retain, **extra)
        sent.wait_for_publish(PATIENCE)

    def take(self):
        return self.messages.get(timeout=PATIENCE)

    def leave(self):
        self.paho.disconnect()
        self.paho.loop_stop()

    def vanish(self):
        self.paho.loop_stop()
        self.paho._sock_close()


class Both:
    """The same for each version."""

    def join(self, name, **options):
        client = Client(self.port, name, self.version, **options)
        self.assertEqual(client.code, 0)
        self.addCleanup(client.leave)
        return client

    def test_every_qos_arrives_once(self):
        client = self.join("qos")
        client.subscribe("qos/+", 2)
        for qos in range(3):
            client.publish(f"qos/{qos}", str(qos), qos)
        got = sorted((m.topic, m.qos) for m in (client.take(), client.take(), client.take()))
        self.assertEqual(got, [("qos/0", 0), ("qos/1", 1), ("qos/2", 2)])

    def test_a_retained_message_waits_for_subscribers(self):
        self.join("writer").publish("kept/x", "1", 1, retain=True)
        client = self.join("reader")
        client.subscribe("kept/#", 1)
        message = client.take()
        self.assertTrue(message.retain)
        self.assertEqual(message.payload, b"1")

    def test_a_session_keeps_what_came_meanwhile(self):
        session = {"clean": False, "expiry": 60}
        client = self.join("absent", **session)
        client.subscribe("later", 1)
        client.leave()
        self.join("writer").publish("later", "still here", 1)
        again = self.join("absent", **session)
        self.assertTrue(again.is_present)
        self.assertEqual(again.take().payload, b"still here")

    def test_a_will_follows_a_lost_connection(self):
        client = self.join("mourner")
        client.subscribe("will", 1)
        Client(self.port, "mortal", self.version, will=("will", "gone", 1)).vanish()
        self.assertEqual(client.take().payload, b"gone")

    def test_a_denied_filter_is_refused(self):
        codes = self.join("curious").subscribe("test/nosubscribe", 0)
        self.assertEqual([int(getattr(code, "value", code)) for code in codes], [0x80])


    def test_what_comes_meanwhile_waits_whatever_filter_it_matched(self):
        session = {"clean": False, "expiry": 60}
        client = self.join("offline", **session)
        for filter in ("store/+/one", "store/#", "single"):
            client.subscribe(filter, 2)
        client.leave()
        writer = self.join("writer")
        for qos, topic in enumerate(("store/a/one", "store/b/two", "single")):
            writer.publish(topic, topic, qos)
        again = self.join("offline", **session)
        got = sorted(again.take().topic for _ in range(2))
        self.assertEqual(got, ["single", "store/b/two"])  # QoS 0 does not wait

    def test_overlapping_subscriptions_deliver_the_highest_qos(self):
        client = self.join("overlapping")
        client.subscribe("over/#", 2)
        client.subscribe("over/+", 1)
        client.publish("over/x", "1", 2)
        self.assertEqual(client.take().qos, 2)

    def test_unsubscribing_one_filter_leaves_the_others(self):
        client = self.join("unsubscriber")
        for filter in ("un/a", "un/b", "un/c"):
            client.subscribe(filter, 2)
        client.unsubscribe("un/a")
        for topic in ("un/a", "un/b", "un/c"):
            client.publish(topic, topic, 1)
        self.assertEqual([client.take().topic, client.take().topic], ["un/b", "un/c"])

    def test_wildcards_in_front_do_not_match_dollar_topics(self):
        client = self.join("dollar")
        client.subscribe("+/dollar", 1)
        client.publish("$other/dollar", "hidden", 1)
        client.publish("plain/dollar", "seen", 1)
        self.assertEqual(client.take().payload, b"seen")

    def test_a_silent_client_is_closed_and_its_will_published(self):
        client = self.join("watcher")
        client.subscribe("silent", 1)
        will = b"\x00\x06silent\x00\x04gone"
        raw = Raw(self.port, self.version, b"\x00\x05quiet", flags=0x0E, keep_alive=1, rest=will)
        begun = time.time()
        self.assertEqual(client.take().payload, b"gone")
        self.assertGreater(time.time() - begun, 1.4)
        self.assertIn(raw.read_type(), (None, 0xE0))  # MQTT 5 may be told why
        raw.close()

    def test_a_delivery_without_acknowledgement_comes_again(self):
        client = self.join("sender")
        for qos, first_byte in ((1, 0x32), (2, 0x34)):
            name = b"\x00\x08redeliv%d" % qos
            raw = Raw(self.port, self.version, name, flags=0)
            raw.subscribe(b"again", qos)
            client.publish("again", "x", qos)
            self.assertEqual(raw.read_type(), first_byte)
            raw.close()
            back = Raw(self.port, self.version, name, flags=0)
            self.assertEqual(back.read_type(), first_byte | 8)  # DUP
            back.close()
            Raw(self.port, self.version, name, flags=2).close()  # forget the session

    def test_a_client_without_a_name_is_given_one(self):
        Raw(self.port, self.version, b"\x00\x00", flags=2).close()


class Raw:
    """A client of octets, for what Paho does not let happen."""

    def __init__(self, port, version, name, flags, keep_alive=0, rest=b""):
        self.is_5 = version == paho.MQTTv5
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        expiry = b"\x05\x11\x00\x00\x00\x3c" if flags & 2 == 0 else b"\x00"
        body = b"\x00\x04MQTT" + bytes([5 if self.is_5 else 4, flags]) + keep_alive.to_bytes(2, "big")
        body += (expiry if self.is_5 else b"") + name
        if rest and self.is_5:
            body += b"\x00"  # no properties of the will
        self.send(0x10, body + rest)
        assert self.read_type() == 0x20
        self.code = self.body[1]
        assert self.code == 0, self.code

    def send(self, first_byte, body):
        self.socket.sendall(bytes([first_byte, len(body)]) + body)

    def subscribe(self, filter, qos):
        body = b"\x00\x01" + (b"\x00" if self.is_5 else b"")
        self.send(0x82, body + len(filter).to_bytes(2, "big") + filter + bytes([qos]))
        assert self.read_type() == 0x90

    def octets(self, count):
        data = b""
        while len(data) < count:
            piece = self.socket.recv(count - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data

    def read_type(self):
        """The first octet of the next packet; None at the end of the connection."""
        try:
            first_byte, size = self.octets(2)
            self.body = self.octets(size)
            return first_byte
        except (EOFError, ConnectionError):
            return None

    def close(self):
        self.socket.close()


class Version311(Both, unittest.TestCase):
    version = paho.MQTTv311

    def test_a_client_without_a_name_needs_a_clean_session(self):
        with self.assertRaises(AssertionError) as refused:
            Raw(self.port, self.version, b"\x00\x00", flags=0)
        self.assertEqual(refused.exception.args, (2,))


class Version5(Both, unittest.TestCase):
    version = paho.MQTTv5

    def test_properties_pass_unchanged(self):
        client = self.join("asker")
        client.subscribe("ask", 1)
        properties = Properties(PacketTypes.PUBLISH)
        properties.ResponseTopic = "answer"
        properties.CorrelationData = b"7"
        properties.UserProperty = [("a", "1"), ("a", "2")]
        client.publish("ask", "?", 1, properties=properties)
        got = client.take().properties
        self.assertEqual(got.ResponseTopic, "answer")
        self.assertEqual(got.CorrelationData, b"7")
        self.assertEqual(got.UserProperty, [("a", "1"), ("a", "2")])

    def test_a_session_that_expires_at_once_is_gone(self):
        self.join("brief", clean=False, expiry=0).leave()
        self.assertFalse(self.join("brief", clean=False, expiry=0).is_present)

    def test_a_session_lasts_as_long_as_its_expiry(self):
        for wait, is_present in ((0.2, True), (2.5, False)):
            self.join("expiring", clean=False, expiry=1).leave()
            time.sleep(wait)
            again = self.join("expiring", clean=False, expiry=1)
            self.assertEqual(again.is_present, is_present)
            again.leave()

    def test_disconnect_may_change_the_expiry(self):
        self.join("changed", clean=False, expiry=100)
        properties = Properties(PacketTypes.DISCONNECT)
        properties.SessionExpiryInterval = 0
        client = self.join("changed", clean=False, expiry=100)
        client.paho.disconnect(properties=properties)
        time.sleep(0.3)
        self.assertFalse(self.join("changed", clean=False, expiry=100).is_present)

    def test_options_of_a_subscription(self):
        client, other = self.join("optional"), self.join("other")
        other.publish("options/kept", "kept", 1, retain=True)
        options = SubscribeOptions(
            qos=1, noLocal=True, retainAsPublished=True,
            retainHandling=SubscribeOptions.RETAIN_DO_NOT_SEND,
        )
        client.paho.subscribe("options/#", options=options)
        client.granted.get(timeout=PATIENCE)
        client.publish("options/own", "own", 1)
        other.publish("options/kept", "now", 1, retain=True)
        message = client.take()
        self.assertEqual((message.payload, message.retain), (b"now", True))

    def test_a_message_says_what_is_left_of_its_expiry_and_its_format(self):
        client = self.join("reader5")
        client.subscribe("expiring", 1)
        properties = Properties(PacketTypes.PUBLISH)
        properties.MessageExpiryInterval = 50
        properties.PayloadFormatIndicator = 1
        client.publish("expiring", "x", 1, properties=properties)
        got = client.take().properties
        self.assertEqual((got.MessageExpiryInterval, got.PayloadFormatIndicator), (50, 1))

    def test_a_shared_subscription_gives_each_message_to_one(self):
        members = [self.join("one"), self.join("two")]
        for member in members:
            member.subscribe("$share/group/work", 1)
        writer = self.join("writer")
        for number in range(10):
            writer.publish("work", str(number), 1)
        deadline = time.time() + PATIENCE
        while sum(m.messages.qsize() for m in members) < 10 and time.time() < deadline:
            time.sleep(0.05)
        self.assertEqual([m.messages.qsize() for m in members], [5, 5])


def main():
    port = free_port()
    server = subprocess.Popen(
        [sys.argv.pop(1), "serve", "--port", str(port), "--deny-subscribe", "test/nosubscribe"],
        stderr=subprocess.PIPE,
    )
    try:
        server.stderr.readline()  # it listens
        Both.port = port
        unittest.main(exit=False, verbosity=2).result.wasSuccessful() or sys.exit(1)
    finally:
        server.terminate()
        server.wait()


main()
