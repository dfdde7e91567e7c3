//! Events and the copies of what their logs hold.

use actors::ports::catalogue::events::{EventRow, Events};
use actors::ports::catalogue::{CatalogueError, Once, Reach, Written};
use actors::ports::journal::PortFuture;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};
use schemas::ids::{EventId, Version};
use schemas::record::{Effect, decode, encode};
use schemas::seat::SaleState;
use schemas::time::Timestamp;

use super::Catalogue;
use super::connection::{moment_of, number_of, organiser_of, time_of};
use super::plan_deletion::named;
use super::remembered::once;

type Answer<T> = PortFuture<Result<T, CatalogueError>>;

const COLUMNS: &str =
    "SELECT id, organiser, name, starts_at_ms, created_ms, first_record, created_in_log, sale FROM events";

impl Events for Catalogue {
    fn create_event(&self, event: EventRow, identity: Once) -> Answer<Written> {
        self.write(move |connection| once(connection, &identity, |connection| insert(connection, &event)))
    }

    fn event_begun(&self, id: EventId) -> Answer<()> {
        self.change("UPDATE events SET created_in_log = 1 WHERE id = ?1", id)
    }

    fn event(&self, reach: Reach, id: EventId) -> Answer<Option<EventRow>> {
        self.read(move |connection| {
            let mut find = connection
                .prepare_cached(&format!("{COLUMNS} WHERE id = ?1 AND (?2 IS NULL OR organiser = ?2)"))?;
            find.query_row(params![id.0.cast_signed(), number_of(reach)], event_of).optional()
        })
    }

    fn events(&self, reach: Reach, after: Option<(Timestamp, EventId)>, limit: u32) -> Answer<Vec<EventRow>> {
        self.read(move |connection| {
            let (time, id) = after.map_or((-1, 0), |(time, id)| (time_of(time), id.0.cast_signed()));
            let organiser = number_of(reach);
            // One statement a kind of question, so that each goes by its own index.
            let whose = if organiser.is_some() { "organiser = ?3" } else { "?3 IS NULL" };
            let mut page = connection.prepare_cached(&format!(
                "{COLUMNS} WHERE (created_ms, id) > (?1, ?2) AND {whose} ORDER BY created_ms, id LIMIT ?4"
            ))?;
            page.query_map(params![time, id, organiser, limit], event_of)?.collect()
        })
    }

    fn sale_begun(&self, id: EventId) -> Answer<()> {
        self.change("UPDATE events SET sale_commands = sale_commands + 1 WHERE id = ?1", id)
    }

    fn sale_done(&self, id: EventId, sale: SaleState, version: Version) -> Answer<()> {
        self.copy_sale("sale_commands = max(0, sale_commands - 1)", id, sale, version)
    }

    fn sale_repaired(&self, id: EventId, sale: SaleState, version: Version) -> Answer<()> {
        self.copy_sale("sale_commands = 0", id, sale, version)
    }

    fn to_repair(&self) -> Answer<Vec<EventRow>> {
        self.read(|connection| {
            let query = format!("{COLUMNS} WHERE created_in_log = 0 OR sale_commands > 0 ORDER BY id");
            connection.prepare(&query)?.query_map([], event_of)?.collect()
        })
    }
}

impl Catalogue {
    fn change(&self, statement: &'static str, id: EventId) -> Answer<()> {
        self.write(move |connection| {
            connection.execute(statement, [id.0.cast_signed()])?;
            Ok(())
        })
    }

    fn copy_sale(&self, mark: &'static str, id: EventId, sale: SaleState, version: Version) -> Answer<()> {
        self.write(move |connection| {
            let id = id.0.cast_signed();
            connection.execute(&format!("UPDATE events SET {mark} WHERE id = ?1"), [id])?;
            connection.execute(
                "UPDATE events SET sale = ?2, sale_version = ?3 WHERE id = ?1 AND sale_version < ?3",
                params![id, sale.as_str(), version.0.cast_signed()],
            )?;
            Ok(())
        })
    }
}

fn insert(connection: &Connection, event: &EventRow) -> rusqlite::Result<()> {
    let mut first_record = Vec::new();
    encode(event.created, None, &Effect::Drafted(Box::new(event.terms.clone())), &mut first_record);
    connection.execute(
        "INSERT INTO events
            (id, organiser, name, starts_at_ms, created_ms, plan, first_record, created_in_log, sale)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            event.id.0.cast_signed(),
            event.organiser.0.cast_signed(),
            event.name,
            time_of(event.starts_at),
            time_of(event.created),
            event.terms.plan.0,
            first_record,
            event.created_in_log,
            event.sale.as_str()
        ],
    )?;
    named(connection, event.id, event.terms.plan)
}

fn event_of(row: &Row<'_>) -> rusqlite::Result<EventRow> {
    let id: i64 = row.get(0)?;
    let first_record: Vec<u8> = row.get(5)?;
    let sale: String = row.get(7)?;
    let record = decode(Version(1), &first_record)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(5, Type::Blob, Box::new(error)))?;
    let (terms, _) = record
        .effect
        .beginning()
        .ok_or_else(|| rusqlite::Error::InvalidColumnType(5, "first_record".to_owned(), Type::Blob))?;
    Ok(EventRow {
        id: EventId(id.cast_unsigned()),
        organiser: organiser_of(row.get(1)?),
        name: row.get(2)?,
        starts_at: moment_of(row.get(3)?),
        created: moment_of(row.get(4)?),
        terms,
        sale: sale_of(&sale)
            .ok_or_else(|| rusqlite::Error::InvalidColumnType(7, "sale".to_owned(), Type::Text))?,
        created_in_log: row.get(6)?,
    })
}

fn sale_of(name: &str) -> Option<SaleState> {
    SaleState::ALL.into_iter().find(|sale| sale.as_str() == name)
}
