//! seats.io: the plan that comes back is one that this test makes by itself, from what a chart knows.

use proptest::prelude::*;

use super::*;
use crate::plan::model::{Row, Section, Table};
use crate::plan::shape::{Bounds, Outline, Point, Units};

/// What a chart keeps of a plan, and the pointers of what it does not.
#[derive(Default)]
struct Kept {
    lost: BTreeSet<String>,
}

impl Kept {
    fn lose(&mut self, pointer: &str, is_said: bool) {
        if is_said {
            self.lost.insert(pointer.to_owned());
        }
    }

    fn seats(&mut self, seats: &mut [Seat], at: &str) {
        for (number, seat) in seats.iter_mut().enumerate() {
            let at = format!("{at}/seats/{number}");
            self.lose(&format!("{at}/guid"), seat.guid.is_some());
            self.lose(&format!("{at}/aisle_after"), seat.aisle_after.is_some());
            (seat.guid, seat.aisle_after) = (None, None);
        }
    }

    fn rectangle(&mut self, outline: &Outline, at: &str) -> Outline {
        let at = format!("{at}/outline");
        let corner_radius = Units::default();
        match outline {
            Outline::Rectangle { center, width, height, rotation_degrees, corner_radius: radius } => {
                self.lose(&format!("{at}/corner_radius"), !radius.is_zero());
                let (center, width, height, rotation_degrees) = (*center, *width, *height, *rotation_degrees);
                Outline::Rectangle { center, width, height, rotation_degrees, corner_radius }
            }
            Outline::Ellipse { center, radius_x, radius_y, rotation_degrees } => {
                self.lose(&at, true);
                let [width, height] = [radius_x, radius_y].map(|radius| Units::new(radius.get() * 2.0));
                let (center, rotation_degrees) = (*center, *rotation_degrees);
                Outline::Rectangle { center, width, height, rotation_degrees, corner_radius }
            }
            Outline::Polygon { points } => {
                self.lose(&at, true);
                let [left, top, right, bottom] = edges(points);
                let (width, height) = (Units::new(right - left), Units::new(bottom - top));
                let rotation_degrees = Units::default();
                Outline::Rectangle {
                    center: outline.center(),
                    width,
                    height,
                    rotation_degrees,
                    corner_radius,
                }
            }
        }
    }

    fn contents(&mut self, section: &mut Section, at: &str) {
        for (number, row) in section.rows.iter_mut().enumerate() {
            let at = format!("{at}/rows/{number}");
            self.lose(&format!("{at}/seat_name"), row.seat_name.is_some());
            self.lose(&format!("{at}/label_at"), row.label_at.is_some());
            self.lose(&format!("{at}/as_listed"), row.as_listed);
            self.seats(&mut row.seats, &at);
            // Only what its own row or seat says is told of a seat.
            let level = leveled(&mut row.seats, row.level.as_ref(), None);
            *row = Row { seat_name: None, label_at: None, as_listed: false, level, ..row.clone() };
        }
        for (number, table) in section.tables.iter_mut().enumerate() {
            let at = format!("{at}/tables/{number}");
            self.seats(&mut table.seats, &at);
            let level = leveled(&mut table.seats, table.level.as_ref(), None);
            let minimum = if table.as_a_whole { 1 } else { table.minimum_occupancy };
            self.lose(&format!("{at}/minimum_occupancy"), minimum != table.minimum_occupancy);
            let outline = match &table.outline {
                Outline::Ellipse { center, radius_x, radius_y, rotation_degrees } if radius_x == radius_y => {
                    self.lose(&format!("{at}/outline/rotation_degrees"), !rotation_degrees.is_zero());
                    Outline::circle(*center, radius_x.get())
                }
                other => self.rectangle(other, &at),
            };
            *table = Table { level, minimum_occupancy: minimum, outline, ..table.clone() };
        }
        for (number, booth) in section.booths.iter_mut().enumerate() {
            booth.outline = self.rectangle(&booth.outline, &format!("{at}/booths/{number}"));
        }
    }
}

fn edges(points: &[Point]) -> [f64; 4] {
    let mut bounds = Bounds::default();
    bounds.include_all(points);
    bounds.edges()
}

/// A rectangle around all that is in a section, and a little more.
fn around(section: &Section) -> Vec<Point> {
    let mut bounds = Bounds::default();
    section.rows.iter().flat_map(|row| &row.seats).for_each(|seat| bounds.include(seat.position));
    for table in &section.tables {
        table.seats.iter().for_each(|seat| bounds.include(seat.position));
        table.outline.extend(&mut bounds);
    }
    section.booths.iter().for_each(|booth| booth.outline.extend(&mut bounds));
    section.areas.iter().for_each(|area| area.outline.extend(&mut bounds));
    let [left, top, right, bottom] = bounds.edges();
    let corners = [
        (left - 15.0, top - 15.0),
        (right + 15.0, top - 15.0),
        (right + 15.0, bottom + 15.0),
        (left - 15.0, bottom + 15.0),
    ];
    corners.map(|(x, y)| Point::new(x, y)).into()
}

fn kept(plan: &SeatingPlan) -> (SeatingPlan, BTreeSet<String>) {
    let mut kept = Kept::default();
    let mut plan = plan.clone();
    for (number, section) in plan.sections.iter_mut().enumerate() {
        let at = format!("/sections/{number}");
        if section.outline.is_empty() {
            kept.lose(&format!("{at}/outline"), true);
            section.outline = around(section);
        }
        kept.contents(section, &at);
    }
    let SeatingPlan { rows, tables, booths, areas, .. } = plan.clone();
    let mut own = Section { rows, tables, booths, areas, ..Section::default() };
    kept.contents(&mut own, "");
    let has_own =
        !(own.rows.is_empty() && own.tables.is_empty() && own.booths.is_empty() && own.areas.is_empty());
    Section { rows: plan.rows, tables: plan.tables, booths: plan.booths, areas: plan.areas, .. } = own;
    let on_floors =
        !has_own && !plan.sections.is_empty() && plan.sections.iter().all(|section| section.floor.is_some());
    if on_floors {
        let SeatingPlan { floors, sections, .. } = &mut plan;
        sections.sort_by_key(|section| {
            floors.iter().position(|floor| Some(&floor.key) == section.floor.as_ref())
        });
    } else {
        (0..plan.floors.len()).for_each(|floor| kept.lose(&format!("/floors/{floor}"), true));
        plan.floors.clear();
        plan.sections.iter_mut().for_each(|section| section.floor = None);
    }
    (plan, kept.lost)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// native → seats.io → native: what comes back is what a chart knows, and everything else is listed.
    #[test]
    fn what_comes_back_is_the_plan_but_for_what_is_listed(plan in plans()) {
        let export = export_plan(&plan, ExportFormat::Seatsio).unwrap();
        let (kept, lost) = kept(&plan);
        let listed = listed(&export);
        leads_somewhere(&plan, &listed);
        prop_assert_eq!(&listed, &lost);
        let again = read_again(&export.text, PlanFileFormat::Seatsio);
        let unknown: Vec<_> = again.issues.iter().filter(|issue| issue.code == PlanIssueCode::UnknownField).collect();
        prop_assert!(unknown.is_empty(), "{unknown:?}");
        prop_assert_eq!(again.plan, kept);
    }

    /// native → native loses nothing.
    #[test]
    fn the_plans_own_format_loses_nothing(plan in plans()) {
        let export = export_plan(&plan, ExportFormat::Native).unwrap();
        prop_assert_eq!(&export.issues, &[]);
        prop_assert_eq!(read_again(&export.text, PlanFileFormat::Native).plan, plan);
    }
}
