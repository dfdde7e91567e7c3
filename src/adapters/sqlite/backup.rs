//! The catalogue's part in a backup and in a restore.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use actors::ports::catalogue::CatalogueError;
use actors::ports::catalogue::audit::{AuditBearer, AuditEntry};
use rusqlite::{Connection, params};
use schemas::api::moment::Moment;
use schemas::audit_action::AuditAction;
use schemas::ids::{EventId, Version};
use schemas::time::Timestamp;

use super::connection::time_of;
use super::{Catalogue, FILE_NAME, OpenError, audit, connection, migrations, plan_file};

/// The first minute that a stream is numbered by: 2026-01-01T00:00:00Z.
const FIRST_MINUTE_MS: u64 = 1_767_225_600_000;
const MINUTE_MS: u64 = 60_000;

/// A restore, as the catalogue is told of it.
#[derive(Clone, Copy, Debug)]
pub struct Restore<'a> {
    /// When.
    pub at: Timestamp,
    /// When the backup was taken.
    pub taken: Timestamp,
    /// What the catalogue calls whoever restored it.
    pub by: &'a str,
    /// How far each event's log goes.
    pub logs: &'a BTreeMap<EventId, Version>,
}

/// What a restore changed in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The stream in which events go on.
    pub stream: u32,
    /// Events that the catalogue knew more of than their logs have.
    pub set_back: u64,
}

/// Writes the catalogue in `folder`, as it is at one moment of the call, into a new file `copy`. Whoever works with
/// it goes on.
///
/// # Errors
/// [`OpenError`].
pub fn copy_catalogue(folder: &Path, copy: &Path) -> Result<(), OpenError> {
    let (connection, name) = plan_file::open(folder)?;
    let copy = copy.display().to_string();
    connection
        .execute("VACUUM INTO ?1", [copy])
        .map_err(|source| OpenError::Sqlite { path: name, source })?;
    Ok(())
}

/// Events that the catalogue in `folder` has or had.
///
/// # Errors
/// [`OpenError`].
pub fn catalogue_events(folder: &Path) -> Result<BTreeSet<EventId>, OpenError> {
    let (connection, name) = plan_file::open(folder)?;
    let sqlite = |source| OpenError::Sqlite { path: name.clone(), source };
    let mut events = connection
        .prepare("SELECT id FROM events UNION ALL SELECT id FROM deleted_events")
        .map_err(sqlite)?;
    let ids = events.query_map([], |row| row.get(0).map(|id: i64| EventId(id.cast_unsigned())));
    ids.and_then(Iterator::collect).map_err(sqlite)
}

/// Tells the catalogue in `folder` that it was restored, and sets back what it copied of records that are no more:
/// the next start copies it anew from the logs.
///
/// # Errors
/// [`OpenError`].
pub fn catalogue_restored(folder: &Path, restore: Restore<'_>) -> Result<Restored, OpenError> {
    let path = folder.join(FILE_NAME);
    let name = path.display().to_string();
    let sqlite = |source| OpenError::Sqlite { path: name.clone(), source };
    let mut connection = connection::open(&path).map_err(sqlite)?;
    migrations::run(&mut connection, &name)?;
    let transaction = connection.transaction().map_err(sqlite)?;
    let restored = note(&transaction, restore).map_err(sqlite)?;
    transaction.commit().map_err(sqlite)?;
    connection.close().map_err(|(_, source)| sqlite(source))?;
    Ok(restored)
}

impl Catalogue {
    /// The stream in which all events go on; 0 where the folder was never restored.
    ///
    /// # Errors
    /// What the catalogue says.
    pub async fn stream(&self) -> Result<u32, CatalogueError> {
        self.read(last_stream).await
    }
}

fn last_stream(connection: &Connection) -> rusqlite::Result<u32> {
    connection.query_row("SELECT coalesce(max(stream), 0) FROM restores", [], |row| row.get(0))
}

/// The stream after `last`. By the minute, so that whoever restores the same backup twice gets two.
fn next_stream(last: u32, now: Timestamp) -> u32 {
    let minute = now.0.saturating_sub(FIRST_MINUTE_MS) / MINUTE_MS;
    u32::try_from(minute).unwrap_or(u32::MAX).max(last.saturating_add(1))
}

fn note(connection: &Connection, restore: Restore<'_>) -> rusqlite::Result<Restored> {
    let stream = next_stream(last_stream(connection)?, restore.at);
    connection.execute(
        "INSERT INTO restores VALUES (?1, ?2, ?3)",
        params![stream, time_of(restore.at), time_of(restore.taken)],
    )?;
    let mut restored = Restored { stream, set_back: 0 };
    let mut events = connection.prepare("SELECT id, copied_version FROM events ORDER BY id")?;
    let events = events.query_map([], |row| {
        let (id, copied): (i64, i64) = (row.get(0)?, row.get(1)?);
        Ok((EventId(id.cast_unsigned()), Version(copied.cast_unsigned())))
    })?;
    let events: Vec<_> = events.collect::<Result<_, _>>()?;
    for (event, copied) in events {
        let last = restore.logs.get(&event).copied().unwrap_or(Version(0));
        let knew_more = set_back(connection, event, copied, last)?;
        restored.set_back += u64::from(knew_more);
    }
    audit::insert(
        connection,
        &AuditEntry {
            at: restore.at,
            by: AuditBearer { key: None, name: restore.by.to_owned() },
            organiser: None,
            action: AuditAction::DataRestored,
            resource: "data".to_owned(),
            version: None,
            before: None,
            after: Some(
                serde_json::json!({ "stream": stream, "taken_at": Moment(restore.taken) }).to_string(),
            ),
            request: String::new(),
        },
    )?;
    Ok(restored)
}

/// Forgets what was copied of records after `last`. Whether there was any.
fn set_back(
    connection: &Connection,
    event: EventId,
    copied: Version,
    last: Version,
) -> rusqlite::Result<bool> {
    let id = event.0.cast_signed();
    // Entries about versions that are no more stay, but no longer stand in the way of those that come.
    let mut entries =
        connection.prepare_cached("UPDATE audit SET version = NULL WHERE resource = ?1 AND version > ?2")?;
    let noted = entries.execute(params![event.to_string(), last.0.cast_signed()])?;
    let is_behind = copied > last;
    if is_behind {
        // The next start begins its log where that is empty, and copies what it says.
        let mut forget =
            connection.prepare_cached("UPDATE events SET copied_version = 0, changing = 1 WHERE id = ?1")?;
        forget.execute([id])?;
    }
    Ok(is_behind || noted > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_grow_by_the_minute_and_with_each_restore() {
        let at = |minute: u64| Timestamp(FIRST_MINUTE_MS + minute * MINUTE_MS);
        assert_eq!(next_stream(0, at(466_000)), 466_000);
        assert_eq!(next_stream(466_000, at(466_000)), 466_001);
        assert_eq!(next_stream(466_000, at(466_007)), 466_007);
        assert_eq!(next_stream(0, Timestamp(0)), 1, "a clock that was never set");
        assert_eq!(next_stream(7, Timestamp(u64::MAX)), u32::MAX);
    }
}
