-- Fourth form of the core: key-encryption keys that were dropped; no data key is made with one any more.
CREATE TABLE keyring.forgotten (
    name         text PRIMARY KEY,
    forgotten_at timestamptz NOT NULL DEFAULT statement_timestamp()
);
