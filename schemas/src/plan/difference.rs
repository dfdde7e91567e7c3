//! What two plans, or two versions of one, differ in, place by place.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::index::PlaceKind;
use super::model::SeatingPlan;
use super::shape::Point;
use super::walk::{Site, Within};

/// What the second of two plans has otherwise than the first.
///
/// A place is known by label and kind, as when a plan is published: one whose label is another is another place,
/// with another number. Where a dropped place and a new one of its kind lie at the very same point, they are told
/// together as relabelled.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlanDifference {
    /// Places in both, whatever else about them changed.
    pub kept: u64,
    /// Places that only the second has.
    pub added: Vec<DiffPlace>,
    /// Places that only the first has.
    pub removed: Vec<DiffPlace>,
    /// Places that lie elsewhere.
    pub moved: Vec<MovedPlace>,
    /// Places at one point under another label. Where an event moves to the second plan, the one is dropped and the
    /// other is new.
    pub relabelled: Vec<RelabelledPlace>,
    /// Places with another price level.
    pub levels: Vec<RelevelledPlace>,
    /// GA areas with room for more or fewer.
    pub capacities: Vec<ResizedArea>,
}

/// A place by its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct DiffPlace {
    /// Its label in the whole plan.
    pub label: String,
    /// What it is.
    pub kind: PlaceKind,
}

/// A place that lies elsewhere, in plan units.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MovedPlace {
    /// Its label in the whole plan.
    pub label: String,
    /// Where it lay; of a booth or area the middle.
    pub from: Point,
    /// Where it lies.
    pub to: Point,
}

/// A place under another label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RelabelledPlace {
    /// What it is.
    pub kind: PlaceKind,
    /// Its label before.
    pub from: String,
    /// Its label after.
    pub to: String,
}

/// A place with another price level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RelevelledPlace {
    /// Its label in the whole plan.
    pub label: String,
    /// The level's key before; left out where it had none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The level's key after; left out where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// A GA area with more or less room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ResizedArea {
    /// Its label in the whole plan.
    pub label: String,
    /// Units before.
    pub from: u32,
    /// Units after.
    pub to: u32,
}

impl PlanDifference {
    /// Whether the places are the same in every respect told here. Words, shapes and drawing may differ.
    #[must_use]
    pub fn is_none(&self) -> bool {
        let kept = Self { kept: self.kept, ..Self::default() };
        *self == kept
    }
}

/// A place by what makes it the same place.
type Name = (String, PlaceKind);

/// Where a place of a kind lies: x and y, bit by bit.
type At = (PlaceKind, [u64; 2]);

/// What the second plan has otherwise than the first; of either, drafts too, of a label that is there twice the
/// first counts. Lists are in the order of the plans.
#[must_use]
pub fn plan_difference(before: &SeatingPlan, after: &SeatingPlan) -> PlanDifference {
    let (before, after) = (before.sites(), after.sites());
    let (old, new) = (by_name(&before), by_name(&after));
    let mut difference = PlanDifference::default();
    let gone = unmatched(&before, &old, &new);
    let come = unmatched(&after, &new, &old);
    let mut at: BTreeMap<At, Vec<&Site<'_>>> = BTreeMap::new();
    for site in come.iter().rev() {
        at.entry(place_of(site)).or_default().push(site);
    }
    let mut renamed: BTreeSet<Name> = BTreeSet::new();
    for site in gone {
        match at.get_mut(&place_of(site)).and_then(Vec::pop) {
            Some(other) => {
                renamed.insert(name(other));
                let (from, to) = (site.label(), other.label());
                difference.relabelled.push(RelabelledPlace { kind: site.kind(), from, to });
            }
            None => difference.removed.push(shown(site)),
        }
    }
    difference.added = come.into_iter().filter(|site| !renamed.contains(&name(site))).map(shown).collect();
    let mut seen: BTreeSet<Name> = BTreeSet::new();
    for site in &before {
        let name = name(site);
        let Some(other) = new.get(&name) else { continue };
        if seen.insert(name) {
            difference.kept += 1;
            difference.compare(site, other);
        }
    }
    difference
}

impl PlanDifference {
    fn compare(&mut self, before: &Site<'_>, after: &Site<'_>) {
        let (from, to) = (before.position, after.position);
        if from != to {
            self.moved.push(MovedPlace { label: before.label(), from, to });
        }
        if before.level != after.level {
            let (from, to) = (before.level.map(str::to_owned), after.level.map(str::to_owned));
            self.levels.push(RelevelledPlace { label: before.label(), from, to });
        }
        if let (Some(from), Some(to)) = (capacity(before), capacity(after))
            && from != to
        {
            self.capacities.push(ResizedArea { label: before.label(), from, to });
        }
    }
}

fn by_name<'sites, 'plan>(sites: &'sites [Site<'plan>]) -> BTreeMap<Name, &'sites Site<'plan>> {
    let mut named = BTreeMap::new();
    for site in sites {
        named.entry(name(site)).or_insert(site);
    }
    named
}

/// The places of one plan that the other does not have, in order, each once.
fn unmatched<'sites, 'plan>(
    sites: &'sites [Site<'plan>],
    own: &BTreeMap<Name, &'sites Site<'plan>>,
    other: &BTreeMap<Name, &Site<'_>>,
) -> Vec<&'sites Site<'plan>> {
    let is_first =
        |site: &Site<'_>, name: &Name| own.get(name).is_some_and(|first| std::ptr::eq(*first, site));
    let is_unmatched = |site: &&Site<'_>| {
        let name = name(site);
        !other.contains_key(&name) && is_first(site, &name)
    };
    sites.iter().filter(is_unmatched).collect()
}

fn name(site: &Site<'_>) -> Name {
    (site.label(), site.kind())
}

fn shown(site: &Site<'_>) -> DiffPlace {
    DiffPlace { label: site.label(), kind: site.kind() }
}

fn place_of(site: &Site<'_>) -> At {
    (site.kind(), [site.position.x, site.position.y].map(|length| length.get().to_bits()))
}

fn capacity(site: &Site<'_>) -> Option<u32> {
    match site.within {
        Within::Area(area) => Some(site.group.areas[area].capacity),
        _ => None,
    }
}
