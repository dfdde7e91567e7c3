//! Outlines, captions, shapes and texts.

use super::super::super::issue::PlanIssueCode;
use super::super::super::shape::{Caption, Outline, Point, Shape, Text, Units};
use super::super::intake::Intake;
use super::super::reader::Object;

pub(super) fn shape(shape: &mut Object<'_>, intake: &mut Intake) -> Shape {
    Shape {
        outline: needed_outline(shape, intake),
        kind: shape.text("kind", intake),
        label: shape.text("label", intake),
        caption: caption(shape, intake),
        fill: shape.text("fill", intake),
        stroke: shape.text("stroke", intake),
        stroke_width: length(shape, "stroke_width", intake),
        foreground: shape.flag("foreground", intake),
    }
}

pub(super) fn text(text: &mut Object<'_>, intake: &mut Intake) -> Text {
    Text {
        text: text.needed_text("text", intake),
        position: needed_point(text, "position", intake),
        size: length(text, "size", intake),
        rotation_degrees: length(text, "rotation_degrees", intake),
        color: text.text("color", intake),
    }
}

/// How a label is drawn; as it is where nothing is said.
pub(super) fn caption(holder: &mut Object<'_>, intake: &mut Intake) -> Caption {
    let Some(mut object) = holder.object("caption", "caption", intake) else { return Caption::default() };
    let caption = Caption {
        size: length(&mut object, "size", intake),
        offset: object.point("offset", [0.0; 2], intake).unwrap_or_default(),
        rotation_degrees: length(&mut object, "rotation_degrees", intake),
        hidden: object.flag("hidden", intake),
    };
    object.close(&[], intake);
    caption
}

/// A length that is 0 where it is not there.
fn length(object: &mut Object<'_>, field: &str, intake: &mut Intake) -> Units {
    Units::new(object.number(field, intake).unwrap_or_default())
}

pub(super) fn needed_point(object: &mut Object<'_>, field: &str, intake: &mut Intake) -> Point {
    let point = object.needed_object(field, "point", intake);
    point.map(|point| point.into_point([0.0; 2], intake)).unwrap_or_default()
}

/// The corners in a list.
pub(super) fn points(object: &mut Object<'_>, field: &str, intake: &mut Intake) -> Vec<Point> {
    let points = object.objects(field, "point", intake).into_iter().flatten();
    points.map(|point| point.into_point([0.0; 2], intake)).collect()
}

/// The outline of what must have one. Without one it is a point, which validation finds.
pub(super) fn needed_outline(holder: &mut Object<'_>, intake: &mut Intake) -> Outline {
    let nothing = Outline::Polygon { points: Vec::new() };
    let Some(mut object) = holder.needed_object("outline", "outline", intake) else { return nothing };
    let kind = object.needed_text("type", intake);
    let rotation_degrees =
        |object: &mut Object<'_>, intake: &mut Intake| length(object, "rotation_degrees", intake);
    let needed = |object: &mut Object<'_>, field: &str, intake: &mut Intake| {
        Units::new(object.needed_number(field, intake))
    };
    let outline = match kind.as_str() {
        "polygon" => {
            object.needed("points", "a list", intake);
            Outline::Polygon { points: points(&mut object, "points", intake) }
        }
        "rectangle" => Outline::Rectangle {
            center: needed_point(&mut object, "center", intake),
            width: needed(&mut object, "width", intake),
            height: needed(&mut object, "height", intake),
            rotation_degrees: rotation_degrees(&mut object, intake),
            corner_radius: length(&mut object, "corner_radius", intake),
        },
        "ellipse" => Outline::Ellipse {
            center: needed_point(&mut object, "center", intake),
            radius_x: needed(&mut object, "radius_x", intake),
            radius_y: needed(&mut object, "radius_y", intake),
            rotation_degrees: rotation_degrees(&mut object, intake),
        },
        _ => {
            let advice = "write polygon, rectangle or ellipse";
            object.report(PlanIssueCode::InvalidValue, "type", advice, intake);
            // What the fields of an outline that is not known mean is not known either.
            return nothing;
        }
    };
    object.close(&[], intake);
    outline
}
