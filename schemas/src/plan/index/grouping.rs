//! Places by the group they are in, as one array and its cuts.

use crate::ids::PlaceIndex;

/// The members of each group, one group after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Grouping {
    /// Where each group ends in `members`.
    ends: Vec<usize>,
    members: Vec<PlaceIndex>,
}

impl Grouping {
    /// Groups `pairs` of (group, place) into `groups` groups. Within a group the order of the pairs
    /// stays.
    pub fn new(groups: usize, pairs: impl Iterator<Item = (usize, PlaceIndex)> + Clone) -> Self {
        let mut ends = vec![0; groups];
        for (group, _) in pairs.clone() {
            ends[group] += 1;
        }
        let mut next = Vec::with_capacity(groups);
        let mut total = 0;
        for end in &mut ends {
            next.push(total);
            total += *end;
            *end = total;
        }
        let mut members = vec![PlaceIndex(0); total];
        for (group, place) in pairs {
            members[next[group]] = place;
            next[group] += 1;
        }
        Self { ends, members }
    }

    /// The members of `group`; none where there is no such group.
    pub fn members(&self, group: usize) -> &[PlaceIndex] {
        let Some(end) = self.ends.get(group) else { return &[] };
        let start = if group == 0 { 0 } else { self.ends[group - 1] };
        &self.members[start..*end]
    }
}
