//! Outlines, captions, shapes, texts, icons and pictures.

use super::super::super::issue::PlanIssueCode;
use super::super::super::shape::{Caption, Outline, Point, Shape, Text, Units};
use super::super::colors::color;
use super::super::intake::Intake;
use super::super::origins::Draft;
use super::super::reader::Object;
use super::known;

/// How large an icon is drawn that does not say it.
const ICON_SIZE: f64 = 20.0;

/// What is drawn and not for sale.
pub(super) fn read(drawing: &mut Object<'_>, offset: [f64; 2], draft: &mut Draft, intake: &mut Intake) {
    for shape in drawing.objects("shapes", "shape", intake).into_iter().flatten() {
        let at = shape.pointer.clone();
        if let Some(shape) = read_shape(shape, offset, intake) {
            draft.plan.shapes.push(shape);
            draft.origins.shapes.push(at);
        }
    }
    for icon in drawing.objects("icons", "icon", intake).into_iter().flatten() {
        draft.origins.shapes.push(icon.pointer.clone());
        draft.plan.shapes.push(read_icon(icon, offset, intake));
    }
    for text in drawing.objects("texts", "text", intake).into_iter().flatten() {
        let at = text.pointer.clone();
        if let Some(text) = read_text(text, offset, intake) {
            draft.plan.texts.push(text);
            draft.origins.texts.push(at);
        }
    }
    let advice = "pictures are not imported: draw it as shapes, or leave it out";
    if !drawing.list("imageObjects", intake).is_empty() {
        drawing.report(PlanIssueCode::NotImported, "imageObjects", advice, intake);
    }
    if drawing.take("backgroundImage", intake).is_some() {
        drawing.report(PlanIssueCode::NotImported, "backgroundImage", advice, intake);
    }
}

fn read_shape(mut object: Object<'_>, offset: [f64; 2], intake: &mut Intake) -> Option<Shape> {
    let Some(outline) = outline(&mut object, offset, intake) else {
        let advice = "this kind of shape is not known; it was left out";
        object.report(PlanIssueCode::NotImported, "type", advice, intake);
        return None;
    };
    let shape = Shape {
        outline,
        kind: object.text("smartType", intake),
        label: object.text("label", intake).filter(|label| !label.is_empty()),
        caption: caption(&mut object, intake),
        fill: color(&mut object, "fillColor", intake),
        stroke: color(&mut object, "strokeColor", intake),
        stroke_width: Units::new(object.number("strokeWidth", intake).unwrap_or_default()),
        foreground: object.flag("foreground", intake),
    };
    object.close(known::SHAPE, intake);
    Some(shape)
}

/// An icon is a circle that says what it stands for.
fn read_icon(mut object: Object<'_>, offset: [f64; 2], intake: &mut Intake) -> Shape {
    object.needed("center", "the icon a middle", intake);
    let center = object.point("center", offset, intake).unwrap_or(Point::new(offset[0], offset[1]));
    let mut kind = None;
    for field in ["icon", "iconType", "type"] {
        let found = object.text(field, intake);
        kind = kind.or(found);
    }
    let label = object.text("label", intake).filter(|label| !label.is_empty());
    let mut size = None;
    for field in ["size", "fontSize", "width", "height"] {
        let found = object.number(field, intake);
        size = size.or(found);
    }
    let advice = "an icon is drawn as a circle of its kind";
    object.report(PlanIssueCode::TakenOtherwise, "icon", advice, intake);
    object.close(known::ICON, intake);
    Shape {
        outline: Outline::circle(center, size.unwrap_or(ICON_SIZE) / 2.0),
        kind,
        label,
        caption: Caption::default(),
        fill: None,
        stroke: Some("#808080".to_owned()),
        stroke_width: Units::new(1.0),
        foreground: false,
    }
}

fn read_text(mut object: Object<'_>, offset: [f64; 2], intake: &mut Intake) -> Option<Text> {
    let (words, position) = (object.text("text", intake), object.point("center", offset, intake));
    let (Some(words), Some(position)) = (words, position) else {
        let advice = "words need a text and a center; they were left out";
        object.report(PlanIssueCode::NotImported, "text", advice, intake);
        return None;
    };
    let text = Text {
        text: words,
        position,
        size: Units::new(object.number("fontSize", intake).unwrap_or_default()),
        rotation_degrees: Units::new(object.number("rotationAngle", intake).unwrap_or_default()),
        color: color(&mut object, "textColor", intake),
    };
    object.close(known::TEXT, intake);
    Some(text)
}

/// The outline of an area, booth or shape; none where its type is not known or says nothing.
pub(super) fn outline(object: &mut Object<'_>, offset: [f64; 2], intake: &mut Intake) -> Option<Outline> {
    let kind = object.text("type", intake)?;
    if kind == "polygon" {
        return Some(Outline::Polygon { points: points(object, offset, intake) });
    }
    let center = object.point("center", offset, intake)?;
    let rotation_degrees = Units::new(object.number("rotationAngle", intake).unwrap_or_default());
    let mut length = |field| Units::new(object.needed_number(field, intake));
    match kind.as_str() {
        "rectangle" => {
            let (width, height) = (length("width"), length("height"));
            let corner_radius = Units::new(object.number("cornerRadius", intake).unwrap_or_default());
            Some(Outline::Rectangle { center, width, height, rotation_degrees, corner_radius })
        }
        "circle" => {
            let (radius_x, radius_y) = (length("radius1"), length("radius2"));
            Some(Outline::Ellipse { center, radius_x, radius_y, rotation_degrees })
        }
        _ => None,
    }
}

/// The outline of what must have one. Without one it has no extent, which validation finds.
pub(super) fn needed_outline(object: &mut Object<'_>, offset: [f64; 2], intake: &mut Intake) -> Outline {
    outline(object, offset, intake).unwrap_or_else(|| {
        object.report(PlanIssueCode::InvalidValue, "type", "give it an outline", intake);
        Outline::circle(Point::new(offset[0], offset[1]), 0.0)
    })
}

/// The corners in the field `points`, moved by `offset`.
pub(super) fn points(object: &mut Object<'_>, offset: [f64; 2], intake: &mut Intake) -> Vec<Point> {
    let corners = object.objects("points", "point", intake).into_iter().flatten();
    corners.map(|corner| corner.into_point(offset, intake)).collect()
}

/// How the label is drawn.
pub(super) fn caption(object: &mut Object<'_>, intake: &mut Intake) -> Caption {
    let mut number = |field| object.number(field, intake).unwrap_or_default();
    let (size, rotation) = (number("labelSize"), number("labelRotationAngle"));
    let offset = Point::new(number("labelHorizontalOffset"), number("labelVerticalOffset"));
    let hidden = object.mark("labelShown", intake) == Some(false);
    Caption { size: Units::new(size), offset, rotation_degrees: Units::new(rotation), hidden }
}
