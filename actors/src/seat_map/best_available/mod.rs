//! Best available: the engine's pick.
//!
//! What is better is one order, told in docs/RULES.md: seats side by side that leave nobody alone, nearest to the
//! focal point of their zone; then side by side at all; then in two rows one behind the other; then in pairs; then
//! apart; then where there are no seats: standing room, a booth. [`pick`] finds it and changes nothing.

mod bits;
mod elsewhere;
mod free_seats;
mod hold_best;
mod one_behind_another;
mod side_by_side;

pub(super) use free_seats::FreeSeats;

use schemas::best::BestWish;
use schemas::plan::PlanIndex;
use schemas::refusal::RefusalCode;
use schemas::seat::Arrangement;
use smallvec::SmallVec;

use super::command::{ChannelSet, WantedPlace, WantedPlaces};
use super::places::Places;
use one_behind_another::Halves;
use side_by_side::{Group, Room, Search, Window};

/// Room to work in; nothing of the state.
#[derive(Clone, Debug, Default)]
pub(super) struct Workroom {
    room: Room,
    halves: Halves,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pick {
    pub places: WantedPlaces,
    pub arrangement: Arrangement,
}

/// What a pick is made from.
pub(super) struct House<'map> {
    pub plan: &'map PlanIndex,
    pub places: &'map Places,
    /// As it was afterwards; in between, what is picked counts as taken.
    pub free: &'map mut FreeSeats,
    pub workroom: &'map mut Workroom,
    /// What the buyer's token has opened.
    pub channels: ChannelSet,
}

type Windows = SmallVec<[Window; 4]>;

/// The best places for the wish.
///
/// # Errors
/// [`RefusalCode::OtherChannel`]; [`RefusalCode::NotTogether`] where only seats side by side are wanted and so many are
/// free elsewhere, else [`RefusalCode::NoneFree`].
pub(super) fn pick(house: &mut House<'_>, wish: &BestWish) -> Result<Pick, RefusalCode> {
    if wish.channel.is_some_and(|channel| !house.channels.contains(channel)) {
        return Err(RefusalCode::OtherChannel);
    }
    let Workroom { room, halves } = &mut *house.workroom;
    let mut search = Search {
        index: house.plan,
        places: house.places,
        free: &mut *house.free,
        wish,
        channels: house.channels,
        may_leave_orphans: true,
        room,
    };
    let group = Group { seats: wish.count, accessible: wish.accessible };
    if let Some((windows, arrangement)) = search.seats(group, halves) {
        let bits = windows.iter().flat_map(|window| search.bits_of(window));
        let places =
            bits.map(|bit| WantedPlace { place: search.place(bit), units: 1, channel: wish.channel });
        return Ok(Pick { places: places.collect(), arrangement });
    }
    let place = if wish.accessible > 0 { None } else { search.elsewhere() };
    if let Some((place, arrangement)) = place {
        return Ok(Pick { places: SmallVec::from_slice(&[place]), arrangement });
    }
    let apart = wish.together && search.one_after_another(singles(group)).is_some();
    Err(if apart { RefusalCode::NotTogether } else { RefusalCode::NoneFree })
}

impl Search<'_> {
    /// Goes down the ladder.
    fn seats(&mut self, group: Group, halves: &mut Halves) -> Option<(Windows, Arrangement)> {
        if let Some(window) = self.best(group) {
            let alone = window.orphans > 0;
            let arrangement =
                if alone { Arrangement::SideBySideLeavingOrphan } else { Arrangement::SideBySide };
            return Some((SmallVec::from_slice(&[window]), arrangement));
        }
        if self.wish.together || group.seats < 2 || self.count_eligible() < group.seats {
            return None;
        }
        if let Some(found) = self.best_halves(group, halves) {
            return Some((SmallVec::from_slice(&found), Arrangement::OneBehindAnother));
        }
        let pairs = self.one_after_another(in_pairs(group));
        if let Some(windows) = pairs {
            return Some((windows, Arrangement::InPairs));
        }
        let singles = singles(group);
        self.one_after_another(singles).map(|windows| (windows, Arrangement::Apart))
    }

    /// The best window for each group in turn, of what those before it left; none where one finds none.
    fn one_after_another(&mut self, groups: impl Iterator<Item = Group>) -> Option<Windows> {
        let mut windows = Windows::new();
        let mut all = true;
        for group in groups {
            let Some(window) = self.best(group) else {
                all = false;
                break;
            };
            self.set_free(&window, false);
            windows.push(window);
        }
        for window in &windows {
            self.set_free(window, true);
        }
        all.then_some(windows)
    }

    fn set_free(&mut self, window: &Window, free: bool) {
        for bit in self.bits_of(window) {
            self.free.set(bit, free);
        }
    }
}

/// Groups of two, of an odd number the first of three. Each wheelchair sits with somebody for as long as there is
/// somebody.
fn in_pairs(group: Group) -> impl Iterator<Item = Group> {
    let others = group.seats - group.accessible;
    let mixed = others.min(group.accessible);
    let (mut wheelchairs, mut walkers) = (group.accessible - mixed, others - mixed);
    let mixed = (0..mixed).map(|_| Group { seats: 2, accessible: 1 });
    let rest = std::iter::from_fn(move || {
        let left = wheelchairs + walkers;
        let seats = if left % 2 == 1 { left.min(3) } else { left.min(2) };
        let accessible = seats.min(wheelchairs);
        wheelchairs -= accessible;
        walkers -= seats - accessible;
        (seats > 0).then_some(Group { seats, accessible })
    });
    rest.chain(mixed)
}

/// Everybody alone, wheelchairs first.
fn singles(group: Group) -> impl Iterator<Item = Group> {
    (0..group.seats).map(move |number| Group { seats: 1, accessible: u32::from(number < group.accessible) })
}
