//! Events and the copies of what their logs hold.

use actors::ports::catalogue::audit::AuditEntry;
use actors::ports::catalogue::events::{Drafts, EventRow, Events, TextsChange, TextsRow};
use actors::ports::catalogue::{CatalogueError, Once, Reach, Written};
use actors::ports::journal::PortFuture;
use actors::seat_map::view::EventSetup;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};
use schemas::ids::{EventId, Version};
use schemas::record::{Effect, decode, encode};
use schemas::seat::SaleState;
use schemas::terms::EventTerms;
use schemas::time::Timestamp;

use super::Catalogue;
use super::audit;
use super::connection::{moment_of, number_of, organiser_of, time_of};
use super::plan_deletion::named;
use super::plans::has_version;
use super::remembered::once_within;

type Answer<T> = PortFuture<Result<T, CatalogueError>>;

const COLUMNS: &str =
    "SELECT id, organiser, name, starts_at_ms, created_ms, first_record, created_in_log, sale, terms,
    sale_moves_ms, changing, description, venue, zone, doors_ms, texts_version, announced FROM events";

impl Events for Catalogue {
    fn create_events(
        &self,
        events: Vec<EventRow>,
        noted: Vec<AuditEntry>,
        identity: Once,
    ) -> Answer<Option<Written>> {
        self.write(move |connection| {
            let mut may = true;
            for event in &events {
                may &= has_version(connection, event.organiser, event.terms.plan)?;
            }
            once_within(connection, &identity, may, |connection| {
                events.iter().try_for_each(|event| insert(connection, event))?;
                noted.iter().try_for_each(|entry| audit::insert(connection, entry))
            })
        })
    }

    fn set_texts(
        &self,
        reach: Reach,
        id: EventId,
        texts: TextsRow,
        only_if: Option<u64>,
        entry: AuditEntry,
    ) -> Answer<TextsChange> {
        self.write(move |connection| {
            let mut find = connection.prepare_cached(
                "SELECT texts_version FROM events WHERE id = ?1 AND (?2 IS NULL OR organiser = ?2)",
            )?;
            let present = find.query_row(params![id.0.cast_signed(), number_of(reach)], |row| row.get(0));
            let Some(present): Option<i64> = present.optional()? else { return Ok(TextsChange::NotThere) };
            if only_if.is_some_and(|version| version != present.cast_unsigned()) {
                return Ok(TextsChange::ChangedMeanwhile);
            }
            connection.execute(
                "UPDATE events SET name = ?2, starts_at_ms = ?3, description = ?4, venue = ?5, zone = ?6,
                    doors_ms = ?7, texts_version = texts_version + 1
                 WHERE id = ?1",
                params![
                    id.0.cast_signed(),
                    texts.name,
                    time_of(texts.starts_at),
                    texts.description,
                    texts.venue,
                    texts.zone,
                    texts.doors_at.map(time_of)
                ],
            )?;
            audit::insert(connection, &entry)?;
            Ok(TextsChange::Done)
        })
    }

    fn delete_event(&self, reach: Reach, id: EventId, entry: AuditEntry) -> Answer<bool> {
        self.write(move |connection| {
            let event = id.0.cast_signed();
            let noted = connection.execute(
                "INSERT INTO deleted_events SELECT id, organiser, ?3 FROM events
                 WHERE id = ?1 AND (?2 IS NULL OR organiser = ?2) AND announced = 0",
                params![event, number_of(reach), time_of(entry.at)],
            )?;
            if noted == 0 {
                return Ok(false);
            }
            connection.execute("DELETE FROM events WHERE id = ?1", [event])?;
            audit::insert(connection, &entry)?;
            Ok(true)
        })
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

    fn events(
        &self,
        reach: Reach,
        drafts: Drafts,
        after: Option<(Timestamp, EventId)>,
        limit: u32,
    ) -> Answer<Vec<EventRow>> {
        self.read(move |connection| {
            let (time, id) = after.map_or((-1, 0), |(time, id)| (time_of(time), id.0.cast_signed()));
            let organiser = number_of(reach);
            // One statement a kind of question, so that each goes by its own index.
            let whose = if organiser.is_some() { "organiser = ?3" } else { "?3 IS NULL" };
            let which = if drafts == Drafts::Seen { "TRUE" } else { "announced" };
            let mut page = connection.prepare_cached(&format!(
                "{COLUMNS} WHERE (starts_at_ms, id) > (?1, ?2) AND {whose} AND {which}
                 ORDER BY starts_at_ms, id LIMIT ?4"
            ))?;
            page.query_map(params![time, id, organiser, limit], event_of)?.collect()
        })
    }

    fn change_begun(&self, id: EventId) -> Answer<()> {
        self.change("UPDATE events SET changing = changing + 1 WHERE id = ?1", id)
    }

    fn change_done(&self, id: EventId, now: EventSetup) -> Answer<()> {
        self.copy("changing = max(0, changing - 1)", id, now)
    }

    fn copied(&self, id: EventId, now: EventSetup) -> Answer<()> {
        self.copy("changing = changing", id, now)
    }

    fn repaired(&self, id: EventId, now: EventSetup) -> Answer<()> {
        self.copy("changing = 0", id, now)
    }

    fn moves_due(
        &self,
        now: Timestamp,
        after: Option<(Timestamp, EventId)>,
        limit: u32,
    ) -> Answer<Vec<(Timestamp, EventId)>> {
        self.read(move |connection| {
            let (time, id) =
                after.map_or((-1, i64::MIN), |(time, id)| (time_of(time), id.0.cast_signed()));
            let mut due = connection.prepare_cached(
                "SELECT sale_moves_ms, id FROM events
                 WHERE sale_moves_ms <= ?1 AND (sale_moves_ms, id) > (?2, ?3) ORDER BY sale_moves_ms, id LIMIT ?4",
            )?;
            let of = |row: &Row<'_>| {
                let id: i64 = row.get(1)?;
                Ok((moment_of(row.get(0)?), EventId(id.cast_unsigned())))
            };
            due.query_map(params![time_of(now), time, id, limit], of)?.collect()
        })
    }

    fn to_repair(&self) -> Answer<Vec<EventRow>> {
        self.read(|connection| {
            let query = format!("{COLUMNS} WHERE created_in_log = 0 OR changing > 0 ORDER BY id");
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

    fn copy(&self, mark: &'static str, id: EventId, now: EventSetup) -> Answer<()> {
        self.write(move |connection| {
            let id = id.0.cast_signed();
            connection.execute(&format!("UPDATE events SET {mark} WHERE id = ?1"), [id])?;
            let (plan, terms) = (now.terms.plan, encoded(Timestamp::default(), now.terms));
            let mut copy = connection.prepare_cached(
                "UPDATE events SET sale = ?2, sale_moves_ms = ?3, plan = ?4, terms = ?5, copied_version = ?6,
                    announced = ?7
                 WHERE id = ?1 AND copied_version < ?6",
            )?;
            copy.execute(params![
                id,
                now.sale.as_str(),
                now.sale_moves_at.map(time_of),
                plan.0,
                terms,
                now.version.0.cast_signed(),
                now.announced
            ])?;
            Ok(())
        })
    }
}

/// Terms in the form of a record that begins an event: the log's bytes can be read for ever.
fn encoded(at: Timestamp, terms: EventTerms) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode(at, None, &Effect::Drafted(Box::new(terms)), &mut bytes);
    bytes
}

fn terms_of(row: &Row<'_>, column: usize, name: &str) -> rusqlite::Result<Option<EventTerms>> {
    let Some(record) = row.get::<_, Option<Vec<u8>>>(column)? else { return Ok(None) };
    let record = decode(Version(1), &record)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Blob, Box::new(error)))?;
    let beginning = record.effect.beginning();
    let none = || rusqlite::Error::InvalidColumnType(column, name.to_owned(), Type::Blob);
    beginning.map(|(terms, _)| Some(terms)).ok_or_else(none)
}

fn insert(connection: &Connection, event: &EventRow) -> rusqlite::Result<()> {
    let first_record = encoded(event.created, event.first_terms.clone());
    connection.execute(
        "INSERT INTO events
            (id, organiser, name, starts_at_ms, created_ms, plan, first_record, created_in_log, sale,
             description, venue, zone, doors_ms, announced)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        params![
            event.id.0.cast_signed(),
            event.organiser.0.cast_signed(),
            event.texts.name,
            time_of(event.texts.starts_at),
            time_of(event.created),
            event.terms.plan.0,
            first_record,
            event.created_in_log,
            event.sale.as_str(),
            event.texts.description,
            event.texts.venue,
            event.texts.zone,
            event.texts.doors_at.map(time_of),
            event.announced
        ],
    )?;
    named(connection, event.id, event.terms.plan).map(|_| ())
}

fn event_of(row: &Row<'_>) -> rusqlite::Result<EventRow> {
    let id: i64 = row.get(0)?;
    let sale: String = row.get(7)?;
    let missing =
        |column, name: &str, kind| rusqlite::Error::InvalidColumnType(column, name.to_owned(), kind);
    let first_terms =
        terms_of(row, 5, "first_record")?.ok_or_else(|| missing(5, "first_record", Type::Blob))?;
    Ok(EventRow {
        id: EventId(id.cast_unsigned()),
        organiser: organiser_of(row.get(1)?),
        texts: TextsRow {
            name: row.get(2)?,
            starts_at: moment_of(row.get(3)?),
            description: row.get(11)?,
            venue: row.get(12)?,
            zone: row.get(13)?,
            doors_at: row.get::<_, Option<i64>>(14)?.map(moment_of),
        },
        texts_version: row.get::<_, i64>(15)?.cast_unsigned(),
        created: moment_of(row.get(4)?),
        terms: terms_of(row, 8, "terms")?.unwrap_or_else(|| first_terms.clone()),
        first_terms,
        announced: row.get(16)?,
        sale: sale_of(&sale).ok_or_else(|| missing(7, "sale", Type::Text))?,
        sale_moves_at: row.get::<_, Option<i64>>(9)?.map(moment_of),
        changing: row.get::<_, u32>(10)? > 0,
        created_in_log: row.get(6)?,
    })
}

fn sale_of(name: &str) -> Option<SaleState> {
    SaleState::ALL.into_iter().find(|sale| sale.as_str() == name)
}
