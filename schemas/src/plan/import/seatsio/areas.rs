//! GA areas and booths.

use super::super::super::model::{Area, Booth};
use super::super::super::shape::{Outline, Point, Units};
use super::super::intake::Intake;
use super::super::reader::Object;
use super::{Found, drawing, known};

pub(super) fn read_areas(
    drawing: &mut Object<'_>,
    offset: [f64; 2],
    intake: &mut Intake,
) -> Vec<Found<Area>> {
    let areas =
        drawing.objects("generalAdmissionAreas", "generalAdmissionArea", intake).into_iter().flatten();
    let read = areas.map(|mut area| {
        let section = area.text("sectionLabel", intake);
        let item = Area {
            label: area.needed_text("label", intake),
            capacity: area.needed_count("capacity", intake),
            level: area.text("categoryKey", intake),
            as_a_whole: area.flag("bookAsAWhole", intake),
            minimum_occupancy: varying_occupancy(&mut area, intake).unwrap_or(1),
            caption: drawing::caption(&mut area, intake),
            outline: drawing::needed_outline(&mut area, offset, intake),
        };
        let at = area.pointer.clone();
        area.close(known::AREA, intake);
        Found { item, at, section }
    });
    read.collect()
}

pub(super) fn read_booths(
    drawing: &mut Object<'_>,
    offset: [f64; 2],
    intake: &mut Intake,
) -> Vec<Found<Booth>> {
    let booths = drawing.objects("booths", "booth", intake).into_iter().flatten();
    let read = booths.map(|mut booth| {
        let section = booth.text("sectionLabel", intake);
        let item = Booth {
            label: booth.needed_text("label", intake),
            level: booth.text("categoryKey", intake),
            outline: booth_outline(&mut booth, offset, intake),
        };
        let at = booth.pointer.clone();
        booth.close(known::AREA, intake);
        Found { item, at, section }
    });
    read.collect()
}

/// The fewest persons who may share it, at least 1; none where the occupancy does not vary and a minimum means
/// nothing.
pub(super) fn varying_occupancy(object: &mut Object<'_>, intake: &mut Intake) -> Option<u32> {
    let minimum = object.count("minOccupancy", intake);
    object.flag("variableOccupancy", intake).then(|| minimum.unwrap_or(1))
}

/// A booth is a rectangle, and mostly does not say so.
fn booth_outline(booth: &mut Object<'_>, offset: [f64; 2], intake: &mut Intake) -> Outline {
    if booth.take("type", intake).is_some() {
        return drawing::needed_outline(booth, offset, intake);
    }
    booth.needed("center", "the booth a middle", intake);
    Outline::Rectangle {
        center: booth.point("center", offset, intake).unwrap_or(Point::new(offset[0], offset[1])),
        width: Units::new(booth.needed_number("width", intake)),
        height: Units::new(booth.needed_number("height", intake)),
        rotation_degrees: Units::new(booth.number("rotationAngle", intake).unwrap_or_default()),
        corner_radius: Units::default(),
    }
}
