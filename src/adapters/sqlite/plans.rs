//! Plans, their drafts and their published versions.

use actors::ports::catalogue::audit::AuditEntry;
use actors::ports::catalogue::plans::{
    Deletion, Draft, NewDraft, NewVersion, PlanRow, Plans, Replacement, VersionRow,
};
use actors::ports::catalogue::{CatalogueError, Once, Reach, Written};
use actors::ports::journal::PortFuture;
use rusqlite::{Connection, OptionalExtension, Row, params};
use schemas::ids::{ContentHash, EventId, OrganiserId, PlanId};
use schemas::time::Timestamp;

use super::Catalogue;
use super::audit;
use super::connection::{moment_of, number_of, organiser_of, time_of};
use super::plan_deletion::{delete, named};
use super::remembered::{once, once_within};

type Answer<T> = PortFuture<Result<T, CatalogueError>>;

const COLUMNS: &str = "SELECT id, organiser, name, created_ms FROM plans";

impl Plans for Catalogue {
    fn create_plan(&self, plan: PlanRow, draft: Draft, identity: Once) -> Answer<Written> {
        self.write(move |connection| {
            once(connection, &identity, |connection| {
                connection.execute(
                    "INSERT INTO plans VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    params![
                        plan.id.0.cast_signed(),
                        plan.organiser.0.cast_signed(),
                        plan.name,
                        draft.text,
                        time_of(plan.created),
                        draft.issues
                    ],
                )?;
                Ok(())
            })
        })
    }

    fn replace_draft(&self, reach: Reach, new: NewDraft, mut entry: AuditEntry) -> Answer<Replacement> {
        self.write(move |connection| {
            let id = new.plan.0.cast_signed();
            let mut find = connection.prepare_cached(
                "SELECT name, draft FROM plans WHERE id = ?1 AND (?2 IS NULL OR organiser = ?2)",
            )?;
            let before = find.query_row(params![id, number_of(reach)], |row| {
                let draft = Draft { text: row.get(1)?, issues: None };
                Ok((row.get::<_, String>(0)?, draft.hash()))
            });
            let Some((name, hash)) = before.optional()? else { return Ok(Replacement::Unknown) };
            if new.only_if.is_some_and(|wanted| wanted != hash) {
                return Ok(Replacement::Changed);
            }
            connection.execute(
                "UPDATE plans SET name = ?2, draft = ?3, draft_issues = ?4 WHERE id = ?1",
                params![id, new.name, new.draft.text, new.draft.issues],
            )?;
            entry.before = Some(told(&name, hash));
            entry.after = Some(told(&new.name, new.draft.hash()));
            audit::insert(connection, &entry)?;
            Ok(Replacement::Done)
        })
    }

    fn plan(&self, reach: Reach, id: PlanId) -> Answer<Option<PlanRow>> {
        self.read(move |connection| {
            let mut find = connection
                .prepare_cached(&format!("{COLUMNS} WHERE id = ?1 AND (?2 IS NULL OR organiser = ?2)"))?;
            let plan = find.query_row(params![id.0.cast_signed(), number_of(reach)], plan_of).optional()?;
            plan.map(|plan| with_versions(connection, plan)).transpose()
        })
    }

    fn draft(&self, reach: Reach, id: PlanId) -> Answer<Option<Draft>> {
        self.read(move |connection| {
            let mut find = connection.prepare_cached(
                "SELECT draft, draft_issues FROM plans WHERE id = ?1 AND (?2 IS NULL OR organiser = ?2)",
            )?;
            let draft = find.query_row(params![id.0.cast_signed(), number_of(reach)], |row| {
                Ok(Draft { text: row.get(0)?, issues: row.get(1)? })
            });
            draft.optional()
        })
    }

    fn plans(&self, reach: Reach, after: Option<(Timestamp, PlanId)>, limit: u32) -> Answer<Vec<PlanRow>> {
        self.read(move |connection| {
            let (time, id) = after.map_or((-1, 0), |(time, id)| (time_of(time), id.0.cast_signed()));
            let organiser = number_of(reach);
            // One statement a kind of question, so that each goes by its own index.
            let whose = if organiser.is_some() { "organiser = ?3" } else { "?3 IS NULL" };
            let mut page = connection.prepare_cached(&format!(
                "{COLUMNS} WHERE (created_ms, id) > (?1, ?2) AND {whose} ORDER BY created_ms, id LIMIT ?4"
            ))?;
            let plans = page.query_map(params![time, id, organiser, limit], plan_of)?;
            plans.map(|plan| with_versions(connection, plan?)).collect()
        })
    }

    fn publish(&self, version: NewVersion, identity: Once) -> Answer<Option<Written>> {
        self.write(move |connection| {
            let follows = ends_at(connection, version.plan, version.after)?;
            once_within(connection, &identity, follows, |connection| {
                let row = &version.row;
                connection.execute(
                    "INSERT INTO plan_contents VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (hash) DO NOTHING",
                    params![
                        row.hash.0,
                        row.places,
                        row.units.cast_signed(),
                        version.content,
                        version.geometry
                    ],
                )?;
                connection.execute(
                    "INSERT INTO plan_versions VALUES (?1, ?2, ?3, ?4) ON CONFLICT (plan, hash) DO NOTHING",
                    params![version.plan.0.cast_signed(), row.number, row.hash.0, time_of(row.published)],
                )?;
                Ok(())
            })
        })
    }

    fn plan_named(&self, event: EventId, hash: ContentHash) -> Answer<bool> {
        self.write(move |connection| named(connection, event, hash))
    }

    fn delete_plan(
        &self,
        reach: Reach,
        id: PlanId,
        version: Option<ContentHash>,
        entry: AuditEntry,
    ) -> Answer<Deletion> {
        self.write(move |connection| delete(connection, reach, (id, version), entry))
    }

    fn has_version(&self, organiser: OrganiserId, hash: ContentHash) -> Answer<bool> {
        self.read(move |connection| has_version(connection, organiser, hash))
    }

    fn are_of_one_plan(&self, organiser: OrganiserId, [one, other]: [ContentHash; 2]) -> Answer<bool> {
        self.read(move |connection| {
            let mut find = connection.prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM plan_versions AS one JOIN plan_versions AS other USING (plan)
                 JOIN plans ON id = plan WHERE one.hash = ?1 AND other.hash = ?2 AND organiser = ?3)",
            )?;
            find.query_row(params![one.0, other.0, organiser.0.cast_signed()], |row| row.get(0))
        })
    }

    fn version_content(&self, hash: ContentHash) -> Answer<Option<Vec<u8>>> {
        self.blob("SELECT content FROM plan_contents WHERE hash = ?1", hash.0)
    }

    fn geometry(&self, hash: ContentHash) -> Answer<Option<Vec<u8>>> {
        self.blob("SELECT geometry FROM plan_contents WHERE hash = ?1", hash.0)
    }
}

impl Catalogue {
    fn blob(
        &self,
        query: &'static str,
        key: impl rusqlite::ToSql + Send + 'static,
    ) -> Answer<Option<Vec<u8>>> {
        self.read(move |connection| {
            connection.prepare_cached(query)?.query_row([key], |row| row.get(0)).optional()
        })
    }
}

/// Whether a plan of this organiser has this version.
pub(super) fn has_version(
    connection: &Connection,
    organiser: OrganiserId,
    hash: ContentHash,
) -> rusqlite::Result<bool> {
    let mut find = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM plan_versions JOIN plans ON id = plan WHERE hash = ?1 AND organiser = ?2)",
    )?;
    find.query_row(params![hash.0, organiser.0.cast_signed()], |row| row.get(0))
}

/// Whether the plan is there, and its last version is still this one.
fn ends_at(connection: &Connection, plan: PlanId, last: Option<ContentHash>) -> rusqlite::Result<bool> {
    let mut find = connection.prepare_cached(
        "SELECT (SELECT hash FROM plan_versions WHERE plan = plans.id ORDER BY number DESC LIMIT 1) IS ?2
         FROM plans WHERE id = ?1",
    )?;
    let is_last = find.query_row(params![plan.0.cast_signed(), last.map(|last| last.0)], |row| row.get(0));
    Ok(is_last.optional()?.unwrap_or(false))
}

/// What the audit log says about a plan: its name, and its draft by its hash.
fn told(name: &str, draft: ContentHash) -> String {
    serde_json::json!({ "name": name, "draft_hash": draft }).to_string()
}

fn plan_of(row: &Row<'_>) -> rusqlite::Result<PlanRow> {
    let id: i64 = row.get(0)?;
    Ok(PlanRow {
        id: PlanId(id.cast_unsigned()),
        organiser: organiser_of(row.get(1)?),
        name: row.get(2)?,
        created: moment_of(row.get(3)?),
        versions: Vec::new(),
    })
}

fn with_versions(connection: &Connection, mut plan: PlanRow) -> rusqlite::Result<PlanRow> {
    let mut list = connection.prepare_cached(
        "SELECT hash, number, places, units, published_ms FROM plan_versions JOIN plan_contents USING (hash)
         WHERE plan = ?1 ORDER BY number",
    )?;
    let versions = list.query_map([plan.id.0.cast_signed()], |row| {
        let units: i64 = row.get(3)?;
        Ok(VersionRow {
            hash: ContentHash(row.get(0)?),
            number: row.get(1)?,
            places: row.get(2)?,
            units: units.cast_unsigned(),
            published: moment_of(row.get(4)?),
        })
    })?;
    plan.versions = versions.collect::<Result<_, _>>()?;
    Ok(plan)
}
