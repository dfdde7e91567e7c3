//! This buyer's own holds: whole sets from `holds` frames, single changes from answers; the higher version
//! wins.

use schemas::ids::{HoldId, Version};
use schemas::ws::server::{Extended, Held, Holds, Released};

use super::{Applied, MyHold};

/// The holds of one hold token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnHolds {
    /// The version they are known at.
    pub version: Version,
    /// In order of id.
    pub holds: Vec<MyHold>,
}

impl OwnHolds {
    /// The hold of this id, where it lives.
    #[must_use]
    pub fn get(&self, hold: HoldId) -> Option<&MyHold> {
        self.holds.iter().find(|mine| mine.hold == hold)
    }

    pub(super) fn replace(&mut self, set: &Holds) -> Applied {
        if set.version < self.version {
            return Applied::Nothing;
        }
        self.version = set.version;
        let mine = |hold: &schemas::ws::server::OwnHold| MyHold {
            hold: hold.hold,
            deadline: hold.deadline_ms,
            lifetime_end: Some(hold.lifetime_end_ms),
            in_payment: hold.in_payment,
            places: hold.places.clone(),
        };
        self.holds = set.holds.iter().map(mine).collect();
        Applied::Changed
    }

    pub(super) fn began(&mut self, held: &Held) {
        if !self.advance(held.version) || self.get(held.hold).is_some() {
            return;
        }
        self.holds.push(MyHold {
            hold: held.hold,
            deadline: held.deadline_ms,
            lifetime_end: None,
            in_payment: false,
            places: held.places.clone(),
        });
        self.holds.sort_by_key(|mine| mine.hold);
    }

    pub(super) fn gave_back(&mut self, released: &Released) {
        if !self.advance(released.version) {
            return;
        }
        if released.ended {
            self.holds.retain(|mine| mine.hold != released.hold);
        } else if let Some(mine) = self.holds.iter_mut().find(|mine| mine.hold == released.hold) {
            for back in &released.places {
                let same = |line: &&mut schemas::ws::server::HoldLine| {
                    line.place == back.place && line.channel == back.channel
                };
                if let Some(line) = mine.places.iter_mut().find(same) {
                    line.units = line.units.saturating_sub(back.units);
                }
            }
            mine.places.retain(|line| line.units > 0);
        }
    }

    pub(super) fn moved(&mut self, extended: &Extended) {
        if self.advance(extended.version)
            && let Some(mine) = self.holds.iter_mut().find(|mine| mine.hold == extended.hold)
        {
            mine.deadline = extended.deadline_ms;
        }
    }

    pub(super) fn ended(&mut self, hold: HoldId, version: Version) -> Applied {
        let before = self.holds.len();
        // A hold ends once and for ever, so this holds whatever the versions say.
        self.holds.retain(|mine| mine.hold != hold);
        self.version = self.version.max(version);
        if self.holds.len() == before { Applied::Nothing } else { Applied::Changed }
    }

    /// Whether a change of `version` is news.
    fn advance(&mut self, version: Version) -> bool {
        let news = version > self.version;
        self.version = self.version.max(version);
        news
    }
}
