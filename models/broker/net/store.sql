-- What a broker keeps over a restart (models/broker/net/store.cpp). PRAGMA application_id says that
-- a database is such a store, PRAGMA user_version which version of this schema it has.
--
-- Times are nanoseconds since the Unix epoch; NULL means never.

-- A message as an MQTT 5 PUBLISH packet; goes with the last row that needs it.
CREATE TABLE message (
    number      INTEGER PRIMARY KEY,
    publisher   INTEGER NOT NULL,  -- session, for "no local"
    packet      BLOB NOT NULL,
    expires_ns  INTEGER
);

CREATE TABLE retained (
    topic       TEXT PRIMARY KEY,
    message     INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX retained_message ON retained(message);

CREATE TABLE session (
    id              INTEGER PRIMARY KEY,
    client_id       TEXT NOT NULL,
    expiry_s        INTEGER NOT NULL,  -- 4294967295 is for ever
    ends_ns         INTEGER,           -- while not connected
    will_packet     BLOB,              -- as in message
    will_lifetime_s INTEGER,           -- from its publication; NULL is for ever
    will_delay_ns   INTEGER,
    will_due_ns     INTEGER            -- while not connected
);

CREATE TABLE subscription (
    session             INTEGER NOT NULL,
    filter              TEXT NOT NULL,  -- as sent
    share_group         TEXT NOT NULL,  -- '' unless shared
    plain_filter        TEXT NOT NULL,  -- without "$share/group/"
    qos                 INTEGER NOT NULL,
    no_local            INTEGER NOT NULL,
    retain_as_published INTEGER NOT NULL,
    identifier          INTEGER NOT NULL,  -- 0 is none
    PRIMARY KEY (session, filter)
) WITHOUT ROWID;

CREATE TABLE delivery (
    number      INTEGER PRIMARY KEY,  -- in the order of queueing
    session     INTEGER NOT NULL,
    message     INTEGER,              -- NULL once received: PUBCOMP is awaited
    qos         INTEGER NOT NULL,
    retain      INTEGER NOT NULL,
    identifiers TEXT NOT NULL,        -- of subscriptions, space between
    packet_id   INTEGER               -- NULL while it waits to be sent
);
CREATE INDEX delivery_session ON delivery(session);
CREATE INDEX delivery_message ON delivery(message);

-- QoS 2 publishes of the client between PUBREC and PUBREL.
CREATE TABLE unreleased (
    session     INTEGER NOT NULL,
    packet_id   INTEGER NOT NULL,
    PRIMARY KEY (session, packet_id)
) WITHOUT ROWID;

CREATE TRIGGER session_ended AFTER DELETE ON session BEGIN
    DELETE FROM subscription WHERE session = old.id;
    DELETE FROM delivery WHERE session = old.id;
    DELETE FROM unreleased WHERE session = old.id;
END;

CREATE TRIGGER delivery_settled AFTER DELETE ON delivery WHEN old.message IS NOT NULL BEGIN
    DELETE FROM message WHERE number = old.message
        AND NOT EXISTS (SELECT 1 FROM delivery WHERE message = old.message)
        AND NOT EXISTS (SELECT 1 FROM retained WHERE message = old.message);
END;
CREATE TRIGGER delivery_received AFTER UPDATE OF message ON delivery BEGIN
    DELETE FROM message WHERE number = old.message
        AND NOT EXISTS (SELECT 1 FROM delivery WHERE message = old.message)
        AND NOT EXISTS (SELECT 1 FROM retained WHERE message = old.message);
END;
CREATE TRIGGER retained_removed AFTER DELETE ON retained BEGIN
    DELETE FROM message WHERE number = old.message
        AND NOT EXISTS (SELECT 1 FROM delivery WHERE message = old.message);
END;
CREATE TRIGGER retained_replaced AFTER UPDATE ON retained BEGIN
    DELETE FROM message WHERE number = old.message
        AND NOT EXISTS (SELECT 1 FROM delivery WHERE message = old.message);
END;
