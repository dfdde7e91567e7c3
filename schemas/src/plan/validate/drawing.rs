//! Outlines, focal points and what else is drawn.

use super::super::issue::PlanIssueCode;
use super::super::limits::{COORDINATE_MAX, OUTLINE_POINTS_MAX};
use super::super::model::SeatingPlan;
use super::super::shape::{Caption, Outline, Point, Units};
use super::Findings;
use super::places::point;

pub(super) fn check(plan: &SeatingPlan, findings: &mut Findings) {
    let focal = |focal_point: Option<Point>| focal_point.is_none_or(|focal_point| point(&focal_point));
    if !focal(plan.focal_point) {
        out_of_range(findings, "/focal_point".to_owned());
    }
    for (number, zone) in plan.zones.iter().enumerate() {
        if !focal(zone.focal_point) {
            out_of_range(findings, format!("/zones/{number}/focal_point"));
        }
    }
    for (number, section) in plan.sections.iter().enumerate() {
        if !section.outline.is_empty() {
            corners(findings, &format!("/sections/{number}/outline"), &section.outline);
        }
        caption(findings, &format!("/sections/{number}"), &section.caption);
    }
    for group in plan.groups() {
        let at = group.pointer();
        for (number, table) in group.tables.iter().enumerate() {
            outline(findings, &format!("{at}/tables/{number}/outline"), &table.outline);
        }
        for (number, booth) in group.booths.iter().enumerate() {
            outline(findings, &format!("{at}/booths/{number}/outline"), &booth.outline);
        }
        for (number, area) in group.areas.iter().enumerate() {
            outline(findings, &format!("{at}/areas/{number}/outline"), &area.outline);
            caption(findings, &format!("{at}/areas/{number}"), &area.caption);
        }
    }
    for (number, shape) in plan.shapes.iter().enumerate() {
        outline(findings, &format!("/shapes/{number}/outline"), &shape.outline);
        caption(findings, &format!("/shapes/{number}"), &shape.caption);
        if !length(shape.stroke_width) {
            out_of_range(findings, format!("/shapes/{number}/stroke_width"));
        }
    }
    for (number, text) in plan.texts.iter().enumerate() {
        if !point(&text.position) || !length(text.size) || !turn(text.rotation_degrees) {
            out_of_range(findings, format!("/texts/{number}"));
        }
    }
}

fn out_of_range(findings: &mut Findings, pointer: String) {
    let advice = format!("give finite numbers within {COORDINATE_MAX}, lengths not below 0");
    findings.add(PlanIssueCode::NumberOutOfRange, pointer, "", advice);
}

fn length(units: Units) -> bool {
    (0.0..=COORDINATE_MAX).contains(&units.get())
}

fn turn(degrees: Units) -> bool {
    (-COORDINATE_MAX..=COORDINATE_MAX).contains(&degrees.get())
}

fn caption(findings: &mut Findings, at: &str, caption: &Caption) {
    if !length(caption.size) || !point(&caption.offset) || !turn(caption.rotation_degrees) {
        out_of_range(findings, format!("{at}/caption"));
    }
}

fn corners(findings: &mut Findings, at: &str, points: &[Point]) {
    if points.len() < 3 {
        let advice = "give at least three corners";
        // Where there are none, there may be no list of them either.
        let at = if points.is_empty() { at.strip_suffix("/points").unwrap_or(at) } else { at };
        findings.add(PlanIssueCode::InvalidOutline, at.to_owned(), &points.len().to_string(), advice);
    } else if points.len() > OUTLINE_POINTS_MAX {
        let advice = format!("keep to {OUTLINE_POINTS_MAX} corners");
        findings.add(PlanIssueCode::TooMany, at.to_owned(), &points.len().to_string(), advice);
    }
    if !points.iter().all(point) {
        out_of_range(findings, at.to_owned());
    }
}

fn outline(findings: &mut Findings, at: &str, outline: &Outline) {
    let (center, sides, rotation) = match outline {
        Outline::Polygon { points } => return corners(findings, &format!("{at}/points"), points),
        Outline::Rectangle { center, width, height, rotation_degrees, corner_radius } => {
            if !length(*corner_radius) {
                out_of_range(findings, format!("{at}/corner_radius"));
            }
            (center, [*width, *height], *rotation_degrees)
        }
        Outline::Ellipse { center, radius_x, radius_y, rotation_degrees } => {
            (center, [*radius_x, *radius_y], *rotation_degrees)
        }
    };
    if !point(center) || !sides.iter().all(|side| length(*side)) || !turn(rotation) {
        out_of_range(findings, at.to_owned());
    } else if sides.iter().any(Units::is_zero) {
        findings.add(PlanIssueCode::InvalidOutline, at.to_owned(), "0", "give it a width and a height");
    }
}
