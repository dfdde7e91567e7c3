//! pretix: the plan that comes back is one that this test makes by itself, from what pretix knows.

use proptest::prelude::*;

use super::*;
use crate::plan::model::{PriceLevel, Row, Section};
use crate::plan::shape::{Caption, Outline, Point, Shape, Text, Units};
use crate::plan::walk::Group;

/// What pretix keeps of a plan, and the pointers of what it does not.
#[derive(Default)]
struct Kept {
    plan: SeatingPlan,
    lost: BTreeSet<String>,
    /// What zones draw, zone by zone.
    drawn: Vec<(Vec<Shape>, Vec<Text>)>,
}

impl Kept {
    fn lose(&mut self, pointer: &str, is_said: bool) {
        if is_said {
            self.lost.insert(pointer.to_owned());
        }
    }

    fn outline(&mut self, outline: &Outline, at: &str) -> (Outline, f64) {
        let whole = |side: &Units| side.get().fract() == 0.0;
        match outline {
            Outline::Rectangle { center, width, height, rotation_degrees, corner_radius } => {
                self.lose(&format!("{at}/corner_radius"), !corner_radius.is_zero());
                if whole(width) && whole(height) {
                    let (width, height, rotation_degrees) = (*width, *height, *rotation_degrees);
                    let corner_radius = Units::default();
                    let kept = Outline::Rectangle {
                        center: *center,
                        width,
                        height,
                        rotation_degrees,
                        corner_radius,
                    };
                    return (kept, rotation_degrees.get());
                }
                self.lose(at, true);
                let turn = rotation_degrees.get().to_radians();
                let corner = |x: f64, y: f64| {
                    let (x, y) = (x * width.get() / 2.0, y * height.get() / 2.0);
                    Point::new(
                        center.x.get() + x * turn.cos() - y * turn.sin(),
                        center.y.get() + x * turn.sin() + y * turn.cos(),
                    )
                };
                let points = vec![corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)];
                (Outline::Polygon { points }, 0.0)
            }
            Outline::Ellipse { rotation_degrees, .. } => (outline.clone(), rotation_degrees.get()),
            Outline::Polygon { .. } => (outline.clone(), 0.0),
        }
    }

    /// How high words are there.
    fn size(&mut self, size: Units, at: &str) -> Units {
        self.lose(&format!("{at}/size"), size.is_zero() || size.get().fract() != 0.0);
        Units::new(if size.is_zero() { 16.0 } else { size.get().round().max(1.0) })
    }

    /// Something drawn with its label in the zone that is written last.
    fn draw(
        &mut self,
        outline: &Outline,
        at: &str,
        words: Option<(&str, Caption)>,
        paint: [Option<String>; 2],
    ) {
        let (kept, turn) = self.outline(outline, &format!("{at}/outline"));
        let [fill, stroke] = paint;
        let shape = Shape {
            outline: kept,
            kind: None,
            label: None,
            caption: Caption::default(),
            fill,
            stroke_width: Units::new(if stroke.is_some() { 1.0 } else { 0.0 }),
            stroke,
            foreground: false,
        };
        let text = words.map(|(text, caption)| {
            self.lose(&format!("{at}/caption/rotation_degrees"), !caption.rotation_degrees.is_zero());
            let center = outline.center();
            Text {
                text: text.to_owned(),
                position: Point::new(
                    center.x.get() + caption.offset.x.get(),
                    center.y.get() + caption.offset.y.get(),
                ),
                size: if caption.size.is_zero() {
                    Units::new(16.0)
                } else {
                    self.size(caption.size, &format!("{at}/caption"))
                },
                rotation_degrees: Units::new(turn),
                color: None,
            }
        });
        let zone = self.drawn.last_mut().unwrap();
        zone.0.push(shape);
        zone.1.extend(text);
    }

    fn row(&mut self, group: Group<'_>, row: Row, at: &str) -> Row {
        let section = group.section.and_then(|(_, section)| section.level.as_ref());
        self.lose(&format!("{at}/as_listed"), row.as_listed);
        let mut seats = row.seats;
        let level = leveled(&mut seats, row.level.as_ref(), section);
        for (number, seat) in seats.iter_mut().enumerate() {
            let at = format!("{at}/seats/{number}");
            self.lose(&format!("{at}/accessible"), seat.accessible);
            self.lose(&format!("{at}/companion"), seat.companion);
            self.lose(&format!("{at}/restricted_view"), seat.restricted_view);
            self.lose(&format!("{at}/aisle_after"), seat.aisle_after.is_some());
            (seat.accessible, seat.companion, seat.restricted_view, seat.aisle_after) =
                (false, false, false, None);
        }
        Row { level, as_listed: false, seats, ..row }
    }

    fn group(&mut self, group: Group<'_>) -> Vec<Row> {
        let at = group.pointer();
        let line = || [None, Some("#888888".to_owned())];
        let rows = group.rows.iter().enumerate();
        let mut rows: Vec<Row> =
            rows.map(|(number, row)| self.row(group, row.clone(), &format!("{at}/rows/{number}"))).collect();
        for (number, table) in group.tables.iter().enumerate() {
            let at = format!("{at}/tables/{number}");
            self.lose(&at, true);
            self.lose(&format!("{at}/as_a_whole"), table.as_a_whole);
            self.lose(&format!("{at}/minimum_occupancy"), table.minimum_occupancy > 1);
            let row = Row {
                label: table.label.clone(),
                level: table.level.clone(),
                seats: table.seats.clone(),
                ..Row::default()
            };
            rows.push(self.row(group, row, &at));
            self.draw(&table.outline, &at, Some((&table.label, Caption::default())), line());
        }
        for (number, booth) in group.booths.iter().enumerate() {
            let at = format!("{at}/booths/{number}");
            self.lose(&at, true);
            self.draw(&booth.outline, &at, Some((&booth.label, Caption::default())), line());
        }
        for (number, area) in group.areas.iter().enumerate() {
            let at = format!("{at}/areas/{number}");
            self.lose(&at, true);
            let words = (!area.caption.hidden).then_some((area.label.as_str(), area.caption));
            self.draw(&area.outline, &at, words, line());
        }
        rows
    }

    fn shapes_and_texts(&mut self, plan: &SeatingPlan) {
        self.drawn.push((Vec::new(), Vec::new()));
        for (number, shape) in plan.shapes.iter().enumerate() {
            let at = format!("/shapes/{number}");
            self.lose(&format!("{at}/kind"), shape.kind.is_some());
            self.lose(&format!("{at}/foreground"), shape.foreground);
            let width = if shape.stroke.is_some() { 1.0 } else { 0.0 };
            self.lose(&format!("{at}/stroke_width"), shape.stroke_width != Units::new(width));
            self.lose(&format!("{at}/label"), shape.label.is_some());
            let words = shape.label.as_deref().filter(|_| !shape.caption.hidden);
            self.lose(&format!("{at}/caption"), words.is_none() && !shape.caption.is_default());
            let words = words.map(|label| (label, shape.caption));
            self.draw(&shape.outline, &at, words, [shape.fill.clone(), shape.stroke.clone()]);
        }
        for (number, text) in plan.texts.iter().enumerate() {
            let size = self.size(text.size, &format!("/texts/{number}"));
            self.drawn.last_mut().unwrap().1.push(Text { size, ..text.clone() });
        }
    }
}

fn kept(plan: &SeatingPlan) -> Kept {
    let mut kept = Kept::default();
    kept.plan.name.clone_from(&plan.name);
    for (number, level) in plan.levels.iter().enumerate() {
        kept.lose(&format!("/levels/{number}/name"), level.name != level.key);
        kept.plan.levels.push(PriceLevel { name: level.key.clone(), ..level.clone() });
    }
    (0..plan.zones.len()).for_each(|zone| kept.lose(&format!("/zones/{zone}"), true));
    (0..plan.floors.len()).for_each(|floor| kept.lose(&format!("/floors/{floor}"), true));
    kept.lose("/focal_point", plan.focal_point.is_some());
    kept.shapes_and_texts(plan);
    for group in plan.groups() {
        let at = group.pointer();
        kept.drawn.push((Vec::new(), Vec::new()));
        if let Some((_, section)) = group.section {
            kept.lose(&format!("{at}/entrance"), section.entrance.is_some());
            kept.lose(&format!("{at}/caption"), !section.caption.is_default());
            kept.lose(&at, section.rows.is_empty() && section.tables.is_empty());
            if !section.outline.is_empty() {
                kept.lose(&format!("{at}/outline"), true);
                let outline = Outline::Polygon { points: section.outline.clone() };
                kept.draw(&outline, &at, None, [None, Some("#888888".to_owned())]);
            }
        }
        let rows = kept.group(group);
        match group.section {
            None => kept.plan.rows = rows,
            Some((_, section)) if !rows.is_empty() => {
                kept.plan.sections.push(Section { label: section.label.clone(), rows, ..Section::default() });
            }
            Some(_) => {}
        }
    }
    for (shapes, texts) in std::mem::take(&mut kept.drawn) {
        kept.plan.shapes.extend(shapes);
        kept.plan.texts.extend(texts);
    }
    kept
}

/// Numbers that the schema of pretix wants whole.
fn whole_numbers(value: &serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                let is_whole = ["radius", "width", "height", "size"].contains(&name.as_str());
                assert!(!is_whole || value.is_object() || value.is_u64(), "{name} is {value}");
                whole_numbers(value);
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(whole_numbers),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// native → pretix → native: what comes back is what pretix knows, and everything else is listed.
    #[test]
    fn what_comes_back_is_the_plan_but_for_what_is_listed(plan in plans()) {
        let export = export_plan(&plan, ExportFormat::Pretix).unwrap();
        whole_numbers(&serde_json::from_str(&export.text).unwrap());
        let kept = kept(&plan);
        let listed = listed(&export);
        leads_somewhere(&plan, &listed);
        prop_assert_eq!(&listed, &kept.lost);
        // A plan of areas, booths and shapes alone leaves nothing to sell in that format, and is not read again.
        prop_assume!(!kept.plan.sections.is_empty() || !kept.plan.rows.is_empty());
        let again = read_again(&export.text, PlanFileFormat::Pretix);
        let unknown: Vec<_> = again.issues.iter().filter(|issue| issue.code == PlanIssueCode::UnknownField).collect();
        prop_assert!(unknown.is_empty(), "{unknown:?}");
        prop_assert_eq!(again.plan, kept.plan);
    }
}
