//! From labels and keys to what the engine is pointed at.

use actors::seat_map::command::Target;
use schemas::api::place_name::PlaceName;
use schemas::api::places::Targets;
use schemas::error_code::ErrorCode;
use schemas::ids::PlaceIndex;

use crate::http::known_events::KnownEvent;
use crate::http::problem::Failure;

/// Everything that `targets` names in the event.
pub fn resolve(event: &KnownEvent, targets: &Targets) -> Result<Vec<Target>, Failure> {
    let plan = &event.plan;
    let mut resolved = Vec::new();
    for name in &targets.places {
        // A GA area named without units is meant as a whole.
        resolved.push(Target::Whole(event.place(name)?));
    }
    for area in &targets.areas {
        resolved.push(Target::Place(event.area(area)?));
    }
    for (at, label) in targets.rows.iter().enumerate() {
        let row = plan.row_by_label(label).ok_or_else(|| unknown("row", "rows", at, label))?;
        resolved.push(Target::Row(row.0));
    }
    for (at, label) in targets.sections.iter().enumerate() {
        let section =
            plan.section_by_label(label).ok_or_else(|| unknown("section", "sections", at, label))?;
        resolved.push(Target::Section(u32::from(section.0)));
    }
    for (at, key) in targets.levels.iter().enumerate() {
        let level = plan.level_by_key(key).ok_or_else(|| unknown("price level", "levels", at, key))?;
        resolved.push(Target::Level(level));
    }
    Ok(resolved)
}

/// A place by its number or label, as it stands in a path.
pub fn in_path(event: &KnownEvent, text: String) -> Result<PlaceIndex, Failure> {
    let number = text.parse().map(|number| PlaceName::Number(PlaceIndex(number)));
    event.place(&number.unwrap_or(PlaceName::Label(text)))
}

fn unknown(what: &str, list: &str, at: usize, name: &str) -> Failure {
    Failure::new(ErrorCode::UnknownPlace, format!("the plan has no {what} {name:?}"))
        .at(format!("/targets/{list}/{at}"))
}
