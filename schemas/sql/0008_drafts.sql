-- Drafts can be deleted, and are nobody else's business also once they were cancelled; lists are in order of beginning.

-- Events that were deleted. Their logs stay, and so do the plan versions that those name; their ids are never used again.
CREATE TABLE deleted_events (
    id INTEGER PRIMARY KEY,
    organiser INTEGER NOT NULL REFERENCES organisers (id),
    deleted_ms INTEGER NOT NULL
) STRICT;
CREATE TRIGGER events_are_made_once BEFORE INSERT ON events
    WHEN EXISTS (SELECT 1 FROM deleted_events WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'an event of this id was deleted'); END;

-- Of events that were deleted, too.
CREATE TABLE new_event_plans (
    hash BLOB NOT NULL REFERENCES plan_contents (hash),
    event INTEGER NOT NULL,
    PRIMARY KEY (hash, event)
) STRICT, WITHOUT ROWID;
INSERT INTO new_event_plans SELECT hash, event FROM event_plans;
DROP TABLE event_plans;
ALTER TABLE new_event_plans RENAME TO event_plans;

-- Whether the event was once more than a draft: a copy of what its log says. What was cancelled may have been one; the next
-- start asks its log.
ALTER TABLE events ADD COLUMN announced INTEGER NOT NULL DEFAULT 0;
UPDATE events SET announced = 1 WHERE sale <> 'draft';
UPDATE events SET copied_version = 0, changing = changing + 1 WHERE sale = 'cancelled';

DROP INDEX events_by_age;
DROP INDEX events_by_organiser;
CREATE INDEX events_by_start ON events (starts_at_ms, id);
CREATE INDEX events_by_organiser ON events (organiser, starts_at_ms, id);
