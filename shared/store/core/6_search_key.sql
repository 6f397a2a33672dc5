-- Sixth form of the core: which search key digests here were made with, kept outside of the keyring, whose rows no backup of data holds.
CREATE TABLE search_key (
    one  bool PRIMARY KEY DEFAULT true CHECK (one),
    mark bytea NOT NULL                       -- a digest of nothing; empty: whichever comes with the keys
);
