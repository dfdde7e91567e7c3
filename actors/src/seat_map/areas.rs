//! GA areas: units by channel and state.

use schemas::ids::{ChannelIndex, PlaceIndex};

use super::view::{AreaUnits, Counts};

/// Units of one channel of one area, by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ChannelUnits {
    pub free: u32,
    pub held: u32,
    pub booked: u32,
    pub killed: u32,
}

impl ChannelUnits {
    /// Units that are or may come back on sale.
    pub const fn on_sale(self) -> u32 {
        self.free + self.held + self.booked
    }
}

/// One area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub place: PlaceIndex,
    pub capacity: u32,
    /// By channel number; as many as the event has channels, general sale first.
    pub channels: Vec<ChannelUnits>,
}

impl Area {
    /// All units free and in general sale.
    pub fn new(place: PlaceIndex, capacity: u32, channels: usize) -> Self {
        let mut units = vec![ChannelUnits::default(); channels];
        units[0].free = capacity;
        Self { place, capacity, channels: units }
    }

    /// The units of a channel; none where the event has no such channel.
    pub fn channel(&self, channel: ChannelIndex) -> ChannelUnits {
        self.channels.get(usize::from(channel.0)).copied().unwrap_or_default()
    }

    /// Units of all channels by state.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for units in &self.channels {
            counts.add(Self::counts_of(*units));
        }
        counts
    }

    /// Units of one channel by state.
    pub fn counts_of(units: ChannelUnits) -> Counts {
        Counts {
            free: u64::from(units.free),
            held: u64::from(units.held),
            booked: u64::from(units.booked),
            killed: u64::from(units.killed),
        }
    }

    /// Free units as everyone sees them.
    pub fn public(&self) -> AreaUnits {
        let free = (0..).zip(&self.channels);
        let free = free.filter(|(channel, units)| *channel == 0 || units.free > 0);
        AreaUnits {
            place: self.place,
            free: free.map(|(channel, units)| (ChannelIndex(channel), units.free)).collect(),
        }
    }
}
