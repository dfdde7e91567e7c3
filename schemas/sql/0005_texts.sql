-- What people read of an event, and where its clock hangs.

ALTER TABLE events ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN venue TEXT NOT NULL DEFAULT '';
-- An IANA time zone.
ALTER TABLE events ADD COLUMN zone TEXT NOT NULL DEFAULT 'UTC';
-- When the doors open; none where nobody said so.
ALTER TABLE events ADD COLUMN doors_ms INTEGER;
-- One more with each change of what people read.
ALTER TABLE events ADD COLUMN texts_version INTEGER NOT NULL DEFAULT 1;
