//! The best seats in two neighbouring rows, one behind the other.
//!
//! The group is halved; of an odd one the larger half sits in front or behind. The smaller half sits within the
//! width of the larger: behind it, or before it, sits one of the others. Two halves are better than another
//! two where they leave fewer seats alone, then where their seats are nearer to their focal point in all, then
//! where the front's first seat comes first, then the one behind.

use super::side_by_side::{Group, Search, Window};

/// Room to work in; nothing of it lasts.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Halves {
    front: Vec<Window>,
    back: Vec<Window>,
}

impl Search<'_> {
    /// The best two windows for the group.
    pub(super) fn best_halves(&mut self, group: Group, halves: &mut Halves) -> Option<[Window; 2]> {
        let mut best = None;
        for [front, back] in split(group) {
            self.best_of_halves([front, back], halves, &mut best);
        }
        best
    }

    fn best_of_halves(
        &mut self,
        [front, back]: [Group; 2],
        halves: &mut Halves,
        best: &mut Option<[Window; 2]>,
    ) {
        for (position, stretch) in (0..).zip(self.stretches().list()) {
            if stretch.table.is_some() || !self.load(position, stretch, front) {
                continue;
            }
            self.each_window(position, stretch, front, &mut halves.front);
            let mut loaded = None;
            for window in &halves.front {
                let Some((behind, first, last)) = self.behind(window) else { continue };
                if loaded != Some(behind) {
                    loaded = Some(behind);
                    halves.back.clear();
                    let stretch = &self.stretches().list()[behind as usize];
                    if self.load(behind, stretch, back) {
                        self.each_window(behind, stretch, back, &mut halves.back);
                    }
                }
                for other in &halves.back {
                    let end = other.from + other.seats - 1;
                    let within = if back.seats > last - first {
                        other.from <= first && last <= end
                    } else {
                        first <= other.from && end <= last
                    };
                    let found = [*window, *other];
                    if within && best.is_none_or(|best| self.order_of(&found) < self.order_of(&best)) {
                        *best = Some(found);
                    }
                }
            }
        }
    }

    /// What sits behind a window: the stretch, and there the first and the last seat that is behind one of its own.
    /// None where that is no one stretch.
    fn behind(&self, window: &Window) -> Option<(u32, u32, u32)> {
        let mut behind: Option<(u32, u32, u32)> = None;
        for bit in self.bits_of(window) {
            let seat = self.stretches().behind(bit)?;
            let position = self.stretches().position(seat);
            let number = seat - self.stretches().list()[position].first;
            let position = u32::try_from(position).ok()?;
            behind = match behind {
                None => Some((position, number, number)),
                Some((other, first, last)) if other == position => {
                    Some((position, first.min(number), last.max(number)))
                }
                Some(_) => return None,
            };
        }
        behind
    }

    fn order_of(&self, [front, back]: &[Window; 2]) -> (u32, u64, u32, u32) {
        let orphans = front.orphans + back.orphans;
        (orphans, front.distance + back.distance, self.first_bit(front), self.first_bit(back))
    }
}

/// The ways to halve a group: who sits in front, and who behind. Wheelchairs stay in one row.
fn split(group: Group) -> impl Iterator<Item = [Group; 2]> {
    let (larger, smaller) = (group.seats.div_ceil(2), group.seats / 2);
    let sizes = [(larger, smaller), (smaller, larger)];
    let sizes = sizes.into_iter().take(if larger == smaller { 1 } else { 2 });
    sizes.flat_map(move |(front, back)| {
        let with = |seats, accessible| Group { seats, accessible };
        let ways = [(group.accessible, 0), (0, group.accessible)];
        let ways = ways.into_iter().take(if group.accessible == 0 { 1 } else { 2 });
        let ways = ways.filter(move |way| way.0 <= front && way.1 <= back);
        ways.map(move |way| [with(front, way.0), with(back, way.1)])
    })
}
