//! Plans, their drafts and their published versions.

use actors::ports::catalogue::plans::{NewVersion, PlanRow, Plans, VersionRow};
use actors::ports::catalogue::{CatalogueError, Once, Written};
use actors::ports::journal::PortFuture;
use rusqlite::{Connection, OptionalExtension, Row, params};
use schemas::ids::{ContentHash, PlanId};
use schemas::time::Timestamp;

use super::Catalogue;
use super::connection::{moment_of, time_of};
use super::remembered::once;

type Answer<T> = PortFuture<Result<T, CatalogueError>>;

impl Plans for Catalogue {
    fn create_plan(&self, plan: PlanRow, draft: Vec<u8>, identity: Once) -> Answer<Written> {
        self.write(move |connection| {
            once(connection, &identity, |connection| {
                connection.execute(
                    "INSERT INTO plans VALUES (?1, ?2, ?3, ?4)",
                    params![plan.id.0.cast_signed(), plan.name, draft, time_of(plan.created)],
                )?;
                Ok(())
            })
        })
    }

    fn replace_draft(&self, id: PlanId, name: String, draft: Vec<u8>) -> Answer<bool> {
        self.write(move |connection| {
            let changed = connection.execute(
                "UPDATE plans SET name = ?2, draft = ?3 WHERE id = ?1",
                params![id.0.cast_signed(), name, draft],
            )?;
            Ok(changed == 1)
        })
    }

    fn plan(&self, id: PlanId) -> Answer<Option<PlanRow>> {
        self.read(move |connection| {
            let mut find =
                connection.prepare_cached("SELECT id, name, created_ms FROM plans WHERE id = ?1")?;
            let plan = find.query_row([id.0.cast_signed()], plan_of).optional()?;
            plan.map(|plan| with_versions(connection, plan)).transpose()
        })
    }

    fn draft(&self, id: PlanId) -> Answer<Option<Vec<u8>>> {
        self.blob("SELECT draft FROM plans WHERE id = ?1", id.0.cast_signed())
    }

    fn plans(&self, after: Option<(Timestamp, PlanId)>, limit: u32) -> Answer<Vec<PlanRow>> {
        self.read(move |connection| {
            let (time, id) = after.map_or((-1, 0), |(time, id)| (time_of(time), id.0.cast_signed()));
            let mut page = connection.prepare_cached(
                "SELECT id, name, created_ms FROM plans WHERE (created_ms, id) > (?1, ?2)
                 ORDER BY created_ms, id LIMIT ?3",
            )?;
            let plans = page.query_map(params![time, id, limit], plan_of)?;
            plans.map(|plan| with_versions(connection, plan?)).collect()
        })
    }

    fn publish(&self, version: NewVersion, identity: Once) -> Answer<Written> {
        self.write(move |connection| {
            once(connection, &identity, |connection| {
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

fn plan_of(row: &Row<'_>) -> rusqlite::Result<PlanRow> {
    let id: i64 = row.get(0)?;
    Ok(PlanRow {
        id: PlanId(id.cast_unsigned()),
        name: row.get(1)?,
        created: moment_of(row.get(2)?),
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
