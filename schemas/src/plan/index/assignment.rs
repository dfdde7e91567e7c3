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
    /// The assignment for `sites`, whose labels are unique. What `previous` holds keeps its index; the
    /// rest gets the next ones in order.
    pub(in crate::plan) fn assign(previous: Option<&Self>, sites: &[Site<'_>]) -> Self {
        let mut assignment = previous.cloned().unwrap_or_default();
        let known = assignment.locate(sites);
        let new = sites.iter().zip(known).filter(|(_, known)| known.is_none());
        let new = new.map(|(site, _)| AssignedPlace { label: site.label(), kind: site.kind() });
        assignment.places.extend(new);
        assignment
    }

    /// The index of each of `sites`; none where the assignment does not know it.
    pub(in crate::plan) fn locate(&self, sites: &[Site<'_>]) -> Vec<Option<u32>> {
        let mut known: Option<BTreeMap<(&str, PlaceKind), usize>> = None;
        let mut label = String::new();
        // A plan's places follow each other in the assignment but for the edits of its versions.
        let mut next = 0;
        let locate = |site: &Site<'_>| {
            label.clear();
            site.write_label(&mut label);
            let kind = site.kind();
            let is_next =
                self.places.get(next).is_some_and(|place| place.label == label && place.kind == kind);
            let found = if is_next { next } else { *self.known(&mut known).get(&(label.as_str(), kind))? };
            next = found + 1;
            u32::try_from(found).ok()
        };
        sites.iter().map(locate).collect()
    }

    fn known<'own, 'map>(
        &'own self,
        map: &'map mut Option<BTreeMap<(&'own str, PlaceKind), usize>>,
    ) -> &'map BTreeMap<(&'own str, PlaceKind), usize> {
        map.get_or_insert_with(|| {
            self.places.iter().map(|place| (place.label.as_str(), place.kind)).zip(0..).collect()
        })
    }
}
