-- Third form of the core: the data keys, in a schema of their own, and who was erased.
CREATE SCHEMA keyring;
CREATE TABLE keyring.data_key (               -- one for each owner of sealed texts; useless without its wrapping key
    subject      text NOT NULL,               -- random id of a person or participant, or a stream
    project      text NOT NULL,
    wrapped      bytea,                       -- AES-256-GCM under a key-encryption key; NULL: destroyed
    made_with    text NOT NULL,               -- the name of that key-encryption key
    made_at      timestamptz NOT NULL DEFAULT statement_timestamp(),
    destroyed_at timestamptz,
    PRIMARY KEY (subject, project),
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);
CREATE TABLE keyring.to_erase (               -- erased after the backup that was restored: to be done again before opening
    person   uuid NOT NULL,
    project  text NOT NULL,
    erased_on date NOT NULL,
    PRIMARY KEY (person, project)
);
CREATE INDEX data_key_made_with ON keyring.data_key (made_with) WHERE wrapped IS NOT NULL;

CREATE TABLE erased (                         -- this service keeps nothing of these people that could be opened
    person    uuid NOT NULL,
    project   text NOT NULL,
    event_id  uuid NOT NULL,                  -- the SubjectErased that told of it
    keys      int NOT NULL,                   -- data keys destroyed here
    erased_at timestamptz NOT NULL DEFAULT statement_timestamp(),
    PRIMARY KEY (person, project)
);
