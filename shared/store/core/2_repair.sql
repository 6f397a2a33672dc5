-- Second form of the core: what has been sent, what was given up, and what a person settled.
CREATE TABLE sent (                           -- how far our own topic is known to hold what we sent
    kafka_partition int PRIMARY KEY,
    next_offset     bigint NOT NULL           -- the offset after the last record that Kafka acknowledged
);

CREATE TABLE discarded (                      -- parked records that a person gave up, with the reason
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer  text NOT NULL,
    stream    text NOT NULL,
    sequence  bigint,
    reason    text NOT NULL,                  -- why it was parked
    detail    text NOT NULL,
    topic     text NOT NULL,
    kafka_partition int NOT NULL,
    kafka_offset    bigint NOT NULL,
    message_key bytea,
    headers   jsonb NOT NULL,
    value     bytea,
    parked_at timestamptz NOT NULL,
    discarded_at timestamptz NOT NULL DEFAULT statement_timestamp(),
    actor     uuid NOT NULL,
    why       text NOT NULL,                  -- why it was given up; no personal data
    UNIQUE NULLS NOT DISTINCT (consumer, topic, kafka_partition, kafka_offset, stream, sequence)
);
-- A topic that was lost and is sent again has other records at the offsets of those that are parked: both are kept.
ALTER TABLE parked
    DROP CONSTRAINT parked_consumer_topic_kafka_partition_kafka_offset_key,
    ADD UNIQUE NULLS NOT DISTINCT (consumer, topic, kafka_partition, kafka_offset, stream, sequence);

ALTER TABLE attention
    ADD COLUMN settled_at timestamptz,        -- NULL: still waits for a person
    ADD COLUMN settled_by uuid,
    ADD COLUMN settled_why text;
CREATE INDEX attention_open ON attention (id) WHERE settled_at IS NULL;
