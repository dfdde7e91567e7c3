//! What a client knows of an event, and the rules by which frames change it.
//!
//! Pure: no socket, no clock. Frames may come late, twice or with a gap between them; whatever the order,
//! the model never goes back and says when it needs a snapshot.

mod own;
mod public;

use schemas::ids::{ContentHash, HoldId, PlaceIndex, Version};
use schemas::seat::{Letter, SaleState};
use schemas::time::Timestamp;
use schemas::ws::server::{
    Delta, Expired, Extended, Heartbeat, Held, HoldLine, Holds, PlanMoved, Released, Sale, TermsChanged,
};
use schemas::ws::state::Snapshot;

pub use own::OwnHolds;
pub use public::{BrokenFrame, PublicModel};

/// What a frame did to the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// The model moved or its content changed.
    Changed,
    /// Nothing new.
    Nothing,
    /// Changes are missing in between: ask for a snapshot. The frame was not applied.
    Gap,
}

/// One of this buyer's holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MyHold {
    /// Its id.
    pub hold: HoldId,
    /// When it runs out, on the server's clock.
    pub deadline: Timestamp,
    /// The latest that extending can reach; known once a `holds` frame told it.
    pub lifetime_end: Option<Timestamp>,
    /// In payment.
    pub in_payment: bool,
    /// What, at which price.
    pub places: Vec<HoldLine>,
}

/// What a client knows of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventModel {
    /// What is the same for everyone.
    pub public: PublicModel,
    /// What is this buyer's own.
    pub own: OwnHolds,
    /// The server's clock, as last told.
    pub server_time: Timestamp,
}

impl EventModel {
    /// A model of this first state.
    ///
    /// # Errors
    /// The state contradicts itself.
    pub fn new(first: &Snapshot) -> Result<Self, BrokenFrame> {
        let public = PublicModel::new(first)?;
        Ok(Self { public, own: OwnHolds::default(), server_time: Timestamp(0) })
    }

    /// The version of the public state.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.public.version
    }

    /// The sale.
    #[must_use]
    pub const fn sale(&self) -> SaleState {
        self.public.sale
    }

    /// The plan version that place indexes belong to.
    #[must_use]
    pub const fn plan(&self) -> ContentHash {
        self.public.plan
    }

    /// The letter of a place, or none where the plan has no such place.
    #[must_use]
    pub fn letter(&self, place: PlaceIndex) -> Option<Letter> {
        self.public.letters.get(place.0 as usize).copied()
    }

    /// Takes a snapshot in, unless the model is newer already.
    ///
    /// # Errors
    /// The state contradicts itself.
    pub fn snapshot(&mut self, snapshot: &Snapshot) -> Result<Applied, BrokenFrame> {
        if snapshot.stream != self.public.stream {
            *self = Self { server_time: self.server_time, ..Self::new(snapshot)? };
            return Ok(Applied::Changed);
        }
        self.public.snapshot(snapshot)
    }

    /// Takes merged changes in.
    ///
    /// # Errors
    /// The frame names a place or an area that the plan does not have.
    pub fn delta(&mut self, delta: &Delta) -> Result<Applied, BrokenFrame> {
        self.public.delta(delta)
    }

    /// Takes a change of the sale in.
    pub fn sale_changed(&mut self, sale: &Sale) -> Applied {
        self.public.sale_changed(sale)
    }

    /// What the event is sold under changed.
    pub fn terms_changed(&mut self, terms: &TermsChanged) -> Applied {
        self.public.terms_changed(*terms)
    }

    /// The event moves to a later version of its plan, with a delta to come.
    pub fn plan_moved(&mut self, plan: &PlanMoved) -> Applied {
        self.public.plan_moved(plan)
    }

    /// Everything up to the heartbeat's version has arrived.
    pub fn heartbeat(&mut self, heartbeat: &Heartbeat) -> Applied {
        self.server_time = self.server_time.max(heartbeat.now_ms);
        self.public.arrived(heartbeat.version)
    }

    /// Takes the whole set of own holds in.
    pub fn holds(&mut self, holds: &Holds) -> Applied {
        self.own.replace(holds)
    }

    /// Takes an answer in: the places are this buyer's.
    pub fn held(&mut self, held: &Held) {
        self.public.answered(held.version, Letter::Held, held.places.iter().map(|line| line.place));
        self.own.began(held);
    }

    /// Takes an answer in: the places are free again.
    pub fn released(&mut self, released: &Released) {
        self.public.answered(released.version, Letter::Free, released.places.iter().map(|line| line.place));
        self.own.gave_back(released);
    }

    /// Takes an answer in: the hold has a new deadline.
    pub fn extended(&mut self, extended: &Extended) {
        self.own.moved(extended);
    }

    /// A hold ran out.
    pub fn expired(&mut self, expired: &Expired) -> Applied {
        self.own.ended(expired.hold, expired.version)
    }
}

#[cfg(test)]
mod tests;
