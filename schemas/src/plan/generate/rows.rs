//! Rows that wait for seats, and how exactly so many seats are put on them.

use super::path::{Path, whole};

/// From seat to seat, at least; one plan unit is 2.5 cm.
pub(super) const PITCH: f64 = 20.0;
/// A seat may have this many times its least room, so that rows end at their aisles and numbers come out.
const STRETCH_MAX: f64 = 1.16;
/// The same within one row.
const ROW_STRETCH_MAX: f64 = 1.12;
/// From wheelchair to companion and back: half of 90 cm and half of a seat.
const BAY_PITCH: f64 = 29.0;
/// What a wheelchair and a companion take of a row.
pub(super) const BAY_PAIR: f64 = 2.0 * BAY_PITCH;
/// How much deeper a row is where wheelchairs stand.
pub(super) const BAY_DEPTH: f64 = 16.0;
/// Width of the steps between two blocks of seats.
pub(super) const AISLE: f64 = 48.0;

/// A row, or the piece of one between two aisles.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    /// The row's label.
    pub label: String,
    /// Which row it is, from the front of its tier; rows at the back give up seats first.
    pub number: u32,
    pub path: Path,
    /// For wheelchairs and companions, in turns.
    pub bay: bool,
    /// So many seats at its start and end have a restricted view.
    pub restricted: [u32; 2],
    /// How many seats it gets.
    pub seats: u32,
    /// From seat to seat, in plan units.
    pub pitch: f64,
}

impl Slot {
    pub(super) const fn new(label: String, number: u32, path: Path) -> Self {
        Self { label, number, path, bay: false, restricted: [0, 0], seats: 0, pitch: PITCH }
    }

    /// How many seats it takes at most, where each has so much room.
    pub(super) fn room(&self, pitch: f64) -> u32 {
        if self.bay { 2 * whole(self.path.length() / BAY_PAIR) } else { whole(self.path.length() / pitch) }
    }

    /// The share of the path at which each seat is.
    pub(super) fn shares(&self) -> impl Iterator<Item = f64> {
        let length = self.path.length().max(f64::MIN_POSITIVE);
        let most = if self.bay { BAY_PITCH * ROW_STRETCH_MAX } else { self.pitch * ROW_STRETCH_MAX };
        let pitch = (length / f64::from(self.seats.max(1))).min(most);
        let first = (length - pitch * (f64::from(self.seats) - 1.0)) / 2.0;
        (0..self.seats).map(move |seat| (first + pitch * f64::from(seat)) / length)
    }
}

/// Makes the ends of a row into bays for `pairs` of a wheelchair and a companion: first at its two ends, then at
/// the aisles further in, as far as there is room.
pub(super) fn bays_at_ends(row: Vec<Slot>, pairs: u32) -> Vec<Slot> {
    let mut left = pairs;
    let pieces = row.len();
    let mut bays = vec![0; pieces];
    for outer in 0..pieces.div_ceil(2) {
        let inner = pieces - 1 - outer;
        let wanted = if outer == inner { left } else { left.div_ceil(2) };
        bays[outer] = wanted.min(whole(row[outer].path.length() / BAY_PAIR));
        left -= bays[outer];
        if outer != inner {
            bays[inner] = left.min(whole(row[inner].path.length() / BAY_PAIR));
            left -= bays[inner];
        }
    }
    let split = |((number, piece), pairs): ((usize, Slot), u32)| {
        if pairs == 0 {
            return vec![piece];
        }
        let share = (f64::from(pairs) * BAY_PAIR + 0.01) / piece.path.length();
        // Half a seat stays free beside the bay: who turns a wheelchair needs room.
        let [free, none] = [PITCH / 2.0, 0.0];
        if number < pieces.div_ceil(2) {
            let rest = piece.path.part(share, 1.0).shortened(free, none);
            let bay = Slot { path: piece.path.part(0.0, share), bay: true, ..piece.clone() };
            vec![bay, Slot { path: rest, restricted: [0, piece.restricted[1]], ..piece }]
        } else {
            let rest = piece.path.part(0.0, 1.0 - share).shortened(none, free);
            let bay = Slot { path: piece.path.part(1.0 - share, 1.0), bay: true, ..piece.clone() };
            vec![Slot { path: rest, restricted: [piece.restricted[0], 0], ..piece }, bay]
        }
    };
    row.into_iter().enumerate().zip(bays).flat_map(split).collect()
}

/// How many seats these rows take at most.
pub(super) fn room<'slot>(slots: impl Iterator<Item = &'slot Slot>) -> u32 {
    slots.map(|slot| slot.room(PITCH)).sum()
}

/// Puts exactly `seats` on the rows, which have room for them: seats get more room than they need as long as
/// that is not too much, then the rows at the back end earlier.
pub(super) fn fill(slots: &mut [&mut Slot], seats: u32) {
    let bays: u32 = slots.iter().filter(|slot| slot.bay).map(|slot| slot.room(PITCH)).sum();
    let wanted = seats.saturating_sub(bays);
    let at = |slots: &[&mut Slot], pitch: f64| -> u32 {
        slots.iter().filter(|slot| !slot.bay).map(|slot| slot.room(pitch)).sum()
    };
    let (mut enough, mut short) = (PITCH, PITCH * STRETCH_MAX);
    if at(slots, short) >= wanted {
        enough = short;
    }
    for _ in 0..40 {
        let middle = f64::midpoint(enough, short);
        if at(slots, middle) >= wanted { enough = middle } else { short = middle }
    }
    for slot in slots.iter_mut() {
        slot.pitch = enough;
        slot.seats = slot.room(enough);
    }
    let excess = slots.iter().map(|slot| slot.seats).sum::<u32>().saturating_sub(seats);
    let excess = trim(slots, excess, |slot| slot.room(slot.pitch).div_ceil(2));
    trim(slots, excess, |_| 0);
}

/// Takes seats away, one a piece and turn, from the last row forward; each piece keeps what `least` says.
/// Gives back how many were not taken.
fn trim(slots: &mut [&mut Slot], mut excess: u32, least: impl Fn(&Slot) -> u32) -> u32 {
    let mut numbers: Vec<u32> = slots.iter().map(|slot| slot.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    for number in numbers.into_iter().rev() {
        while excess > 0 {
            let can_give = |slot: &Slot| slot.number == number && !slot.bay && slot.seats > least(slot);
            let mut row: Vec<usize> = (0..slots.len()).filter(|slot| can_give(slots[*slot])).collect();
            if row.is_empty() {
                break;
            }
            // From the two ends inwards, so that both sides stay alike.
            let end = row.len() - 1;
            let mut inwards: Vec<usize> = (0..row.len()).collect();
            inwards.sort_by_key(|piece| (*piece).min(end - *piece));
            row = inwards.into_iter().map(|piece| row[piece]).collect();
            for slot in row.into_iter().take(usize::try_from(excess).unwrap_or(usize::MAX)) {
                slots[slot].seats -= 1;
                excess -= 1;
            }
        }
    }
    excess
}
