"""From a seed a random scenario that is valid: every key has a chance, small fleets, short runs.

A scenario is a dict as a TOML parser would give it, so that it can be changed and made smaller;
toml() writes it as text. The same seed gives the same scenario on every version of Python.
"""
import json
import random

RADIOS = {"lte-m": "nrf9160", "nb-iot": "nrf9160", "wifi-esp32": "esp32", "wifi-esp8266": "esp8266",
          "ethernet": "raspberry-pi", "ble": "stm32l4", "thread": "stm32l4", "lte": "phone-2012",
          "3g-passion": "phone-2012", "wifi-phone": "phone-2012",
          "ethernet-enc28j60": "arduino-yun"}
BATTERIES = ["er14505", "cr2032", "alkaline-aa", "18650", "ls26500", "lipo-1350", "phone-1400"]
BROKERS = ["mosquitto", "mosquitto2", "emqx5", "bifromq", "bifromq-persistent", "nanomq",
           "rabbitmq312", "vernemq", "unlimited"]
BOOKS = ["aws-iot-core", "azure-iot-hub-s1", "azure-iot-hub-b1", "self-hosted"]
QUOTAS = ["aws-iot-core-quotas", "aws-iot-core-quotas-2023", "azure-iot-hub-s1-quotas"]
LONG = ["127 KiB", "1 MiB"]
DURATIONS = [1, 10, 60, 600, 3600, 6 * 3600, 86400]


class Draw:
    """Uses random() alone: what choice() and sample() make of a seed is nobody's promise."""

    def __init__(self, seed):
        self._random = random.Random(seed)

    def chance(self, share):
        return self._random.random() < share

    def whole(self, least, most):
        return least + int(self._random.random() * (most - least + 1))

    def pick(self, choices):
        choices = list(choices)
        return choices[self.whole(0, len(choices) - 1)]

    def time(self, seconds):
        """About so long, seldom nothing; at most three digits, as people write it."""
        value = seconds * self.pick([0.01, 0.1, 0.3, 0.5, 1, 1, 2])
        return text_of(value)

    def maybe(self, table, key, share, make):
        if self.chance(share):
            table[key] = make()


def text_of(seconds):
    if seconds >= 1:
        return f"{seconds:.0f} s"
    if seconds >= 0.001:
        return f"{seconds * 1000:.0f} ms"
    return f"{max(seconds * 1e6, 1):.0f} us"


def varying(draw, seconds):
    """A duration that may vary."""
    plain = text_of(seconds)
    return draw.pick([plain, plain, {"distribution": "constant", "value": plain},
                      {"distribution": "uniform", "min": "1 us", "max": plain},
                      {"distribution": "exponential", "mean": plain},
                      {"distribution": "normal", "mean": plain, "deviation": text_of(seconds / 3)},
                      {"distribution": "lognormal", "median": plain, "sigma": 0.5, "max": "1 h"},
                      {"distribution": "weibull", "scale": plain, "shape": 0.7}])


def message(draw, table, wears=False):
    if draw.chance(0.4):
        table["payload"] = draw.pick(
            ['{"n": {counter(0, 1)}, "v": {normal(230.0, 9)}, "id": {id}}', "x", "[1, {",
             '{"t": {timestamp()}, "f": "{fleet}"}', "{choice(a, b)}"]
            + ['{"w": {wear(1.0, 9.0, 0.5)}, "u": {uniform(-3, 3.00)}}'] * wears)
    else:
        table["payload_size"] = draw.pick(
            ["0 B", "1 B", "60 B", "60 B", "1 KiB", "5 KiB", *LONG,
             {"distribution": "uniform", "min": "0 B", "max": "4 KiB"},
             {"distribution": "lognormal", "median": "100 B", "sigma": 1.5}])


class Writer:
    """Writes one scenario; its parts know what the others have named."""

    def __init__(self, seed):
        self.draw = Draw(seed)
        self.duration = self.draw.pick(DURATIONS)
        self.nodes = []
        self.links = []
        self.fleets = []
        self.predictor = self.draw.chance(0.1)
        self.streams = []
        self.scenario = {"scenario": {"name": f"swarm {seed}", "duration": text_of(self.duration),
                                      "seed": self.draw.whole(0, 2**31)}}

    def write(self):
        draw, scenario = self.draw, self.scenario
        draw.maybe(scenario["scenario"], "sample_interval", 0.2,
                   lambda: draw.time(self.duration / 5))
        draw.maybe(scenario["scenario"], "warm_up", 0.25,
                   lambda: text_of(self.duration * draw.pick([0.01, 0.5, 0.9])))
        if draw.chance(0.8):
            self.network()
        draw.maybe(scenario, "broker", 0.7, self.broker)
        if self.nodes and "broker" not in scenario:
            scenario["broker"] = {"node": self.nodes[0]}
        names = [f"f{i}" for i in range(draw.pick([1, 1, 2, 2, 3]))]
        self.fleets = [{"name": name, "count": draw.pick([1, 2, 7, 30])} for name in names]
        scenario["fleet"] = self.fleets
        for fleet in self.fleets:
            self.fleet(fleet)
        if draw.chance(0.5):
            scenario["app"] = [self.app(f"a{i}") for i in range(draw.whole(1, 2))]
        if draw.chance(0.4):
            self.cloud()
        if draw.chance(0.5):
            scenario["fault"] = [self.fault() for _ in range(draw.whole(1, 4))]
        draw.maybe(scenario, "prices", 0.3, lambda: {
            "book": [book for book in BOOKS if draw.chance(0.5)] or BOOKS[0],
            "free_tier": draw.chance(0.3)})
        if draw.chance(0.2):
            scenario["goal"] = [{"that": draw.pick(
                ["broker.publish_latency_seconds.p99 < 1 s", "fleet.f0.connects_total > 0",
                 "broker.connections.max <= 5", "fleet.f0.joules_per_device_day < 5 J"])}]
        return scenario

    def network(self):
        draw = self.draw
        self.nodes = ["cloud", "city", "office"][:draw.whole(1, 3)]
        nodes = [{"name": name, "latency": varying(draw, draw.pick([0.0005, 0.02]))}
                 for name in self.nodes]
        self.scenario["network"] = {"node": nodes}
        for name in self.nodes[1:]:
            link = {"from": name, "to": "cloud",
                    "latency": varying(draw, draw.pick([0.00005, 0.01, 0.04, 0.6, 20]))}
            draw.maybe(link, "bandwidth", 0.3, lambda: draw.pick(["1 kbit/s", "10 Mbit/s"]))
            draw.maybe(link, "loss", 0.4, lambda: draw.pick(["0.1 %", "5 %", "50 %"]))
            self.links.append(f"{name}-cloud")
            self.scenario["network"].setdefault("link", []).append(link)

    def is_aws(self):
        return self.scenario.get("broker", {}).get("profile") == "aws"

    def fleet(self, fleet):
        draw = self.draw
        radio = draw.pick(RADIOS)
        fleet.update(device=RADIOS[radio] if draw.chance(0.8) else "esp32", radio=radio)
        is_mqtt = draw.chance(0.7)
        draw.maybe(fleet, "battery", 0.5, lambda: draw.pick(BATTERIES))
        if "battery" in fleet and draw.chance(0.2):
            fleet.update(harvester="solar-texas", first_day=draw.whole(1, 365))
        if radio in ("3g-passion", "wifi-passion"):
            draw.maybe(fleet, "meter", 0.5, lambda: "powertutor")
        if self.nodes:
            fleet["region"] = draw.pick(self.nodes)
        draw.maybe(fleet, "connection", 0.3, lambda: draw.pick(["always-on", "per-publish"]))
        if is_mqtt:
            fleet["mqtt"] = self.mqtt()
        else:
            fleet["https"] = self.https()
            if "connection" in fleet:
                is_kept = fleet["connection"] == "always-on"
                fleet["https"]["keep_alive"] = "9 s" if is_kept else "0 s"
        self.version = fleet.get("mqtt", {}).get("version", "3.1.1")
        draw.maybe(fleet, "tls", 0.5, self.tls)
        draw.maybe(fleet, "failure", 0.15, lambda: {
            "after": varying(draw, self.duration / 2), "repair": varying(draw, self.duration / 8),
            "shows_for": draw.time(self.duration / 4)})
        self.power_saving(fleet, radio)
        draw.maybe(fleet, "start", 0.6, self.start)
        draw.maybe(fleet, "connect_timeout", 0.2, lambda: draw.pick(["1 s", "10 s", "5 min"]))
        draw.maybe(fleet, "back_off", 0.3, lambda: {
            "first": draw.pick(["100 ms", "2 s"]), "factor": draw.pick([1, 1.5, 3]),
            "most": draw.pick(["2 s", "5 min"]), "jitter": draw.pick(["0 %", "100 %"])})
        draw.maybe(fleet, "offline_queue", 0.3, lambda: {
            "most": draw.pick([0, 1, 5, 1000]), "drop": draw.pick(["newest", "oldest"]),
            "qos_0": draw.chance(0.5)})
        receives = "receive" in fleet.get("https", {})
        fleet["publish"] = [self.publish(fleet, is_mqtt) for _ in range(draw.pick([0, 1, 1, 2]))]
        if fleet.get("connection") == "per-publish" and not fleet["publish"]:
            fleet["publish"] = [self.publish(fleet, is_mqtt)]
        if receives or is_mqtt and draw.chance(0.6):
            fleet["subscribe"] = [self.subscribe(self.version, is_mqtt)
                                  for _ in range(draw.whole(1, 2))]
        if is_mqtt and fleet.get("connection") != "per-publish" and draw.chance(0.2):
            fleet["shadow"] = {"apply_after": varying(draw, 1), "confirm": draw.chance(0.5)}
            draw.maybe(fleet["shadow"], "name", 0.3, lambda: "config")
            draw.maybe(fleet["shadow"], "qos", 0.5, lambda: draw.whole(0, 1))
            if fleet["shadow"]["confirm"]:
                draw.maybe(fleet["shadow"], "versioned", 0.5, lambda: draw.chance(0.5))
        draw.maybe(fleet, "thing", 0.3, self.thing)

    def mqtt(self):
        draw = self.draw
        mqtt = {"version": draw.pick(["3.1.1", "5"]),
                "keep_alive": draw.pick(["0 s", "1 s", "60 s", "20 min", "18 h"])}
        draw.maybe(mqtt, "transport", 0.2, lambda: "websocket")
        draw.maybe(mqtt, "clean_session", 0.6, lambda: draw.chance(0.4))
        if mqtt["version"] == "5":
            draw.maybe(mqtt, "session_expiry", 0.6, lambda: draw.pick(["1 s", "1 min", "7 d"]))
            draw.maybe(mqtt, "receive_maximum", 0.3, lambda: draw.pick([1, 2, 20]))
            draw.maybe(mqtt, "maximum_packet_size", 0.2, lambda: draw.pick(["100 B", "1 KiB"]))
        if draw.chance(0.3):
            will = {"topic": draw.pick(["lost/{id}", "f/{fleet}/lost"]), "qos": draw.whole(0, 2),
                    "retain": draw.chance(0.3)}
            message(draw, will)
            if will.get("payload_size") in LONG:  # a will is a text of MQTT
                will["payload_size"] = "60 KiB"
            if mqtt["version"] == "5":
                draw.maybe(will, "delay", 0.5, lambda: draw.pick(["1 s", "1 min", "1 d"]))
                draw.maybe(will, "message_expiry", 0.3, lambda: draw.pick(["1 s", "1 h"]))
            mqtt["will"] = will
        return mqtt

    def https(self):
        draw = self.draw
        https = {}
        draw.maybe(https, "keep_alive", 0.5, lambda: draw.pick(["0 s", "5 s", "10 min"]))
        if not self.is_aws():
            draw.maybe(https, "receive", 0.5, lambda: draw.pick(["poll", "long-poll"]))
        if https.get("receive") == "poll":
            https["poll_every"] = text_of(max(self.duration / draw.pick([1, 10, 50]), 1))
        if https.get("receive") == "long-poll":
            draw.maybe(https, "long_poll_timeout", 0.7,
                       lambda: text_of(max(self.duration / draw.pick([1, 10, 50]), 1)))
            draw.maybe(https, "server_queue", 0.3, lambda: False)
        return https

    def tls(self):
        draw = self.draw
        tls = {"version": draw.pick(["1.2", "1.3"]),
               "key": draw.pick(["rsa-2048", "ecdsa-p256", "raw-public-key", "psk"]),
               "resumption": draw.pick(["none", "ticket"])}
        if tls["version"] == "1.2":
            draw.maybe(tls, "resumption", 0.3, lambda: "session-id")
        if tls["key"] != "psk":
            draw.maybe(tls, "mutual", 0.4, lambda: True)
        return tls

    def power_saving(self, fleet, radio):
        draw = self.draw
        if radio in ("lte-m", "nb-iot") and draw.chance(0.5):
            saving = {"sleep": draw.pick(["psm", "edrx"]), "release_assistance": draw.chance(0.5)}
            if saving["sleep"] == "edrx":
                draw.maybe(saving, "edrx_cycle", 0.7, lambda: draw.pick(["20.48 s", "81.92 s"]))
            else:
                draw.maybe(saving, "active_time", 0.5, lambda: draw.pick(["0 s", "10 s", "3 h"]))
                draw.maybe(saving, "update_every", 0.5, lambda: draw.pick(["10 min", "12 h"]))
            fleet["power_saving"] = saving
        elif (radio.startswith("wifi-esp") and fleet.get("connection") == "per-publish"
              and "receive" not in fleet.get("https", {})):
            draw.maybe(fleet, "power_saving", 0.5, lambda: {"sleep": "off"})

    def start(self):
        draw = self.draw
        start = {}
        draw.maybe(start, "at", 0.5, lambda: text_of(self.duration * draw.pick([0.1, 0.5, 0.9])))
        draw.maybe(start, "over", 0.6, lambda: draw.time(self.duration / 4))
        if "over" in start:
            draw.maybe(start, "shape", 0.5, lambda: draw.pick(["linear", "s-curve"]))
        return start

    def topic(self, is_app=False):
        other = self.draw.pick(self.fleets)["name"]
        numbered = ["{all:%s}" % other] if is_app else ["{id}", "{peer:%s}" % other]
        return self.draw.pick(
            ["all", "t/%s/{random:%s}" % (other, other),
             "$aws/things/%s-{random:%s}/shadow/update" % (other, other)]
            + [f"t/{other}/{number}" for number in numbered] * 2)

    def subscribe(self, version, is_mqtt, is_app=False):
        draw = self.draw
        other = draw.pick(self.fleets)["name"]
        topics = ["all", "lost/#", "+/all", "t/%s/+" % other, "lost/+", "t/#", "out/#"]
        if not is_app:
            topics += ["t/%s/{id}" % other, "answer/{id}"] * 5 + ["#"]
        one = {"topic": draw.pick(topics),
               "qos": draw.whole(0, 2 if is_mqtt else 1)}
        if version == "5":
            draw.maybe(one, "retained", 0.3, lambda: draw.pick(["if-new", "never"]))
            draw.maybe(one, "no_local", 0.3, lambda: True)
            draw.maybe(one, "retain_as_published", 0.2, lambda: True)
        return one

    def publish(self, fleet, is_mqtt, is_app=False):
        draw = self.draw
        is_aws = self.is_aws()
        one = {"topic": self.topic(is_app), "qos": draw.whole(0, 2 if is_mqtt and not is_aws else 1)}
        message(draw, one, wears="failure" in fleet)
        if is_aws and one.get("payload_size") in LONG:
            one["payload_size"] = "128 KiB"
        draw.maybe(one, "retain", 0.1, lambda: True)
        pattern = draw.pick(["periodic", "periodic", "poisson", "diurnal", "closed-loop"])
        if pattern == "closed-loop" and is_app:
            pattern = "periodic"
        if pattern != "periodic":
            one["pattern"] = pattern
        period = self.duration * draw.pick([0.03, 0.1, 0.1, 0.5, 3])
        one["think_time" if pattern == "closed-loop" else "every"] = text_of(period)
        if pattern == "diurnal":
            draw.maybe(one, "diurnal", 0.6, lambda: {
                "peak": draw.pick(["0 s", "19 h"]), "swing": draw.pick(["0 %", "100 %"])})
        if pattern in ("periodic", "closed-loop"):
            draw.maybe(one, "jitter", 0.4, lambda: draw.pick(["10 %", "100 %"]))
        if pattern == "periodic":
            draw.maybe(one, "align", 0.2, lambda: True)
        if self.version == "5" and is_mqtt:
            draw.maybe(one, "message_expiry", 0.2, lambda: draw.pick(["1 s", "1 h"]))
        draw.maybe(one, "start_after", 0.2, lambda: draw.time(self.duration / 2))
        draw.maybe(one, "count", 0.2, lambda: draw.whole(1, 5))
        return one

    def thing(self):
        draw = self.draw
        thing = {"registration": draw.pick(["before", "in-bulk", "at-first-connect"])}
        if thing["registration"] == "in-bulk":
            draw.maybe(thing, "rate", 0.7, lambda: draw.pick(["1 /min", "10 /s"]))
            draw.maybe(thing, "from", 0.3, lambda: text_of(self.duration / 10))
        draw.maybe(thing, "type", 0.3, lambda: "kind")
        draw.maybe(thing, "groups", 0.3, lambda: ["north"])
        draw.maybe(thing, "attributes", 0.3, lambda: {"site": "x"})
        draw.maybe(thing, "certificate", 0.15, lambda: draw.pick(["inactive", "revoked"]))
        if draw.chance(0.4):
            thing["policy"] = "some"
            allowed = ["iot:Connect"] + [f"iot:{verb}" for verb in
                                         ("Publish", "Receive", "Subscribe", "RetainPublish")
                                         if draw.chance(0.7)]
            statement = {"Effect": "Allow", "Action": allowed, "Resource": "*"}
            self.scenario["policy"] = [{
                "name": "some",
                "document": json.dumps({"Version": "2012-10-17", "Statement": [statement]})}]
        return thing

    def broker(self):
        draw = self.draw
        broker = {"capacity": draw.pick(BROKERS), "nodes": draw.pick([1, 1, 2, 3])}
        if self.nodes:
            broker["node"] = draw.pick(self.nodes)
        draw.maybe(broker, "profile", 0.3, lambda: "aws")
        if broker["capacity"] != "unlimited":
            draw.maybe(broker, "cores", 0.2, lambda: draw.whole(1, 4))
            draw.maybe(broker, "memory", 0.2, lambda: draw.pick(["512 MiB", "32 GiB"]))
        if broker["nodes"] > 1:
            draw.maybe(broker, "placement", 0.7, lambda: draw.pick(
                ["round-robin", "least-connections"]))
            draw.maybe(broker, "session_copies", 0.5, lambda: broker["nodes"])
            draw.maybe(broker, "rebalance", 0.4 if "placement" in broker else 0,
                       lambda: draw.pick(["1 /s", "500 /s"]))
        draw.maybe(broker, "max_connect_rate", 0.2, lambda: draw.pick(["1 /s", "100 /s"]))
        draw.maybe(broker, "listen_queue", 0.2, lambda: draw.pick([1, 10]))
        draw.maybe(broker, "handshake_timeout", 0.2, lambda: draw.pick(["1 s", "15 s"]))
        draw.maybe(broker, "max_queued", 0.3, lambda: draw.pick([1, 3, 100]))
        draw.maybe(broker, "drop", 0.3, lambda: "oldest")
        draw.maybe(broker, "max_in_flight", 0.3, lambda: draw.pick([1, 2, 100]))
        draw.maybe(broker, "max_connections", 0.2, lambda: draw.pick([1, 5, 100]))
        draw.maybe(broker, "maximum_packet_size", 0.2, lambda: draw.pick(["100 B", "128 KiB"]))
        return broker

    def app(self, name):
        draw = self.draw
        app = {"name": name}
        if self.nodes:
            draw.maybe(app, "node", 0.5, lambda: draw.pick(self.nodes))
        self.version = "5"
        app["subscribe"] = [self.subscribe("5", True, is_app=True)
                            for _ in range(draw.whole(0, 2))]
        app["publish"] = [self.publish({}, True, is_app=True) for _ in range(draw.whole(0, 1))]
        if app["subscribe"] and draw.chance(0.3):
            app["aggregate"] = {"every": text_of(max(self.duration / 7, 0.5)), "topic": "sum",
                                "qos": draw.whole(0, 2), "payload": "sum"}
        if app["subscribe"] and draw.chance(0.3):
            # To a topic that no application hears: two that answer each other never end.
            app["reply"] = {"topic": "answer/{sender}",
                            "qos": draw.whole(0, 2), "payload_size": "20 B",
                            "after": varying(draw, 0.5)}
        return app

    def cloud(self):
        draw, scenario = self.draw, self.scenario
        if draw.chance(0.5):
            scenario["rule"] = [self.rule(i) for i in range(draw.whole(1, 3))]
            if self.streams and draw.chance(0.4):
                scenario["reader"] = [{"name": "reader", "stream": self.streams[0],
                                       "batch": draw.pick([1, 100]), "window": "1 s",
                                       "takes": varying(draw, 0.2)}]
        connected = [fleet for fleet in self.fleets
                     if "mqtt" in fleet and fleet.get("connection") != "per-publish"]
        if connected and draw.chance(0.5):
            scenario["job"] = [self.job(draw.pick(connected)["name"])]
        if draw.chance(0.5):
            quota = {}
            draw.maybe(quota, "connections", 0.3, lambda: draw.pick([1, 10]))
            for name in ("connects", "publishes_in", "publishes_out", "subscribes",
                         "rule_evaluations", "registrations", "connects_of_client",
                         "publishes_of_connection"):
                draw.maybe(quota, name, 0.2, lambda: draw.pick(["1 /s", "10 /s", "1000 /s"]))
            draw.maybe(quota, "bytes_of_connection", 0.2, lambda: draw.pick(["1 KiB", "1 MiB"]))
            scenario["cloud"] = {"quota": quota} if quota else {}
            if not quota or draw.chance(0.5):
                scenario["cloud"]["quotas"] = draw.pick(QUOTAS)

    def rule(self, i):
        draw = self.draw
        sql = draw.pick(["SELECT * FROM '#'", "SELECT n, v FROM 't/+/+' WHERE v > 230",
                         "SELECT clientid() AS c, topic(1) AS t FROM 'all'",
                         "SELECT n / 0 AS x FROM 't/#'",
                         "SELECT upper(f) AS f, w * 2 AS w FROM '+'",
                         "SELECT * FROM '$aws/things/+/shadow/update/accepted'"])
        sinks = ["stream", "firehose", "object_store", "table", "queue", "notification", "function",
                 "time_series", "http"]
        actions = []
        for number in range(draw.whole(0, 3)):
            sink = draw.pick(sinks)
            action = {sink: f"{sink}{i}{number}"}
            if sink == "stream":
                self.streams.append(action[sink])
            draw.maybe(action, "latency", 0.3, lambda: draw.pick(["1 ms", "2 s"]))
            actions.append(action)
        if draw.chance(0.3):
            actions.append({"republish": f"out/{i}", "qos": draw.whole(0, 1)})
        rule = {"sql": sql, "actions": actions}
        draw.maybe(rule, "error_action", 0.4, lambda: {"queue": f"failed{i}"})
        return rule

    def job(self, fleet):
        draw = self.draw
        job = {"name": "update", "fleet": fleet, "takes": varying(draw, self.duration / 10)}
        draw.maybe(job, "at", 0.5, lambda: text_of(self.duration * draw.pick([0.1, 0.5, 2])))
        draw.maybe(job, "rate", 0.5, lambda: draw.pick(["1 /min", "50 /min", "1000 /min"]))
        draw.maybe(job, "download", 0.5, lambda: draw.pick(["1 KiB", "1 MiB"]))
        draw.maybe(job, "react_after", 0.3, lambda: varying(draw, self.duration / 20))
        draw.maybe(job, "fails", 0.5, lambda: draw.pick(["10 %", "100 %"]))
        draw.maybe(job, "time_out", 0.4, lambda: draw.pick(["1 min", "1 h"]))
        draw.maybe(job, "retries", 0.4, lambda: draw.whole(1, 3))
        if draw.chance(0.3):
            job["abort"] = [{"on": draw.pick(["failed", "timed-out", "rejected"]),
                             "share": draw.pick(["1 %", "50 %"])}]
        return job

    def fault(self):
        draw = self.draw
        fault = {"at": text_of(self.duration * draw.pick([0, 0.1, 0.3, 0.5, 0.9]))
                       if draw.chance(0.9) else "0 s"}
        down = draw.time(self.duration / 5)
        things = [fleet["name"] for fleet in self.fleets if "thing" in fleet]
        plugged = [fleet["name"] for fleet in self.fleets
                   if "mqtt" in fleet and "battery" not in fleet]
        kind = draw.pick(["fleet", "broker"] + ["power"] * bool(plugged) + ["node"] * bool(self.nodes)
                         + ["link"] * bool(self.links) + ["certificates"] * bool(things))
        if kind == "certificates":
            fault["certificates"] = draw.pick(things)
            draw.maybe(fault, "closed_within", 0.5, lambda: draw.pick(["1 s", "5 min"]))
            draw.maybe(fault, "down_for", 0.5, lambda: down)
        elif kind == "power":
            fault.update(power=draw.pick(plugged), down_for=down)
            draw.maybe(fault, "back_over", 0.5, lambda: draw.time(self.duration / 5))
        elif kind == "fleet":
            fault["fleet"] = draw.pick(self.fleets)["name"]
        else:
            fault["down_for"] = down
            machines = self.scenario.get("broker", {}).get("nodes", 1)
            fault[kind] = {"node": lambda: draw.pick(self.nodes),
                           "link": lambda: draw.pick(self.links),
                           "broker": lambda: draw.whole(1, machines)}[kind]()
        if kind in ("fleet", "certificates", "power"):
            draw.maybe(fault, "share", 0.5, lambda: draw.pick(["1 %", "50 %"]))
        return fault


def write(seed):
    return Writer(seed).write()


def _value(value):
    """A TOML value on one line. JSON's texts are TOML's, but for the character DEL."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _key(key):
    is_bare = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if is_bare else json.dumps(key)


def _is_tables(value):
    return isinstance(value, list) and value and all(isinstance(one, dict) for one in value)


def toml(table, path=""):
    """The text of a table and of those below it."""
    lines = [f"{_key(key)} = {_value(value)}" for key, value in table.items()
             if not isinstance(value, dict) and not _is_tables(value)]
    for key, value in table.items():
        inner = f"{path}.{_key(key)}" if path else _key(key)
        if isinstance(value, dict):
            lines += [f"[{inner}]", toml(value, inner)]
        elif _is_tables(value):
            for one in value:
                lines += [f"[[{inner}]]", toml(one, inner)]
    return "\n".join(lines)
