//! Schedules, opens, pauses, resumes and ends a sale; calls an event off.

use actors::seat_map::command::Command;
use actors::seat_map::outcome::{self, Done};
use schemas::api::events::SaleChanged;
use schemas::api::problem::Problem;
use schemas::error_code::ErrorCode;
use schemas::seat::SaleState;
use serde_json::json;

use crate::http::answer::{Answer, ok};
use crate::http::event_of::{EventOf, Noted};
use crate::http::permission::ManageEvents;
use crate::http::problem::Failure;
use crate::http::told::{Nothing, Told};
use crate::limits::SALE_ATTEMPTS;

macro_rules! sale_commands {
    ($($(#[doc = $about:literal])+ $name:ident $path:literal $state:ident $(from $from:ident)?;)*) => {$(
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
            let from = None$(.or(Some(SaleState::$from)))?;
            change(&event, SaleState::$state, from, &told).await
        }
    )*};
}
sale_commands! {
    /// Schedules a draft: it can be announced, and opens by itself where its schedule says when.
    schedule "/api/v1/events/{event}/schedule" Scheduled;
    /// Opens the sale: holds are taken.
    open "/api/v1/events/{event}/open" OnSale;
    /// Pauses the sale: no new hold, extension or payment; what is in payment goes on.
    pause "/api/v1/events/{event}/pause" Paused;
    /// Resumes a paused sale, and no other.
    resume "/api/v1/events/{event}/resume" OnSale from Paused;
    /// Ends the sale for good.
    end "/api/v1/events/{event}/end" Ended;
    /// Calls the event off for good: its holds end, its bookings stay to be refunded.
    cancel "/api/v1/events/{event}/cancel" Cancelled;
}

/// Takes the sale to `state`; only `from` one, where it is named. What was there is asked first and told to the
/// engine, so that the audit log has what this very change found.
async fn change(
    event: &EventOf<ManageEvents>,
    state: SaleState,
    from: Option<SaleState>,
    told: &Told<Nothing>,
) -> Answer {
    let mut before = event.setup().await?;
    for _ in 0..SALE_ATTEMPTS {
        let found = before.sale;
        // It is the engine that says no: a repeat of what was done gets its answer, wherever the sale stands now.
        let only_if = from.filter(|_| found != state).unwrap_or(found);
        let noted =
            Noted { before: Some(json!({ "sale": found })), after: None, as_of: Some(before.version) };
        let command = Command::SetSale { state, only_if: Some(only_if) };
        let failure = match event.configure((told.id, told.digest), command, noted).await {
            Ok(answer) => return shown(&answer),
            Err(failure) => failure,
        };
        match failure.code() {
            ErrorCode::SaleStateConflict => return Err(conflict(found, state, from)),
            ErrorCode::ChangedMeanwhile => {}
            _ => return Err(failure),
        }
        before = event.setup().await?;
        if only_if != found && before.sale == found {
            return Err(conflict(found, state, from));
        }
    }
    Err(Failure::new(ErrorCode::Busy, "the sale is changed by others all the time"))
}

/// The sale stands where it cannot be taken to `state` from, by this.
fn conflict(sale: SaleState, state: SaleState, from: Option<SaleState>) -> Failure {
    let (now, wanted) = (sale.as_str(), state.as_str());
    let detail = match from {
        None => format!("the sale is `{now}` and cannot become `{wanted}` from there"),
        Some(from) => format!("the sale is `{now}`, and this is for one that is `{}`", from.as_str()),
    };
    Failure::new(ErrorCode::SaleStateConflict, detail).with_sale(sale)
}

fn shown(answer: &outcome::Answer) -> Answer {
    let Done::Sale { state } = answer.done else {
        return Err(Failure::internal("a change of the sale was answered by something else"));
    };
    ok(&SaleChanged { version: answer.version, sale: state })
}
