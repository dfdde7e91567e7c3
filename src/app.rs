//! The routes: every slice mounted, behind what every request passes.

use std::rc::Rc;
use std::sync::Arc;

use actix_web::web::{Data, PayloadConfig, ServiceConfig};
use actors::ports::catalogue::audit::Audit;
use actors::ports::catalogue::events::Events;
use actors::ports::catalogue::keys::Keys;
use actors::ports::catalogue::organisers::Organisers;
use actors::ports::catalogue::plans::Plans;
use actors::ports::clock::Clock;
use actors::ports::journal::Journal;
use actors::registry::Registry;

use crate::bootstrap::LiveParts;
use crate::features;
use crate::features::events::Creation;
use crate::features::health::Readiness;
use crate::features::hold_tokens::issue::TokenRate;
use crate::features::metrics::Metrics;
use crate::features::openapi::ApiDocument;
use crate::http::buyer::Buyers;
use crate::http::commands::Commands;
use crate::http::edge::Edge;
use crate::http::key_ring::KeyRing;
use crate::http::known_events::KnownEvents;
use crate::http::replays::Replays;
use crate::http::routes::Routes;
use crate::request_keys::RequestKeys;
use crate::ws;
use crate::ws::live::LiveDoor;

/// Every route; paths that take plans take bodies of `plan_body_bytes`.
#[must_use]
pub fn routes(plan_body_bytes: usize) -> Routes {
    let mut routes = Routes::default();
    features::openapi::routes(&mut routes);
    features::hold_tokens::routes(&mut routes);
    features::holds::routes(&mut routes);
    features::bookings::routes(&mut routes);
    features::places::routes(&mut routes);
    features::audit::routes(&mut routes);
    features::past::routes(&mut routes);
    features::seats::routes(&mut routes);
    ws::live::routes(&mut routes);
    features::events::routes(&mut routes);
    features::organisers::routes(&mut routes);
    features::keys::routes(&mut routes);
    features::audit_log::routes(&mut routes);
    features::plans::routes(&mut routes, plan_body_bytes);
    features::health::routes(&mut routes);
    features::metrics::routes(&mut routes);
    features::errors::routes(&mut routes);
    routes
}

/// What the routes work with, one component each; made once by `bootstrap` and shared by all workers.
#[derive(Clone)]
pub struct Components {
    /// Bounds of every request.
    pub edge: Arc<Edge>,
    /// Who may do an organiser's work.
    pub key_ring: Data<KeyRing>,
    /// Keys in the catalogue.
    pub keys: Data<dyn Keys>,
    /// Organisers in the catalogue.
    pub organisers: Data<dyn Organisers>,
    /// The audit log.
    pub audit: Data<dyn Audit>,
    /// Hashes of what clients send.
    pub request_keys: Data<RequestKeys>,
    /// Who buys.
    pub buyers: Data<Buyers>,
    /// What each worker thread makes its hub of.
    pub live: LiveParts,
    /// How fast hold tokens are issued.
    pub token_rate: Data<TokenRate>,
    /// All events of the node; no route has it.
    pub registry: Registry,
    /// The way to the seat maps.
    pub commands: Data<Commands>,
    /// Events' terms and plans at hand.
    pub known_events: Data<KnownEvents>,
    /// Events in the catalogue.
    pub events: Data<dyn Events>,
    /// Plans in the catalogue.
    pub plans: Data<dyn Plans>,
    /// What events are created with.
    pub creation: Data<Creation>,
    /// The log.
    pub journal: Data<dyn Journal>,
    /// How many logs are replayed at once.
    pub replays: Data<Replays>,
    /// The engine's time.
    pub clock: Data<dyn Clock>,
    /// Whether work is taken.
    pub readiness: Data<Readiness>,
    /// What is counted.
    pub metrics: Data<Metrics>,
    /// The API's description.
    pub document: Data<ApiDocument>,
    /// Largest body, in bytes.
    pub body_bytes: usize,
    /// Largest body with a plan, in bytes.
    pub plan_body_bytes: usize,
}

impl Components {
    /// Mounts every route on one worker thread, whose live sessions go through `door`.
    pub fn routes(&self, config: &mut ServiceConfig, door: LiveDoor) {
        self.share(config);
        config.app_data(Data::new(Rc::clone(&door.hub))).app_data(Data::new(door));
        routes(self.plan_body_bytes).mount(config);
        #[cfg(feature = "baseline")]
        config.configure(crate::baseline::routes);
    }

    fn share(&self, config: &mut ServiceConfig) {
        config
            .app_data(PayloadConfig::new(self.body_bytes))
            .app_data(self.key_ring.clone())
            .app_data(self.keys.clone())
            .app_data(self.organisers.clone())
            .app_data(self.audit.clone())
            .app_data(self.request_keys.clone())
            .app_data(self.buyers.clone())
            .app_data(self.token_rate.clone())
            .app_data(self.commands.clone())
            .app_data(self.known_events.clone())
            .app_data(self.events.clone())
            .app_data(self.plans.clone())
            .app_data(self.creation.clone())
            .app_data(self.journal.clone())
            .app_data(self.replays.clone())
            .app_data(self.clock.clone())
            .app_data(self.readiness.clone())
            .app_data(self.metrics.clone())
            .app_data(self.document.clone());
    }
}
