//! Moves an event to a later version of its plan.

use actix_web::web::Data;
use actors::ports::catalogue::plans::Plans;
use actors::seat_map::command::{Command, CompiledPlan};
use actors::seat_map::outcome::Done;
use actors::seat_map::view::EventSetup;
use schemas::api::configuration::{MoveToVersion, MovedToVersion};
use schemas::api::problem::Problem;
use schemas::error_code::ErrorCode;
use schemas::ids::OrganiserId;
use schemas::plan::PlanIndex;
use schemas::terms::LevelPrice;
use serde_json::json;

use super::terms::named_prices;
use crate::http::answer::{Answer, ok};
use crate::http::entity_tag::IfMatch;
use crate::http::event_of::{EventOf, Noted};
use crate::http::known_events::KnownEvents;
use crate::http::mistakes::Mistakes;
use crate::http::permission::ManageEvents;
use crate::http::problem::Failure;
use crate::http::told::Told;

/// Moves an event to a later version of its plan, on sale or not. Refused while somebody has a place that the
/// version drops or sells in another way; all of them are named.
#[utoipa::path(post, path = "/api/v1/events/{event}/move-to-version", tag = "events",
    params(
        ("event" = String, Path, description = "The event."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
        ("If-Match" = Option<String>, Header,
            description = "The `ETag` of the configuration that is changed; whichever it is where left out."),
    ),
    request_body = MoveToVersion,
    security(("key" = ["manage"])),
    responses(
        (status = 200, description = "The event is on that version.", body = MovedToVersion),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn move_to_version(
    event: EventOf<ManageEvents>,
    if_match: IfMatch,
    told: Told<MoveToVersion>,
    events: Data<KnownEvents>,
    plans: Data<dyn Plans>,
) -> Answer {
    let wanted = &told.body;
    let setup = event.setup().await?;
    let only_if = if_match.version(setup.terms.stream)?;
    check_plan(event.known.organiser, &setup, wanted, plans.as_ref()).await?;
    let (before, plan) = (events.plan(setup.terms.plan).await?, events.plan(wanted.plan).await?);
    let mut mistakes = Mistakes::default();
    let prices = named_prices(&wanted.prices, &plan, &mut mistakes);
    mistakes.none()?;
    let noted = Noted {
        before: Some(json!({ "plan": setup.terms.plan })),
        after: Some(json!({ "plan": wanted.plan, "prices": wanted.prices })),
        as_of: Some(setup.version),
    };
    let command = Command::MoveToPlan { plan: CompiledPlan(plan.clone()), prices: prices.clone(), only_if };
    let decided = event.configure((told.id, told.digest), command, noted).await;
    let answer = decided.map_err(|failure| match failure.code() {
        ErrorCode::PlanIncompatible => failure.at("/plan"),
        ErrorCode::TermsInvalid => failure.saying(unpriced(&setup, &before, &plan, &prices)).at("/prices"),
        ErrorCode::InUse => {
            let labels = event.known.labels(failure.places());
            failure.saying(format!("somebody has what the version drops or sells in another way: {labels}"))
        }
        _ => failure,
    })?;
    let Done::MovedToPlan { plan } = answer.done else {
        return Err(Failure::internal("a move was answered by something else"));
    };
    ok(&MovedToVersion { version: answer.version, plan })
}

/// The version must be one of the organiser's, and of the plan that the event is on.
async fn check_plan(
    organiser: OrganiserId,
    setup: &EventSetup,
    wanted: &MoveToVersion,
    plans: &dyn Plans,
) -> Result<(), Failure> {
    if !plans.has_version(organiser, wanted.plan).await? {
        let detail = format!("no plan of {organiser} has the published version {}", wanted.plan);
        return Err(Failure::new(ErrorCode::UnknownPlan, detail).at("/plan"));
    }
    if wanted.plan != setup.terms.plan
        && !plans.are_of_one_plan(organiser, [setup.terms.plan, wanted.plan]).await?
    {
        let detail = "the version is of another plan than the event's";
        return Err(Failure::new(ErrorCode::PlanIncompatible, detail).at("/plan"));
    }
    Ok(())
}

/// Which levels of the version have no price.
fn unpriced(setup: &EventSetup, before: &PlanIndex, plan: &PlanIndex, prices: &[LevelPrice]) -> String {
    let has_price = |key: &str| {
        let (known, named) = (before.level_by_key(key), plan.level_by_key(key));
        setup.terms.prices.iter().any(|price| Some(price.level) == known)
            || prices.iter().any(|price| Some(price.level) == named)
    };
    let keys: Vec<&str> = plan.level_keys().iter().map(AsRef::as_ref).filter(|key| !has_price(key)).collect();
    format!("price levels of the version without a price: {}", keys.join(", "))
}
