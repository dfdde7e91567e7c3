//! What is drawn and has no seats.

use super::super::super::model::SeatingPlan;
use super::super::super::shape::{Caption, Outline, Point, Units};
use super::super::Losses;
use super::file::{AreaText, Circle, Ellipse, PlanArea, Polygon, Position, Size};
use super::frame::{Frame, whole};

/// The colour of lines that have none in the plan.
const LINE: &str = "#888888";
/// The width in which pretix draws a border.
const BORDER: f64 = 1.0;

/// Words in a drawing's middle.
pub(super) struct Words<'plan> {
    text: &'plan str,
    caption: Caption,
}

impl<'plan> Words<'plan> {
    pub fn of(text: &'plan str, caption: Caption) -> Self {
        Self { text, caption }
    }
}

/// The outline of a section.
pub(super) fn border(points: &[Point], frame: Frame) -> PlanArea {
    PlanArea { border_color: Some(LINE.to_owned()), ..polygon(points, frame) }
}

/// Something that is for sale here, and there is no more than a drawing with its label.
pub(super) fn plain(
    outline: &Outline,
    words: Option<&Words<'_>>,
    at: &str,
    frame: Frame,
    losses: &mut Losses,
) -> PlanArea {
    let area = PlanArea {
        border_color: Some(LINE.to_owned()),
        ..area(outline, &format!("{at}/outline"), frame, losses)
    };
    with_words(area, outline, words, at, frame, losses)
}

/// The shapes and texts of the plan.
pub(super) fn drawn(plan: &SeatingPlan, frame: Frame, losses: &mut Losses) -> Vec<PlanArea> {
    let mut areas = Vec::new();
    for (number, shape) in plan.shapes.iter().enumerate() {
        let at = format!("/shapes/{number}");
        if let Some(kind) = &shape.kind {
            losses.lost(format!("{at}/kind"), kind, "pretix does not tell what a drawing stands for");
        }
        if shape.foreground {
            losses.lost(format!("{at}/foreground"), "true", "pretix draws areas below seats");
        }
        let width = if shape.stroke.is_some() { BORDER } else { 0.0 };
        if (shape.stroke_width.get() - width).abs() > 0.0 {
            let value = shape.stroke_width.get().to_string();
            losses.lost(format!("{at}/stroke_width"), &value, "pretix draws borders 1 wide");
        }
        let area = PlanArea {
            color: shape.fill.clone(),
            border_color: shape.stroke.clone(),
            ..area(&shape.outline, &format!("{at}/outline"), frame, losses)
        };
        let label = shape.label.as_deref().filter(|_| !shape.caption.hidden);
        if let Some(label) = &shape.label {
            if label.trim().is_empty() || shape.caption.hidden {
                losses.lost(format!("{at}/label"), label, "a label that is not drawn is not told");
            } else {
                let advice = "the label of a shape becomes words of their own";
                losses.otherwise(format!("{at}/label"), label, advice);
            }
        }
        if !shape.caption.is_default() && label.is_none() {
            losses.lost(format!("{at}/caption"), "", "there is no label that it would draw");
        }
        let words = label.map(|label| Words::of(label, shape.caption));
        areas.push(with_words(area, &shape.outline, words.as_ref(), &at, frame, losses));
    }
    for (number, text) in plan.texts.iter().enumerate() {
        let at = format!("/texts/{number}");
        areas.push(PlanArea {
            shape: "text",
            position: frame.scaled(text.position),
            rotation: text.rotation_degrees.get(),
            text: Some(AreaText {
                text: text.text.clone(),
                position: Position::default(),
                color: text.color.clone(),
                size: size(text.size, &at, frame, losses),
            }),
            ..PlanArea::default()
        });
    }
    areas
}

/// How high words are. pretix knows whole numbers, and takes 16 where nothing is said.
fn size(size: Units, at: &str, frame: Frame, losses: &mut Losses) -> Option<u32> {
    if size.is_zero() {
        let advice = "words that leave their size to the client are 16 high in pretix";
        losses.otherwise(format!("{at}/size"), "0", advice);
        return None;
    }
    let exact = frame.length(size.get());
    let written = whole(exact.round()).max(1);
    if (f64::from(written) - exact).abs() > 0.0 {
        let advice = "pretix knows whole numbers here, so it was rounded";
        losses.otherwise(format!("{at}/size"), &exact.to_string(), advice);
    }
    Some(written)
}

fn with_words(
    mut area: PlanArea,
    outline: &Outline,
    words: Option<&Words<'_>>,
    at: &str,
    frame: Frame,
    losses: &mut Losses,
) -> PlanArea {
    let Some(&Words { text, caption }) = words else { return area };
    if !caption.rotation_degrees.is_zero() {
        let value = caption.rotation_degrees.get().to_string();
        losses.lost(
            format!("{at}/caption/rotation_degrees"),
            &value,
            "pretix turns words with what they are in",
        );
    }
    let center = outline.center();
    let middle = Point::new(center.x.get() + caption.offset.x.get(), center.y.get() + caption.offset.y.get());
    // Words are placed in what they are in, before it is turned.
    let place = frame.scaled(middle);
    let [x, y] = [place.x - area.position.x, place.y - area.position.y];
    let (sine, cosine) = (-area.rotation).to_radians().sin_cos();
    area.text = Some(AreaText {
        text: text.to_owned(),
        position: Position { x: x * cosine - y * sine, y: x * sine + y * cosine },
        color: None,
        // A label that leaves its size to the client leaves it to pretix.
        size: Some(caption.size)
            .filter(|size| !size.is_zero())
            .and_then(|length| size(length, &format!("{at}/caption"), frame, losses)),
    });
    area
}

fn polygon(points: &[Point], frame: Frame) -> PlanArea {
    let points = points.iter().map(|point| frame.scaled(*point)).collect();
    PlanArea { shape: "polygon", polygon: Some(Polygon { points }), ..PlanArea::default() }
}

/// A whole number, where `length` is one.
fn as_whole(length: f64) -> Option<u32> {
    let number = whole(length);
    ((f64::from(number) - length).abs() <= 0.0).then_some(number)
}

fn area(outline: &Outline, at: &str, frame: Frame, losses: &mut Losses) -> PlanArea {
    match outline {
        Outline::Polygon { points } => polygon(points, frame),
        Outline::Rectangle { center, width, height, rotation_degrees, corner_radius } => {
            if !corner_radius.is_zero() {
                let value = corner_radius.get().to_string();
                losses.lost(format!("{at}/corner_radius"), &value, "pretix has no rounded corners");
            }
            let [half_width, half_height] = [width, height].map(|side| frame.length(side.get()) / 2.0);
            let center = frame.scaled(*center);
            let (sine, cosine) = rotation_degrees.get().to_radians().sin_cos();
            let corner = |x: f64, y: f64| Position {
                x: center.x + x * cosine - y * sine,
                y: center.y + x * sine + y * cosine,
            };
            let sides = (as_whole(half_width * 2.0), as_whole(half_height * 2.0));
            let (Some(width), Some(height)) = sides else {
                let advice = "pretix knows rectangles of whole numbers, so it became a polygon";
                losses.otherwise(at.to_owned(), "", advice);
                let corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)];
                let points = corners.map(|(x, y)| corner(x * half_width, y * half_height));
                let polygon = Some(Polygon { points: points.into() });
                return PlanArea { shape: "polygon", polygon, ..PlanArea::default() };
            };
            // It is turned about its corner there, and about its middle here.
            PlanArea {
                shape: "rectangle",
                position: corner(-half_width, -half_height),
                rotation: rotation_degrees.get(),
                rectangle: Some(Size { width, height }),
                ..PlanArea::default()
            }
        }
        Outline::Ellipse { center, radius_x, radius_y, rotation_degrees } => {
            let position = frame.scaled(*center);
            let rotation = rotation_degrees.get();
            let [x, y] = [radius_x, radius_y].map(|radius| frame.length(radius.get()));
            let circle = as_whole(x).filter(|_| radius_x == radius_y && rotation_degrees.is_zero());
            if let Some(radius) = circle {
                let circle = Some(Circle { radius });
                return PlanArea { shape: "circle", position, circle, ..PlanArea::default() };
            }
            let ellipse = Some(Ellipse { radius: Position { x, y } });
            PlanArea { shape: "ellipse", position, rotation, ellipse, ..PlanArea::default() }
        }
    }
}
