"""People who sign in: what an account may reach, sessions, second factors, tokens, drafts, and the record of all of it."""

from alembic import op

from shared.store.migrate import advance_core

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    """
    ALTER TABLE account
        ADD name text,                                     -- of the person; shown inside the gateway only
        ADD projects text[],                               -- NULL: all of them
        ADD caseload text NOT NULL DEFAULT 'everybody' CHECK (caseload IN ('everybody', 'organisation', 'own')),
        ADD active boolean NOT NULL DEFAULT true,
        ADD must_change boolean NOT NULL DEFAULT false     -- somebody else set the password
    """,
    "UPDATE account SET name = login",
    "ALTER TABLE account ALTER name SET NOT NULL",
    """
    CREATE TABLE session (
        session     uuid PRIMARY KEY,
        account     uuid NOT NULL REFERENCES account,
        kind        text NOT NULL CHECK (kind IN ('browser', 'api')),
        stage       text NOT NULL CHECK (stage IN ('second_factor', 'new_password', 'open')),
        secret_hash bytea UNIQUE,                          -- SHA-256 of the cookie; a token of the API is signed instead
        started_at  timestamptz NOT NULL,
        seen_at     timestamptz NOT NULL,
        ends_at     timestamptz NOT NULL,                  -- however much it is used
        ended_at    timestamptz,
        CHECK ((kind = 'browser') = (secret_hash IS NOT NULL))
    )
    """,
    "CREATE INDEX session_account ON session (account)",
    "CREATE INDEX session_ends_at ON session (ends_at)",
    """
    CREATE TABLE attempt (                                 -- of signing in, under keyed digests: no login of a stranger is kept
        kind         text NOT NULL CHECK (kind IN ('login', 'address')),
        digest       bytea NOT NULL,
        failures     int NOT NULL,
        last_at      timestamptz NOT NULL,
        locked_until timestamptz NOT NULL,
        PRIMARY KEY (kind, digest)
    )
    """,
    "CREATE INDEX attempt_last_at ON attempt (last_at)",
    """
    CREATE TABLE second_factor (
        account   uuid PRIMARY KEY REFERENCES account,
        secret    text,                                    -- sealed; NULL until the first code was right
        pending   text,                                    -- sealed; becomes the secret with its first right code
        last_step bigint NOT NULL DEFAULT 0                -- of the last code taken: neither it nor an older one is taken again
    )
    """,
    """
    CREATE TABLE recovery_code (
        account uuid NOT NULL REFERENCES account,
        digest  bytea NOT NULL,                            -- keyed
        PRIMARY KEY (account, digest)
    )
    """,
    """
    CREATE TABLE access_token (
        token       uuid PRIMARY KEY,
        account     uuid NOT NULL REFERENCES account,
        title       text NOT NULL,
        secret_hash bytea NOT NULL UNIQUE,                 -- SHA-256
        roles       text[] NOT NULL,
        projects    text[],                                -- NULL: those of the account
        made_at     timestamptz NOT NULL,
        ends_at     timestamptz NOT NULL,
        revoked_at  timestamptz,
        used_at     timestamptz,
        used_from   text
    )
    """,
    "CREATE INDEX access_token_account ON access_token (account)",
    """
    CREATE TABLE draft (                                   -- what somebody typed and has not sent yet
        account  uuid NOT NULL REFERENCES account,
        form     text NOT NULL,
        sealed   text NOT NULL,
        saved_at timestamptz NOT NULL,
        PRIMARY KEY (account, form)
    )
    """,
    "CREATE INDEX draft_saved_at ON draft (saved_at)",
    """
    CREATE TABLE account_event (                           -- what happened to accounts and at the door; only ever grows
        id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at      timestamptz NOT NULL DEFAULT statement_timestamp(),
        kind    text NOT NULL,
        account uuid,                                      -- NULL: a login that nobody has
        actor   uuid,                                      -- NULL: not known yet
        address text,
        details jsonb NOT NULL DEFAULT '{}'
    )
    """,
    "CREATE INDEX account_event_account ON account_event (account, id)",
    "CREATE INDEX account_event_kind ON account_event (kind, id)",
    """
    CREATE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% only grows', TG_TABLE_NAME;
    END $$
    """,
    """
    CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON account_event
    FOR EACH STATEMENT EXECUTE FUNCTION only_grows()
    """,
)


def upgrade() -> None:
    advance_core(op.get_bind(), 3)
    for statement in STATEMENTS:
        op.execute(statement)
