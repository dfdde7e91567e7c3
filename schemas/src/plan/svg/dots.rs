//! Seats as the dots of dashed strokes, so that a row costs as much as one curve.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::super::geometry::curve::{Curve, fit, on_arc};
use super::super::model::Seat;
use super::super::shape::Point;
use super::canvas::{Canvas, escaped, number};
use super::{Style, whole_steps};

/// A seat's radius, as a part of the usual distance to its neighbour.
const RADIUS: f64 = 0.41;
/// How far a stroke goes on behind its last seat, as a part of the distance between two: the last dot is
/// drawn although lengths are rounded, and no other follows.
const OVERSHOOT: f64 = 0.4;
/// Most that the last dot of a stroke may be off, as a part of the distance between two.
const DRIFT: f64 = 0.15;
/// Steps of a coordinate to which curves are fitted, in the distance between two seats.
const FIT_STEPS: f64 = 50.0;
/// Fewer seats than this are dots of their own.
const STROKE_SEATS_MIN: usize = 3;

/// What a seat looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Ink {
    level: usize,
    restricted_view: bool,
    mark: Mark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Plain,
    Companion,
    Accessible,
}

/// Seats by what they look like and how far apart they are; no distance is for dots of their own.
#[derive(Default)]
pub(super) struct Dots {
    strokes: BTreeMap<Ink, BTreeMap<String, String>>,
}

impl Dots {
    /// Adds the seats of a row or table, each with the number of its level.
    pub(super) fn add(&mut self, style: &Style<'_>, seats: &[(&Seat, usize)]) {
        for run in seats.chunk_by(|one, other| ink(*one) == ink(*other)) {
            let points: Vec<Point> = run.iter().map(|(seat, _)| seat.position).collect();
            self.stroke(style, ink(run[0]), &points);
        }
    }

    /// One stroke, where the points lie evenly; else the parts on both sides of the widest gap.
    fn stroke(&mut self, style: &Style<'_>, ink: Ink, points: &[Point]) {
        if points.len() < STROKE_SEATS_MIN {
            self.single(style, ink, points);
            return;
        }
        let scale = FIT_STEPS / style.pitch;
        let fitted = match fit(points, scale) {
            Curve::Line(ends) => Some(line(style, ends, scale, points.len())),
            Curve::Arc([x0, y0, x1, y1, bend]) => {
                Some(arc(style, [x0, y0, x1, y1], bend, scale, points.len()))
            }
            Curve::Free { .. } => None,
        };
        if let Some((pitch, path)) = fitted {
            self.strokes.entry(ink).or_default().entry(pitch).or_default().push_str(&path);
            return;
        }
        let gaps = points.windows(2).map(|pair| pair[0].distance(pair[1])).enumerate();
        let middle = points.len() / 2 - 1;
        // Of equal gaps the one nearest to the middle, so that a row without one is halved.
        let off = |gap: usize| gap.abs_diff(middle);
        let widest = gaps.max_by(|one, other| {
            let (wider, nearer) = (one.1 - other.1, off(other.0).cmp(&off(one.0)));
            if wider.abs() < style.pitch * 0.1 { nearer } else { wider.total_cmp(&0.0) }
        });
        let (before, after) = points.split_at(widest.map_or(1, |(gap, _)| gap + 1));
        self.stroke(style, ink, before);
        self.stroke(style, ink, after);
    }

    /// Dots of their own.
    fn single(&mut self, style: &Style<'_>, ink: Ink, points: &[Point]) {
        let canvas = Canvas::new(style.decimals);
        let path = self.strokes.entry(ink).or_default().entry(String::new()).or_default();
        for point in points {
            let _ = write!(path, "M{}h.01", canvas.pair(point.x.get(), point.y.get()));
        }
    }

    /// Draws what was added.
    pub(super) fn draw(self, canvas: &mut Canvas, style: &Style<'_>) {
        let radius = style.pitch * RADIUS;
        let widths = [2.0, 1.7, 0.8].map(|width| number(radius * width, 2));
        canvas.add(format_args!("<g fill=\"none\" stroke-linecap=\"round\" stroke-width=\"{}\">", widths[0]));
        for (ink, strokes) in &self.strokes {
            let color = escaped(style.colors[ink.level]);
            let pale = if ink.restricted_view { " opacity=\".45\"" } else { "" };
            for (pitch, path) in strokes {
                let dashes =
                    if pitch.is_empty() { String::new() } else { format!(" stroke-dasharray=\"0 {pitch}\"") };
                let square = format!(" stroke-linecap=\"square\" stroke-width=\"{}\"", widths[1]);
                let cap = if ink.mark == Mark::Accessible { square } else { String::new() };
                canvas.add(format_args!("<path stroke=\"{color}\"{pale}{cap}{dashes} d=\"{path}\"/>"));
                if ink.mark != Mark::Plain {
                    let inner = &widths[2];
                    canvas.add(format_args!(
                        "<path stroke=\"#fff\" stroke-width=\"{inner}\"{dashes} d=\"{path}\"/>"
                    ));
                }
            }
        }
        canvas.add(format_args!("</g>"));
    }
}

fn ink((seat, level): (&Seat, usize)) -> Ink {
    let mark = match (seat.accessible, seat.companion) {
        (true, _) => Mark::Accessible,
        (false, true) => Mark::Companion,
        (false, false) => Mark::Plain,
    };
    Ink { level, restricted_view: seat.restricted_view, mark }
}

/// The distance between two seats, written no longer than it must be for the last seat's sake.
fn pitch_text(pitch: f64, seats: usize) -> String {
    let quantum = 2.0 * DRIFT * pitch / whole_steps(seats);
    let decimals = (0..6).find(|decimals| 0.1_f64.powi(*decimals) <= quantum).unwrap_or(6);
    number(pitch, usize::try_from(decimals).unwrap_or_default())
}

#[expect(clippy::cast_precision_loss, reason = "coordinates are limited to far less than 2^52")]
fn line(style: &Style<'_>, ends: [i64; 4], scale: f64, seats: usize) -> (String, String) {
    let [x0, y0, x1, y1] = ends.map(|end| end as f64 / scale);
    let steps = whole_steps(seats - 1);
    let beyond = 1.0 + OVERSHOOT / steps;
    let canvas = Canvas::new(style.decimals);
    let (start, end) = (canvas.pair(x0, y0), canvas.pair(x0 + (x1 - x0) * beyond, y0 + (y1 - y0) * beyond));
    (pitch_text((x1 - x0).hypot(y1 - y0) / steps, seats), format!("M{start}L{end}"))
}

#[expect(clippy::cast_precision_loss, reason = "coordinates are limited to far less than 2^52")]
fn arc(style: &Style<'_>, ends: [i64; 4], bend: i64, scale: f64, seats: usize) -> (String, String) {
    let [x0, y0, x1, y1] = ends.map(|end| end as f64 / scale);
    let steps = whole_steps(seats - 1);
    let (chord, rise) = ((x1 - x0).hypot(y1 - y0), bend as f64 / scale);
    let radius = (chord * chord / 4.0 + rise * rise) / (2.0 * rise.abs());
    let sweep = 4.0 * (2.0 * rise / chord).atan();
    let canvas = Canvas::new(style.decimals);
    let beyond = on_arc(ends, bend, 1.0 + OVERSHOOT / steps).map(|length| length / scale);
    let (start, end) = (canvas.pair(x0, y0), canvas.pair(beyond[0], beyond[1]));
    let around = u8::from(sweep.abs() * (1.0 + OVERSHOOT / steps) > std::f64::consts::PI);
    // Bent to the right of its way, an arc runs against the clock.
    let clockwise = u8::from(rise < 0.0);
    let round = canvas.number(radius);
    let separator = if end.starts_with('-') { "" } else { " " };
    let path = format!("M{start}A{round} {round} 0 {around} {clockwise}{separator}{end}");
    (pitch_text(radius * sweep.abs() / steps, seats), path)
}
