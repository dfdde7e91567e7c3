//! Writes a seats.io chart.

mod file;
mod outlines;
mod places;

use super::super::model::{PriceLevel, SeatingPlan, Section, Zone};
use super::super::shape::{Bounds, Caption, Point};
use super::super::walk::Group;
use super::Losses;
use file::{
    Categories, Category, Chart, ChartSection, ChartShape, ChartText, ChartZone, Label, Place, SubChart,
    Zones,
};
use outlines::Frame;
use places::Contents;

/// Around what lies in a section that has no outline, in plan units.
const MARGIN: f64 = 15.0;
/// The version of the chart format that is written.
const VERSION: u32 = 21;

/// How a chart has floors.
enum Floors {
    /// There is one drawing, of this floor where it has a name.
    One(Option<usize>),
    /// Each floor is a drawing.
    All,
}

pub(super) fn write(plan: &SeatingPlan, losses: &mut Losses) -> Chart {
    let floors = floors(plan, losses);
    for group in plan.groups() {
        places::losses(group, losses);
    }
    let mut chart = Chart {
        name: plan.name.clone(),
        version: VERSION,
        venue_type: venue_type(plan, &floors),
        categories: Categories { list: plan.levels.iter().map(category).collect() },
        zones: Some(Zones { list: plan.zones.iter().map(zone).collect() })
            .filter(|zones| !zones.list.is_empty()),
        only: None,
        floors: Vec::new(),
    };
    match floors {
        Floors::One(floor) => {
            let mut drawing = drawing(plan, |_| true, losses);
            name(plan, floor, &mut drawing);
            chart.only = Some(drawing);
        }
        Floors::All => {
            for number in 0..plan.floors.len() {
                let key = &plan.floors[number].key;
                let mut drawing = drawing(plan, |section| section.floor.as_ref() == Some(key), losses);
                name(plan, Some(number), &mut drawing);
                chart.floors.push(drawing);
            }
        }
    }
    let first = chart.only.as_mut().or(chart.floors.first_mut());
    if let Some(first) = first {
        put_directly(plan, first, losses);
    }
    let drawings = chart.only.iter_mut().chain(&mut chart.floors);
    drawings.for_each(SubChart::measure);
    chart
}

/// Floors are drawings of their own where everything lies on one. Else there is one drawing of all.
fn floors(plan: &SeatingPlan, losses: &mut Losses) -> Floors {
    let has_own =
        !(plan.rows.is_empty() && plan.tables.is_empty() && plan.booths.is_empty() && plan.areas.is_empty());
    let all_lie = !has_own && plan.sections.iter().all(|section| section.floor.is_some());
    match plan.floors.len() {
        0 => return Floors::One(None),
        1 if all_lie => return Floors::One(Some(0)),
        _ if all_lie && !plan.sections.is_empty() => return Floors::All,
        _ => {}
    }
    for (number, floor) in plan.floors.iter().enumerate() {
        let advice = "a chart has floors only where everything lies on one";
        losses.lost(format!("/floors/{number}"), &floor.key, advice);
    }
    Floors::One(None)
}

fn venue_type(plan: &SeatingPlan, floors: &Floors) -> &'static str {
    if !plan.zones.is_empty() {
        "ZONES"
    } else if matches!(floors, Floors::All) {
        "WITH_SECTIONS_AND_FLOORS"
    } else if plan.sections.is_empty() {
        "ROWS_WITHOUT_SECTIONS"
    } else {
        "ROWS_WITH_SECTIONS"
    }
}

fn name(plan: &SeatingPlan, floor: Option<usize>, drawing: &mut SubChart) {
    let floor = floor.and_then(|number| plan.floors.get(number));
    drawing.floor_name = floor.map(|floor| floor.key.clone());
    drawing.floor_display_name = floor.map(|floor| floor.name.clone());
}

fn category(level: &PriceLevel) -> Category {
    let (label, color) = (level.name.clone(), level.color.clone());
    Category { key: file::Key::of(&level.key), label, color, accessible: false }
}

fn zone(zone: &Zone) -> ChartZone {
    ChartZone {
        key: zone.key.clone(),
        label: zone.name.clone(),
        focal_point: zone.focal_point.map(Place::of),
    }
}

/// A drawing with the sections that `wanted` names.
fn drawing(plan: &SeatingPlan, wanted: impl Fn(&Section) -> bool, losses: &mut Losses) -> SubChart {
    let groups = plan.groups().filter_map(|group| Some((group, group.section?.1)));
    let sections = groups.filter(|(_, section)| wanted(section));
    let sections = sections.map(|(group, section)| write_section(group, section, losses)).collect();
    SubChart { sections, focal_point: plan.focal_point.map(Place::of), ..SubChart::default() }
}

/// What lies in no section, and what is drawn.
fn put_directly(plan: &SeatingPlan, drawing: &mut SubChart, losses: &mut Losses) {
    let Some(own) = plan.groups().next() else { return };
    places::write(own, Frame::default(), losses).into_drawing(drawing);
    let shapes = plan.shapes.iter().enumerate().map(|(number, shape)| {
        if shape.label.as_ref().is_some_and(String::is_empty) {
            losses.lost(format!("/shapes/{number}/label"), "", "an empty label is none");
        }
        ChartShape {
            outline: outlines::outline(&shape.outline, Frame::default()),
            smart_type: shape.kind.clone(),
            label: shape.label.clone(),
            caption: Label::of(shape.caption),
            fill_color: shape.fill.clone(),
            stroke_color: shape.stroke.clone(),
            stroke_width: shape.stroke_width.get(),
            foreground: shape.foreground,
            object_type: "shape",
        }
    });
    drawing.shapes = shapes.collect();
    let texts = plan.texts.iter().map(|text| ChartText {
        text: text.text.clone(),
        center: Place::of(text.position),
        font_size: Some(text.size.get()).filter(|size| *size > 0.0),
        rotation_angle: text.rotation_degrees.get(),
        text_color: text.color.clone(),
        object_type: "text",
    });
    drawing.texts = texts.collect();
}

fn write_section(group: Group<'_>, section: &Section, losses: &mut Losses) -> ChartSection {
    let at = group.pointer();
    let mut points = section.outline.clone();
    if points.is_empty() {
        points = around(group);
        let advice = "a section of a chart has an outline, so one was drawn around what is in it";
        losses.otherwise(format!("{at}/outline"), &section.label, advice);
    }
    let mut bounds = Bounds::default();
    bounds.include_all(&points);
    let [left, top, ..] = bounds.edges();
    let corner = Point::new(left, top);
    let inside: Contents = places::write(group, Frame::from(corner), losses);
    let mut drawing = SubChart::default();
    inside.into_drawing(&mut drawing);
    drawing.measure();
    ChartSection {
        label: section.label.clone(),
        points: points.iter().map(|point| Place::of(*point)).collect(),
        top_left: Place::of(corner),
        zone: section.zone.clone(),
        entrance: section.entrance.clone(),
        category_key: section.level.as_deref().map(file::Key::of),
        caption: Label::of(section.caption),
        sub_chart: drawing,
    }
}

/// A rectangle around what lies in a section.
fn around(group: Group<'_>) -> Vec<Point> {
    let mut bounds = Bounds::default();
    let in_rows = group.rows.iter().flat_map(|row| &row.seats);
    for seat in in_rows.chain(group.tables.iter().flat_map(|table| &table.seats)) {
        bounds.include(seat.position);
    }
    let tables = group.tables.iter().map(|table| &table.outline);
    let booths = group.booths.iter().map(|booth| &booth.outline);
    for outline in tables.chain(booths).chain(group.areas.iter().map(|area| &area.outline)) {
        outline.extend(&mut bounds);
    }
    let [left, top, right, bottom] = bounds.edges();
    let (left, top, right, bottom) = (left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN);
    [(left, top), (right, top), (right, bottom), (left, bottom)].map(|(x, y)| Point::new(x, y)).into()
}

impl Label {
    fn of(caption: Caption) -> Self {
        let some = |length: f64| Some(length).filter(|length| *length != 0.0);
        Self {
            size: some(caption.size.get()),
            horizontal_offset: some(caption.offset.x.get()),
            vertical_offset: some(caption.offset.y.get()),
            rotation_angle: some(caption.rotation_degrees.get()),
            shown: caption.hidden.then_some(false),
        }
    }
}
