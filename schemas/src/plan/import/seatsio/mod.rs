//! Imports a seats.io chart: categories, zones, floors and sections with all that is in them.

mod areas;
mod drawing;
mod known;
mod rows;
mod words;

use std::collections::BTreeMap;

use super::super::issue::PlanIssueCode;
use super::super::model::{Area, Booth, Floor, PriceLevel, Row, SeatingPlan, Section, Table, Zone};
use super::colors::color;
use super::intake::Intake;
use super::levels::GREY;
use super::node::Node;
use super::origins::{Contents, Draft, Holder};
use super::reader::Object;

/// Kinds of venue whose places are where they say they are.
const VENUE_TYPES: [&str; 4] =
    ["ROWS_WITHOUT_SECTIONS", "ROWS_WITH_SECTIONS", "WITH_SECTIONS_AND_FLOORS", "ZONES"];

/// Something of a drawing, with where it came from and the label of the section that it says it belongs to.
struct Found<Item> {
    item: Item,
    at: String,
    section: Option<String>,
}

/// The sections so far, by their label.
type Sections = BTreeMap<String, usize>;

/// What a drawing holds.
struct Drawn {
    rows: Vec<Found<Row>>,
    tables: Vec<Found<Table>>,
    booths: Vec<Found<Booth>>,
    areas: Vec<Found<Area>>,
}

pub(super) fn read(file: &Node<'_>, intake: &mut Intake) -> Draft {
    let mut draft = Draft::default();
    draft.origins.words = words::words;
    let Some(mut chart) = Object::open(file, "chart", String::new(), intake) else { return draft };
    draft.plan.name = chart.needed_text("name", intake);
    if let Some(venue) = chart.text("venueType", intake)
        && !VENUE_TYPES.contains(&venue.as_str())
    {
        chart.report(PlanIssueCode::NotImported, "venueType", "this kind of venue is not known", intake);
    }
    if let Some(categories) = chart.object("categories", "categories", intake) {
        read_categories(categories, &mut draft, intake);
    }
    if let Some(zones) = chart.object("zones", "zones", intake) {
        read_zones(zones, &mut draft, intake);
    }
    let floors = chart.objects("subChartFloors", "subChart", intake);
    let drawing = chart.object("subChart", "subChart", intake);
    if drawing.is_none() && floors.is_empty() {
        chart.report(PlanIssueCode::InvalidValue, "subChart", "give the chart a drawing", intake);
    }
    let mut sections = Sections::new();
    for drawing in drawing.into_iter().chain(floors.into_iter().flatten()) {
        read_drawing(drawing, &mut sections, &mut draft, intake);
    }
    chart.close(known::CHART, intake);
    draft
}

fn read_categories(mut categories: Object<'_>, draft: &mut Draft, intake: &mut Intake) {
    for mut category in categories.objects("list", "category", intake).into_iter().flatten() {
        let key = category.needed_text("key", intake);
        let name = category.text("label", intake).unwrap_or_else(|| key.clone());
        let color = color(&mut category, "color", intake).unwrap_or_else(|| GREY.to_owned());
        draft.plan.levels.push(PriceLevel { key, name, color });
        draft.origins.levels.push(category.pointer.clone());
        category.close(known::CATEGORY, intake);
    }
    categories.close(known::CATEGORIES, intake);
}

fn read_zones(mut zones: Object<'_>, draft: &mut Draft, intake: &mut Intake) {
    for mut zone in zones.objects("list", "zone", intake).into_iter().flatten() {
        let key = zone.needed_text("key", intake);
        let name = zone.text("label", intake).unwrap_or_else(|| key.clone());
        let focal_point = zone.point("focalPoint", [0.0; 2], intake);
        draft.plan.zones.push(Zone { key, name, focal_point });
        draft.origins.zones.push(zone.pointer.clone());
        zone.close(&[], intake);
    }
    zones.close(&[], intake);
}

/// The drawing of the whole chart, or of one of its floors.
fn read_drawing(mut drawing: Object<'_>, known: &mut Sections, draft: &mut Draft, intake: &mut Intake) {
    let floor = drawing.text("floorName", intake);
    let floor_name = drawing.text("floorDisplayName", intake);
    if let Some(key) = &floor {
        // A floor is no more than its name.
        draft.origins.floors.push(drawing.at("floorName"));
        draft.plan.floors.push(Floor { key: key.clone(), name: floor_name.unwrap_or_else(|| key.clone()) });
    }
    if let Some(point) = drawing.point("focalPoint", [0.0; 2], intake) {
        if draft.plan.focal_point.is_some_and(|known| known != point) {
            let advice = "a plan has one focal point, and the first floor's was taken: use zones for others";
            drawing.report(PlanIssueCode::NotImported, "focalPoint", advice, intake);
        }
        if draft.plan.focal_point.is_none() {
            draft.plan.focal_point = Some(point);
            draft.origins.focal_point = drawing.at("focalPoint");
        }
    }
    for section in drawing.objects("sections", "section", intake).into_iter().flatten() {
        let (label, number) = read_section(section, floor.clone(), draft, intake);
        known.entry(label).or_insert(number);
    }
    let found = read_contents(&mut drawing, [0.0; 2], draft, intake);
    let group = |label: Option<String>, at: &str, draft: &mut Draft| {
        let Some(label) = label.filter(|label| !label.is_empty()) else { return 0 };
        *known.entry(label.clone()).or_insert_with(|| {
            draft.plan.sections.push(Section { label, floor: floor.clone(), ..Section::default() });
            draft.origins.sections.push(at.to_owned());
            draft.origins.contents.push(Contents::default());
            draft.plan.sections.len()
        })
    };
    place(found, group, draft);
    drawing.close(known::SUB_CHART, intake);
}

/// Its label, and the number of its group: that of a section and one more.
fn read_section(
    mut object: Object<'_>,
    floor: Option<String>,
    draft: &mut Draft,
    intake: &mut Intake,
) -> (String, usize) {
    let section = Section {
        label: object.needed_text("label", intake),
        zone: object.text("zone", intake),
        floor,
        level: object.text("categoryKey", intake),
        entrance: object.text("entrance", intake),
        outline: drawing::points(&mut object, [0.0; 2], intake),
        caption: drawing::caption(&mut object, intake),
        ..Section::default()
    };
    draft.origins.sections.push(object.pointer.clone());
    draft.origins.contents.push(Contents::default());
    let label = section.label.clone();
    draft.plan.sections.push(section);
    let number = draft.plan.sections.len();
    // What is drawn in a section is measured from its upper left corner, unscaled.
    let corner = object.object("topLeft", "point", intake);
    let offset = corner.map_or([0.0; 2], |corner| corner.into_place(intake));
    if let Some(mut inside) = object.object("subChart", "subChart", intake) {
        let found = read_contents(&mut inside, offset, draft, intake);
        place(found, |_, _, _| number, draft);
        for field in ["sections", "focalPoint"] {
            let value = inside.take(field, intake);
            if value.is_some_and(|value| !matches!(value, Node::List(items) if items.is_empty())) {
                let advice = "a section cannot have this within it; it was left out";
                inside.report(PlanIssueCode::NotImported, field, advice, intake);
            }
        }
        inside.close(known::SUB_CHART, intake);
    }
    object.close(known::SECTION, intake);
    (label, number)
}

/// Rows, tables, booths and areas of a drawing; its shapes and texts go into the plan.
fn read_contents(object: &mut Object<'_>, offset: [f64; 2], draft: &mut Draft, intake: &mut Intake) -> Drawn {
    drawing::read(object, offset, draft, intake);
    Drawn {
        rows: rows::read_rows(object, offset, intake),
        tables: rows::read_tables(object, offset, intake),
        booths: areas::read_booths(object, offset, intake),
        areas: areas::read_areas(object, offset, intake),
    }
}

/// Puts what was found into the group that `group` names for the section it says it belongs to: 0 is the plan
/// itself.
fn place(found: Drawn, mut group: impl FnMut(Option<String>, &str, &mut Draft) -> usize, draft: &mut Draft) {
    let Drawn { rows, tables, booths, areas } = found;
    for Found { item, at, section } in rows {
        let (number, group) = section_of(group(section, &at, draft));
        draft.origins.contents[group].rows.push(Holder::new(at));
        let SeatingPlan { rows, sections, .. } = &mut draft.plan;
        number.map_or(rows, |number| &mut sections[number].rows).push(item);
    }
    for Found { item, at, section } in tables {
        let (number, group) = section_of(group(section, &at, draft));
        draft.origins.contents[group].tables.push(Holder::new(at));
        let SeatingPlan { tables, sections, .. } = &mut draft.plan;
        number.map_or(tables, |number| &mut sections[number].tables).push(item);
    }
    for Found { item, at, section } in booths {
        let (number, group) = section_of(group(section, &at, draft));
        draft.origins.contents[group].booths.push(at);
        let SeatingPlan { booths, sections, .. } = &mut draft.plan;
        number.map_or(booths, |number| &mut sections[number].booths).push(item);
    }
    for Found { item, at, section } in areas {
        let (number, group) = section_of(group(section, &at, draft));
        draft.origins.contents[group].areas.push(at);
        let SeatingPlan { areas, sections, .. } = &mut draft.plan;
        number.map_or(areas, |number| &mut sections[number].areas).push(item);
    }
}

/// The section of a group; none for the plan itself.
fn section_of(group: usize) -> (Option<usize>, usize) {
    (group.checked_sub(1), group)
}
