//! Draws a plan as an SVG picture, for people who want to see what they imported or generated.

use std::fmt::Write;

use schemas::plan::{Caption, Outline, Point, Row, Seat, SeatingPlan};

/// Height of a label that the plan gives no size, in plan units.
const LABEL_SIZE: f64 = 24.0;
/// A seat's radius, as a part of the distance to its neighbour.
const SEAT_RADIUS: f64 = 0.4;
/// Room around what is drawn, as a part of the larger side.
const MARGIN: f64 = 0.02;

/// The plan as a standalone SVG document, each place in the colour of its price level. Wheelchair places
/// are squares, companions' have a dark line, restricted views are pale.
#[must_use]
pub fn draw_svg(plan: &SeatingPlan) -> String {
    let mut canvas = Canvas { body: String::new(), edges: None, radius: seat_radius(plan) };
    for shape in plan.shapes.iter().filter(|shape| !shape.foreground) {
        draw_shape(&mut canvas, shape);
    }
    for section in &plan.sections {
        canvas.polygon(&section.outline, "#ffffff", "#c9cdd3");
        let level = section.level.as_deref();
        draw_places(&mut canvas, plan, level, (&section.rows, &section.tables));
        draw_areas(&mut canvas, plan, level, (&section.booths, &section.areas));
    }
    draw_places(&mut canvas, plan, None, (&plan.rows, &plan.tables));
    draw_areas(&mut canvas, plan, None, (&plan.booths, &plan.areas));
    for shape in plan.shapes.iter().filter(|shape| shape.foreground) {
        draw_shape(&mut canvas, shape);
    }
    for section in plan.sections.iter().filter(|section| !section.outline.is_empty()) {
        let middle = Outline::Polygon { points: section.outline.clone() }.center();
        canvas.label(&section.label, middle, &section.caption);
    }
    for text in &plan.texts {
        let caption =
            Caption { size: text.size, rotation_degrees: text.rotation_degrees, ..Caption::default() };
        canvas.label(&text.text, text.position, &caption);
    }
    canvas.into_document()
}

fn draw_shape(canvas: &mut Canvas, shape: &schemas::plan::Shape) {
    let fill = shape.fill.as_deref().unwrap_or("none");
    canvas.outline(&shape.outline, fill, shape.stroke.as_deref().unwrap_or("none"));
    if let Some(label) = &shape.label {
        canvas.label(label, shape.outline.center(), &shape.caption);
    }
}

fn draw_places(
    canvas: &mut Canvas,
    plan: &SeatingPlan,
    level: Option<&str>,
    (rows, tables): (&[Row], &[schemas::plan::Table]),
) {
    for row in rows {
        let level = row.level.as_deref().or(level);
        for seat in &row.seats {
            canvas.seat(seat, color(plan, seat.level.as_deref().or(level)));
        }
    }
    for table in tables {
        canvas.outline(&table.outline, "#ffffff", "#8a8f98");
        let level = table.level.as_deref().or(level);
        for seat in &table.seats {
            canvas.seat(seat, color(plan, seat.level.as_deref().or(level)));
        }
    }
}

fn draw_areas(
    canvas: &mut Canvas,
    plan: &SeatingPlan,
    level: Option<&str>,
    (booths, areas): (&[schemas::plan::Booth], &[schemas::plan::Area]),
) {
    for booth in booths {
        canvas.outline(&booth.outline, color(plan, booth.level.as_deref().or(level)), "none");
    }
    for area in areas {
        canvas.outline(&area.outline, color(plan, area.level.as_deref().or(level)), "none");
        let label = format!("{} ({})", area.label, area.capacity);
        canvas.label(&label, area.outline.center(), &area.caption);
    }
}

fn color<'plan>(plan: &'plan SeatingPlan, level: Option<&str>) -> &'plan str {
    let found = plan.levels.iter().find(|found| Some(found.key.as_str()) == level);
    found.map_or("#808080", |found| &found.color)
}

/// From the median distance between the first two seats of each row.
fn seat_radius(plan: &SeatingPlan) -> f64 {
    let rows = plan.sections.iter().flat_map(|section| &section.rows).chain(&plan.rows);
    let mut distances: Vec<f64> = rows
        .filter_map(|row| Some(row.seats.first()?.position.distance(row.seats.get(1)?.position)))
        .collect();
    distances.sort_by(f64::total_cmp);
    distances.get(distances.len() / 2).copied().unwrap_or(20.0) * SEAT_RADIUS
}

/// The text as it may stand in an attribute or between tags.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// What is drawn so far and how far it reaches.
struct Canvas {
    body: String,
    edges: Option<[f64; 4]>,
    radius: f64,
}

impl Canvas {
    /// Writing to a `String` cannot fail, so what it answers is not looked at.
    fn add(&mut self, element: std::fmt::Arguments<'_>) {
        let _ = writeln!(self.body, "{element}");
    }

    fn reach(&mut self, point: Point, around: f64) {
        let (x, y) = (point.x.get(), point.y.get());
        let [left, top, right, bottom] = self.edges.unwrap_or([x, y, x, y]);
        self.edges =
            Some([left.min(x - around), top.min(y - around), right.max(x + around), bottom.max(y + around)]);
    }

    fn seat(&mut self, seat: &Seat, color: &str) {
        let color = escaped(color);
        let (x, y, radius) = (seat.position.x.get(), seat.position.y.get(), self.radius);
        self.reach(seat.position, radius);
        let line = if seat.companion { " stroke=\"#1f2937\" stroke-width=\"2\"" } else { "" };
        let opacity = if seat.restricted_view { " opacity=\"0.45\"" } else { "" };
        if seat.accessible {
            let (left, top, side) = (x - radius, y - radius, 2.0 * radius);
            self.add(format_args!(
                "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{side:.1}\" height=\"{side:.1}\" fill=\"{color}\"{opacity}/>"
            ));
        } else {
            self.add(format_args!(
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" fill=\"{color}\"{line}{opacity}/>"
            ));
        }
    }

    fn polygon(&mut self, points: &[Point], fill: &str, stroke: &str) {
        let (fill, stroke) = (&*escaped(fill), &*escaped(stroke));
        let mut list = String::new();
        for point in points {
            self.reach(*point, 0.0);
            let _ = write!(list, "{:.1},{:.1} ", point.x.get(), point.y.get());
        }
        let points = list.trim_end();
        self.add(format_args!("<polygon points=\"{points}\" fill=\"{fill}\" stroke=\"{stroke}\"/>"));
    }

    fn outline(&mut self, outline: &Outline, fill: &str, stroke: &str) {
        let (fill, stroke) = (&*escaped(fill), &*escaped(stroke));
        match outline {
            Outline::Polygon { points } => self.polygon(points, fill, stroke),
            Outline::Rectangle { center, width, height, rotation_degrees, corner_radius } => {
                let (x, y, width, height) = (center.x.get(), center.y.get(), width.get(), height.get());
                let (turn, corner) = (rotation_degrees.get(), corner_radius.get());
                self.reach(*center, width.hypot(height) / 2.0);
                let (left, top) = (x - width / 2.0, y - height / 2.0);
                self.add(format_args!(
                    "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" rx=\"{corner}\" \
                     transform=\"rotate({turn} {x} {y})\" fill=\"{fill}\" stroke=\"{stroke}\"/>"
                ));
            }
            Outline::Ellipse { center, radius_x, radius_y, rotation_degrees } => {
                let (x, y, turn) = (center.x.get(), center.y.get(), rotation_degrees.get());
                let (radius_x, radius_y) = (radius_x.get(), radius_y.get());
                self.reach(*center, radius_x.max(radius_y));
                self.add(format_args!(
                    "<ellipse cx=\"{x}\" cy=\"{y}\" rx=\"{radius_x}\" ry=\"{radius_y}\" \
                     transform=\"rotate({turn} {x} {y})\" fill=\"{fill}\" stroke=\"{stroke}\"/>"
                ));
            }
        }
    }

    fn label(&mut self, text: &str, middle: Point, caption: &Caption) {
        if caption.hidden {
            return;
        }
        let size = if caption.size.is_zero() { LABEL_SIZE } else { caption.size.get() };
        let (x, y) = (middle.x.get() + caption.offset.x.get(), middle.y.get() + caption.offset.y.get());
        self.reach(Point::new(x, y), size);
        let turn = caption.rotation_degrees.get();
        let text = escaped(text);
        self.add(format_args!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" transform=\"rotate({turn} {x} {y})\" \
             class=\"label\">{text}</text>"
        ));
    }

    fn into_document(self) -> String {
        let [left, top, right, bottom] = self.edges.unwrap_or([0.0, 0.0, 1.0, 1.0]);
        let margin = (right - left).max(bottom - top) * MARGIN;
        let (left, top) = (left - margin, top - margin);
        let (width, height) = (right + margin - left, bottom + margin - top);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{left:.1} {top:.1} {width:.1} {height:.1}\">\n\
             <style>.label {{ text-anchor: middle; dominant-baseline: central; font-family: sans-serif; \
             paint-order: stroke; stroke: #ffffff; stroke-width: 4 }}</style>\n{}</svg>\n",
            self.body
        )
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::features::plans::generate_arena;

    #[test]
    fn every_place_is_drawn_once() {
        let plan = generate_arena(3_000, 1);
        let drawing = draw_svg(&plan);
        let seats = plan.sections.iter().flat_map(|section| &section.rows).flat_map(|row| &row.seats);
        let seats: Vec<&Seat> = seats.chain(plan.tables.iter().flat_map(|table| &table.seats)).collect();
        let accessible = seats.iter().filter(|seat| seat.accessible).count();
        assert!(accessible > 0);
        assert_eq!(drawing.matches("<circle").count(), seats.len() - accessible);
        let stage = 1;
        assert_eq!(drawing.matches("<rect").count(), accessible + plan.booths.len() + stage);
        assert_eq!(
            drawing.matches("<text").count(),
            plan.sections.len() + plan.areas.len() + plan.texts.len() + stage
        );
        assert!(drawing.contains(">FLOOR (150)</text>"));
    }

    #[test]
    fn what_a_plan_says_stays_text() {
        let mut plan = generate_arena(300, 1);
        plan.texts[0].text = "<script>&".to_owned();
        plan.levels[0].color = "\"/><script>".to_owned();
        let drawing = draw_svg(&plan);
        assert!(!drawing.contains("<script"));
        assert!(drawing.contains(">&lt;script>&amp;</text>"));
    }
}
