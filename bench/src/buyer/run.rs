//! What all buyers of one run share.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use schemas::ids::{EventId, Version};
use tokio::sync::watch;

use super::pace::Pace;
use crate::audit::Ledger;
use crate::client::address::ServerAddress;
use crate::client::http::HttpClient;
use crate::client::model::PublicModel;
use crate::client::venue::Venue;
use crate::figures::Figures;

/// What the buyers are to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Shop.
    Shopping,
    /// Send nothing more; watch until this version is reached and say what is seen there.
    Settling(Version),
    /// Go home.
    Over,
}

/// What a client saw when it had reached the version asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// Which client.
    pub client: u32,
    /// What it sees.
    pub sees: PublicModel,
}

/// What all buyers of one run share.
pub struct Run {
    /// Where the server is.
    pub address: ServerAddress,
    /// The event.
    pub event: EventId,
    /// Calls without a key, as buyers make them.
    pub buyers: HttpClient,
    /// Calls with the organiser's key, as the shop makes them; none where the run has no key.
    pub shop: Option<HttpClient>,
    /// The venue.
    pub venue: Venue,
    /// How long people take.
    pub pace: Pace,
    /// Everything random comes from it.
    pub seed: u64,
    /// Acknowledged answers.
    pub ledger: Ledger,
    /// Counts and times.
    pub figures: RefCell<Figures>,
    /// What the buyers are to do.
    pub phase: watch::Receiver<Phase>,
    /// What each client saw at last.
    pub reached: RefCell<Vec<Reached>>,
    /// The newest version that anybody was shown or told.
    pub newest: Cell<Version>,
}

impl Run {
    /// Counts something.
    pub fn count(&self, change: impl FnOnce(&mut Figures)) {
        change(&mut self.figures.borrow_mut());
    }

    /// Notes what somebody was shown or told.
    pub fn heard_of(&self, version: Version) {
        self.newest.set(self.newest.get().max(version));
    }

    /// Whether buyers shop.
    #[must_use]
    pub fn is_open(&self) -> bool {
        *self.phase.borrow() == Phase::Shopping
    }
}

/// A shared run.
pub type SharedRun = Rc<Run>;

/// Ends when the phase is no longer shopping, or after this time.
pub async fn pause_while_open(run: &Run, time: Duration) {
    let mut phase = run.phase.clone();
    let closed = phase.wait_for(|phase| *phase != Phase::Shopping);
    tokio::select! {
        _ = closed => {}
        () = tokio::time::sleep(time) => {}
    }
}
