-- The core tables of every service. Facts are never changed: UPDATE and DELETE of `event` are refused by trigger.
CREATE TABLE stream (
    stream_id     text PRIMARY KEY,
    version       bigint NOT NULL,            -- events in the stream
    published     bigint NOT NULL,            -- published events in the stream: the next ce_sequence is one more
    state         text,                       -- folded state (JSON), for streams that keep it
    state_tag     text,                       -- shape of that state
    state_version bigint NOT NULL DEFAULT 0   -- events folded into it
);

CREATE TABLE event (
    position       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id       uuid NOT NULL UNIQUE,
    stream_id      text NOT NULL,
    version        bigint NOT NULL,
    name           text NOT NULL,
    schema_version int NOT NULL,
    data           jsonb NOT NULL,            -- stored form: sealed fields are tokens
    sequence       bigint NOT NULL,           -- number among the published events of the stream; 0: private
    message_key    text,                      -- what orders it on the bus
    message        bytea,                     -- published form, as sent; NULL: private
    effective_on   date NOT NULL,             -- business date
    recorded_at    timestamptz NOT NULL,      -- database clock
    correlation    uuid NOT NULL,
    causation      uuid NOT NULL,
    actor          uuid NOT NULL,
    UNIQUE (stream_id, version)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN RAISE EXCEPTION 'events are facts: they are neither changed nor deleted'; END$$;
CREATE TRIGGER event_is_a_fact BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER events_are_facts BEFORE TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE outbox (position bigint PRIMARY KEY);      -- events still to send; deleted when Kafka has acknowledged

CREATE TABLE command (
    actor       uuid NOT NULL,
    key         text NOT NULL,
    fingerprint bytea NOT NULL,
    answer      text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT statement_timestamp(),
    PRIMARY KEY (actor, key)
);

CREATE TABLE seen (
    consumer text NOT NULL,
    stream   text NOT NULL,
    sequence bigint NOT NULL,                 -- the last published event of the stream this consumer has applied
    PRIMARY KEY (consumer, stream)
);

CREATE TABLE parked (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer  text NOT NULL,
    stream    text NOT NULL,                  -- topic/partition@offset when the record names none
    sequence  bigint,                         -- NULL when the record names none
    reason    text NOT NULL,                  -- hole | undecodable | failed | behind
    detail    text NOT NULL,                  -- exception type or rule; never the record's values
    topic     text NOT NULL,
    kafka_partition int NOT NULL,
    kafka_offset    bigint NOT NULL,
    message_key bytea,
    headers   jsonb NOT NULL,                 -- [[name, base64 or null], ...]
    value     bytea,
    parked_at timestamptz NOT NULL DEFAULT statement_timestamp(),
    UNIQUE (consumer, topic, kafka_partition, kafka_offset)
);
CREATE INDEX parked_streams ON parked (consumer, stream, sequence);

CREATE TABLE attention (                      -- a reaction the service refused, for a person to settle
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer   text NOT NULL,
    event_id   uuid NOT NULL,
    event_name text NOT NULL,
    stream     text NOT NULL,
    code       text NOT NULL,
    field      text,
    rule       text,
    facts      jsonb NOT NULL,
    effective_on date NOT NULL,
    noticed_at timestamptz NOT NULL DEFAULT statement_timestamp(),
    UNIQUE (consumer, event_id)
);

CREATE TABLE business_date (                  -- of a stack whose clock is driven
    one   bool PRIMARY KEY DEFAULT true CHECK (one),
    today date NOT NULL
);
