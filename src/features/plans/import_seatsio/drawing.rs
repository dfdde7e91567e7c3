//! Outlines, captions, colours, shapes and texts.

use schemas::plan::{Caption, Outline, PlanIssueCode, Point, Shape, Text, Units};

use super::chart::Target;
use super::known;
use super::reader::Object;
use super::report::Report;

/// What is drawn and not for sale.
pub(super) fn read_drawn(drawing: &mut Object<'_>, offset: Point, target: &mut Target<'_>) {
    let at = drawing.at("shapes");
    for (number, item) in drawing.list("shapes", target.report).iter().enumerate() {
        let at = format!("{at}/{number}");
        let shape = Object::open(item, "shape", at.clone(), target.report);
        if let Some(shape) = shape.and_then(|shape| read_shape(shape, offset, target.report)) {
            target.plan.shapes.push(shape);
            target.origins.shapes.push(at);
        }
    }
    let at = drawing.at("texts");
    for (number, item) in drawing.list("texts", target.report).iter().enumerate() {
        let at = format!("{at}/{number}");
        let text = Object::open(item, "text", at.clone(), target.report);
        if let Some(text) = text.and_then(|text| read_text(text, offset, target.report)) {
            target.plan.texts.push(text);
            target.origins.texts.push(at);
        }
    }
    let advice = "pictures are not imported: draw it as shapes, or leave it out";
    for field in ["icons", "imageObjects"] {
        if !drawing.list(field, target.report).is_empty() {
            drawing.report(PlanIssueCode::NotImported, field, advice, target.report);
        }
    }
    if drawing.take("backgroundImage").is_some() {
        drawing.report(PlanIssueCode::NotImported, "backgroundImage", advice, target.report);
    }
}

fn read_shape(mut object: Object<'_>, offset: Point, report: &mut Report) -> Option<Shape> {
    let Some(outline) = outline(&mut object, offset, report) else {
        let advice = "this kind of shape is not known; it was left out";
        object.report(PlanIssueCode::NotImported, "type", advice, report);
        return None;
    };
    let shape = Shape {
        outline,
        kind: object.text("smartType", report),
        label: object.text("label", report).filter(|label| !label.is_empty()),
        caption: caption(&mut object, report),
        fill: color(&mut object, "fillColor", report),
        stroke: color(&mut object, "strokeColor", report),
        stroke_width: Units::new(object.number("strokeWidth", report).unwrap_or_default()),
        foreground: object.flag("foreground", report),
    };
    object.close(known::SHAPE, report);
    Some(shape)
}

fn read_text(mut object: Object<'_>, offset: Point, report: &mut Report) -> Option<Text> {
    let (words, position) = (object.text("text", report), object.point("center", offset, report));
    let (Some(words), Some(position)) = (words, position) else {
        let advice = "words need a text and a center; they were left out";
        object.report(PlanIssueCode::NotImported, "text", advice, report);
        return None;
    };
    let text = Text {
        text: words,
        position,
        size: Units::new(object.number("fontSize", report).unwrap_or_default()),
        rotation_degrees: Units::new(object.number("rotationAngle", report).unwrap_or_default()),
        color: color(&mut object, "textColor", report),
    };
    object.close(known::TEXT, report);
    Some(text)
}

/// The outline of an area, booth or shape; none where its type is not known or says nothing.
pub(super) fn outline(object: &mut Object<'_>, offset: Point, report: &mut Report) -> Option<Outline> {
    let kind = object.text("type", report)?;
    if kind == "polygon" {
        return Some(Outline::Polygon { points: points(object, offset, report) });
    }
    let center = object.point("center", offset, report)?;
    let rotation_degrees = Units::new(object.number("rotationAngle", report).unwrap_or_default());
    let mut length = |field| Units::new(object.needed_number(field, report));
    match kind.as_str() {
        "rectangle" => {
            let (width, height) = (length("width"), length("height"));
            let corner_radius = Units::new(object.number("cornerRadius", report).unwrap_or_default());
            Some(Outline::Rectangle { center, width, height, rotation_degrees, corner_radius })
        }
        "circle" => {
            let (radius_x, radius_y) = (length("radius1"), length("radius2"));
            Some(Outline::Ellipse { center, radius_x, radius_y, rotation_degrees })
        }
        _ => None,
    }
}

/// The corners in the field `points`, moved by `offset`.
pub(super) fn points(object: &mut Object<'_>, offset: Point, report: &mut Report) -> Vec<Point> {
    let at = object.at("points");
    let mut corners = Vec::new();
    for (number, item) in object.list("points", report).iter().enumerate() {
        if let Some(point) = Object::open(item, "point", format!("{at}/{number}"), report) {
            corners.push(point.into_point(offset, report));
        }
    }
    corners
}

/// How the label is drawn.
pub(super) fn caption(object: &mut Object<'_>, report: &mut Report) -> Caption {
    let mut number = |field| object.number(field, report).unwrap_or_default();
    let (size, rotation) = (number("labelSize"), number("labelRotationAngle"));
    let offset = Point::new(number("labelHorizontalOffset"), number("labelVerticalOffset"));
    let hidden = object.take("labelShown").is_some() && !object.flag("labelShown", report);
    Caption { size: Units::new(size), offset, rotation_degrees: Units::new(rotation), hidden }
}

/// A colour as `#rrggbb`; `#rgb` is written out, anything else is reported and left out.
pub(super) fn color(object: &mut Object<'_>, field: &str, report: &mut Report) -> Option<String> {
    let text = object.text(field, report)?;
    let digits = text.strip_prefix('#').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    match digits.map(str::len) {
        Some(6) => Some(text),
        Some(3) => Some(digits?.chars().fold("#".to_owned(), |long, digit| format!("{long}{digit}{digit}"))),
        _ => {
            let advice = "this colour is not of the form #rrggbb; it was left out";
            object.report(PlanIssueCode::NotImported, field, advice, report);
            None
        }
    }
}
