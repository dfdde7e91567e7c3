-- The catalogue. Identifiers of 64 bits are stored bit for bit as signed integers; times are milliseconds
-- since 1970-01-01T00:00:00Z.

-- Secrets of the node: what hold tokens and command ids are hashed with.
CREATE TABLE secrets (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL CHECK (length(value) = 32)
) STRICT, WITHOUT ROWID;

CREATE TABLE api_keys (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    revoked_ms INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE plans (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    draft BLOB NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX plans_by_age ON plans (created_ms, id);

-- Published contents, each once, whichever plans have it as a version.
CREATE TABLE plan_contents (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    places INTEGER NOT NULL,
    units INTEGER NOT NULL,
    content BLOB NOT NULL,
    geometry BLOB NOT NULL
) STRICT;

CREATE TABLE plan_versions (
    plan INTEGER NOT NULL REFERENCES plans (id),
    number INTEGER NOT NULL,
    hash BLOB NOT NULL REFERENCES plan_contents (hash),
    published_ms INTEGER NOT NULL,
    PRIMARY KEY (plan, number),
    UNIQUE (plan, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    starts_at_ms INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    plan BLOB NOT NULL REFERENCES plan_contents (hash),
    -- The event's first record, as the log has it or is to have it.
    first_record BLOB NOT NULL,
    created_in_log INTEGER NOT NULL,
    sale TEXT NOT NULL,
    sale_version INTEGER NOT NULL DEFAULT 1,
    -- Commands under way that may change the sale; after a crash those that were.
    sale_commands INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX events_by_age ON events (created_ms, id);
CREATE INDEX events_to_repair ON events (id) WHERE created_in_log = 0 OR sale_commands > 0;

-- What POSTs on the catalogue answered, so that a repeat gets the same answer.
CREATE TABLE remembered (
    principal BLOB NOT NULL,
    command BLOB NOT NULL,
    digest BLOB NOT NULL,
    answer BLOB NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (principal, command)
) STRICT, WITHOUT ROWID;
CREATE INDEX remembered_by_age ON remembered (at_ms);
