//! Best available by trying everything: every window, every two windows one behind the other.

use std::collections::BTreeSet;

use schemas::best::BestWish;
use schemas::ids::{ChannelIndex, PlaceIndex, TokenHash};
use schemas::plan::PlaceKind;
use schemas::refusal::RefusalCode as Code;
use schemas::seat::{Arrangement, Letter};
use schemas::time::Timestamp;

use super::{Naive, Verdict};
use crate::limits::EXPIRIES_PER_TURN;
use crate::seat_map::command::{ChannelSet, WantedPlace};
use crate::seat_map::outcome::Done;

/// Seats side by side, from start to end.
type Window = Vec<PlaceIndex>;
/// What is better comes first: seats left alone, distance, the bits of first seats.
type Rank = (usize, u64, Vec<u32>);

/// A wish on a map in which some seats count as taken already.
struct Oracle<'map> {
    map: &'map Naive,
    wish: &'map BestWish,
    open: ChannelSet,
    taken: BTreeSet<PlaceIndex>,
}

impl Naive {
    pub(super) fn hold_best(
        &mut self,
        token: TokenHash,
        wish: &BestWish,
        open: ChannelSet,
        address: Option<u64>,
        now: Timestamp,
    ) -> Verdict {
        self.expire_due(now, EXPIRIES_PER_TURN);
        let mut flaws = self.flaws_of_claim(token, u64::from(wish.count), address, now);
        let mut flaw = |wrong: bool, code: Code| flaws.extend(wrong.then_some((code, None)));
        flaw(wish.plan.is_some_and(|plan| plan != self.terms.plan), Code::PlanMoved);
        flaw(wish.count == 0, Code::NoPlaces);
        flaw(wish.accessible > wish.count, Code::InvalidUnits);
        flaw(!self.has_channel(wish.channel), Code::UnknownChannel);
        flaw(self.is_closed(wish.channel), Code::ChannelClosed);
        flaw(wish.channel.is_some_and(|channel| !open.contains(channel)), Code::OtherChannel);
        if flaws.is_empty() {
            match (Oracle { map: self, wish, open, taken: BTreeSet::new() }).pick() {
                Ok((places, arrangement)) => {
                    let mut done = self.claim(token, &places, address, now);
                    if let Done::Held { arrangement: told, .. } = &mut done {
                        *told = Some(arrangement);
                    }
                    return Ok(done);
                }
                Err(code) => flaws.push((code, None)),
            }
        }
        Err(flaws)
    }
}

impl Oracle<'_> {
    fn pick(&mut self) -> Result<(Vec<WantedPlace>, Arrangement), Code> {
        let (count, accessible) = (self.wish.count, self.wish.accessible);
        let seats = |places: Window| {
            let wanted = |place| WantedPlace { place, units: 1, channel: self.wish.channel };
            places.into_iter().map(wanted).collect::<Vec<_>>()
        };
        if let Some((rank, window)) = self.best(count, accessible) {
            let alone = rank.0 > 0;
            let arrangement =
                if alone { Arrangement::SideBySideLeavingOrphan } else { Arrangement::SideBySide };
            return Ok((seats(window), arrangement));
        }
        let singles: Vec<(u32, u32)> = (0..count).map(|seat| (1, u32::from(seat < accessible))).collect();
        if !self.wish.together && count > 1 {
            if let Some(both) = self.best_halves() {
                return Ok((seats(both), Arrangement::OneBehindAnother));
            }
            let others = count - accessible;
            let mixed = others.min(accessible);
            let mut groups = Vec::new();
            let (mut wheelchairs, mut left) = (accessible - mixed, count - 2 * mixed);
            while left > 0 {
                let size = if left % 2 == 1 { left.min(3) } else { 2 };
                let with = size.min(wheelchairs);
                groups.push((size, with));
                (wheelchairs, left) = (wheelchairs - with, left - size);
            }
            groups.extend((0..mixed).map(|_| (2, 1)));
            if let Some(all) = self.in_turn(&groups) {
                return Ok((seats(all), Arrangement::InPairs));
            }
            if let Some(all) = self.in_turn(&singles) {
                return Ok((seats(all), Arrangement::Apart));
            }
        }
        if accessible == 0
            && let Some(elsewhere) = self.elsewhere()
        {
            return Ok(elsewhere);
        }
        let apart = self.wish.together && self.in_turn(&singles).is_some();
        Err(if apart { Code::NotTogether } else { Code::NoneFree })
    }

    /// Each group the best it can have after those before it.
    fn in_turn(&mut self, groups: &[(u32, u32)]) -> Option<Window> {
        let mut all = Some(Window::new());
        for (count, accessible) in groups {
            let Some((_, window)) = self.best(*count, *accessible) else {
                all = None;
                break;
            };
            self.taken.extend(&window);
            all.as_mut().unwrap().extend(window);
        }
        self.taken.clear();
        all
    }

    fn is_free(&self, place: PlaceIndex) -> bool {
        self.map.letter(place) == Letter::Free && !self.taken.contains(&place)
    }

    fn matches(&self, place: PlaceIndex) -> bool {
        let (wish, plan) = (self.wish, &self.map.plan);
        let section = plan.section(place);
        let zone = plan.zone(place);
        wish.levels.is_none_or(|levels| levels.has(self.map.level(place).0))
            && (wish.sections.is_empty() || section.is_some_and(|one| wish.sections.contains(&one)))
            && (wish.zones.is_empty() || zone.is_some_and(|one| wish.zones.contains(&one)))
    }

    fn may_have(&self, channel: ChannelIndex) -> bool {
        self.open.contains(channel) && self.wish.channel.is_none_or(|wanted| wanted == channel)
    }

    fn bit(&self, place: PlaceIndex) -> u32 {
        self.map.plan.stretches().bit(place).unwrap()
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "distances of tests are small"
    )]
    fn distance(&self, window: &[PlaceIndex]) -> u64 {
        window
            .iter()
            .map(|place| u64::from((self.map.plan.focal_distance(*place) * 64.0).round() as u32))
            .sum()
    }

    /// All windows that a group of so many with so many wheelchairs may have.
    fn windows(&self, count: u32, accessible: u32) -> Vec<Window> {
        let plan = &self.map.plan;
        let seats = plan.places().filter(|place| plan.kind(*place) == PlaceKind::Seat);
        let mut windows: Vec<Window> = Vec::new();
        for start in seats {
            let next = std::iter::successors(Some(start), |place| plan.right(*place));
            let window: Window = next.take(count as usize).collect();
            let distinct: BTreeSet<PlaceIndex> = window.iter().copied().collect();
            if distinct.len() == count as usize && self.may_sit(&window, accessible) {
                windows.push(window);
            }
        }
        // All around a table it is one window, whoever is named first.
        let mut seen: Vec<BTreeSet<PlaceIndex>> = Vec::new();
        windows.sort_by_key(|window| self.bit(window[0]));
        windows.retain(|window| {
            let set: BTreeSet<PlaceIndex> = window.iter().copied().collect();
            let is_new = !seen.contains(&set);
            seen.push(set);
            is_new
        });
        windows
    }

    fn may_sit(&self, window: &[PlaceIndex], accessible: u32) -> bool {
        let (map, plan) = (self.map, &self.map.plan);
        let each = window
            .iter()
            .all(|place| self.is_free(*place) && self.matches(*place) && self.may_have(map.channel(*place)));
        let special = |place: &&PlaceIndex| plan.is_accessible(**place) || plan.is_companion(**place);
        let wheelchairs = window.iter().filter(|place| plan.is_accessible(**place)).count();
        let in_window = |place: Option<PlaceIndex>| place.filter(|place| window.contains(place));
        let accompanies = |place: PlaceIndex| {
            // Beside it in the window, not around the table's other side.
            let number = window.iter().position(|one| *one == place).unwrap();
            let sides = [number.checked_sub(1), Some(number + 1)];
            let mut sides = sides.into_iter().flatten().filter_map(|side| window.get(side));
            sides.any(|side| plan.is_accessible(*side) && in_window(Some(*side)).is_some())
        };
        let suits = if accessible == 0 {
            window.iter().filter(special).count() == 0
        } else {
            wheelchairs == accessible as usize
                && window.iter().filter(|place| plan.is_companion(**place)).all(|place| accompanies(*place))
        };
        each && suits && self.suits_table(window)
    }

    fn suits_table(&self, window: &[PlaceIndex]) -> bool {
        let whole = self.map.whole_table(window[0]);
        if !whole.is_empty() {
            return window.len() == whole.len();
        }
        let (seats, least) = self.map.shared_table(window[0]);
        let open = |seat: &&PlaceIndex| {
            self.map.letter(**seat) == Letter::Free && self.open.contains(self.map.channel(**seat))
        };
        window.len() >= least.min(seats.iter().filter(open).count())
    }

    /// Free seats that the window leaves with nobody free beside them.
    fn orphans(&self, window: &[PlaceIndex]) -> usize {
        let plan = &self.map.plan;
        if plan.table(window[0]).is_some() {
            return 0;
        }
        let is_free = |place: Option<PlaceIndex>| place.is_some_and(|place| self.is_free(place));
        let (before, after) = (plan.left(window[0]), plan.right(*window.last().unwrap()));
        let left = is_free(before) && !is_free(before.and_then(|seat| plan.left(seat)));
        let right = is_free(after) && !is_free(after.and_then(|seat| plan.right(seat)));
        usize::from(left) + usize::from(right)
    }

    fn rank(&self, windows: &[&Window]) -> Rank {
        (
            windows.iter().map(|window| self.orphans(window)).sum(),
            windows.iter().map(|window| self.distance(window)).sum(),
            windows.iter().map(|window| self.bit(window[0])).collect(),
        )
    }

    fn best(&self, count: u32, accessible: u32) -> Option<(Rank, Window)> {
        let windows = self.windows(count, accessible).into_iter();
        windows.map(|window| (self.rank(&[&window]), window)).min()
    }

    fn best_halves(&self) -> Option<Window> {
        let (count, accessible) = (self.wish.count, self.wish.accessible);
        let plan = &self.map.plan;
        let mut best: Option<(Rank, Window)> = None;
        for front in [count.div_ceil(2), count / 2] {
            for [with, behind] in [[accessible, 0], [0, accessible]] {
                let back = count - front;
                if with > front || behind > back {
                    continue;
                }
                let backs = self.windows(back, behind);
                for one in self.windows(front, with) {
                    for other in &backs {
                        if plan.row(one[0]).is_none() || !self.sits_behind(&one, other) {
                            continue;
                        }
                        let found = (self.rank(&[&one, other]), [one.clone(), other.clone()].concat());
                        if best.as_ref().is_none_or(|best| found < *best) {
                            best = Some(found);
                        }
                    }
                }
            }
        }
        best.map(|(_, both)| both)
    }

    /// Whether the seats behind `front` are all in one stretch, and the smaller of the two is within the other.
    fn sits_behind(&self, front: &Window, back: &Window) -> bool {
        let stretches = self.map.plan.stretches();
        let behind: Option<Vec<u32>> = front.iter().map(|place| stretches.behind(self.bit(*place))).collect();
        let Some(behind) = behind else { return false };
        let (first, last) = (*behind.iter().min().unwrap(), *behind.iter().max().unwrap());
        let one = stretches.position(self.bit(back[0]));
        if !behind.iter().all(|bit| stretches.position(*bit) == one) {
            return false;
        }
        let back: Vec<u32> = back.iter().map(|place| self.bit(*place)).collect();
        let (start, end) = (back[0], back[back.len() - 1]);
        if end - start >= last - first {
            start <= first && last <= end
        } else {
            first <= start && end <= last
        }
    }

    fn elsewhere(&self) -> Option<(Vec<WantedPlace>, Arrangement)> {
        let (map, plan, count) = (self.map, &self.map.plan, self.wish.count);
        let places = plan.places().filter(|place| self.matches(*place));
        let mut found: Vec<(bool, f32, WantedPlace)> = Vec::new();
        for place in places {
            let distance = plan.focal_distance(place);
            if map.is_area(place) {
                let channels = (0..=u8::try_from(map.terms.channels.len()).unwrap()).map(ChannelIndex);
                let mut fits =
                    channels.filter(|channel| self.may_have(*channel) && map.free(place, *channel) >= count);
                if let Some(channel) = fits.next().filter(|_| plan.minimum_occupancy(place) <= count) {
                    found.push((
                        false,
                        distance,
                        WantedPlace { place, units: count, channel: Some(channel) },
                    ));
                }
                continue;
            }
            let party = match plan.kind(place) {
                PlaceKind::Booth => 1..=1,
                PlaceKind::Area => plan.party(place).map(|(least, most)| least..=most).unwrap(),
                _ => continue,
            };
            let free = map.letter(place) == Letter::Free && self.may_have(map.channel(place));
            if free && party.contains(&count) {
                found.push((true, distance, WantedPlace { place, units: count, channel: self.wish.channel }));
            }
        }
        found.sort_by(|one, other| {
            one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)).then(one.2.place.cmp(&other.2.place))
        });
        let (whole, _, wanted) = found.first()?;
        Some((vec![*wanted], if *whole { Arrangement::Whole } else { Arrangement::Standing }))
    }
}
