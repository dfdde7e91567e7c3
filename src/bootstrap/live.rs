//! Live sessions: a hub a worker thread, what sessions know about buyers, and how they all are ended.

use std::rc::Rc;
use std::sync::Arc;

use actix_web::HttpRequest;
use actors::hub::live_event::LiveEvents;
use actors::hub::{Hub, HubFigures};
use actors::ports::clock::Clock;
use actors::registry::Registry;
use prometheus::IntGauge;
use schemas::ids::{CommandHash, EventId};
use schemas::ws::server::ByeCode;
use tokio::sync::watch;

use crate::config::Config;
use crate::hold_token::TokenFault;
use crate::http::buyer::Buyers;
use crate::ws::buyers::{Buyers as SessionBuyers, TokenRefused, VerifiedToken};
use crate::ws::live::LiveDoor;
use crate::ws::origin::Origins;

/// What every worker thread makes its hub of.
#[derive(Clone)]
pub struct LiveParts {
    registry: Registry,
    clock: Arc<dyn Clock>,
    figures: Arc<HubFigures>,
    buyers: Arc<dyn SessionBuyers>,
    origins: Origins,
    frames_per_second: u32,
    ending: watch::Sender<bool>,
}

impl LiveParts {
    /// Parts for hubs over this registry, which count in `figures`.
    #[must_use]
    pub fn new(
        config: &Config,
        registry: Registry,
        clock: Arc<dyn Clock>,
        figures: HubFigures,
        buyers: Buyers,
    ) -> Self {
        let listed = config.live.origins.clone();
        Self {
            registry,
            clock,
            figures: Arc::new(figures),
            buyers: Arc::new(buyers),
            origins: if listed.is_empty() { Origins::SameHost } else { Origins::Listed(listed) },
            frames_per_second: config.live.frames_per_second.get(),
            ending: watch::Sender::new(false),
        }
    }

    /// The door of the thread that calls this, with a hub that runs there until all sessions are ended.
    #[must_use]
    pub fn door(&self) -> LiveDoor {
        let sources = Rc::new(LiveEvents(self.registry.clone()));
        let hub = Hub::new(sources, Arc::clone(&self.clock), Arc::clone(&self.figures));
        actix_web::rt::spawn(Rc::clone(&hub).run());
        let (mut ended, closing) = (self.ending.subscribe(), Rc::clone(&hub));
        actix_web::rt::spawn(async move {
            // Where nobody is left who could end it, the server is gone.
            let _ = ended.wait_for(|ended| *ended).await;
            closing.close(ByeCode::Restart);
        });
        LiveDoor {
            hub,
            buyers: Arc::clone(&self.buyers),
            origins: self.origins.clone(),
            frames_per_second: self.frames_per_second,
        }
    }

    /// Ends every session with `bye`.
    pub fn end(&self) {
        self.ending.send_replace(true);
    }

    /// Shows what hubs count in `registry`; gives what brings that up to date.
    ///
    /// # Errors
    /// Where it is in the registry already.
    pub fn show(&self, registry: &prometheus::Registry) -> Result<impl Fn() + use<>, prometheus::Error> {
        let gauge = |name: &str, what: &str| {
            let gauge = IntGauge::new(format!("frontrow_{name}"), what)?;
            registry.register(Box::new(gauge.clone()))?;
            Ok::<_, prometheus::Error>(gauge)
        };
        let sessions = gauge("live_sessions", "Live sessions open")?;
        let deltas = gauge("delta_frames", "Delta frames encoded, each once for all sessions")?;
        let merged = gauge("merged_frames", "Frames merged for sessions that missed several")?;
        let deliveries = gauge("frame_deliveries", "Public frames handed to sessions")?;
        let snapshots = gauge("snapshot_deliveries", "Snapshots among them")?;
        let slow = gauge("slow_sessions", "Sessions closed for reading too slowly")?;
        let figures = Arc::clone(&self.figures);
        Ok(move || {
            let counts = figures.counts();
            let set = |gauge: &IntGauge, value: u64| gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
            set(&sessions, counts.sessions);
            set(&deltas, counts.delta_frames);
            set(&merged, counts.merged_frames);
            set(&deliveries, counts.deliveries);
            set(&snapshots, counts.snapshots);
            set(&slow, counts.slow_sessions);
        })
    }
}

impl SessionBuyers for Buyers {
    fn verify(&self, token: &str, event: EventId) -> Result<VerifiedToken, TokenRefused> {
        match self.tokens.verify(token, event, self.clock.now()) {
            Ok(buyer) => Ok(VerifiedToken { token: buyer.token, channels: buyer.channels }),
            Err(TokenFault::Invalid) => Err(TokenRefused::Invalid),
            Err(TokenFault::Expired) => Err(TokenRefused::Expired),
        }
    }

    fn command(&self, id: &[u8]) -> CommandHash {
        self.keys.command(id)
    }

    fn digest(&self, content: &[u8]) -> CommandHash {
        self.keys.content(content)
    }

    fn address(&self, request: &HttpRequest) -> Option<u64> {
        Self::address(self, request)
    }
}
