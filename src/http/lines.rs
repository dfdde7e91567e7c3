//! Lines of holds and bookings on the wire.

use actors::seat_map::view::Counts;
use schemas::api::places::UnitCounts;
use schemas::record::{HeldPlaces, UnitList};
use schemas::ws::server::{HoldLine, UnitLine};

/// What is held or booked, at which price.
#[must_use]
pub fn held(places: &HeldPlaces) -> Vec<HoldLine> {
    let line = |held: &schemas::seat::HeldPlace| {
        let units = held.units;
        let (place, channel) = (units.place, units.channel);
        HoldLine { place, units: units.units, channel, price_minor: held.price_minor }
    };
    places.iter().map(line).collect()
}

/// What came back.
#[must_use]
pub fn returned(places: &UnitList) -> Vec<UnitLine> {
    let line = |units: &schemas::seat::PlaceUnits| UnitLine {
        place: units.place,
        units: units.units,
        channel: units.channel,
    };
    places.iter().map(line).collect()
}

/// Units by state.
#[must_use]
pub const fn counts(counts: Counts) -> UnitCounts {
    UnitCounts { free: counts.free, held: counts.held, booked: counts.booked, killed: counts.killed }
}
