//! Deleting plans and versions, which events must not need.

use actors::ports::catalogue::Reach;
use actors::ports::catalogue::audit::AuditEntry;
use actors::ports::catalogue::plans::Deletion;
use rusqlite::{Connection, OptionalExtension, params};
use schemas::ids::{ContentHash, EventId, PlanId};

use super::audit;
use super::connection::number_of;
use crate::limits::EVENTS_NAMED;

/// What is deleted: all of the plan, or the version of this hash. Call inside a transaction.
pub(super) fn delete(
    connection: &Connection,
    reach: Reach,
    (plan, version): (PlanId, Option<ContentHash>),
    mut entry: AuditEntry,
) -> rusqlite::Result<Deletion> {
    let id = plan.0.cast_signed();
    let mut find = connection
        .prepare_cached("SELECT name FROM plans WHERE id = ?1 AND (?2 IS NULL OR organiser = ?2)")?;
    let name: Option<String> = find.query_row(params![id, number_of(reach)], |row| row.get(0)).optional()?;
    let Some(name) = name else { return Ok(Deletion::Unknown) };
    let hashes = hashes(connection, id, version)?;
    if version.is_some() && hashes.is_empty() {
        return Ok(Deletion::Unknown);
    }
    let events = needed_by(connection, id, version)?;
    if !events.is_empty() {
        return Ok(Deletion::InUse(events));
    }
    let mut forget = connection.prepare_cached("DELETE FROM plan_versions WHERE plan = ?1 AND hash = ?2")?;
    for hash in &hashes {
        forget.execute(params![id, hash.0])?;
        // Another plan may have the same content, and another organiser's event need it.
        connection.execute(
            "DELETE FROM plan_contents WHERE hash = ?1
             AND NOT EXISTS (SELECT 1 FROM plan_versions WHERE plan_versions.hash = ?1)
             AND NOT EXISTS (SELECT 1 FROM event_plans WHERE event_plans.hash = ?1)",
            [hash.0],
        )?;
    }
    if version.is_none() {
        connection.execute("DELETE FROM plans WHERE id = ?1", [id])?;
    }
    let versions: Vec<String> = hashes.iter().map(ToString::to_string).collect();
    entry.before = Some(serde_json::json!({ "name": name, "versions": versions }).to_string());
    audit::insert(connection, &entry)?;
    Ok(Deletion::Done)
}

fn hashes(
    connection: &Connection,
    plan: i64,
    version: Option<ContentHash>,
) -> rusqlite::Result<Vec<ContentHash>> {
    let mut list = connection.prepare_cached(
        "SELECT hash FROM plan_versions WHERE plan = ?1 AND (?2 IS NULL OR hash = ?2) ORDER BY number",
    )?;
    let rows =
        list.query_map(params![plan, version.map(|hash| hash.0)], |row| row.get(0).map(ContentHash))?;
    rows.collect()
}

/// Events of the plan's organiser whose logs name one of the versions.
fn needed_by(
    connection: &Connection,
    plan: i64,
    version: Option<ContentHash>,
) -> rusqlite::Result<Vec<EventId>> {
    let mut find = connection.prepare_cached(
        "SELECT DISTINCT event FROM plan_versions
         JOIN plans ON plans.id = plan_versions.plan
         JOIN event_plans USING (hash)
         JOIN events ON events.id = event AND events.organiser = plans.organiser
         WHERE plan_versions.plan = ?1 AND (?2 IS NULL OR hash = ?2) ORDER BY event LIMIT ?3",
    )?;
    let rows = find.query_map(params![plan, version.map(|hash| hash.0), EVENTS_NAMED], |row| {
        row.get(0).map(|id: i64| EventId(id.cast_unsigned()))
    })?;
    rows.collect()
}

/// Notes that the event's log names a version; false where there is no such version.
pub(super) fn named(connection: &Connection, event: EventId, hash: ContentHash) -> rusqlite::Result<bool> {
    let mut find =
        connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM plan_contents WHERE hash = ?1)")?;
    if !find.query_row([hash.0], |row| row.get(0))? {
        return Ok(false);
    }
    let mut note =
        connection.prepare_cached("INSERT INTO event_plans VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
    note.execute(params![hash.0, event.0.cast_signed()])?;
    Ok(true)
}
