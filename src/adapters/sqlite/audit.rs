//! The audit log. It is bounded: the oldest entries make room, and end with their time.

use actors::ports::catalogue::audit::{Audit, AuditBearer, AuditEntry, AuditRow};
use actors::ports::catalogue::{CatalogueError, Reach};
use actors::ports::journal::PortFuture;
use rusqlite::types::Type;
use rusqlite::{Connection, Row, params};
use schemas::audit_action::AuditAction;
use schemas::ids::{KeyId, Version};
use schemas::time::Timestamp;

use super::Catalogue;
use super::connection::{moment_of, number_of, organiser_of, time_of};
use crate::limits::{AUDIT_ENTRIES, AUDIT_KEPT_MS};

/// How many entries an insertion lets go at most, so that none is slow and the oldest still go faster than
/// new ones come.
const TRIMMED_AT_ONCE: u32 = 4;

impl Audit for Catalogue {
    fn note(&self, entry: AuditEntry) -> PortFuture<Result<(), CatalogueError>> {
        self.write(move |connection| insert(connection, &entry))
    }

    fn entries(
        &self,
        reach: Reach,
        resource: Option<String>,
        before: Option<u64>,
        limit: u32,
    ) -> PortFuture<Result<Vec<AuditRow>, CatalogueError>> {
        self.read(move |connection| {
            let before = before.map_or(i64::MAX, |number| i64::try_from(number).unwrap_or(i64::MAX));
            let organiser = number_of(reach);
            // One statement a kind of question, so that each goes by its own index.
            let whose = if organiser.is_some() { "organiser = ?2" } else { "?2 IS NULL" };
            let what = if resource.is_some() { "resource = ?3" } else { "?3 IS NULL" };
            let mut page = connection.prepare_cached(&format!(
                "SELECT number, at_ms, organiser, key, key_name, action, resource, version, before, after, request
                 FROM audit WHERE number < ?1 AND {whose} AND {what} ORDER BY number DESC LIMIT ?4"
            ))?;
            page.query_map(params![before, organiser, resource, limit], row_of)?.collect()
        })
    }
}

/// Keeps an entry in the transaction that is open, and lets old ones go.
pub(super) fn insert(connection: &Connection, entry: &AuditEntry) -> rusqlite::Result<()> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO audit (at_ms, organiser, key, key_name, action, resource, version, before, after, request)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (resource, version) WHERE version IS NOT NULL DO NOTHING",
    )?;
    insert.execute(params![
        time_of(entry.at),
        entry.organiser.map(|organiser| organiser.0.cast_signed()),
        entry.by.key.map(|key| key.0.cast_signed()),
        entry.by.name,
        entry.action.name(),
        entry.resource,
        entry.version.map(|version| version.0.cast_signed()),
        entry.before,
        entry.after,
        entry.request,
    ])?;
    trim(connection, entry.at, AUDIT_ENTRIES)
}

/// Lets go what is too old, and what is one too many.
pub(super) fn trim(connection: &Connection, now: Timestamp, most: u64) -> rusqlite::Result<()> {
    let oldest = time_of(Timestamp(now.0.saturating_sub(AUDIT_KEPT_MS)));
    let mut trim = connection.prepare_cached(
        "DELETE FROM audit WHERE number IN (SELECT number FROM audit ORDER BY number LIMIT ?1)
         AND (at_ms < ?2 OR number <= (SELECT max(number) FROM audit) - ?3)",
    )?;
    trim.execute(params![TRIMMED_AT_ONCE, oldest, i64::try_from(most).unwrap_or(i64::MAX)])?;
    Ok(())
}

fn row_of(row: &Row<'_>) -> rusqlite::Result<AuditRow> {
    let number: i64 = row.get(0)?;
    let key: Option<i64> = row.get(3)?;
    let action: String = row.get(5)?;
    let version: Option<i64> = row.get(7)?;
    let action = AuditAction::by_name(&action)
        .ok_or_else(|| rusqlite::Error::InvalidColumnType(5, "action".to_owned(), Type::Text))?;
    Ok(AuditRow {
        number: number.cast_unsigned(),
        entry: AuditEntry {
            at: moment_of(row.get(1)?),
            organiser: row.get::<_, Option<i64>>(2)?.map(organiser_of),
            by: AuditBearer { key: key.map(|key| KeyId(key.cast_unsigned())), name: row.get(4)? },
            action,
            resource: row.get(6)?,
            version: version.map(|version| Version(version.cast_unsigned())),
            before: row.get(8)?,
            after: row.get(9)?,
            request: row.get(10)?,
        },
    })
}
