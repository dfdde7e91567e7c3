//! Draws a plan as an SVG picture, for whoever wants to see what they imported or generated.
//!
//! Enter by [`draw_svg`]. The size of the picture is bounded by the rows, not by the seats: a row's seats
//! are the dots of one dashed stroke. [`draw_map_svg`] draws who has what, told from outside.

mod canvas;
mod captions;
mod dots;
mod floors;
mod legend;
mod map;
mod places;
mod shapes;

use std::collections::BTreeMap;
use std::fmt::Write;

use super::geometry::{bounds, usual_pitch};
use super::model::SeatingPlan;
use super::shape::{Bounds, Point};
use canvas::Canvas;
use floors::Panel;
use legend::Legend;
use map::MapState;
pub use map::draw_map_svg;

/// Room around what is drawn, as a part of the larger side.
const MARGIN: f64 = 0.02;
/// Room between two floors, as a part of the larger side.
const FLOOR_GAP: f64 = 0.06;
/// Height of the letters of the legend, as a part of the picture's width.
const LEGEND_SIZE: f64 = 0.013;
/// Height of the letters of the plan's name, in those of the legend.
const TITLE_SIZE: f64 = 1.8;
/// Width of the picture where a program shows it in its own size, in pixels.
const PICTURE_WIDTH: f64 = 1_200.0;
/// Up to this many places, coordinates are drawn to a tenth of what is drawn beyond.
const FINE_PLACES_MAX: usize = 30_000;

/// The plan as a standalone SVG document, each place in the colour of its price level. Wheelchair places
/// are squares and companions' are rings, restricted views are pale. Floors that lie over each other are
/// drawn side by side.
#[must_use]
pub fn draw_svg(plan: &SeatingPlan) -> String {
    draw(plan, &Style::of(plan))
}

fn draw(plan: &SeatingPlan, style: &Style<'_>) -> String {
    let panels = floors::panels(plan, style.pitch);
    let mut body = String::new();
    let edges = style.edges;
    let mut right = edges[2];
    for (number, panel) in panels.iter().enumerate() {
        let mut canvas = Canvas::new(style.decimals);
        draw_panel(plan, style, panel, &mut canvas);
        if number == 0 {
            body.push_str(&canvas.into_text());
        } else {
            let step = (edges[2] - edges[0]) + style.side * FLOOR_GAP;
            let shift = whole_steps(number) * step;
            right = edges[2] + shift;
            let _ = writeln!(body, "<g transform=\"translate({shift:.0})\">\n{}</g>", canvas.into_text());
        }
    }
    document(plan, style, [edges[0], edges[1], right, edges[3]], &body)
}

/// What holds for the whole picture.
struct Style<'plan> {
    /// Left, top, right and bottom of what one panel shows, in plan units.
    edges: [f64; 4],
    /// The larger side of it, in plan units.
    side: f64,
    /// The usual distance between two seats, in plan units.
    pitch: f64,
    /// Decimals of a coordinate.
    decimals: usize,
    /// The number of each level by key.
    levels: BTreeMap<&'plan str, usize>,
    /// The colour of each level; one more, for what has none.
    colors: Vec<&'plan str>,
    /// Who has what, where that is drawn instead of price levels.
    map: Option<MapState>,
}

impl<'plan> Style<'plan> {
    fn of(plan: &'plan SeatingPlan) -> Self {
        let sites = plan.sites();
        let edges = reach(plan, bounds(plan, &sites));
        let pitch = usual_pitch(plan).or_else(|| table_pitch(plan)).filter(|pitch| *pitch > 0.0);
        let pitch = pitch.unwrap_or(20.0);
        let coarse = if sites.len() > FINE_PLACES_MAX { 20.0 } else { 200.0 };
        let fine_enough =
            |decimals: &usize| pitch * 10_f64.powi(i32::try_from(*decimals).unwrap_or(3)) >= coarse;
        let levels = plan.levels.iter().zip(0..).map(|(level, number)| (level.key.as_str(), number));
        let colors = plan.levels.iter().map(|level| level.color.as_str()).chain(["#808080"]);
        Self {
            edges,
            side: (edges[2] - edges[0]).max(edges[3] - edges[1]).max(pitch),
            pitch,
            decimals: (0..3).find(fine_enough).unwrap_or(3),
            levels: levels.collect(),
            colors: colors.collect(),
            map: None,
        }
    }

    /// The number of a level; what names none, or one that is not there, has the number after the last.
    fn level(&self, key: Option<&str>) -> usize {
        key.and_then(|key| self.levels.get(key)).copied().unwrap_or(self.colors.len() - 1)
    }
}

/// What is drawn, with its words.
fn reach(plan: &SeatingPlan, [left, top, right, bottom]: [f64; 4]) -> [f64; 4] {
    let mut bounds = Bounds::default();
    bounds.include(Point::new(left, top));
    bounds.include(Point::new(right, bottom));
    captions::extend(plan, &mut bounds);
    bounds.edges()
}

/// The distance between the first two seats of the first table.
fn table_pitch(plan: &SeatingPlan) -> Option<f64> {
    let seats = &plan.groups().flat_map(|group| group.tables).next()?.seats;
    Some(seats.first()?.position.distance(seats.get(1)?.position))
}

/// One storey, or the whole plan: what lies under the places, the places, and the words over them.
fn draw_panel(plan: &SeatingPlan, style: &Style<'_>, panel: &Panel<'_>, canvas: &mut Canvas) {
    for shape in plan.shapes.iter().filter(|shape| !shape.foreground) {
        shapes::shape(canvas, style, shape);
    }
    let line = style.side / 1_500.0;
    for section in panel.sections() {
        canvas.polygon(
            &section.outline,
            &format!("fill=\"#64748b\" fill-opacity=\".07\" stroke=\"#b6bcc6\" stroke-width=\"{line:.1}\""),
        );
    }
    let mut dots = dots::Dots::default();
    for group in &panel.groups {
        places::tables(canvas, style, *group);
        places::seats(&mut dots, style, *group);
    }
    dots.draw(canvas, style);
    for group in &panel.groups {
        places::whole(canvas, style, *group);
    }
    for shape in plan.shapes.iter().filter(|shape| shape.foreground) {
        shapes::shape(canvas, style, shape);
    }
    captions::rows(canvas, style, &panel.groups);
    captions::sections(canvas, style, &panel.groups);
    captions::texts(canvas, style, plan);
    if let Some(name) = panel.name {
        captions::floor(canvas, style, name);
    }
}

fn document(plan: &SeatingPlan, style: &Style<'_>, edges: [f64; 4], body: &str) -> String {
    let [left, top, right, bottom] = edges;
    let margin = (right - left).max(bottom - top).max(1.0) * MARGIN;
    let (left, width) = (left - margin, right - left + 2.0 * margin);
    let size = width * LEGEND_SIZE;
    let mut legend = Canvas::new(1);
    let height = Legend::of(plan, style).draw(
        &mut legend,
        [left + margin, bottom + margin],
        width - 2.0 * margin,
        size,
    );
    let top = top - margin - size * TITLE_SIZE * 2.0;
    let height = bottom + margin + height + size - top;
    let title = [left + margin, top + size * TITLE_SIZE * 1.2];
    legend::title(&mut legend, plan, style, title, size);
    let pixels = PICTURE_WIDTH * height / width;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{PICTURE_WIDTH:.0}\" height=\"{pixels:.0}\" \
         viewBox=\"{left:.1} {top:.1} {width:.1} {height:.1}\" font-family=\"sans-serif\">\n\
         <style>text{{text-anchor:middle;dominant-baseline:central}}\
         .o{{paint-order:stroke;stroke:#fff;stroke-linejoin:round}}.s{{text-anchor:start}}</style>\n\
         <rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"#fff\"/>\n\
         {body}{}</svg>\n",
        legend.into_text()
    )
}

/// A number of things as a factor of lengths.
#[expect(clippy::cast_precision_loss, reason = "a plan has far less than 2^52 of anything")]
const fn whole_steps(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests;
