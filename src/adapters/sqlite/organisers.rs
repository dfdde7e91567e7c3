//! Organisers.

use actors::ports::catalogue::audit::AuditEntry;
use actors::ports::catalogue::organisers::{OrganiserRow, Organisers};
use actors::ports::catalogue::{CatalogueError, Once, Reach, Written};
use actors::ports::journal::PortFuture;
use rusqlite::{OptionalExtension, Row, params};
use schemas::ids::OrganiserId;
use schemas::time::Timestamp;

use super::Catalogue;
use super::connection::{moment_of, number_of, organiser_of, time_of};
use super::remembered::once_within;
use crate::limits::ORGANISERS;

type Answer<T> = PortFuture<Result<T, CatalogueError>>;

impl Organisers for Catalogue {
    fn create_organiser(&self, organiser: OrganiserRow, identity: Once) -> Answer<Option<Written>> {
        self.write(move |connection| {
            let there: u32 = connection.query_row("SELECT count(*) FROM organisers", [], |row| row.get(0))?;
            once_within(connection, &identity, there < ORGANISERS, |connection| {
                connection.execute(
                    "INSERT INTO organisers VALUES (?1, ?2, ?3)",
                    params![organiser.id.0.cast_signed(), organiser.name, time_of(organiser.created)],
                )?;
                Ok(())
            })
        })
    }

    fn rename_organiser(
        &self,
        reach: Reach,
        id: OrganiserId,
        name: String,
        mut entry: AuditEntry,
    ) -> Answer<bool> {
        self.write(move |connection| {
            let mut find = connection
                .prepare_cached("SELECT name FROM organisers WHERE id = ?1 AND (?2 IS NULL OR id = ?2)")?;
            let before: Option<String> =
                find.query_row(params![id.0.cast_signed(), number_of(reach)], |row| row.get(0)).optional()?;
            let Some(before) = before else { return Ok(false) };
            connection.execute(
                "UPDATE organisers SET name = ?2 WHERE id = ?1",
                params![id.0.cast_signed(), name],
            )?;
            entry.before = Some(serde_json::json!({ "name": before }).to_string());
            entry.after = Some(serde_json::json!({ "name": name }).to_string());
            super::audit::insert(connection, &entry)?;
            Ok(true)
        })
    }

    fn organiser(&self, reach: Reach, id: OrganiserId) -> Answer<Option<OrganiserRow>> {
        self.read(move |connection| {
            let mut find = connection.prepare_cached(
                "SELECT id, name, created_ms FROM organisers WHERE id = ?1 AND (?2 IS NULL OR id = ?2)",
            )?;
            find.query_row(params![id.0.cast_signed(), number_of(reach)], row_of).optional()
        })
    }

    fn organisers(
        &self,
        reach: Reach,
        after: Option<(Timestamp, OrganiserId)>,
        limit: u32,
    ) -> Answer<Vec<OrganiserRow>> {
        self.read(move |connection| {
            let (time, id) = after.map_or((-1, 0), |(time, id)| (time_of(time), id.0.cast_signed()));
            let mut page = connection.prepare_cached(
                "SELECT id, name, created_ms FROM organisers
                 WHERE (created_ms, id) > (?1, ?2) AND (?3 IS NULL OR id = ?3)
                 ORDER BY created_ms, id LIMIT ?4",
            )?;
            page.query_map(params![time, id, number_of(reach), limit], row_of)?.collect()
        })
    }
}

fn row_of(row: &Row<'_>) -> rusqlite::Result<OrganiserRow> {
    Ok(OrganiserRow { id: organiser_of(row.get(0)?), name: row.get(1)?, created: moment_of(row.get(2)?) })
}
