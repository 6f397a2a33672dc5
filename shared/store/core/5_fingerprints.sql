-- Fifth form of the core: fingerprints of commands that have yet to be blanked, the oldest first.
CREATE INDEX command_fingerprint ON command (recorded_at) WHERE fingerprint <> '';
