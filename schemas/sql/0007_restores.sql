-- Restores from a backup, each with the stream in which all events go on since: versions of two streams cannot be
-- compared. None where the folder was never restored.

CREATE TABLE restores (
    stream INTEGER PRIMARY KEY,
    restored_ms INTEGER NOT NULL,
    -- When the backup was taken.
    taken_ms INTEGER NOT NULL
) STRICT;
