//! Answers of POSTs on the catalogue, kept beside what they did, as the audit log's entries are.

use actors::limits::ORGANISER_MEMORY_MS;
use actors::ports::catalogue::{Once, Written};
use rusqlite::{Connection, OptionalExtension, params};

use super::audit;
use super::connection::time_of;

/// Does `work` unless this POST was done before, and keeps its answer and its entry of the audit log. Call
/// inside a transaction.
pub(super) fn once(
    connection: &Connection,
    once: &Once,
    work: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> rusqlite::Result<Written> {
    let known = known(connection, once)?;
    known.map_or_else(|| first(connection, once, work), Ok)
}

/// The same, where something new may be done only if `may`; none where it may not.
pub(super) fn once_within(
    connection: &Connection,
    once: &Once,
    may: bool,
    work: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> rusqlite::Result<Option<Written>> {
    match known(connection, once)? {
        None if may => first(connection, once, work).map(Some),
        known => Ok(known),
    }
}

fn known(connection: &Connection, once: &Once) -> rusqlite::Result<Option<Written>> {
    let oldest = time_of(once.at) - i64::try_from(ORGANISER_MEMORY_MS).unwrap_or(i64::MAX);
    connection.prepare_cached("DELETE FROM remembered WHERE at_ms < ?1")?.execute([oldest])?;
    let mut find = connection
        .prepare_cached("SELECT digest, answer FROM remembered WHERE principal = ?1 AND command = ?2")?;
    let found: Option<(Vec<u8>, Vec<u8>)> = find
        .query_row(params![once.principal.0, once.command.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found.map(
        |(digest, answer)| {
            if digest == once.digest.0 { Written::Repeated(answer) } else { Written::IdReused }
        },
    ))
}

fn first(
    connection: &Connection,
    once: &Once,
    work: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> rusqlite::Result<Written> {
    work(connection)?;
    let mut keep = connection.prepare_cached("INSERT INTO remembered VALUES (?1, ?2, ?3, ?4, ?5)")?;
    keep.execute(params![once.principal.0, once.command.0, once.digest.0, once.answer, time_of(once.at)])?;
    audit::insert(connection, &once.entry)?;
    Ok(Written::Done)
}
