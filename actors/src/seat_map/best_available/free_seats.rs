//! Which seats are free, kept as bits while they change, so that best available reads a house in a few
//! kilobytes.
//!
//! Nothing of the state: it says again what the places say.

use schemas::ids::PlaceIndex;
use schemas::plan::PlanIndex;
use schemas::seat::Letter;

use super::super::places::Places;

/// Stands for a level or channel where the seats of a stretch have several. No level has this number, and no
/// channel.
pub(super) const SEVERAL: u8 = u8::MAX;

/// What the seats of one stretch have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StretchKind {
    /// The number of their price level, or [`SEVERAL`].
    pub level: u8,
    /// The number of their channel, or [`SEVERAL`].
    pub channel: u8,
}

/// Free seats by bit of [`schemas::plan::Stretches`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct FreeSeats {
    /// Set where the seat is free.
    pub(super) words: Vec<u64>,
    /// By position of the stretch.
    pub(super) kinds: Vec<StretchKind>,
}

impl FreeSeats {
    /// What the places say.
    pub fn of(plan: &PlanIndex, places: &Places) -> Self {
        let stretches = plan.stretches();
        let mut free = Self { words: vec![0; stretches.bits().div_ceil(64)], kinds: Vec::new() };
        for bit in (0..).take(stretches.bits()) {
            if places.letter(stretches.place(bit)) == Letter::Free {
                free.set(bit, true);
            }
        }
        free.kinds = (0..stretches.list().len()).map(|at| kind_of(plan, places, at)).collect();
        free
    }

    /// Takes over whether the place is free.
    #[inline]
    pub fn note(&mut self, plan: &PlanIndex, places: &Places, place: PlaceIndex) {
        if let Some(bit) = plan.stretches().bit(place) {
            self.set(bit, places.letter(place) == Letter::Free);
        }
    }

    /// Takes over the place's level and channel.
    pub fn note_kind(&mut self, plan: &PlanIndex, places: &Places, place: PlaceIndex) {
        if let Some(bit) = plan.stretches().bit(place) {
            let at = plan.stretches().position(bit);
            self.kinds[at] = kind_of(plan, places, at);
        }
    }

    #[inline]
    pub(super) fn set(&mut self, bit: u32, free: bool) {
        let (word, one) = (bit as usize / 64, 1 << (bit % 64));
        if free {
            self.words[word] |= one;
        } else {
            self.words[word] &= !one;
        }
    }
}

fn kind_of(plan: &PlanIndex, places: &Places, at: usize) -> StretchKind {
    let stretch = &plan.stretches().list()[at];
    let seats = (stretch.first..stretch.first + stretch.seats).map(|bit| {
        let place = &places.all[plan.stretches().place(bit).0 as usize];
        StretchKind { level: place.level.0, channel: place.channel.0 }
    });
    let both = |one: StretchKind, other: StretchKind| StretchKind {
        level: if one.level == other.level { one.level } else { SEVERAL },
        channel: if one.channel == other.channel { one.channel } else { SEVERAL },
    };
    seats.reduce(both).unwrap_or(StretchKind { level: SEVERAL, channel: SEVERAL })
}
