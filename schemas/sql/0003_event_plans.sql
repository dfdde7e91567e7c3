-- Which plan versions events' logs name, so that none is deleted that a log cannot be read without: the one that an
-- event was made on, and each that it moved to, noted before its record is.

CREATE TABLE event_plans (
    hash BLOB NOT NULL REFERENCES plan_contents (hash),
    event INTEGER NOT NULL REFERENCES events (id),
    PRIMARY KEY (hash, event)
) STRICT, WITHOUT ROWID;
INSERT INTO event_plans SELECT plan, id FROM events;
