//! Seats side by side with no aisle between them, each numbered by a bit, so that what holds of the seats of a
//! house is a few kilobytes of bits in which neighbours are neighbours.

use super::super::shape::Point;
use super::neighbours::{AISLE_FACTOR, lower_median};
use super::{NONE, PlanIndex, RowIndex, SectionIndex, TableIndex, ZoneIndex};
use crate::ids::PlaceIndex;

/// Parts of a plan unit in which distances are counted, so that sums of them are exact.
const DISTANCE_PARTS: f32 = 64.0;

/// Seats of a row from aisle to aisle, or of a table from gap to gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The bit of its first seat; the others follow in order.
    pub first: u32,
    /// How many seats it has, at least 1.
    pub seats: u32,
    /// The distance of its seat nearest to the focal point, in 64ths of a plan unit.
    pub nearest: u32,
    /// Where it is.
    pub section: Option<SectionIndex>,
    /// Where it is.
    pub zone: Option<ZoneIndex>,
    /// The table whose seats they are.
    pub table: Option<TableIndex>,
    /// Its last seat is beside its first: a table that is full all around.
    pub is_ring: bool,
}

/// All seats of rows and tables, as stretches. Booths and areas are in none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stretches {
    /// Nearest first; of those equally near the one whose bits come first.
    list: Vec<Stretch>,
    /// By bit: which place.
    places: Vec<PlaceIndex>,
    /// By bit: which stretch, as a position in `list`.
    of_bit: Vec<u32>,
    /// By bit: distances of the seats before it in its stretch, in 64ths of a plan unit, summed up.
    sums: Vec<u64>,
    /// By bit: the distance, in 64ths of a plan unit.
    distances: Vec<u32>,
    /// By bit: the seat behind it.
    behind: Vec<u32>,
    /// By place: its bit.
    bits: Vec<u32>,
    accessible: Vec<u64>,
    companion: Vec<u64>,
}

impl Stretches {
    /// Every stretch, nearest first; of those equally near the one whose bits come first.
    #[must_use]
    pub fn list(&self) -> &[Stretch] {
        &self.list
    }

    /// How many bits there are.
    #[must_use]
    pub const fn bits(&self) -> usize {
        self.places.len()
    }

    /// The seat's bit; none for what is no seat of this version.
    #[inline]
    #[must_use]
    pub fn bit(&self, place: PlaceIndex) -> Option<u32> {
        self.bits.get(place.0 as usize).copied().filter(|bit| *bit != NONE)
    }

    /// Which place has this bit.
    #[must_use]
    pub fn place(&self, bit: u32) -> PlaceIndex {
        self.places[bit as usize]
    }

    /// The position in [`Self::list`] of the stretch that this bit is in.
    #[must_use]
    pub fn position(&self, bit: u32) -> usize {
        self.of_bit[bit as usize] as usize
    }

    /// The bit of the seat behind this one: the nearest seat of the row behind, where that is a neighbouring row.
    #[must_use]
    pub fn behind(&self, bit: u32) -> Option<u32> {
        super::some(self.behind[bit as usize])
    }

    /// The distances to the focal point of `count` seats of a stretch from its seat number `from` on, summed up,
    /// in 64ths of a plan unit. Around a table it goes on with the first.
    #[inline]
    #[must_use]
    pub fn distance(&self, stretch: &Stretch, from: u32, count: u32) -> u64 {
        let end = from + count;
        if end > stretch.seats {
            let wrapped = end - stretch.seats;
            return self.distance(stretch, from, count - wrapped) + self.distance(stretch, 0, wrapped);
        }
        let before = self.sums[(stretch.first + from) as usize];
        let last = (stretch.first + end - 1) as usize;
        self.sums[last] + u64::from(self.distances[last]) - before
    }

    /// Seats with room for a wheelchair, as bits.
    #[must_use]
    pub fn accessible(&self) -> &[u64] {
        &self.accessible
    }

    /// Seats for who accompanies the holder of an accessible one, as bits.
    #[must_use]
    pub fn companion(&self) -> &[u64] {
        &self.companion
    }

    /// The stretches of a plan whose neighbours are joined and grouped.
    pub(super) fn of(plan: &PlanIndex) -> Self {
        let mut stretches = Self { bits: vec![NONE; plan.len()], ..Self::default() };
        for row in (0..).map(RowIndex).take(plan.row_labels.len()) {
            stretches.add_chains(plan, plan.places_in_row(row), None);
        }
        for table in (0..).map(TableIndex).take(plan.table_labels.len()) {
            stretches.add_chains(plan, plan.places_at_table(table), Some(table));
        }
        stretches.list.sort_by_key(|stretch| (stretch.nearest, stretch.first));
        stretches.number();
        stretches.mark(plan);
        stretches.find_behind(plan);
        stretches
    }

    /// Adds what of `seats` is joined: each chain from the seat that nobody sits left of, else the whole circle.
    fn add_chains(&mut self, plan: &PlanIndex, seats: &[PlaceIndex], table: Option<TableIndex>) {
        let mut any = false;
        for start in seats.iter().filter(|seat| plan.left(**seat).is_none()) {
            any = true;
            self.add(plan, *start, table, false);
        }
        if let Some(start) = seats.first().filter(|_| !any) {
            self.add(plan, *start, table, true);
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` stops at the type's ends"
    )]
    fn add(&mut self, plan: &PlanIndex, start: PlaceIndex, table: Option<TableIndex>, is_ring: bool) {
        let first = u32::try_from(self.places.len()).unwrap_or(NONE);
        let (mut sum, mut nearest, mut seats) = (0, u32::MAX, 0);
        let mut next = Some(start);
        while let Some(place) = next {
            let distance = (plan.focal_distance(place) * DISTANCE_PARTS).round() as u32;
            self.bits[place.0 as usize] = first + seats;
            self.places.push(place);
            self.sums.push(sum);
            self.distances.push(distance);
            sum += u64::from(distance);
            nearest = nearest.min(distance);
            seats += 1;
            next = plan.right(place).filter(|right| *right != start);
        }
        let (section, zone) = (plan.section(start), plan.zone(start));
        self.list.push(Stretch { first, seats, nearest, section, zone, table, is_ring });
    }

    /// Says of each bit which stretch it is in, now that they are sorted.
    fn number(&mut self) {
        self.of_bit = vec![0; self.places.len()];
        for (position, stretch) in (0..).zip(&self.list) {
            let seats = stretch.first as usize..(stretch.first + stretch.seats) as usize;
            self.of_bit[seats].fill(position);
        }
    }

    fn mark(&mut self, plan: &PlanIndex) {
        let words = self.places.len().div_ceil(64);
        (self.accessible, self.companion) = (vec![0; words], vec![0; words]);
        for (bit, place) in self.places.iter().enumerate() {
            let one = 1 << (bit % 64);
            self.accessible[bit / 64] |= if plan.is_accessible(*place) { one } else { 0 };
            self.companion[bit / 64] |= if plan.is_companion(*place) { one } else { 0 };
        }
    }

    /// Finds for each seat of a row the nearest one of the next row of its section, farther from the focal point.
    /// A way behind the row that is clearly deeper than others of the section parts the two.
    fn find_behind(&mut self, plan: &PlanIndex) {
        self.behind = vec![NONE; self.places.len()];
        let mut rows: Vec<(Option<SectionIndex>, u64, RowIndex)> = Vec::new();
        for row in (0..).map(RowIndex).take(plan.row_labels.len()) {
            let seats = plan.places_in_row(row);
            let Some(first) = seats.first() else { continue };
            let bits = seats.iter().filter_map(|seat| self.bit(*seat));
            let sum: u64 = bits.map(|bit| u64::from(self.distances[bit as usize])).sum();
            rows.push((plan.section(*first), sum / seats.len() as u64, row));
        }
        rows.sort_unstable();
        for section in rows.chunk_by(|one, other| one.0 == other.0) {
            let pairs = section.windows(2);
            let found: Vec<Behind> =
                pairs.flat_map(|pair| self.nearest_of(plan, pair[0].2, pair[1].2)).collect();
            let Some(usual) = lower_median(found.iter().map(|found| found.way).collect()) else { continue };
            for found in found.iter().filter(|found| found.way <= usual * AISLE_FACTOR) {
                self.behind[found.front as usize] = found.back;
            }
        }
    }

    /// For each seat of the row `front` the nearest one of the row `back`.
    fn nearest_of(&self, plan: &PlanIndex, front: RowIndex, back: RowIndex) -> Vec<Behind> {
        let mut found: Vec<Behind> = Vec::new();
        let backs: Vec<&Stretch> = self.of_row(plan, back).collect();
        for stretch in self.of_row(plan, front) {
            // Where the last seat's nearest was: the next one's is not far from it.
            let mut last: Vec<Option<u32>> = vec![None; backs.len()];
            for front in stretch.first..stretch.first + stretch.seats {
                let from = |back: u32| self.way(plan, front, back);
                let nearest = backs.iter().zip(&mut last).map(|(back, last)| {
                    let bits = back.first..back.first + back.seats;
                    let nearest = match *last {
                        Some(last) => descend(bits, last, from),
                        None => bits.min_by(|one, other| from(*one).total_cmp(&from(*other))),
                    };
                    *last = nearest;
                    nearest
                });
                let nearest = nearest.flatten().min_by(|one, other| from(*one).total_cmp(&from(*other)));
                found.extend(nearest.map(|back| Behind { front, back, way: from(back) }));
            }
        }
        found
    }

    fn of_row<'all>(&'all self, plan: &'all PlanIndex, row: RowIndex) -> impl Iterator<Item = &'all Stretch> {
        let starts = plan.places_in_row(row).iter().filter(|seat| plan.left(**seat).is_none());
        starts.filter_map(|seat| self.bit(*seat)).map(|bit| &self.list[self.position(bit)])
    }

    /// How far two seats are from each other, in plan units.
    fn way(&self, plan: &PlanIndex, one: u32, other: u32) -> f64 {
        let [one, other] = [one, other].map(|bit| {
            let [x, y] = plan.position(self.place(bit));
            Point::new(f64::from(x), f64::from(y))
        });
        one.distance(other)
    }
}

/// A seat, the nearest one of the row behind, and how far that is, in plan units.
struct Behind {
    front: u32,
    back: u32,
    way: f64,
}

/// Goes from `start` towards the nearest of `bits` for as long as it comes nearer.
fn descend(bits: std::ops::Range<u32>, start: u32, way: impl Fn(u32) -> f64) -> Option<u32> {
    let mut nearest = start;
    loop {
        let beside = [nearest.checked_sub(1), nearest.checked_add(1)];
        let beside = beside.into_iter().flatten().filter(|bit| bits.contains(bit));
        match beside
            .filter(|bit| way(*bit) < way(nearest))
            .min_by(|one, other| way(*one).total_cmp(&way(*other)))
        {
            Some(nearer) => nearest = nearer,
            None => return Some(nearest),
        }
    }
}
