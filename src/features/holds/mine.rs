//! All holds of a buyer.

use actix_web::web::Data;
use schemas::api::holds::{MyHold, MyHolds};
use schemas::api::moment::Moment;
use schemas::api::problem::Problem;

use crate::http::answer::{Answer, ok};
use crate::http::buyer::Buying;
use crate::http::commands::Commands;
use crate::http::known_events::KnownEvents;
use crate::http::lines;
use crate::http::problem::Failure;

/// All holds of the token.
#[utoipa::path(get, path = "/api/v1/events/{event}/holds", tag = "buyers",
    params(
        ("event" = String, Path, description = "The event."),
        ("Hold-Token" = String, Header, description = "The buyer's secret."),
    ),
    responses(
        (status = 200, description = "The holds.", body = MyHolds),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn mine(buying: Buying, events: Data<KnownEvents>, commands: Data<Commands>) -> Answer {
    let known = events.get(buying.event()).await?;
    let token = buying.buyer.token;
    let mut answers = commands.ask(buying.event(), |handle| handle.holds_of(vec![token])).await?;
    let mine = answers.pop().ok_or_else(|| Failure::internal("no answer about a token"))?;
    let holds = mine.holds.iter().map(|hold| MyHold {
        hold: hold.hold,
        deadline: Moment(hold.deadline),
        lifetime_end: Moment(hold.lifetime_end),
        in_payment: hold.in_payment,
        places: lines::held(&hold.places),
        total: known.total(&hold.places),
    });
    ok(&MyHolds { version: mine.version, holds: holds.collect() })
}
