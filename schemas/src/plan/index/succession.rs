//! Whether one plan version can take the place of another under an event that is on sale.

use super::{PlaceKind, PlanIndex};
use crate::ids::PlaceIndex;

impl PlanIndex {
    /// Whether every index of `earlier` stands for the same place here, be it retired in either: what holds for
    /// each later version of a plan, and for no other plan that differs in a place.
    #[must_use]
    pub fn can_follow(&self, earlier: &Self) -> bool {
        let same = |place: PlaceIndex| {
            let (kind, before) = (self.kind(place), earlier.kind(place));
            let retired = kind == PlaceKind::Retired || before == PlaceKind::Retired;
            (retired || kind == before) && self.label(place) == earlier.label(place)
        };
        self.len() >= earlier.len() && (0..).map(PlaceIndex).take(earlier.len()).all(same)
    }
}
