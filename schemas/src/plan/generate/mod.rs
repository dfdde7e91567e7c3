//! Venues that are made from a number and a seed, drawn like real houses, so that everything that needs a
//! plan has one without a file.
//!
//! Enter by [`generate`]. The same kind, number and seed give the same plan, to the byte, on every machine.
//! One plan unit is 2.5 cm.

mod arena;
mod block;
mod bowl;
mod fan;
mod festival;
mod floor;
mod hall;
mod numbers;
mod path;
mod prices;
mod rows;
mod stadium;
mod tables;
mod theatre;

use super::limits::{GENERATED_PLACES_MAX, GENERATED_PLACES_MIN};
use super::model::SeatingPlan;
use super::shape::{Caption, Outline, Shape, Units};
use numbers::Numbers;

/// The kinds of venue that are generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VenueKind {
    /// Stalls, circles and boxes before a stage.
    Theatre,
    /// A flat floor with rows, tables or standing room, and a gallery above it.
    Hall,
    /// Stands around three sides of a standing floor, with the stage on the fourth.
    Arena,
    /// Stands around a field.
    Stadium,
    /// A field to stand on before an open-air stage, with grandstands, tables and tents.
    Festival,
}

impl VenueKind {
    /// All kinds.
    pub const ALL: &[Self] = &[Self::Theatre, Self::Hall, Self::Arena, Self::Stadium, Self::Festival];

    /// Its name, in one word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Theatre => "theatre",
            Self::Hall => "hall",
            Self::Arena => "arena",
            Self::Stadium => "stadium",
            Self::Festival => "festival",
        }
    }
}

impl std::str::FromStr for VenueKind {
    type Err = UnknownVenueKind;

    fn from_str(name: &str) -> Result<Self, UnknownVenueKind> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name).ok_or(UnknownVenueKind)
    }
}

/// No kind of venue has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("choose theatre, hall, arena, stadium or festival")]
pub struct UnknownVenueKind;

/// A venue cannot be generated for so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{} {} is generated for {GENERATED_PLACES_MIN} to {GENERATED_PLACES_MAX} places, not for {places}: choose a \
     number of these", article(*kind), kind.name()
)]
pub struct PlacesOutOfRange {
    /// What was asked for.
    pub kind: VenueKind,
    /// For so many.
    pub places: u32,
}

const fn article(kind: VenueKind) -> &'static str {
    match kind {
        VenueKind::Arena => "an",
        _ => "a",
    }
}

/// A venue of this kind that holds exactly `places`: seats, booths, and the units of GA areas. `seed` varies
/// how it is built.
///
/// # Errors
/// Where `places` is not within [`GENERATED_PLACES_MIN`] and [`GENERATED_PLACES_MAX`].
pub fn generate(kind: VenueKind, places: u32, seed: u64) -> Result<SeatingPlan, PlacesOutOfRange> {
    if !(GENERATED_PLACES_MIN..=GENERATED_PLACES_MAX).contains(&places) {
        return Err(PlacesOutOfRange { kind, places });
    }
    let venue = Venue { kind, places };
    let mut numbers = Numbers::new(seed);
    Ok(match kind {
        VenueKind::Theatre => theatre::theatre(&venue, &mut numbers),
        VenueKind::Hall => hall::hall(&venue, &mut numbers),
        VenueKind::Arena => arena::arena(&venue, &mut numbers),
        VenueKind::Stadium => stadium::stadium(&venue, &mut numbers),
        VenueKind::Festival => festival::festival(&venue, &mut numbers),
    })
}

/// What is asked for.
struct Venue {
    kind: VenueKind,
    places: u32,
}

impl Venue {
    /// The plan's name.
    fn name(&self) -> String {
        let mut name = self.kind.name().to_owned();
        if let Some(first) = name.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        format!("{name} of {} places", self.places)
    }

    /// How many wheelchairs there is room for: as many as the American rules for accessible design ask for,
    /// which are the most detailed.
    fn wheelchairs(&self) -> u32 {
        match self.places {
            0..=300 => 5,
            301..=500 => 6,
            501..=5_000 => 6 + (self.places - 500).div_ceil(150),
            _ => 36 + (self.places - 5_000).div_ceil(200),
        }
    }
}

/// A shape of a kind that has nothing yet.
fn blank_shape(kind: &str) -> Shape {
    Shape {
        outline: Outline::circle(super::shape::Point::default(), 1.0),
        kind: Some(kind.to_owned()),
        label: None,
        caption: Caption::default(),
        fill: None,
        stroke: None,
        stroke_width: Units::default(),
        foreground: false,
    }
}

#[cfg(test)]
mod tests;
