#![allow(clippy::unwrap_used)]

use super::super::{Floor, Seat, SeatingPlan, VenueKind, generate};
use super::draw_svg;

/// How many seats the strokes of a drawing show: dots of their own, and as many as a dash fits into a stroke.
/// The white marks of wheelchairs and companions are not counted.
fn dots(drawing: &str) -> usize {
    let group = drawing.split("<g fill=\"none\"").nth(1).unwrap().split("</g>").next().unwrap();
    let paths = group.lines().filter(|line| line.starts_with("<path") && !line.contains("stroke=\"#fff\""));
    let attribute = |line: &str, name: &str| {
        Some(line.split_once(&format!("{name}=\""))?.1.split_once('"')?.0.to_owned())
    };
    paths
        .map(|path| {
            let curves = attribute(path, " d").unwrap();
            let dashes =
                attribute(path, "stroke-dasharray").map(|dashes| dashes[2..].parse::<f64>().unwrap());
            let count = |curve: &str| dashes.map_or(1, |pitch| whole(length(curve) / pitch) + 1);
            curves.split('M').skip(1).map(count).sum::<usize>()
        })
        .sum()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn whole(value: f64) -> usize {
    value.floor() as usize
}

/// The length of `x yLx y` or `x yAr r 0 large clockwise x y`.
fn length(curve: &str) -> f64 {
    let spaced = curve.replace('-', " -");
    let numbers =
        |text: &str| -> Vec<f64> { text.split_whitespace().map(|number| number.parse().unwrap()).collect() };
    let chord = |start: &[f64], end: &[f64]| (end[0] - start[0]).hypot(end[1] - start[1]);
    if let Some((start, end)) = spaced.split_once('L') {
        return chord(&numbers(start), &numbers(end));
    }
    let (start, arc) = spaced.split_once('A').unwrap();
    let arc = numbers(arc);
    let half = 2.0 * (chord(&numbers(start), &arc[5..]) / 2.0 / arc[0]).min(1.0).asin();
    arc[0] * if arc[3] > 0.5 { 2.0 * std::f64::consts::PI - half } else { half }
}

fn seats(plan: &SeatingPlan) -> Vec<&Seat> {
    let rows = plan.groups().flat_map(|group| group.rows).flat_map(|row| &row.seats);
    rows.chain(plan.groups().flat_map(|group| group.tables).flat_map(|table| &table.seats)).collect()
}

#[test]
fn every_seat_is_a_dot() {
    for kind in VenueKind::ALL {
        for (places, seed) in [(300, 1), (2_000, 2), (7_000, 3), (40_000, 4)] {
            let plan = generate(*kind, places, seed).unwrap();
            let drawing = draw_svg(&plan);
            assert_eq!(dots(&drawing), seats(&plan).len(), "{kind:?} of {places}, seed {seed}");
        }
    }
}

#[test]
fn a_hundred_thousand_places_are_a_small_picture() {
    for (kind, places, most) in [
        (VenueKind::Arena, 20_000, 250_000),
        (VenueKind::Stadium, 60_000, 250_000),
        (VenueKind::Stadium, 100_000, 350_000),
        (VenueKind::Theatre, 100_000, 500_000),
    ] {
        let drawing = draw_svg(&generate(kind, places, 1).unwrap());
        assert!(drawing.len() <= most, "{kind:?} of {places}: {} bytes", drawing.len());
    }
}

#[test]
fn the_legend_counts_what_there_is() {
    let drawing = draw_svg(&generate(VenueKind::Arena, 20_000, 1).unwrap());
    for words in [
        ">Arena of 20000 places</text>",
        ">20,000 places in 77 sections</text>",
        ">Boxes · 40</text>",
        ">Front standing · 500</text>",
        ">Standing floor · 1,500</text>",
        ">tables · 15</text>",
        ">places in GA areas · 2,000</text>",
        ">1,500 standing</text>",
        ">STAGE</text>",
        ">318</text>",
    ] {
        assert!(drawing.contains(words), "{words}");
    }
}

#[test]
fn what_a_plan_says_stays_text() {
    let mut plan = generate(VenueKind::Hall, 300, 1).unwrap();
    plan.name = "\u{7}a < b".to_owned();
    plan.texts[0].text = "<script>&".to_owned();
    plan.levels[0].color = "\"/><script>".to_owned();
    let drawing = draw_svg(&plan);
    assert!(!drawing.contains("<script"));
    assert!(drawing.contains(">&lt;script>&amp;</text>"));
    assert!(drawing.contains(">a &lt; b</text>"));
}

#[test]
fn floors_that_lie_over_each_other_are_drawn_side_by_side() {
    let mut plan = generate(VenueKind::Theatre, 1_200, 1).unwrap();
    assert_eq!(plan.floors.len(), 3);
    assert!(
        !draw_svg(&plan).contains("<g transform=\"translate("),
        "tiers behind each other are one drawing"
    );
    let stalls = plan.sections[0].clone();
    plan.floors.push(Floor { key: "roof".to_owned(), name: "Roof".to_owned() });
    plan.sections.push(super::super::Section {
        label: "Roof".to_owned(),
        floor: Some("roof".to_owned()),
        ..stalls
    });
    let drawing = draw_svg(&plan);
    assert_eq!(drawing.matches("<g transform=\"translate(").count(), 3);
    assert!(drawing.contains(">Roof</text>"));
}

#[test]
fn rows_are_labelled_and_an_aisle_has_one_label() {
    let drawing = draw_svg(&generate(VenueKind::Hall, 300, 2).unwrap());
    // Left, right, and in the aisle in the middle.
    assert_eq!(drawing.matches(">C</text>").count(), 3);
}

#[test]
fn a_plan_of_nothing_is_an_empty_picture() {
    let drawing = draw_svg(&SeatingPlan::default());
    assert!(drawing.starts_with("<svg ") && drawing.ends_with("</svg>\n"), "{drawing}");
    assert!(!drawing.contains("NaN") && !drawing.contains("inf"), "{drawing}");
}
