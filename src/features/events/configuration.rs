//! What an event is sold under.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ETAG, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use actors::seat_map::view::EventSetup;
use schemas::api::configuration::{ConfiguredChannel, ConfiguredLevel, EventConfiguration};
use schemas::api::moment::Moment;
use schemas::api::problem::Problem;
use schemas::ids::ChannelIndex;
use schemas::plan::PlanIndex;

use super::{schedule, terms};
use crate::http::answer::{self, Answer, encode};
use crate::http::entity_tag::{is_known, of_configuration};
use crate::http::event_of::EventOf;
use crate::http::known_events::KnownEvents;
use crate::http::permission::ReadEvents;
use crate::http::problem::Failure;

/// What an event is sold under, as it is at this moment. Its `ETag` is what a change names as `If-Match`.
#[utoipa::path(get, path = "/api/v1/events/{event}/configuration", tag = "events",
    params(("event" = String, Path, description = "The event.")),
    security(("key" = ["read"])),
    responses(
        (status = 200, description = "The configuration.", body = EventConfiguration),
        (status = 304, description = "The client has it."),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn configuration(
    request: HttpRequest,
    event: EventOf<ReadEvents>,
    events: Data<KnownEvents>,
) -> Answer {
    let setup = event.setup().await?;
    let tag = of_configuration(&setup);
    let mut response = if is_known(&request, &tag) {
        HttpResponse::NotModified().insert_header((CACHE_CONTROL, "no-cache")).finish()
    } else {
        let plan = events.plan(setup.terms.plan).await?;
        let to_come = setup.terms.schedule.to_come(setup.sale);
        let warnings = schedule::warnings(to_come, event.row().await?.texts.starts_at);
        let shown = EventConfiguration { warnings, ..shown(&setup, &plan) };
        answer::json(StatusCode::OK, encode(&shown)?)
    };
    let tag = HeaderValue::from_str(&tag).map_err(Failure::internal)?;
    response.headers_mut().insert(ETAG, tag);
    Ok(response)
}

/// The configuration in the plan's keys and labels.
pub fn shown(setup: &EventSetup, plan: &PlanIndex) -> EventConfiguration {
    let present = &setup.terms;
    let levels = terms::shown_prices(present, plan).into_iter().filter_map(|price| {
        let level = usize::from(plan.level_by_key(&price.level)?.0);
        Some(ConfiguredLevel {
            level: price.level,
            name: plan.level_names().get(level)?.to_string(),
            color: plan.level_colors().get(level)?.to_string(),
            amount_minor: price.amount_minor,
        })
    });
    let channels = (1..).zip(&present.channels).map(|(number, key)| ConfiguredChannel {
        channel: key.clone(),
        number,
        open: !present.closed_channels.contains(&ChannelIndex(number)),
    });
    EventConfiguration {
        tag: of_configuration(setup),
        version: setup.version,
        configured: setup.configured,
        sale: setup.sale,
        sale_moves_at: setup.sale_moves_at.map(Moment),
        plan: present.plan,
        currency: present.currency.code(),
        levels: levels.collect(),
        channels: channels.collect(),
        tables: terms::shown_tables(present, plan),
        schedule: schedule::shown(present.schedule),
        terms: terms::shown_times(present),
        warnings: Vec::new(),
    }
}
