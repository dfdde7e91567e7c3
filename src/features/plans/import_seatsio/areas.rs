//! GA areas and booths.

use schemas::plan::{Area, Booth, Caption, Outline, PlanIssueCode, Point};

use super::reader::Object;
use super::report::Report;
use super::{drawing, known};

pub(super) fn read_areas(drawing: &mut Object<'_>, offset: Point, report: &mut Report) -> Vec<Area> {
    let at = drawing.at("generalAdmissionAreas");
    let mut areas = Vec::new();
    for (number, item) in drawing.list("generalAdmissionAreas", report).iter().enumerate() {
        let Some(mut area) = Object::open(item, "generalAdmissionArea", format!("{at}/{number}"), report)
        else {
            areas.push(Area {
                label: String::new(),
                outline: Outline::circle(offset, 0.0),
                capacity: 0,
                level: None,
                as_a_whole: false,
                minimum_occupancy: 1,
                caption: Caption::default(),
            });
            continue;
        };
        let label = area.needed_text("label", report);
        let capacity = area.count("capacity", report).unwrap_or_default();
        let level = area.text("categoryKey", report);
        let as_a_whole = area.flag("bookAsAWhole", report);
        let minimum_occupancy = area.varying_occupancy(report).unwrap_or(1);
        let caption = drawing::caption(&mut area, report);
        let outline = needed_outline(&mut area, offset, report);
        area.close(known::AREA, report);
        areas.push(Area { label, outline, capacity, level, as_a_whole, minimum_occupancy, caption });
    }
    areas
}

pub(super) fn read_booths(drawing: &mut Object<'_>, offset: Point, report: &mut Report) -> Vec<Booth> {
    let at = drawing.at("booths");
    let mut booths = Vec::new();
    for (number, item) in drawing.list("booths", report).iter().enumerate() {
        let Some(mut booth) = Object::open(item, "booth", format!("{at}/{number}"), report) else {
            booths.push(Booth { label: String::new(), outline: Outline::circle(offset, 0.0), level: None });
            continue;
        };
        let label = booth.needed_text("label", report);
        let level = booth.text("categoryKey", report);
        let outline = needed_outline(&mut booth, offset, report);
        booth.close(known::AREA, report);
        booths.push(Booth { label, outline, level });
    }
    booths
}

fn needed_outline(object: &mut Object<'_>, offset: Point, report: &mut Report) -> Outline {
    drawing::outline(object, offset, report).unwrap_or_else(|| {
        object.report(PlanIssueCode::InvalidValue, "type", "give it an outline", report);
        Outline::circle(offset, 0.0)
    })
}
