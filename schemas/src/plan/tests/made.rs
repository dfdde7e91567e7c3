//! Plans made up of random bits: valid ones, with everything that a plan can say.

use proptest::prelude::*;

use super::*;
use crate::plan::{Area, Booth, Caption, Floor, Row, RowEnds, Section, Shape, Table, Text, Units, Zone};

/// What a group is made of: bits for each row, seat, table, booth and area.
#[derive(Clone, Debug)]
struct Bits {
    own: u32,
    rows: Vec<(u32, Vec<u32>)>,
    tables: Vec<(u32, Vec<u32>)>,
    booths: Vec<u32>,
    areas: Vec<u32>,
}

fn group() -> impl Strategy<Value = Bits> {
    let holders = || prop::collection::vec((any::<u32>(), prop::collection::vec(any::<u32>(), 1..6)), 0..4);
    let wholes = || prop::collection::vec(any::<u32>(), 0..3);
    (any::<u32>(), holders(), holders(), wholes(), wholes())
        .prop_map(|(own, rows, tables, booths, areas)| Bits { own, rows, tables, booths, areas })
}

/// Valid plans; each has a place.
pub(in crate::plan) fn plans() -> impl Strategy<Value = SeatingPlan> {
    let sections = prop::collection::vec(group(), 0..4);
    (any::<u32>(), group(), sections, prop::collection::vec(any::<u32>(), 0..6))
        .prop_map(|(bits, own, sections, drawn)| make(bits, &own, &sections, &drawn))
}

/// One of four choices, from two bits.
fn choice<Item>(bits: u32, at: u32, items: [Option<Item>; 4]) -> Option<Item> {
    let [first, second, third, fourth] = items;
    match bits >> at & 3 {
        0 => first,
        1 => second,
        2 => third,
        _ => fourth,
    }
}

/// Whether it is the one of so many.
fn one_in(many: u32, bits: u32) -> bool {
    bits.is_multiple_of(many)
}

/// Where the next thing lies: nothing lies on anything else.
struct Maker {
    next: u32,
}

impl Maker {
    fn place(&mut self, bits: u32) -> Point {
        self.next += 1;
        let fraction = f64::from(bits % 1000) / 1000.0;
        Point::new(400.0 + fraction, 300.0 + f64::from(self.next) * 45.0 + fraction)
    }

    fn seats(&mut self, bits: &[u32]) -> Vec<Seat> {
        let first = self.place(bits[0]);
        let seat = |(number, bits): (u32, &u32)| Seat {
            label: (number + 1).to_string(),
            position: Point::new(
                first.x.get() + f64::from(number) * 20.0,
                first.y.get() + f64::from(bits % 7) / 8.0,
            ),
            level: choice(*bits, 0, [Some("a".to_owned()), Some("7".to_owned()), None, None]),
            accessible: one_in(8, bits >> 2),
            companion: one_in(8, bits >> 5),
            restricted_view: one_in(8, bits >> 8),
            aisle_after: choice(*bits, 11, [Some(true), Some(false), None, None]),
            guid: (one_in(4, bits >> 13)).then(|| format!("guid {} {number}", self.next)),
        };
        (0..).zip(bits).map(seat).collect()
    }

    fn outline(&mut self, bits: u32) -> Outline {
        let center = self.place(bits);
        let side =
            |at: u32| Units::new(f64::from(bits >> at & 15) + 1.0 + if bits & 1 == 0 { 0.0 } else { 0.25 });
        let rotation_degrees = Units::new(f64::from(bits >> 20 & 3) * 45.0);
        match bits >> 2 & 3 {
            0 => Outline::Rectangle {
                center,
                width: side(4),
                height: side(8),
                rotation_degrees,
                corner_radius: Units::new(f64::from(bits >> 12 & 1)),
            },
            1 => Outline::circle(center, side(4).get()),
            2 => Outline::Ellipse { center, radius_x: side(4), radius_y: side(8), rotation_degrees },
            _ => {
                let at = |x: f64, y: f64| Point::new(center.x.get() + x, center.y.get() + y);
                Outline::Polygon {
                    points: vec![at(0.0, 0.0), at(side(4).get(), 0.0), at(0.0, side(8).get())],
                }
            }
        }
    }
}

fn caption(bits: u32) -> Caption {
    if bits & 1 == 0 {
        return Caption::default();
    }
    Caption {
        size: Units::new(f64::from(bits >> 1 & 15) * 0.5),
        offset: Point::new(f64::from(bits >> 5 & 3), f64::from(bits >> 7 & 3)),
        rotation_degrees: Units::new(f64::from(bits >> 9 & 1) * 30.0),
        hidden: one_in(4, bits >> 10),
    }
}

fn color(bits: u32, at: u32) -> Option<String> {
    choice(bits, at, [Some("#112233".to_owned()), Some("#aabbcc".to_owned()), None, None])
}

fn fill(maker: &mut Maker, number: usize, bits: &Bits, section: &mut Section, is_leveled: bool) {
    // What has no section's level needs one of its own.
    let level = |bits: u32| {
        let found = choice(bits, 0, [Some("a".to_owned()), Some("7".to_owned()), Some("b".to_owned()), None]);
        found.or_else(|| (!is_leveled).then(|| "b".to_owned()))
    };
    for (row, (bits, seats)) in bits.rows.iter().enumerate() {
        section.rows.push(Row {
            label: format!("R{row}"),
            name: (one_in(4, bits >> 2)).then(|| format!("Row {row} \"ä\"")),
            seat_name: (one_in(4, bits >> 4)).then(|| "Seat %s".to_owned()),
            label_at: choice(*bits, 6, [Some(RowEnds::Start), Some(RowEnds::End), Some(RowEnds::Both), None]),
            level: level(*bits),
            as_listed: one_in(4, bits >> 8),
            seats: maker.seats(seats),
        });
    }
    for (table, (bits, seats)) in bits.tables.iter().enumerate() {
        section.tables.push(Table {
            label: format!("T{table}"),
            outline: maker.outline(*bits),
            level: level(*bits),
            as_a_whole: bits >> 24 & 1 == 0,
            minimum_occupancy: u32::from(bits >> 25 & 1 == 0 && seats.len() > 1) + 1,
            seats: maker.seats(seats),
        });
    }
    for (booth, bits) in bits.booths.iter().enumerate() {
        let (label, outline) = (format!("Booth {number} {booth}"), maker.outline(*bits));
        section.booths.push(Booth { label, outline, level: level(*bits) });
    }
    for (area, bits) in bits.areas.iter().enumerate() {
        section.areas.push(Area {
            label: format!("Area {number} {area}"),
            outline: maker.outline(*bits),
            capacity: 10 + (bits >> 26),
            level: level(*bits),
            as_a_whole: bits >> 24 & 1 == 0,
            minimum_occupancy: (bits >> 25 & 1) * 4 + 1,
            caption: caption(bits >> 3),
        });
    }
}

fn draw(maker: &mut Maker, bits: u32, plan: &mut SeatingPlan) {
    if one_in(4, bits) {
        plan.texts.push(Text {
            text: format!("Words {bits}"),
            position: maker.place(bits),
            size: Units::new(f64::from(bits >> 4 & 15) * 0.75),
            rotation_degrees: Units::new(f64::from(bits >> 8 & 3) * 30.0),
            color: color(bits, 10),
        });
        return;
    }
    let stroke = color(bits, 6);
    plan.shapes.push(Shape {
        outline: maker.outline(bits >> 2),
        kind: choice(bits, 4, [Some("stage".to_owned()), Some("bar".to_owned()), None, None]),
        label: choice(bits, 12, [Some("Stage".to_owned()), None, None, None]),
        caption: caption(bits >> 14),
        fill: color(bits, 8),
        stroke_width: Units::new(f64::from(bits >> 28 & 3)),
        stroke,
        foreground: bits >> 30 & 1 == 0,
    });
}

/// Focal point, zones and floors.
fn whole(bits: u32, plan: &mut SeatingPlan) {
    if bits & 1 == 0 {
        plan.focal_point = Some(Point::new(f64::from(bits >> 8 & 255), 1.5));
    }
    if bits & 2 == 0 {
        plan.zones = ["north", "south"]
            .map(|key| Zone {
                key: key.to_owned(),
                name: key.to_uppercase(),
                focal_point: (bits >> 5 & 1 == 0).then(|| Point::new(1.0, 2.25)),
            })
            .into();
    }
    if bits & 4 == 0 {
        plan.floors =
            ["1", "2"].map(|key| Floor { key: key.to_owned(), name: format!("Floor {key}") }).into();
    }
}

fn make(bits: u32, own: &Bits, sections: &[Bits], drawn: &[u32]) -> SeatingPlan {
    let mut maker = Maker { next: 0 };
    let level = |key: &str, name: &str, color: &str| PriceLevel {
        key: key.into(),
        name: name.into(),
        color: color.into(),
    };
    let mut plan = SeatingPlan {
        name: format!("Made of {bits}"),
        levels: vec![
            level("a", "a", "#123456"),
            level("b", "Back", "#654321"),
            level("7", "Seven", "#ABCDEF"),
        ],
        ..SeatingPlan::default()
    };
    whole(bits, &mut plan);
    let mut direct = Section::default();
    fill(&mut maker, 0, own, &mut direct, false);
    Section { rows: plan.rows, tables: plan.tables, booths: plan.booths, areas: plan.areas, .. } = direct;
    for (number, bits) in sections.iter().enumerate() {
        let level = choice(bits.own, 0, [Some("a".to_owned()), Some("b".to_owned()), None, None]);
        let outline = (bits.own >> 2 & 1 == 0).then(|| match maker.outline(12) {
            Outline::Polygon { points } => points,
            other => panic!("{other:?}"),
        });
        let mut section = Section {
            label: format!("Section {number}"),
            zone: plan.zones.get((bits.own >> 3 & 1) as usize).map(|zone| zone.key.clone()),
            floor: plan.floors.get((bits.own >> 4 & 3) as usize).map(|floor| floor.key.clone()),
            entrance: (bits.own >> 6 & 1 == 0).then(|| "North".to_owned()),
            outline: outline.unwrap_or_default(),
            caption: caption(bits.own >> 7),
            level,
            ..Section::default()
        };
        let is_leveled = section.level.is_some();
        fill(&mut maker, number + 1, bits, &mut section, is_leveled);
        plan.sections.push(section);
    }
    for bits in drawn {
        draw(&mut maker, *bits, &mut plan);
    }
    if plan.sites().is_empty() {
        let one = Bits {
            own: 0,
            rows: vec![(0, vec![0])],
            tables: Vec::new(),
            booths: Vec::new(),
            areas: Vec::new(),
        };
        let mut direct = Section::default();
        fill(&mut maker, 0, &one, &mut direct, false);
        plan.rows = direct.rows;
    }
    plan
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn plans_that_are_made_up_are_valid(plan in plans()) {
        let errors: Vec<_> =
            validate(&plan).into_iter().filter(|issue| issue.severity == Severity::Error).collect();
        prop_assert_eq!(errors, []);
    }
}
