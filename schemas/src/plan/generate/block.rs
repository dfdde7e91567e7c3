//! A section while it is built: its rows wait for seats, then it becomes a [`Section`].

use super::super::model::{Row, Seat, Section};
use super::super::shape::{Caption, Point};
use super::path::point;
use super::rows::{Slot, fill};

/// How the seats of a row are numbered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Numbering {
    /// From 1 on, across the aisles.
    #[default]
    Through,
    /// Odd to the left and even to the right, both from the middle outwards; 101 and on between the aisles
    /// in the middle.
    OddEven,
}

/// A section while it is built.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    pub label: String,
    pub zone: &'static str,
    pub floor: Option<&'static str>,
    pub entrance: String,
    pub outline: Vec<Point>,
    pub caption: Caption,
    pub numbering: Numbering,
    /// The rows' pieces: row after row from the front, each in the direction of its numbers.
    pub slots: Vec<Slot>,
}

/// Puts exactly `seats` on the rows of these blocks, which have room for them.
pub(super) fn fill_blocks(blocks: &mut [Block], seats: u32) {
    let mut slots: Vec<&mut Slot> = blocks.iter_mut().flat_map(|block| &mut block.slots).collect();
    fill(&mut slots, seats);
}

impl Block {
    pub(super) fn into_section(self) -> Section {
        let mut rows = Vec::with_capacity(self.slots.len());
        for pieces in self.slots.chunk_by(|one, other| one.label == other.label) {
            let pieces: Vec<&Slot> = pieces.iter().filter(|slot| slot.seats > 0).collect();
            let numbers = numbers(self.numbering, &pieces);
            rows.extend(pieces.iter().zip(numbers).map(|(slot, numbers)| row(slot, &numbers)));
        }
        Section {
            label: self.label,
            zone: Some(self.zone.to_owned()),
            floor: self.floor.map(str::to_owned),
            entrance: Some(self.entrance).filter(|entrance| !entrance.is_empty()),
            outline: self.outline,
            caption: self.caption,
            rows,
            ..Section::default()
        }
    }
}

fn row(slot: &Slot, numbers: &[u32]) -> Row {
    let [start, end] = slot.restricted;
    let seats = slot.shares().zip(numbers).zip(0..).map(|((share, number), index)| Seat {
        label: number.to_string(),
        position: point(slot.path.at(share)),
        accessible: slot.bay && index % 2 == 0,
        companion: slot.bay && index % 2 == 1,
        restricted_view: index < start || slot.seats - index <= end,
        ..Seat::default()
    });
    Row { label: slot.label.clone(), seats: seats.collect(), ..Row::default() }
}

/// The number of each seat of each piece of a row.
fn numbers(numbering: Numbering, pieces: &[&Slot]) -> Vec<Vec<u32>> {
    let all: u32 = pieces.iter().map(|slot| slot.seats).sum();
    let mut counted = 0;
    let middle = (pieces.len() >= 3 && pieces.len() % 2 == 1).then_some(pieces.len() / 2);
    let before_middle: u32 =
        pieces.iter().take(middle.unwrap_or(pieces.len() / 2)).map(|slot| slot.seats).sum();
    let left = if pieces.len() == 1 { all.div_ceil(2) } else { before_middle };
    let mut number = |slot: &Slot, piece: usize| -> Vec<u32> {
        let seats = counted..counted + slot.seats;
        counted += slot.seats;
        if numbering == Numbering::Through {
            return seats.map(|seat| seat + 1).collect();
        }
        if Some(piece) == middle {
            return (0..slot.seats).map(|seat| 101 + seat).collect();
        }
        let right = left + middle.map_or(0, |middle| pieces[middle].seats);
        seats.map(|seat| if seat < left { 2 * (left - seat) - 1 } else { 2 * (seat - right) + 2 }).collect()
    };
    pieces.iter().enumerate().map(|(piece, slot)| number(slot, piece)).collect()
}

/// The label of a row counted from 0: A, B, … without I and O, which look like numbers; then AA, BB, …
pub(super) fn letters(number: u32) -> String {
    const LETTERS: &[u8; 24] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
    let letter = LETTERS[usize::try_from(number % 24).unwrap_or_default()];
    let times = usize::try_from(number / 24).unwrap_or_default() + 1;
    char::from(letter).to_string().repeat(times)
}
