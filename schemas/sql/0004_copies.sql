-- What an organiser changes of an event after it began: copies of what its log holds, for lists and prices.

ALTER TABLE events RENAME COLUMN sale_version TO copied_version;
-- Commands under way that may change what is copied; after a crash those that were.
ALTER TABLE events RENAME COLUMN sale_commands TO changing;
-- The terms that count, in the form of a first record; none while they are those of the first.
ALTER TABLE events ADD COLUMN terms BLOB;
-- When the sale moves next by itself; none where it does not.
ALTER TABLE events ADD COLUMN sale_moves_ms INTEGER;
CREATE INDEX events_by_move ON events (sale_moves_ms, id) WHERE sale_moves_ms IS NOT NULL;
