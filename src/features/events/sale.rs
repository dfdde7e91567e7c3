//! Schedules, opens, pauses, resumes and ends a sale; calls an event off.

use actors::seat_map::command::{Command, SaleStep};
use actors::seat_map::outcome::{self, Done};
use actors::seat_map::view::EventSetup;
use schemas::api::events::SaleChanged;
use schemas::api::problem::Problem;
use schemas::error_code::ErrorCode;
use schemas::seat::SaleState;
use schemas::time::Timestamp;
use serde_json::json;

use super::schedule;
use crate::http::answer::{Answer, ok};
use crate::http::event_of::{EventOf, Noted};
use crate::http::permission::ManageEvents;
use crate::http::problem::Failure;
use crate::http::told::{Nothing, Told};
use crate::limits::CHANGE_ATTEMPTS;

macro_rules! sale_commands {
    ($($(#[doc = $about:literal])+ $name:ident $path:literal $step:ident;)*) => {$(
        $(#[doc = $about])+
        #[utoipa::path(post, path = $path, tag = "events",
            params(
                ("event" = String, Path, description = "The event."),
                ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
            ),
            security(("key" = ["manage"])),
            responses(
                (status = 200, description = "Where the sale stands.", body = SaleChanged),
                (status = "default", description = "A problem.", body = Problem,
                    content_type = "application/problem+json"),
            ))]
        pub(crate) async fn $name(event: EventOf<ManageEvents>, told: Told<Nothing>) -> Answer {
            change(&event, SaleStep::$step, &told).await
        }
    )*};
}
sale_commands! {
    /// Schedules a draft: everybody sees it, and it opens by itself where its schedule says when. Refused where a moment
    /// of its schedule is over.
    schedule "/api/v1/events/{event}/schedule" Schedule;
    /// Opens the sale of a draft or a scheduled event: holds are taken.
    open "/api/v1/events/{event}/open" Open;
    /// Pauses a sale that is on: no new hold, extension or payment; what is in payment goes on.
    pause "/api/v1/events/{event}/pause" Pause;
    /// Resumes a paused sale, and no other.
    resume "/api/v1/events/{event}/resume" Resume;
    /// Ends a sale that is scheduled, on or paused, for good.
    end "/api/v1/events/{event}/end" End;
    /// Calls the event off for good: its holds end, its bookings stay to be refunded. A draft stays its organiser's alone.
    cancel "/api/v1/events/{event}/cancel" Cancel;
}

/// Takes a step of the sale. What was there is asked first and told to the engine, so that the audit log has what
/// this very change found.
async fn change(event: &EventOf<ManageEvents>, step: SaleStep, told: &Told<Nothing>) -> Answer {
    for _ in 0..CHANGE_ATTEMPTS {
        let before = event.setup().await?;
        let found = before.sale;
        let noted =
            Noted { before: Some(json!({ "sale": found })), after: None, as_of: Some(before.version) };
        // It is the engine that says no: a repeat of what was done gets its answer, wherever the sale stands now.
        let command = Command::SetSale { step, only_if: Some(found) };
        let failure = match event.configure((told.id, told.digest), command, noted).await {
            Ok(answer) => return shown(&answer),
            Err(failure) => failure,
        };
        match failure.code() {
            ErrorCode::SaleStateConflict => return Err(conflict(found, step)),
            ErrorCode::SchedulePast => {
                return Err(schedule_past(&before, step, event.now()).unwrap_or(failure));
            }
            ErrorCode::ChangedMeanwhile => {}
            _ => return Err(failure),
        }
    }
    Err(Failure::new(ErrorCode::Busy, "the sale is changed by others all the time"))
}

/// The step does not lead on from where the sale stands.
fn conflict(sale: SaleState, step: SaleStep) -> Failure {
    let now = sale.as_str();
    let detail = match (sale, step) {
        (SaleState::Paused, SaleStep::Open) => {
            format!("the sale is `{now}`, and opening is for one that has not been open: resume it")
        }
        _ if sale == step.state() => format!("the sale is `{now}` already"),
        _ => format!("the sale is `{now}` and cannot become `{}` from there", step.state().as_str()),
    };
    Failure::new(ErrorCode::SaleStateConflict, detail).with_sale(sale)
}

/// Every moment that is over, and what to do. None where somebody has set others since.
fn schedule_past(before: &EventSetup, step: SaleStep, now: Timestamp) -> Option<Failure> {
    let over = schedule::over(before.terms.schedule, now);
    let over = over.filter(|(name, _)| step == SaleStep::Schedule || *name == "closes_at");
    let told = over.map(|(name, moment)| {
        let (moves, instead) = match name {
            "opens_at" => ("open", ", or open the sale"),
            _ => ("end", ""),
        };
        let detail = format!(
            "{name}, {moment}, is over: the sale would {moves} on the spot. Change the terms, with a later moment or with \
             {{\"schedule\": {{\"{name}\": null}}}}{instead}"
        );
        let failure = Failure::new(ErrorCode::SchedulePast, detail).at(format!("/schedule/{name}"));
        failure.with_sale(before.sale)
    });
    Failure::all(told.collect())
}

fn shown(answer: &outcome::Answer) -> Answer {
    let Done::Sale { state } = answer.done else {
        return Err(Failure::internal("a change of the sale was answered by something else"));
    };
    ok(&SaleChanged { version: answer.version, sale: state })
}
