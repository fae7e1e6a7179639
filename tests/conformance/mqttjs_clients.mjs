// `fleetsim serve` and MQTT.js, which nobody here wrote: both versions, over TCP and WebSocket.
// mqttjs_clients.mjs FLEETSIM - run by tests/conformance/mqttjs, which brings MQTT.js.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import mqtt from "mqtt";

const patience = 10_000; // ms

let server;
const ports = {};

/** Rejects when it takes too long, so that a test says what it waited for. */
function soon(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), patience);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

before(async () => {
  server = spawn(process.env.FLEETSIM, [
    "serve", "--port", "0", "--websocket-port", "0", "--deny-subscribe", "test/nosubscribe",
  ], { stdio: ["ignore", "ignore", "pipe"] });
  for await (const line of createInterface({ input: server.stderr })) {
    const said = line.match(/port (\d+): MQTT(.*)/);
    if (said) ports[said[2] === "" ? "mqtt" : "ws"] = Number(said[1]);
    if (ports.mqtt && ports.ws) break;
  }
});

after(async () => {
  server.kill("SIGTERM");
  await once(server, "exit");
});

const clients = [];

class Client {
  static async join(scheme, version, options = {}) {
    const it = new Client();
    it.messages = [];
    it.waiting = [];
    it.mqtt = mqtt.connect(`${scheme}://127.0.0.1:${ports[scheme]}`, {
      protocolVersion: version, reconnectPeriod: 0, connectTimeout: patience, ...options,
    });
    clients.push(it);
    it.mqtt.on("message", (topic, payload, packet) => {
      const message = { topic, text: payload.toString(), packet };
      const next = it.waiting.shift();
      if (next) next(message); else it.messages.push(message);
    });
    [it.connack] = await soon(once(it.mqtt, "connect"), "CONNACK");
    return it;
  }
  take() {
    if (this.messages.length > 0) return Promise.resolve(this.messages.shift());
    return soon(new Promise((resolve) => this.waiting.push(resolve)), "a message");
  }
  subscribe(filter, options = { qos: 0 }) { return this.mqtt.subscribeAsync(filter, options); }
  publish(topic, text, options = {}) { return this.mqtt.publishAsync(topic, text, options); }
  leave() { return this.mqtt.endAsync(); }
  vanish() { this.mqtt.stream.destroy(); return once(this.mqtt, "close"); }
}

async function all_leave() {
  await Promise.all(clients.splice(0).map((one) => one.mqtt.endAsync(true).catch(() => {})));
}

for (const scheme of ["mqtt", "ws"]) {
  for (const version of [4, 5]) {
    const join = (options) => Client.join(scheme, version, options);
    const persistent = (clientId) => ({
      clientId, clean: false,
      ...(version === 5 ? { properties: { sessionExpiryInterval: 60 } } : {}),
    });
    const name = (text) => `${text}-${scheme}-${version}`;

    describe(`MQTT ${version === 4 ? "3.1.1" : "5"} over ${scheme}`, () => {
      test("every QoS arrives once", async () => {
        const client = await join();
        await client.subscribe(name("qos") + "/+", { qos: 2 });
        for (const qos of [0, 1, 2]) await client.publish(`${name("qos")}/${qos}`, String(qos), { qos });
        const got = [await client.take(), await client.take(), await client.take()];
        assert.deepEqual(got.map((one) => [one.text, one.packet.qos]).sort(),
                         [["0", 0], ["1", 1], ["2", 2]]);
        assert.equal(client.messages.length, 0);
        await all_leave();
      });

      test("a retained message waits for subscribers", async () => {
        const client = await join();
        await client.publish(name("kept"), "1", { qos: 1, retain: true });
        await client.subscribe(name("kept"), { qos: 1 });
        assert.equal((await client.take()).packet.retain, true);
        await client.publish(name("kept"), "", { qos: 1, retain: true });
        assert.equal((await client.take()).text, "");
        const late = await join();
        await late.subscribe(name("kept"), { qos: 1 });
        await late.publish(name("kept"), "2", { qos: 1 });
        assert.equal((await late.take()).text, "2", "nothing is kept any more");
        await all_leave();
      });

      test("a session keeps what came meanwhile", async () => {
        const before = await join(persistent(name("absent")));
        assert.equal(before.connack.sessionPresent, false);
        await before.subscribe(name("later"), { qos: 2 });
        await before.leave();
        const writer = await join();
        for (const qos of [1, 2]) await writer.publish(name("later"), String(qos), { qos });
        const again = await join(persistent(name("absent")));
        assert.equal(again.connack.sessionPresent, true);
        assert.deepEqual([(await again.take()).text, (await again.take()).text], ["1", "2"]);
        await all_leave();
      });

      test("a will follows a lost connection and no farewell", async () => {
        const reader = await join();
        await reader.subscribe(name("will"), { qos: 1 });
        const will = (text) => ({ will: { topic: name("will"), payload: text, qos: 1 } });
        await (await join(will("left"))).leave();
        await (await join(will("lost"))).vanish();
        assert.equal((await reader.take()).text, "lost");
        await all_leave();
      });

      test("a denied filter is refused", async () => {
        const client = await join();
        const granted = await client.subscribe("test/nosubscribe").catch((error) => error);
        const code = granted instanceof Error ? 128 : granted[0].qos;
        assert.equal(code, 128);
        await all_leave();
      });

      test("megabytes pass", async () => {
        const client = await join();
        const text = "x".repeat(2 << 20);
        await client.subscribe(name("large"), { qos: 1 });
        await client.publish(name("large"), text, { qos: 1 });
        assert.equal((await client.take()).text.length, text.length);
        await all_leave();
      });

      test("five hundred publishes at once are all delivered in order", async () => {
        const client = await join();
        await client.subscribe(name("many"), { qos: 1 });
        const sent = [];
        for (let i = 0; i < 500; ++i) sent.push(client.publish(name("many"), String(i), { qos: 1 }));
        await Promise.all(sent);
        for (let i = 0; i < 500; ++i) assert.equal((await client.take()).text, String(i));
        await all_leave();
      });
    });
  }
}

describe("MQTT 5", () => {
  const join = (options) => Client.join("mqtt", 5, options);

  test("properties pass unchanged", async () => {
    const client = await join();
    await client.subscribe("ask", { qos: 1 });
    const properties = {
      responseTopic: "answer", correlationData: Buffer.from("7"), contentType: "text/plain",
      payloadFormatIndicator: true, userProperties: { a: ["1", "2"], b: "3" },
    };
    await client.publish("ask", "?", { qos: 1, properties });
    const got = (await client.take()).packet.properties;
    for (const key of Object.keys(properties).filter((one) => one !== "userProperties"))
      assert.deepEqual(got[key], properties[key], key);
    assert.deepEqual({ ...got.userProperties }, properties.userProperties);
    await all_leave();
  });

  test("a message that expires says what is left, and is gone after it", async () => {
    const session = { clientId: "sleeper", clean: false, properties: { sessionExpiryInterval: 60 } };
    const before = await join(session);
    await before.subscribe("news", { qos: 1 });
    await before.leave();
    const writer = await join();
    const send = (text, seconds) => writer.publish("news", text,
      { qos: 1, properties: { messageExpiryInterval: seconds } });
    await send("brief", 1);
    await send("long", 100);
    await new Promise((resolve) => setTimeout(resolve, 2100));
    const got = await (await join(session)).take();
    assert.equal(got.text, "long");
    assert.ok(got.packet.properties.messageExpiryInterval < 100);
    await all_leave();
  });

  test("subscription options: identifier, no local, retain as published, retain handling", async () => {
    const client = await join();
    const other = await join();
    await client.subscribe("mine", { qos: 1, nl: true, properties: { subscriptionIdentifier: 7 } });
    await client.publish("mine", "own", { qos: 1 });
    await other.publish("mine", "theirs", { qos: 1 });
    const got = await client.take();
    assert.equal(got.text, "theirs");
    assert.equal(Number(got.packet.properties.subscriptionIdentifier), 7);
    await other.publish("flag", "kept", { qos: 1, retain: true });
    await client.subscribe("flag", { qos: 1, rap: true, rh: 2 });
    await other.publish("flag", "now", { qos: 1, retain: true });
    const flagged = await client.take();
    assert.equal(flagged.text, "now", "retain handling 2 sends nothing that was kept");
    assert.equal(flagged.packet.retain, true);
    await all_leave();
  });

  test("overlapping subscriptions make one delivery with both identifiers", async () => {
    const client = await join();
    await client.subscribe("over/+", { qos: 1, properties: { subscriptionIdentifier: 1 } });
    await client.subscribe("over/#", { qos: 2, properties: { subscriptionIdentifier: 2 } });
    await client.publish("over/x", "1", { qos: 2 });
    await client.publish("over/x", "2", { qos: 2 });
    const got = await client.take();
    assert.equal(got.packet.qos, 2);
    assert.deepEqual([...got.packet.properties.subscriptionIdentifier].sort(), [1, 2]);
    assert.equal((await client.take()).text, "2");
    await all_leave();
  });

  test("a shared subscription gives each message to one", async () => {
    const members = [await join(), await join()];
    for (const member of members) await member.subscribe("$share/group/work", { qos: 1 });
    const writer = await join();
    for (let i = 0; i < 10; ++i) await writer.publish("work", String(i), { qos: 1 });
    const texts = [];
    for (let i = 0; i < 5; ++i)
      for (const member of members) texts.push(Number((await member.take()).text));
    assert.deepEqual(texts.sort((a, b) => a - b), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await all_leave();
  });

  test("aliases in both directions", async () => {
    const client = await join({
      properties: { topicAliasMaximum: 5 }, autoUseTopicAlias: true, autoAssignTopicAlias: true,
    });
    assert.ok(client.connack.properties.topicAliasMaximum > 0);
    await client.subscribe("alias/#", { qos: 1 });
    for (let i = 0; i < 20; ++i) await client.publish(`alias/${i % 3}`, String(i), { qos: 1 });
    for (let i = 0; i < 20; ++i) {
      const got = await client.take();
      assert.deepEqual([got.topic, got.text], [`alias/${i % 3}`, String(i)]);
    }
    await all_leave();
  });

  test("the server names a client, limits its keep alive and says its limits", async () => {
    const { connack } = await join({ clientId: "", keepalive: 1000 });
    assert.ok(connack.properties.assignedClientIdentifier.length > 0);
    assert.equal(connack.properties.serverKeepAlive, 60);
    assert.equal(connack.properties.receiveMaximum, 20);
    await all_leave();
  });

  test("a packet too large for its receiver is left out", async () => {
    const small = await join({ properties: { maximumPacketSize: 100 } });
    await small.subscribe("size", { qos: 1 });
    const writer = await join();
    await writer.publish("size", "x".repeat(200), { qos: 1 });
    await writer.publish("size", "small", { qos: 1 });
    assert.equal((await small.take()).text, "small");
    await all_leave();
  });

  test("a will waits for its delay and stays away if its client is back", async () => {
    const reader = await join();
    await reader.subscribe("late/#", { qos: 1 });
    const mortal = (clientId, willDelayInterval) => ({
      clientId, clean: false, properties: { sessionExpiryInterval: 60 },
      will: { topic: `late/${clientId}`, payload: "gone", qos: 1, properties: { willDelayInterval } },
    });
    const begun = Date.now();
    await (await join(mortal("returns", 2))).vanish();
    await (await join(mortal("stays-away", 1))).vanish();
    await join({ ...mortal("returns", 2), will: undefined });
    assert.equal((await reader.take()).topic, "late/stays-away");
    assert.ok(Date.now() - begun >= 900, "not before its delay");
    await new Promise((resolve) => setTimeout(resolve, 2000));
    assert.equal(reader.messages.length, 0);
    await all_leave();
  });

  test("the elder of one name is told that it was taken over", async () => {
    const elder = await join({ clientId: "twin" });
    const told = once(elder.mqtt, "disconnect");
    await join({ clientId: "twin" });
    const [packet] = await soon(told, "DISCONNECT");
    assert.equal(packet.reasonCode, 0x8e);
    await all_leave();
  });

  test("no more than the client's receive maximum is under way", async () => {
    const client = await join({ properties: { receiveMaximum: 2 } });
    await client.subscribe("window", { qos: 2 });
    const writer = await join();
    for (let i = 0; i < 30; ++i) await writer.publish("window", String(i), { qos: 2 });
    for (let i = 0; i < 30; ++i) assert.equal((await client.take()).text, String(i));
    await all_leave();
  });
});
