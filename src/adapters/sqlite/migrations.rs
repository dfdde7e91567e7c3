//! Migrations: numbered files of `schemas/sql`, run once each, in order, forward only.

use rusqlite::{Connection, OptionalExtension};

use super::OpenError;

/// The migrations; the first makes schema 1.
const MIGRATIONS: &[&str] = &[
    include_str!("../../../schemas/sql/0001_catalogue.sql"),
    include_str!("../../../schemas/sql/0002_organisers.sql"),
    include_str!("../../../schemas/sql/0003_event_plans.sql"),
    include_str!("../../../schemas/sql/0004_copies.sql"),
    include_str!("../../../schemas/sql/0005_texts.sql"),
    include_str!("../../../schemas/sql/0006_draft_issues.sql"),
    include_str!("../../../schemas/sql/0007_restores.sql"),
    include_str!("../../../schemas/sql/0008_drafts.sql"),
];

/// The newest schema that is known here.
pub(super) const NEWEST: u32 = 8;

const _: () = assert!(NEWEST as usize == MIGRATIONS.len());

/// The schema of a catalogue; 0 before its first.
pub(super) fn schema(connection: &Connection) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Brings the catalogue to the newest schema.
pub(super) fn run(connection: &mut Connection, path: &str) -> Result<(), OpenError> {
    run_to(connection, path, MIGRATIONS.len())
}

/// Brings the catalogue to schema `last`.
pub(super) fn run_to(connection: &mut Connection, path: &str, last: usize) -> Result<(), OpenError> {
    let sqlite = |source| OpenError::Sqlite { path: path.to_owned(), source };
    let known = u32::try_from(last).unwrap_or(u32::MAX);
    let found = schema(connection).map_err(sqlite)?;
    if found > known {
        return Err(OpenError::Newer { path: path.to_owned(), found, known });
    }
    for (migration, number) in MIGRATIONS[..last].iter().zip(1..).skip(found as usize) {
        step(connection, migration, number).map_err(sqlite)?;
    }
    Ok(())
}

/// One migration, whole or not at all. A table is changed by making it anew, during which what refers to it
/// refers to nothing; whether all is well is asked before it counts.
fn step(connection: &mut Connection, migration: &str, number: u32) -> rusqlite::Result<()> {
    connection.pragma_update(None, "foreign_keys", "OFF")?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(migration)?;
    let dangling: Option<String> = transaction
        .query_row("SELECT \"table\" FROM pragma_foreign_key_check", [], |row| row.get(0))
        .optional()?;
    if let Some(table) = dangling {
        let what = format!("migration {number} leaves a row of {table} that refers to nothing");
        return Err(rusqlite::Error::SqliteFailure(
            rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY),
            Some(what),
        ));
    }
    transaction.pragma_update(None, "user_version", number)?;
    transaction.commit()?;
    connection.pragma_update(None, "foreign_keys", "ON")
}
