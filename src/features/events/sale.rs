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
use schemas::ids::EventId;
use schemas::seat::SaleState;

use crate::http::answer::{Answer, ok};
use crate::http::commands::Commands;
use crate::http::known_events::KnownEvents;
use crate::http::organiser::{ManageEvents, Organiser};
use crate::http::path::Path;
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
            security(("key" = [])),
            responses(
                (status = 200, description = "Where the sale stands.", body = SaleChanged),
                (status = "default", description = "A problem.", body = Problem,
                    content_type = "application/problem+json"),
            ))]
        pub(crate) async fn $name(
            organiser: Organiser<ManageEvents>,
            path: Path<EventId>,
            told: Told<Nothing>,
            change: Change,
        ) -> Answer {
            change.to(SaleState::$state, path.0, &organiser, &told).await
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

/// What a change of a sale works with.
pub(crate) struct Change {
    events: Data<KnownEvents>,
    catalogue: Data<dyn Events>,
    commands: Data<Commands>,
}

impl actix_web::FromRequest for Change {
    type Error = Failure;
    type Future = std::future::Ready<Result<Self, Failure>>;

    fn from_request(request: &actix_web::HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        let found = || {
            Some(Self {
                events: request.app_data::<Data<KnownEvents>>()?.clone(),
                catalogue: request.app_data::<Data<dyn Events>>()?.clone(),
                commands: request.app_data::<Data<Commands>>()?.clone(),
            })
        };
        std::future::ready(found().ok_or_else(|| Failure::internal("a component is missing")))
    }
}

impl Change {
    async fn to(
        &self,
        state: SaleState,
        event: EventId,
        organiser: &Organiser<ManageEvents>,
        told: &Told<Nothing>,
    ) -> Answer {
        self.events.get(event).await?;
        self.catalogue.sale_begun(event).await?;
        let by = organiser.commands(told.id, told.digest);
        let decided = self.commands.decide(event, by, Command::SetSale { state }).await;
        // Also where it was refused: the copy is certain once it is what the event says now.
        let now = self.commands.ask(event, SeatMapHandle::counts).await?;
        self.catalogue.sale_done(event, now.sale, now.version).await?;
        let answer = decided?;
        let Done::Sale { state } = answer.done else {
            return Err(Failure::internal("a change of the sale was answered by something else"));
        };
        ok(&SaleChanged { version: answer.version, sale: state })
    }
}
