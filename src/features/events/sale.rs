//! Schedules, opens, pauses, resumes and ends a sale; calls an event off.

use actors::seat_map::command::Command;
use actors::seat_map::outcome::Done;
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

macro_rules! sale_commands {
    ($($(#[doc = $about:literal])+ $name:ident $path:literal $state:ident;)*) => {$(
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
            change(&event, SaleState::$state, &told).await
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
    /// Resumes a paused sale.
    resume "/api/v1/events/{event}/resume" OnSale;
    /// Ends the sale for good.
    end "/api/v1/events/{event}/end" Ended;
    /// Calls the event off for good: its holds end, its bookings stay to be refunded.
    cancel "/api/v1/events/{event}/cancel" Cancelled;
}

async fn change(event: &EventOf<ManageEvents>, state: SaleState, told: &Told<Nothing>) -> Answer {
    let before = event.setup().await?.sale;
    let noted = Noted { before: Some(json!({ "sale": before })), after: None };
    let answer = match event.configure((told.id, told.digest), Command::SetSale { state }, noted).await {
        Ok(answer) => answer,
        Err(refused) if refused.code() == ErrorCode::SaleStateConflict => {
            let now = event.setup().await?.sale;
            let (now, wanted) = (now.as_str(), state.as_str());
            return Err(
                refused.saying(format!("the sale is `{now}` and cannot become `{wanted}` from there"))
            );
        }
        Err(failure) => return Err(failure),
    };
    let Done::Sale { state } = answer.done else {
        return Err(Failure::internal("a change of the sale was answered by something else"));
    };
    ok(&SaleChanged { version: answer.version, sale: state })
}
