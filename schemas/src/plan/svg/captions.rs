//! Labels of sections and rows, names of floors, and the plan's own words.

use super::super::model::{Row, SeatingPlan, Section};
use super::super::shape::{Bounds, Outline, Point};
use super::super::walk::Group;
use super::Style;
use super::canvas::{Canvas, LETTER_WIDTH, escaped, fitting, turn};

/// No label of a section is larger than so many times the usual one.
const LARGEST_LABEL: f64 = 1.25;
/// With more rows than this only the first and the last row of a section are labelled.
const LABELLED_ROWS_MAX: usize = 1_600;
/// With more rows than this none is.
const ROWS_MAX: usize = 20_000;
/// A section whose rows have no more seats than this has their labels at one end only.
const SHORT_ROW_SEATS: usize = 5;
/// How far from the last seat a row's label is, in the distance between two seats.
const ROW_LABEL_OFF: f64 = 0.95;
/// Pieces of a row nearer than this share one label between them, in the same measure.
const SHARED_GAP: f64 = 4.5;
/// Pieces of a row nearer than this have no label between them, in the same measure.
const JOINED_GAP: f64 = 1.8;

/// The labels of rows, at both ends and in the aisles.
pub(super) fn rows(canvas: &mut Canvas, style: &Style<'_>, groups: &[Group<'_>]) {
    let count: usize = groups.iter().map(|group| group.rows.len()).sum();
    if count > ROWS_MAX {
        return;
    }
    let size = super::canvas::number(style.pitch * 0.6, 2);
    canvas.add(format_args!("<g font-size=\"{size}\" fill=\"#4b5563\">"));
    for group in groups {
        let ends = [group.rows.first(), group.rows.last()].map(|row| row.map(|row| row.label.as_str()));
        // Along a box and its like, the label at one end says enough.
        let short = group.rows.iter().all(|row| row.seats.len() <= SHORT_ROW_SEATS);
        let mut rows = group.rows.iter().peekable();
        let mut labelled_before = None;
        while let Some(row) = rows.next() {
            let next = rows.peek().copied().filter(|next| next.label == row.label);
            if count <= LABELLED_ROWS_MAX || ends.contains(&Some(row.label.as_str())) {
                row_label(canvas, style, row, (labelled_before == Some(&row.label), next), short);
            }
            labelled_before = next.map(|next| &next.label);
        }
    }
    canvas.add(format_args!("</g>"));
}

/// Labels before and behind a piece of a row. `is_labelled` says that the piece before has done the first.
fn row_label(
    canvas: &mut Canvas,
    style: &Style<'_>,
    row: &Row,
    (is_labelled, next): (bool, Option<&Row>),
    short: bool,
) {
    let (Some(first), Some(last)) = (row.seats.first(), row.seats.last()) else { return };
    let label = escaped(&row.label);
    let mut put = |x: f64, y: f64| {
        let [x, y] = [x, y].map(|length| canvas.number(length));
        canvas.add(format_args!("<text x=\"{x}\" y=\"{y}\">{label}</text>"));
    };
    let off = style.pitch * ROW_LABEL_OFF;
    let beyond = |end: Point, inner: Option<Point>| {
        let (x, y) =
            inner.map_or((1.0, 0.0), |inner| (inner.x.get() - end.x.get(), inner.y.get() - end.y.get()));
        let length = x.hypot(y).max(f64::MIN_POSITIVE);
        (end.x.get() - x / length * off, end.y.get() - y / length * off)
    };
    if !is_labelled {
        let (x, y) = beyond(first.position, row.seats.get(1).map(|seat| seat.position));
        put(x, y);
    }
    if short && next.is_none() {
        return;
    }
    let neighbour = next.and_then(|next| next.seats.first()).map(|seat| seat.position);
    let gap = neighbour.map(|neighbour| neighbour.distance(last.position) / style.pitch);
    match (neighbour, gap) {
        (_, Some(gap)) if gap < JOINED_GAP => {}
        (Some(neighbour), Some(gap)) if gap < SHARED_GAP => {
            put(
                f64::midpoint(neighbour.x.get(), last.position.x.get()),
                f64::midpoint(neighbour.y.get(), last.position.y.get()),
            );
        }
        _ => {
            let inner = row.seats.len().checked_sub(2).and_then(|inner| row.seats.get(inner));
            let (x, y) = beyond(last.position, inner.map(|seat| seat.position));
            put(x, y);
            if let Some(next) = next {
                let start = next.seats.first().map(|seat| seat.position).unwrap_or_default();
                let (x, y) = beyond(start, next.seats.get(1).map(|seat| seat.position));
                put(x, y);
            }
        }
    }
}

/// The labels of sections, none much larger than the others.
pub(super) fn sections(canvas: &mut Canvas, style: &Style<'_>, groups: &[Group<'_>]) {
    let sections = groups.iter().filter_map(|group| group.section).map(|(_, section)| section);
    let shown: Vec<(&Section, f64)> = sections
        .filter(|section| !section.caption.hidden)
        .map(|section| (section, room(style, section)))
        .collect();
    let mut sizes: Vec<f64> = shown.iter().map(|(_, size)| *size).collect();
    sizes.sort_by(f64::total_cmp);
    let most = sizes.get(sizes.len() / 2).copied().unwrap_or_default() * LARGEST_LABEL;
    for (section, room) in shown {
        let size = if section.caption.size.is_zero() { room.min(most) } else { section.caption.size.get() };
        let middle = middle(section);
        let halo = size * 0.22;
        let turn = turn(section.caption.rotation_degrees.get(), middle);
        let look =
            format!("class=\"o\" stroke-width=\"{halo:.1}\" fill=\"#111827\" font-weight=\"700\"{turn}");
        canvas.words(&section.label, [middle.x.get(), middle.y.get()], size, &look);
    }
}

/// What a section takes of the drawing.
fn extent(section: &Section) -> Bounds {
    let mut bounds = Bounds::default();
    bounds.include_all(&section.outline);
    if section.outline.is_empty() {
        section.rows.iter().flat_map(|row| &row.seats).for_each(|seat| bounds.include(seat.position));
        section.tables.iter().for_each(|table| table.outline.extend(&mut bounds));
        section.areas.iter().for_each(|area| area.outline.extend(&mut bounds));
        section.booths.iter().for_each(|booth| booth.outline.extend(&mut bounds));
    }
    bounds
}

/// The height of letters that a section has room for, be it a wedge that stands askew.
fn room(style: &Style<'_>, section: &Section) -> f64 {
    let [left, top, right, bottom] = extent(section).edges();
    let row = section.rows.get(section.rows.len() / 2);
    let row = row.and_then(|row| Some(row.seats.first()?.position.distance(row.seats.last()?.position)));
    let across = row.filter(|row| *row > style.pitch).map_or(right - left, |row| row.min(right - left));
    fitting(&section.label, across * 0.85, (bottom - top) * 0.4)
        .min(style.side * 0.022)
        .max(style.side * 0.006)
}

/// Where the caption says; else at the seat nearest to the middle of all, which a bent section may not contain.
fn middle(section: &Section) -> Point {
    let [left, top, right, bottom] = extent(section).edges();
    let of_outline = Point::new(f64::midpoint(left, right), f64::midpoint(top, bottom));
    let offset = section.caption.offset;
    if !offset.is_origin() {
        return Point::new(of_outline.x.get() + offset.x.get(), of_outline.y.get() + offset.y.get());
    }
    let seats = || section.rows.iter().flat_map(|row| &row.seats).map(|seat| seat.position);
    let (mut x, mut y, mut count) = (0.0, 0.0, 0.0);
    for seat in seats() {
        (x, y, count) = (x + seat.x.get(), y + seat.y.get(), count + 1.0);
    }
    if count == 0.0 {
        return of_outline;
    }
    let mean = Point::new(x / count, y / count);
    let nearest = seats().min_by(|one, other| one.distance(mean).total_cmp(&other.distance(mean)));
    nearest.unwrap_or(of_outline)
}

/// Widens `bounds` by the words whose size the plan gives.
pub(super) fn extend(plan: &SeatingPlan, bounds: &mut Bounds) {
    let mut include = |words: &str, middle: Point, size: f64, degrees: f64| {
        let half = super::whole_steps(words.chars().count()) * LETTER_WIDTH * size / 2.0;
        let (sine, cosine) = degrees.to_radians().sin_cos();
        let (x, y) = (half * cosine.abs() + size * sine.abs(), half * sine.abs() + size * cosine.abs());
        bounds.include(Point::new(middle.x.get() - x, middle.y.get() - y));
        bounds.include(Point::new(middle.x.get() + x, middle.y.get() + y));
    };
    for text in &plan.texts {
        include(&text.text, text.position, text.size.get(), text.rotation_degrees.get());
    }
    for section in plan.sections.iter().filter(|section| !section.caption.hidden) {
        let caption = &section.caption;
        include(&section.label, middle(section), caption.size.get(), caption.rotation_degrees.get());
    }
}

/// The plan's own words.
pub(super) fn texts(canvas: &mut Canvas, style: &Style<'_>, plan: &SeatingPlan) {
    for text in &plan.texts {
        let size = if text.size.is_zero() { style.side * 0.012 } else { text.size.get() };
        let color = text.color.as_deref().map_or_else(|| "#374151".to_owned(), escaped);
        let turn = turn(text.rotation_degrees.get(), text.position);
        let middle = [text.position.x.get(), text.position.y.get()];
        let halo = size * 0.15;
        let look = format!("class=\"o\" stroke-width=\"{halo:.1}\" fill=\"{color}\"{turn}");
        canvas.words(&text.text, middle, size, &look);
    }
}

/// The name of a floor over its panel.
pub(super) fn floor(canvas: &mut Canvas, style: &Style<'_>, name: &str) {
    let [left, top, right, _] = style.edges;
    let outline = Outline::circle(Point::new(f64::midpoint(left, right), top), 1.0);
    let middle = outline.center();
    let look = "class=\"o\" stroke-width=\"4\" fill=\"#111827\" font-weight=\"700\"";
    canvas.words(name, [middle.x.get(), middle.y.get()], style.side * 0.025, look);
}
