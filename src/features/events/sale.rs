//! Opens, pauses, resumes and ends a sale.
//!
//! The log decides; the catalogue keeps a copy. It is marked uncertain before the command and copied after
//! it, so that a crash between is repaired at the next start.

use actix_web::web::Data;
use actors::ports::catalogue::events::Events;
use actors::seat_map::command::Command;
use actors::seat_map::handle::SeatMapHandle;
use actors::seat_map::outcome::Done;
use schemas::api::events::SaleChanged;
use schemas::api::problem::Problem;
use schemas::seat::SaleState;
use serde_json::json;

use crate::http::answer::{Answer, ok};
use crate::http::event_of::EventOf;
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
        pub(crate) async fn $name(
            event: EventOf<ManageEvents>,
            told: Told<Nothing>,
            catalogue: Data<dyn Events>,
        ) -> Answer {
            change(&event, catalogue.as_ref(), SaleState::$state, &told).await
        }
    )*};
}
sale_commands! {
    /// Opens the sale: holds are taken.
    open "/api/v1/events/{event}/open" OnSale;
    /// Pauses the sale: no new hold, extension or payment; what is in payment goes on.
    pause "/api/v1/events/{event}/pause" Paused;
    /// Resumes a paused sale.
    resume "/api/v1/events/{event}/resume" OnSale;
    /// Ends the sale for good.
    end "/api/v1/events/{event}/end" Ended;
}

async fn change(
    event: &EventOf<ManageEvents>,
    catalogue: &dyn Events,
    state: SaleState,
    told: &Told<Nothing>,
) -> Answer {
    let before = event.ask(SeatMapHandle::counts).await?.sale;
    catalogue.sale_begun(event.id).await?;
    let command = Command::SetSale { state };
    let decided = event.change((told.id, told.digest), command, Some(json!({ "sale": before }))).await;
    // Also where it was refused: the copy is certain once it is what the event says now.
    let now = event.ask(SeatMapHandle::counts).await?;
    catalogue.sale_done(event.id, now.sale, now.version).await?;
    let answer = decided?;
    let Done::Sale { state } = answer.done else {
        return Err(Failure::internal("a change of the sale was answered by something else"));
    };
    ok(&SaleChanged { version: answer.version, sale: state })
}
