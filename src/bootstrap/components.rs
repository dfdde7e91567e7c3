//! What the routes work with, from the configuration and the adapters.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::web::{Bytes, Data};
use actors::figures::Figures;
use actors::hub::HubFigures;
use actors::ports::catalogue::audit::Audit;
use actors::ports::catalogue::events::Events;
use actors::ports::catalogue::keys::Keys;
use actors::ports::catalogue::organisers::Organisers;
use actors::ports::catalogue::plans::Plans;
use actors::ports::clock::Clock;
use actors::ports::journal::Journal;
use actors::ports::plans::PlanSource;
use actors::registry::Registry;
use schemas::ids::ContentHash;
use schemas::terms::{Currency, EventTerms, SaleSchedule};

use super::live::LiveParts;
use crate::adapters::local::clock::SlewedClock;
use crate::adapters::sqlite::Catalogue;
use crate::api_document;
use crate::app::Components;
use crate::config::Config;
use crate::features::events::Creation;
use crate::features::health::Readiness;
use crate::features::hold_tokens::issue::TokenRate;
use crate::features::metrics::Metrics;
use crate::features::openapi::ApiDocument;
use crate::hold_token::HoldTokens;
use crate::http::address::Addresses;
use crate::http::buyer::Buyers;
use crate::http::commands::Commands;
use crate::http::edge::Edge;
use crate::http::figures::HttpFigures;
use crate::http::key_ring::KeyRing;
use crate::http::known_events::KnownEvents;
use crate::http::rate::{Rate, RateLimiter};
use crate::http::replays::Replays;
use crate::request_keys::RequestKeys;
use crate::secret::Secret;

/// What is there before the routes.
pub struct Parts {
    pub keys: Arc<dyn Keys>,
    pub events: Arc<dyn Events>,
    pub catalogue: Catalogue,
    pub registry: Registry,
    pub journal: Arc<dyn Journal>,
    pub metrics: prometheus::Registry,
    pub figures: Arc<Figures>,
    pub clock: Arc<SlewedClock>,
    pub secret: Secret<[u8; 32]>,
    /// The stream of the node's events.
    pub stream: u32,
}

impl Parts {
    pub fn components(self, config: &Config) -> anyhow::Result<Components> {
        let limits = &config.limits;
        let journal = self.journal;
        let clock: Arc<dyn Clock> = self.clock;
        let events = self.events;
        let plan_source: Arc<dyn PlanSource> = Arc::new(self.catalogue.clone());
        let organisers: Arc<dyn Organisers> = Arc::new(self.catalogue.clone());
        let audit: Arc<dyn Audit> = Arc::new(self.catalogue.clone());
        let plans: Arc<dyn Plans> = Arc::new(self.catalogue);
        let request_keys = RequestKeys::new(&self.secret);
        let commands = Commands::new(self.registry.clone());
        let known_events = KnownEvents::new(Arc::clone(&events), plan_source, Arc::new(commands.clone()));
        let creation = Creation {
            defaults: EventTerms { stream: self.stream, ..default_terms(config) },
            clock: Arc::clone(&clock),
            catalogue: Arc::clone(&events),
            organisers: Arc::clone(&organisers),
            plans: Arc::clone(&plans),
            registry: self.registry.clone(),
        };
        let buyers = Buyers {
            tokens: HoldTokens::new(&self.secret),
            keys: request_keys,
            addresses: addresses(config),
            clock: Arc::clone(&clock),
        };
        let hubs = HubFigures::measuring(self.figures.fan_out_latency());
        let live = LiveParts::new(config, self.registry.clone(), Arc::clone(&clock), hubs, buyers.clone());
        let (registry, refresh_live) = (self.registry.clone(), live.show(&self.metrics)?);
        let refresh = Arc::new(move || {
            registry.refresh_figures();
            refresh_live();
        });
        let tokens_per_minute = limits.hold_tokens_per_minute.get();
        let token_rate = TokenRate {
            rate: rate(tokens_per_minute, limits.hold_tokens_at_once.get()),
            addresses: addresses(config),
            start: Instant::now(),
        };
        Ok(Components {
            registry: self.registry.clone(),
            edge: Arc::new(edge(config, HttpFigures::new(&self.metrics)?)),
            key_ring: Data::new(KeyRing::new(Arc::clone(&self.keys), request_keys, Arc::clone(&clock))),
            keys: Data::from(Arc::clone(&self.keys)),
            organisers: Data::from(organisers),
            audit: Data::from(audit),
            request_keys: Data::new(request_keys),
            buyers: Data::new(buyers),
            live,
            token_rate: Data::new(token_rate),
            commands: Data::new(commands),
            known_events: Data::new(known_events),
            events: Data::from(events),
            plans: Data::from(plans),
            creation: Data::new(creation),
            readiness: Data::new(Readiness::new(Arc::clone(&journal), self.keys)),
            journal: Data::from(journal),
            replays: Data::new(Replays::default()),
            clock: Data::from(clock),
            metrics: Data::new(Metrics { registry: self.metrics, refresh }),
            document: Data::new(ApiDocument(Bytes::from(api_document::text()?))),
            body_bytes: limits.body_bytes.get(),
            plan_body_bytes: limits.plan_body_bytes.get(),
        })
    }
}

fn rate(per_minute: u32, at_once: u32) -> RateLimiter {
    RateLimiter::new(Rate { per_minute: u64::from(per_minute), at_once: u64::from(at_once) })
}

fn edge(config: &Config, figures: HttpFigures) -> Edge {
    let limits = &config.limits;
    Edge {
        addresses: addresses(config),
        requests: rate(limits.requests_per_second.get().saturating_mul(60), limits.requests_at_once.get()),
        headers: limits.headers.get(),
        request_time: Duration::from_millis(limits.request_ms.get()),
        start: Instant::now(),
        figures,
    }
}

/// Whose bounds requests and connections count against.
pub fn addresses(config: &Config) -> Addresses {
    Addresses {
        trusted_proxies: config.listen.trusted_proxies.clone(),
        lift_for_loopback: config.limits.lift_for_loopback,
    }
}

fn default_terms(config: &Config) -> EventTerms {
    let terms = &config.terms;
    EventTerms {
        plan: ContentHash([0; 32]),
        stream: 0,
        hold_time_ms: terms.hold_time_ms.get(),
        lifetime_cap_ms: terms.lifetime_cap_ms.get(),
        maximum_extensions: 0,
        payment_time_ms: terms.payment_time_ms.get(),
        payment_cap_ms: terms.payment_cap_ms.get(),
        maximum_units_per_hold: terms.maximum_units_per_hold.get(),
        maximum_units_per_token: terms.maximum_units_per_token.get(),
        maximum_tokens_per_address: terms.maximum_tokens_per_address,
        currency: Currency(*b"XXX"),
        prices: Vec::new(),
        channels: Vec::new(),
        closed_channels: Vec::new(),
        tables: Vec::new(),
        schedule: SaleSchedule::default(),
    }
}
