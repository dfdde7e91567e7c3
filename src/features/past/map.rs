//! The map as it was.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, VARY};
use actix_web::web::{Data, block};
use actors::ports::catalogue::plans::Plans;
use schemas::api::moment::Moment;
use schemas::api::problem::Problem;
use schemas::plan::{PublishedPlan, draw_map_svg};

use super::state::{When, no_moment, there};
use crate::http::answer::Answer;
use crate::http::event_of::EventOf;
use crate::http::lines;
use crate::http::path::Query;
use crate::http::permission::ReadHistory;
use crate::http::problem::Failure;
use crate::http::replays::Replays;

/// The map as it was, drawn as SVG: what was free, held, booked and off sale, on the plan version of then.
#[utoipa::path(get, path = "/api/v1/events/{event}/past/map", tag = "past",
    params(
        ("event" = String, Path, description = "The event."),
        ("at" = String, Query, description = "A version, or a time such as 2026-11-21T19:30:00Z."),
    ),
    security(("key" = ["read"])),
    responses(
        (status = 200, description = "A drawing.", body = String, content_type = "image/svg+xml"),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn map(
    event: EventOf<ReadHistory>,
    when: Query<When>,
    replays: Data<Replays>,
    plans: Data<dyn Plans>,
) -> Answer {
    let (log, id, at) = (event.log(), event.id, when.0.at);
    let found = replays.run(move || log.at(at)).await?;
    let map = there(found, id)?.ok_or_else(|| no_moment(at))?;
    let hash = map.terms().map(|terms| terms.plan).ok_or_else(|| no_moment(at))?;
    let content = plans.version_content(hash).await?;
    let content = content.ok_or_else(|| Failure::internal("a plan version has no content"))?;
    let drawing = block(move || {
        let plan = PublishedPlan::open(&content, hash).map_err(Failure::internal)?;
        let title = format!("version {}, {}", map.version().0, Moment(map.last_record_at()));
        draw_map_svg(&plan, &title, |place| lines::counts(map.counts_of(place))).map_err(Failure::internal)
    });
    Ok(HttpResponse::Ok()
        .content_type("image/svg+xml")
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((VARY, "authorization"))
        .body(drawing.await.map_err(Failure::internal)??))
}
