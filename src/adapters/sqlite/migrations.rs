//! Migrations: numbered files of `schemas/sql`, run once each, in order, forward only.

use rusqlite::Connection;

use super::OpenError;

/// The migrations; the first makes schema 1.
const MIGRATIONS: &[&str] = &[include_str!("../../../schemas/sql/0001_catalogue.sql")];

/// Brings the catalogue to the newest schema.
pub(super) fn run(connection: &mut Connection, path: &str) -> Result<(), OpenError> {
    let sqlite = |source| OpenError::Sqlite { path: path.to_owned(), source };
    let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(sqlite)?;
    if found > known {
        return Err(OpenError::Newer { path: path.to_owned(), found, known });
    }
    for (migration, number) in MIGRATIONS.iter().zip(1..).skip(found as usize) {
        step(connection, migration, number).map_err(sqlite)?;
    }
    Ok(())
}

fn step(connection: &mut Connection, migration: &str, number: u32) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    transaction.execute_batch(migration)?;
    transaction.pragma_update(None, "user_version", number)?;
    transaction.commit()
}
