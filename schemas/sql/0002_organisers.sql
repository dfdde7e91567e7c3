-- Organisers, keys with scopes, and the audit log. Whatever was there belongs to the default organiser, whose id
-- is 0; the admin key that was in force becomes the first key, whose id is 0.

CREATE TABLE organisers (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX organisers_by_age ON organisers (created_ms, id);
INSERT INTO organisers VALUES (0, 'Default organiser', CAST(unixepoch('subsec') * 1000 AS INTEGER));

CREATE TABLE keys (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    scope TEXT NOT NULL,
    -- Whose rows the key reaches; none reaches all.
    organiser INTEGER REFERENCES organisers (id),
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER,
    revoked_ms INTEGER,
    -- When the key was last used, a while behind.
    used_ms INTEGER
) STRICT;
CREATE INDEX keys_by_age ON keys (created_ms, id);
CREATE INDEX keys_by_organiser ON keys (organiser, created_ms, id);

-- What bearers of a key show, hashed: one that lasts, and for a while the one that it replaced.
CREATE TABLE key_secrets (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    key INTEGER NOT NULL REFERENCES keys (id),
    since_ms INTEGER NOT NULL,
    -- When it ends; none lasts as long as its key.
    ends_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX key_secrets_by_key ON key_secrets (key);

INSERT INTO keys SELECT 0, 'admin', 'admin', NULL, min(created_ms), NULL, NULL, NULL
    FROM api_keys GROUP BY role;
INSERT INTO key_secrets SELECT hash, 0, created_ms, NULL FROM api_keys WHERE revoked_ms IS NULL;
DROP TABLE api_keys;

CREATE TABLE new_plans (
    id INTEGER PRIMARY KEY,
    organiser INTEGER NOT NULL REFERENCES organisers (id),
    name TEXT NOT NULL,
    draft BLOB NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT;
INSERT INTO new_plans SELECT id, 0, name, draft, created_ms FROM plans;
DROP TABLE plans;
ALTER TABLE new_plans RENAME TO plans;
CREATE INDEX plans_by_age ON plans (created_ms, id);
CREATE INDEX plans_by_organiser ON plans (organiser, created_ms, id);
CREATE INDEX plan_versions_by_hash ON plan_versions (hash, plan);

CREATE TABLE new_events (
    id INTEGER PRIMARY KEY,
    organiser INTEGER NOT NULL REFERENCES organisers (id),
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
INSERT INTO new_events
    SELECT id, 0, name, starts_at_ms, created_ms, plan, first_record, created_in_log, sale, sale_version,
        sale_commands
    FROM events;
DROP TABLE events;
ALTER TABLE new_events RENAME TO events;
CREATE INDEX events_by_age ON events (created_ms, id);
CREATE INDEX events_by_organiser ON events (organiser, created_ms, id);
CREATE INDEX events_to_repair ON events (id) WHERE created_in_log = 0 OR sale_commands > 0;

-- Who changed what. Numbers grow and are never used again.
CREATE TABLE audit (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    -- Whose rows were changed; none for what is the platform's own.
    organiser INTEGER REFERENCES organisers (id),
    -- None for whoever has the data folder.
    key INTEGER,
    key_name TEXT NOT NULL,
    action TEXT NOT NULL,
    resource TEXT NOT NULL,
    -- The event's version that a command made; a repeated command is noted once.
    version INTEGER,
    -- JSON.
    before TEXT,
    after TEXT,
    request TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_organiser ON audit (organiser, number);
CREATE INDEX audit_by_resource ON audit (resource, number);
CREATE UNIQUE INDEX audit_by_version ON audit (resource, version) WHERE version IS NOT NULL;
