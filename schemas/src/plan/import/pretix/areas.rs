//! What pretix calls areas: anything that is drawn and has no seats of its own.

use super::super::super::issue::PlanIssueCode;
use super::super::super::shape::{Caption, Outline, Point, Shape, Text, Units};
use super::super::colors::color;
use super::super::intake::Intake;
use super::super::origins::Draft;
use super::super::reader::{Object, Rule, Rules};
use super::place;

/// The size of words that name none.
const TEXT_SIZE: f64 = 16.0;
/// The width of a border.
const BORDER: f64 = 1.0;

/// An area has the fields of its own shape, and may have those of others left over.
const AREA: Rules = &[
    ("uuid", Rule::Meaningless),
    ("polygon", Rule::Meaningless),
    ("rectangle", Rule::Meaningless),
    ("ellipse", Rule::Meaningless),
    ("circle", Rule::Meaningless),
];

/// Turns and moves what is drawn in an area into the plan.
#[derive(Clone, Copy)]
struct Frame {
    origin: [f64; 2],
    degrees: f64,
}

impl Frame {
    fn point(self, x: f64, y: f64) -> Point {
        let (sine, cosine) = self.degrees.to_radians().sin_cos();
        Point::new(self.origin[0] + x * cosine - y * sine, self.origin[1] + x * sine + y * cosine)
    }
}

pub(super) fn read(zone: &mut Object<'_>, offset: [f64; 2], draft: &mut Draft, intake: &mut Intake) {
    for area in zone.objects("areas", "area", intake).into_iter().flatten() {
        read_area(area, offset, draft, intake);
    }
}

fn read_area(mut area: Object<'_>, offset: [f64; 2], draft: &mut Draft, intake: &mut Intake) {
    let inside = place(&mut area, false, intake);
    let degrees = area.number("rotation", intake).unwrap_or_default();
    let frame = Frame { origin: [offset[0] + inside[0], offset[1] + inside[1]], degrees };
    let kind = area.text("shape", intake);
    let outline = outline(&mut area, kind.as_deref(), frame, intake);
    let (fill, stroke) = (color(&mut area, "color", intake), color(&mut area, "border_color", intake));
    let text = read_text(&mut area, frame, intake);
    if let Some(outline) = outline {
        let stroke_width = Units::new(if stroke.is_some() { BORDER } else { 0.0 });
        draft.plan.shapes.push(Shape {
            outline,
            kind: None,
            label: None,
            caption: Caption::default(),
            fill,
            stroke,
            stroke_width,
            foreground: false,
        });
        draft.origins.shapes.push(area.pointer.clone());
    }
    if let Some(text) = text {
        draft.plan.texts.push(text);
        draft.origins.texts.push(area.pointer.clone());
    }
    area.close(AREA, intake);
}

/// The outline of an area; none where it is but words, or of a shape that is not known.
fn outline(area: &mut Object<'_>, kind: Option<&str>, frame: Frame, intake: &mut Intake) -> Option<Outline> {
    let rotation_degrees = Units::new(frame.degrees);
    match kind {
        Some("text") => None,
        Some("polygon") => {
            let mut shape = area.needed_object("polygon", "polygon", intake)?;
            shape.needed("points", "a list", intake);
            let points = shape.objects("points", "position", intake).into_iter().flatten();
            let points = points.map(|point| point.into_place(intake)).map(|[x, y]| frame.point(x, y));
            let points = points.collect();
            shape.close(&[], intake);
            Some(Outline::Polygon { points })
        }
        Some("rectangle") => {
            let mut shape = area.needed_object("rectangle", "rectangle", intake)?;
            let (width, height) =
                (shape.needed_number("width", intake), shape.needed_number("height", intake));
            shape.close(&[], intake);
            // It is turned about its corner there, and about its middle here.
            let center = frame.point(width / 2.0, height / 2.0);
            let (width, height) = (Units::new(width), Units::new(height));
            Some(Outline::Rectangle {
                center,
                width,
                height,
                rotation_degrees,
                corner_radius: Units::default(),
            })
        }
        Some("ellipse") => {
            let mut shape = area.needed_object("ellipse", "ellipse", intake)?;
            let radius = shape.needed_object("radius", "position", intake);
            let [x, y] = radius.map_or([0.0; 2], |radius| radius.into_place(intake));
            shape.close(&[], intake);
            let (radius_x, radius_y) = (Units::new(x), Units::new(y));
            Some(Outline::Ellipse { center: frame.point(0.0, 0.0), radius_x, radius_y, rotation_degrees })
        }
        Some("circle") => {
            let mut shape = area.needed_object("circle", "circle", intake)?;
            let radius = shape.needed_number("radius", intake);
            shape.close(&[], intake);
            Some(Outline::circle(frame.point(0.0, 0.0), radius))
        }
        _ => {
            let advice = "this is none of polygon, rectangle, ellipse, circle and text; it was left out";
            area.report(PlanIssueCode::NotImported, "shape", advice, intake);
            None
        }
    }
}

/// An area's words; none where it has none.
fn read_text(area: &mut Object<'_>, frame: Frame, intake: &mut Intake) -> Option<Text> {
    let mut object = area.object("text", "text", intake)?;
    let words = object.needed_text("text", intake);
    let [x, y] = place(&mut object, true, intake);
    let text = Text {
        position: frame.point(x, y),
        size: Units::new(object.number("size", intake).unwrap_or(TEXT_SIZE)),
        rotation_degrees: Units::new(frame.degrees),
        color: color(&mut object, "color", intake),
        text: words,
    };
    object.close(&[], intake);
    (!text.text.trim().is_empty()).then_some(text)
}
