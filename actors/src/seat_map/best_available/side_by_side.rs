//! The best seats side by side: windows on the stretches of a house.
//!
//! A window of n seats is looked for in all stretches, nearest first, with the bits of 64 seats at a time. It is
//! better than another where it leaves fewer seats alone, then where its seats are nearer to their focal point in
//! all, then where its first seat comes first among the bits of [`Stretches`]. The search ends where no later
//! stretch can have a better one.

use schemas::best::BestWish;
use schemas::ids::{ChannelIndex, PlaceIndex};
use schemas::plan::{PlanIndex, Stretch, Stretches};

use super::super::command::ChannelSet;
use super::super::places::{Places, Rule};
use super::bits::{count, cut, each, go_round, has, keep_runs, moved_down, moved_up, read};
use super::free_seats::{FreeSeats, SEVERAL};

/// How many are to sit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub seats: u32,
    /// How many of the seats have room for a wheelchair: exactly so many.
    pub accessible: u32,
}

/// Seats side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// Position of its stretch.
    pub stretch: u32,
    /// Number of its first seat within the stretch.
    pub from: u32,
    pub seats: u32,
    /// Seats that it leaves alone: 0 to 2.
    pub orphans: u32,
    /// Its seats' distances to their focal point in all, in 64ths of a plan unit.
    pub distance: u64,
}

/// Room to work in; nothing of it lasts.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Room {
    free: Vec<u64>,
    eligible: Vec<u64>,
    windows: Vec<u64>,
}

/// Where seats are looked for, and which.
pub(super) struct Search<'map> {
    pub index: &'map PlanIndex,
    pub places: &'map Places,
    pub free: &'map mut FreeSeats,
    pub wish: &'map BestWish,
    /// What the buyer's token has opened.
    pub channels: ChannelSet,
    /// Take windows that leave seats alone.
    pub may_leave_orphans: bool,
    pub room: &'map mut Room,
}

impl<'map> Search<'map> {
    pub fn stretches(&self) -> &'map Stretches {
        self.index.stretches()
    }

    /// The best window for the group.
    pub fn best(&mut self, group: Group) -> Option<Window> {
        let mut best: Option<Window> = None;
        for (position, stretch) in (0..).zip(self.stretches().list()) {
            if let Some(best) = &best
                && best.orphans == 0
                && u64::from(stretch.nearest) * u64::from(group.seats) > best.distance
            {
                break;
            }
            if !self.load(position, stretch, group) {
                continue;
            }
            let most = if self.may_leave_orphans { best.map_or(2, |best| best.orphans) } else { 0 };
            if let Some(found) = self.best_in(position, stretch, group, most)
                && best.is_none_or(|best| self.is_better(&found, &best))
            {
                best = Some(found);
            }
        }
        best
    }

    fn is_better(&self, one: &Window, other: &Window) -> bool {
        let key = |window: &Window| (window.orphans, window.distance, self.first_bit(window));
        key(one) < key(other)
    }

    /// The bit of a window's first seat.
    pub fn first_bit(&self, window: &Window) -> u32 {
        self.stretches().list()[window.stretch as usize].first + window.from
    }

    /// The bits of a window's seats.
    pub fn bits_of(&self, window: &Window) -> impl Iterator<Item = u32> + use<'map> {
        let stretch = self.stretches().list()[window.stretch as usize];
        (window.from..window.from + window.seats).map(move |seat| stretch.first + seat % stretch.seats)
    }

    /// The seats that match the wish and are free, all over the house.
    pub fn count_eligible(&mut self) -> u32 {
        let group = Group { seats: 1, accessible: u32::from(self.wish.accessible > 0) };
        let mut found = 0;
        for (position, stretch) in (0..).zip(self.stretches().list()) {
            if self.load_eligible(position, stretch, group) {
                found += count(&self.room.eligible);
            }
        }
        found
    }

    /// Puts the windows for the group into the room, by number of their first seat. False where there is none.
    pub fn load(&mut self, position: u32, stretch: &Stretch, group: Group) -> bool {
        if stretch.seats < group.seats
            || !self.load_eligible(position, stretch, group)
            || count(&self.room.eligible) < group.seats
            || !self.suits_table(stretch, group)
        {
            return false;
        }
        let room = &mut *self.room;
        room.windows.clone_from(&room.eligible);
        if stretch.is_ring {
            room.windows.resize((stretch.seats as usize * 2).div_ceil(64), 0);
            go_round(&mut room.windows, stretch.seats as usize);
        }
        keep_runs(&mut room.windows, group.seats as usize);
        cut(&mut room.windows, stretch.seats as usize);
        if group.accessible > 0 {
            self.keep_accessible(stretch, group);
        }
        self.room.windows.iter().any(|word| *word != 0)
    }

    /// Puts the seats that are free, and those of them that the group may have, into the room. False where nobody
    /// may have any.
    fn load_eligible(&mut self, position: u32, stretch: &Stretch, group: Group) -> bool {
        let wish = self.wish;
        if !wish.sections.is_empty()
            && !stretch.section.is_some_and(|section| wish.sections.contains(&section))
            || !wish.zones.is_empty() && !stretch.zone.is_some_and(|zone| wish.zones.contains(&zone))
        {
            return false;
        }
        let kind = self.free.kinds[position as usize];
        let level = wish.levels.is_none_or(|levels| kind.level == SEVERAL || levels.has(kind.level));
        let channel = kind.channel == SEVERAL || self.may_have(ChannelIndex(kind.channel));
        if !level || !channel {
            return false;
        }
        let (first, words) = (stretch.first as usize, (stretch.seats as usize).div_ceil(64));
        let room = &mut *self.room;
        room.free.clear();
        room.free.extend((0..words).map(|word| read(&self.free.words, first + word * 64)));
        cut(&mut room.free, stretch.seats as usize);
        room.eligible.clone_from(&room.free);
        if group.accessible == 0 {
            let stretches = self.index.stretches();
            for (at, word) in room.eligible.iter_mut().enumerate() {
                let special = [stretches.accessible(), stretches.companion()];
                *word &= !special.iter().fold(0, |all, words| all | read(words, first + at * 64));
            }
        }
        if kind.level == SEVERAL && wish.levels.is_some() || kind.channel == SEVERAL {
            self.keep_matching(stretch);
        }
        true
    }

    pub fn may_have(&self, channel: ChannelIndex) -> bool {
        self.channels.contains(channel) && self.wish.channel.is_none_or(|wanted| wanted == channel)
    }

    /// Leaves the eligible seats of a stretch of several levels or channels that have one of those wanted.
    fn keep_matching(&mut self, stretch: &Stretch) {
        for at in 0..self.room.eligible.len() {
            for seat in each(self.room.eligible[at], 0) {
                let place = self.place(stretch.first + u32::try_from(at * 64 + seat).unwrap_or_default());
                let place = &self.places.all[place.0 as usize];
                let level = self.wish.levels.is_none_or(|levels| levels.has(place.level.0));
                if !level || !self.may_have(place.channel) {
                    self.room.eligible[at] &= !(1 << seat);
                }
            }
        }
    }

    /// The place that has this bit.
    pub fn place(&self, bit: u32) -> PlaceIndex {
        self.stretches().place(bit)
    }

    /// Whether so many may sit at the table, where it is one: all at one that is sold as a whole, at a shared one
    /// no fewer than its minimum, or than could sit there at all.
    fn suits_table(&self, stretch: &Stretch, group: Group) -> bool {
        let Some(table) = stretch.table else { return true };
        let seats = self.index.places_at_table(table);
        match self.places.rule_of(self.place(stretch.first)) {
            Some(Rule::WholeTableSeat) => {
                group.seats == stretch.seats && stretch.seats as usize == seats.len()
            }
            Some(Rule::SharedTableSeat) => {
                let open = self.places.open_seats(seats, self.channels);
                group.seats as usize >= open.min(self.index.table_minimum_occupancy(table) as usize)
            }
            _ => true,
        }
    }

    /// Leaves the windows that have exactly as many places for wheelchairs as the group needs, and beside one
    /// of them each place for a companion.
    fn keep_accessible(&mut self, stretch: &Stretch, group: Group) {
        let is = |words: &[u64], from: usize, seat: u32| {
            let number = (from + seat as usize) % stretch.seats as usize;
            has(words, stretch.first as usize + number)
        };
        let (accessible, companion) = (self.stretches().accessible(), self.stretches().companion());
        for at in 0..self.room.windows.len() {
            for from in each(self.room.windows[at], at * 64) {
                let seats = 0..group.seats;
                let beside = |seat: u32| {
                    let mut sides = [seat.checked_sub(1), Some(seat + 1).filter(|seat| *seat < group.seats)];
                    sides.iter_mut().flatten().any(|side| is(accessible, from, *side))
                };
                let fits = seats.clone().filter(|seat| is(accessible, from, *seat)).count()
                    == group.accessible as usize
                    && seats.clone().all(|seat| !is(companion, from, seat) || beside(seat));
                if !fits {
                    self.room.windows[at] &= !(1 << (from % 64));
                }
            }
        }
    }

    /// The best of the windows in the room that leaves at most so many seats alone.
    fn best_in(&self, position: u32, stretch: &Stretch, group: Group, at_most: u32) -> Option<Window> {
        let best = |orphans| self.found(position, stretch, group, orphans).min_by_key(|found| found.distance);
        (0..=at_most).find_map(best)
    }

    /// The windows in the room that leave exactly so many seats alone, in order of their first seat.
    fn found(
        &self,
        position: u32,
        stretch: &Stretch,
        group: Group,
        orphans: u32,
    ) -> impl Iterator<Item = Window> {
        let words = 0..self.room.windows.len();
        let starts =
            words.flat_map(move |at| each(self.windows_leaving(stretch, group, at, orphans), at * 64));
        starts.map(move |from| {
            let from = u32::try_from(from).unwrap_or_default();
            let distance = self.stretches().distance(stretch, from, group.seats);
            Window { stretch: position, from, seats: group.seats, orphans, distance }
        })
    }

    /// A word of the windows in the room: those that leave exactly so many seats alone. A seat is left alone that
    /// is free beside the window, with nobody free on its other side. Tables have no such seats: what is left of
    /// one is sold to who may share it.
    fn windows_leaving(&self, stretch: &Stretch, group: Group, at: usize, orphans: u32) -> u64 {
        let windows = self.room.windows[at];
        if stretch.table.is_some() {
            return if orphans == 0 { windows } else { 0 };
        }
        let (free, seats) = (&self.room.free, group.seats as usize);
        let before = moved_up(free, at, 1) & !moved_up(free, at, 2);
        let behind = moved_down(free, at, seats) & !moved_down(free, at, seats + 1);
        windows
            & match orphans {
                0 => !(before | behind),
                1 => before ^ behind,
                _ => before & behind,
            }
    }

    /// Every window in the room that leaves at most so many seats alone.
    pub fn each_window(&self, position: u32, stretch: &Stretch, group: Group, out: &mut Vec<Window>) {
        out.clear();
        let at_most = if self.may_leave_orphans { 2 } else { 0 };
        out.extend((0..=at_most).flat_map(|orphans| self.found(position, stretch, group, orphans)));
    }
}
