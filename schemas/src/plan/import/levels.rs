//! Price levels: what is named, and where.

use std::collections::BTreeMap;

use super::super::model::{Seat, SeatingPlan};

/// The colour of a level whose file names none.
pub(super) const GREY: &str = "#808080";

/// Colours of levels whose file has none, in turn.
pub(super) const PALETTE: [&str; 8] =
    ["#1d6fb8", "#a16207", "#0f8a6d", "#7a4fd0", "#b91c74", "#c2410c", "#4d7c0f", "#475569"];

/// The keys that are named, each with a pointer into the plan to where it is named first.
pub(super) fn named(plan: &SeatingPlan) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut name = |key: Option<&String>, pointer: &dyn Fn() -> String| {
        if let Some(key) = key.filter(|key| !found.contains_key(*key)) {
            found.insert(key.clone(), pointer());
        }
    };
    for group in plan.groups() {
        let at = group.pointer();
        let section = group.section.and_then(|(_, section)| section.level.as_ref());
        name(section, &|| format!("{at}/level"));
        for (number, row) in group.rows.iter().enumerate() {
            name(row.level.as_ref(), &|| format!("{at}/rows/{number}/level"));
        }
        for (number, table) in group.tables.iter().enumerate() {
            name(table.level.as_ref(), &|| format!("{at}/tables/{number}/level"));
        }
        for (number, booth) in group.booths.iter().enumerate() {
            name(booth.level.as_ref(), &|| format!("{at}/booths/{number}/level"));
        }
        for (number, area) in group.areas.iter().enumerate() {
            name(area.level.as_ref(), &|| format!("{at}/areas/{number}/level"));
        }
    }
    for site in plan.sites() {
        let own = site.seat.and_then(|seat| seat.level.as_ref());
        name(own, &|| format!("{}/level", site.pointer()));
    }
    found
}

/// The level that all seats name, taken from them: it is told of their row or table instead.
pub(super) fn shared(seats: &mut [Seat]) -> Option<String> {
    let shared = seats.first()?.level.clone()?;
    if seats.iter().any(|seat| seat.level.as_ref() != Some(&shared)) {
        return None;
    }
    for seat in seats {
        seat.level = None;
    }
    Some(shared)
}
