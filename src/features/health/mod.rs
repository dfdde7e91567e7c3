//! Whether the process lives, and whether it takes work. Public.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::web::Data;
use actors::ports::catalogue::keys::Keys;
use actors::ports::journal::{Intake, Journal};
use schemas::api::health::Health;
use schemas::error_code::ErrorCode;

use crate::http::answer::{Answer, ok};
use crate::http::problem::Failure;
use crate::http::routes::Routes;

/// What readiness rests on.
pub struct Readiness {
    stopping: AtomicBool,
    journal: Arc<dyn Journal>,
    catalogue: Arc<dyn Keys>,
}

impl Readiness {
    /// Ready as long as these are.
    pub fn new(journal: Arc<dyn Journal>, catalogue: Arc<dyn Keys>) -> Self {
        Self { stopping: AtomicBool::new(false), journal, catalogue }
    }

    /// The server is stopping: not ready from here on.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }
}

/// `/health/live`, `/health/ready`
pub fn routes(routes: &mut Routes) {
    routes.add(__path_live, live).add(__path_ready, ready);
}

fn health(status: &str) -> Answer {
    ok(&Health { status: status.to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() })
}

/// The process serves requests.
#[utoipa::path(get, path = "/health/live", tag = "health",
    responses((status = 200, description = "It lives.", body = Health)))]
pub(crate) async fn live() -> Answer {
    health("live")
}

/// The server takes work: its journal is open, its catalogue answers, and it is not stopping.
#[utoipa::path(get, path = "/health/ready", tag = "health", responses(
    (status = 200, description = "It takes work.", body = Health),
    (status = 503, description = "`not_ready`, `stopping`, `journal_failed`, `disk_full`.",
        body = schemas::api::problem::Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn ready(readiness: Data<Readiness>) -> Answer {
    if readiness.stopping.load(Ordering::Relaxed) {
        return Err(Failure::new(ErrorCode::Stopping, "the server is stopping"));
    }
    match readiness.journal.intake() {
        Intake::Poisoned => {
            return Err(Failure::new(ErrorCode::JournalFailed, "a write to the journal failed"));
        }
        Intake::DiskFull => {
            return Err(Failure::new(ErrorCode::DiskFull, "the journal has no room for new sales"));
        }
        Intake::Open | Intake::Busy => {}
    }
    let catalogue = readiness.catalogue.known_keys().await;
    catalogue.map_err(|error| Failure::new(ErrorCode::NotReady, error.to_string()))?;
    health("ready")
}
