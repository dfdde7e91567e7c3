//! Which index each place of a plan has, through all its versions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::walk::Site;
use super::PlaceKind;

/// A place that some version of the plan has or had.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssignedPlace {
    /// Its label in the whole plan.
    pub label: String,
    /// What it is; never retired. A label that passes from a seat to a GA area is another place.
    pub kind: PlaceKind,
}

/// The places of a plan by their index: the first has index 0. Versions only ever add to the end.
///
/// A place is known by its label and kind. One that a version drops keeps its entry; should a later
/// version have it again, it is the same place with the same index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IndexAssignment {
    /// The places, by index.
    pub places: Vec<AssignedPlace>,
}

impl IndexAssignment {
    /// The assignment for `sites`, and the index of each of them in their order. What `previous` holds
    /// keeps its index; the rest gets the next ones in order.
    pub(in crate::plan) fn assign(previous: Option<&Self>, sites: &[Site<'_>]) -> (Self, Vec<u32>) {
        let mut assignment = previous.cloned().unwrap_or_default();
        let mut known: BTreeMap<AssignedPlace, u32> = assignment.places.iter().cloned().zip(0..).collect();
        let mut indexes = Vec::with_capacity(sites.len());
        for site in sites {
            let place = AssignedPlace { label: site.label(), kind: site.kind() };
            let next = u32::try_from(assignment.places.len()).unwrap_or(u32::MAX);
            let index = *known.entry(place.clone()).or_insert(next);
            if index == next {
                assignment.places.push(place);
            }
            indexes.push(index);
        }
        (assignment, indexes)
    }
}
