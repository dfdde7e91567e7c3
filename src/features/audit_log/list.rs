//! A page of the audit log.

use actix_web::web::Data;
use actors::ports::catalogue::audit::{Audit, AuditRow};
use schemas::api::audit_log::{AuditEntry, AuditPage};
use schemas::api::moment::Moment;
use schemas::api::problem::Problem;
use schemas::ids::OrganiserId;
use serde::Deserialize;

use crate::http::answer::{Answer, ok};
use crate::http::organiser::Organiser;
use crate::http::page::{PageWanted, next};
use crate::http::path::Query;
use crate::http::permission::ReadAudit;
use crate::http::problem::Failure;

/// Which entries.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    resource: Option<String>,
    after: Option<String>,
    limit: Option<u32>,
    organiser: Option<OrganiserId>,
}

/// Who changed what, the newest first. Sales are not here: they are in the events' own logs. Entries are kept
/// for two years.
#[utoipa::path(get, path = "/api/v1/audit", tag = "audit_log",
    params(
        ("resource" = Option<String>, Query, description = "About this event, plan, key or organiser alone."),
        ("after" = Option<String>, Query, description = "`next` of the page before."),
        ("organiser" = Option<String>, Query, description = "Of this organiser alone."),
        ("limit" = Option<u32>, Query, description = "Most entries of the page, 1 to 200."),
    ),
    security(("key" = ["manage"])),
    responses(
        (status = 200, description = "A page.", body = AuditPage),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn list(
    organiser: Organiser<ReadAudit>,
    wanted: Query<Wanted>,
    audit: Data<dyn Audit>,
) -> Answer {
    let Wanted { resource, after, limit, organiser: whose } = wanted.0;
    let page = PageWanted { after, limit, organiser: whose };
    let (limit, before) = (page.limit()?, page.after()?.map(|(_, number)| number));
    let rows = audit.entries(organiser.reach_of(whose)?, resource, before, limit).await?;
    let next = next(rows.len(), limit, rows.last().map(|last| (last.entry.at, last.number)));
    let entries: Result<Vec<AuditEntry>, Failure> = rows.into_iter().map(shown).collect();
    ok(&AuditPage { entries: entries?, next })
}

fn shown(AuditRow { number, entry }: AuditRow) -> Result<AuditEntry, Failure> {
    let read = |text: Option<String>| {
        text.map(|text| serde_json::from_str(&text)).transpose().map_err(Failure::internal)
    };
    Ok(AuditEntry {
        number,
        at: Moment(entry.at),
        key: entry.by.key,
        key_name: entry.by.name,
        organiser: entry.organiser,
        action: entry.action,
        resource: entry.resource,
        version: entry.version,
        before: read(entry.before)?,
        after: read(entry.after)?,
        request: entry.request,
    })
}
