//! A festival field: standing room before the stage, a grandstand on each side of it, tables and tents.

use super::super::model::{Booth, SeatingPlan, Section, Zone};
use super::super::shape::{Outline, Point, Shape, Text, Units};
use super::Venue;
use super::block::Block;
use super::fan::Fan;
use super::floor::{Platform, standing};
use super::numbers::Numbers;
use super::path::{Path, Spot, around, between, percent, point};
use super::prices::keep_used;
use super::tables::{TABLE_SEATS, Tables};

/// Room that somebody who stands takes of the field, in square units: 0.55 m².
const STANDING_ROOM: f64 = 880.0;
/// From row to row on a grandstand.
const ROW_DEPTH: f64 = 34.0;
/// Width and depth of a tent.
const TENT: [f64; 2] = [120.0, 90.0];

const LEVELS: &[(&str, &str, &str)] = &[
    ("table", "Terrace tables", "#5b3f8c"),
    ("tent", "Tents", "#8e2157"),
    ("pit", "Front of stage", "#b5179e"),
    ("stand", "Grandstand", "#2a6f97"),
    ("platform", "Viewing platform", "#3a7d6b"),
    ("field", "Field", "#c2571a"),
    ("back", "Back field", "#b08900"),
];

struct Festival {
    pit: u32,
    field: u32,
    back: u32,
    stands: u32,
    tables: u32,
    tents: u32,
    platform: u32,
    pairs: u32,
    /// Half of the angle that the audience takes, in radians.
    spread: f64,
    /// From the stage to the first who stand.
    front: f64,
}

pub(super) fn festival(venue: &Venue, numbers: &mut Numbers) -> SeatingPlan {
    let festival = Festival::new(venue, numbers);
    let mut plan =
        SeatingPlan { name: venue.name(), focal_point: Some(Point::default()), ..SeatingPlan::default() };
    let (pit, field, back) = festival.standing(&mut plan);
    let aside = festival.grandstands([pit, field], &mut plan);
    let bottom = festival.behind(back, &mut plan);
    festival.draw([pit, field, bottom], aside.max(back * libm::sin(festival.spread)), &mut plan);
    let zones = [("field", "Field"), ("stand", "Grandstands")];
    for (key, name) in zones {
        if plan.sections.iter().any(|section| section.zone.as_deref() == Some(key)) {
            plan.zones.push(Zone {
                key: key.to_owned(),
                name: name.to_owned(),
                focal_point: Some(Point::default()),
            });
        }
    }
    keep_used(&mut plan, LEVELS, &[]);
    plan
}

impl Festival {
    fn new(venue: &Venue, numbers: &mut Numbers) -> Self {
        let places = venue.places;
        let stands = if places >= 2_000 { percent(places, numbers.between(5, 8)) } else { 0 };
        let tables = (percent(places, numbers.between(2, 4)) / TABLE_SEATS).min(60);
        let tents = if places >= 1_000 { (places / 600).min(60) } else { 0 };
        let pairs = venue.wheelchairs();
        let platform = 2 * pairs;
        let standing = places - stands - tables * TABLE_SEATS - tents - platform;
        let pit = if standing >= 1_000 { percent(standing, numbers.between(8, 13)) } else { 0 };
        let back = if standing >= 5_000 { percent(standing, numbers.between(24, 34)) } else { 0 };
        let spread = f64::from(numbers.between(50, 62)) / 100.0;
        let front = 90.0 + 2.4 * f64::from(places).sqrt();
        Self {
            pit,
            field: standing - pit - back,
            back,
            stands,
            tables,
            tents,
            platform,
            pairs,
            spread,
            front,
        }
    }

    /// Who stands, nearest first, in parts of a fan that begins behind the stage; the radii at which the parts
    /// end.
    fn standing(&self, plan: &mut SeatingPlan) -> (f64, f64, f64) {
        let mut radius = self.first_radius();
        let mut part = |label: &str, level: &str, units: u32| {
            if units == 0 {
                return radius;
            }
            let inner = radius;
            let room = f64::from(units) * STANDING_ROOM;
            let outer = (inner * inner + room / self.spread).sqrt();
            let ends = [-self.spread, self.spread];
            let [near, far] = [inner, outer].map(|radius| Path::below(self.center(), radius, ends));
            let corners: Vec<(f64, f64)> =
                between(&near, &far).iter().map(|corner| (corner.x.get(), corner.y.get())).collect();
            let mut area = standing(label, level, units, &corners);
            // Behind the sound tower, where there is one.
            let deep = if level == "field" { 0.62 } else { 0.5 };
            let words = self.center()[1] + inner + (outer - inner) * deep;
            area.caption.offset = Point::new(0.0, words - area.outline.center().y.get());
            plan.areas.push(area);
            radius = outer + 40.0 + outer * 0.02;
            outer
        };
        let pit = part("FRONT OF STAGE", "pit", self.pit);
        let field = part("FIELD", "field", self.field);
        let back = part("BACK FIELD", "back", self.back);
        (pit, field, back)
    }

    fn first_radius(&self) -> f64 {
        self.front * 2.4
    }

    const fn center(&self) -> Spot {
        [0.0, -1.4 * self.front]
    }

    /// One grandstand on each side of the field, beside it, turned to the stage. Gives back how far they reach.
    fn grandstands(&self, [pit, field]: [f64; 2], plan: &mut SeatingPlan) -> f64 {
        if self.stands == 0 {
            return 0.0;
        }
        let mut reach: f64 = 0.0;
        for (label, side, seats) in [
            ("Grandstand Left", 1.0, self.stands - self.stands / 2),
            ("Grandstand Right", -1.0, self.stands / 2),
        ] {
            let turn = side * (self.spread + 0.3);
            let radius = pit + (field - pit) * 0.25;
            let spread = 0.2;
            let fan = Fan {
                label: label.to_owned(),
                zone: "stand",
                center: self.center(),
                turn,
                spread,
                first_radius: radius,
                depth: ROW_DEPTH,
                block_seats: 20,
                ..Fan::default()
            };
            let tier = fan.build(seats);
            reach = reach.max(tier.last_radius * libm::sin(turn.abs() + spread).abs());
            let entrance = |mut block: Block| {
                block.entrance = format!("{} gate", if side > 0.0 { "West" } else { "East" });
                let section = block.into_section();
                Section { level: Some("stand".to_owned()), ..section }
            };
            plan.sections.extend(tier.blocks.into_iter().map(entrance));
        }
        reach
    }

    /// Behind who stands: the platform for wheelchairs, tables, and tents. Gives back how far down it goes.
    fn behind(&self, back: f64, plan: &mut SeatingPlan) -> f64 {
        let top = self.center()[1] + back + 90.0;
        let width = (back * libm::sin(self.spread)).max(260.0);
        let platform = Platform {
            label: "Platform".to_owned(),
            zone: "field",
            entrance: "Main gate".to_owned(),
            level: Some("platform"),
            middle: 0.0,
            top,
            half_width: width * 0.4,
            pairs: self.pairs,
        };
        let (section, mut bottom) = platform.build(self.platform);
        plan.sections.push(section);
        // The platform's label is below it.
        bottom += 90.0 + width * 0.08;
        if self.tables > 0 {
            let tables = Tables {
                first: 1,
                count: self.tables,
                left: -width * 0.8,
                right: width * 0.8,
                top: bottom,
                level: "table",
                whole_every: 2,
            };
            plan.tables.extend(tables.build());
            bottom = tables.bottom() + 80.0;
        }
        if self.tents > 0 {
            bottom = self.pitch_tents(bottom, width, plan);
        }
        bottom
    }

    fn pitch_tents(&self, top: f64, width: f64, plan: &mut SeatingPlan) -> f64 {
        let across = super::path::whole(2.0 * width / (TENT[0] * 1.4)).max(1);
        for number in 0..self.tents {
            let (row, column) = (number / across, number % across);
            let in_row = across.min(self.tents - row * across);
            let x = (f64::from(column) - f64::from(in_row - 1) / 2.0) * TENT[0] * 1.4;
            let y = top + (f64::from(row) + 0.5) * TENT[1] * 1.5;
            plan.booths.push(Booth {
                label: format!("Tent {}", number + 1),
                outline: Outline::Rectangle {
                    center: Point::new(x, y),
                    width: Units::new(TENT[0]),
                    height: Units::new(TENT[1]),
                    rotation_degrees: Units::default(),
                    corner_radius: Units::new(12.0),
                },
                level: Some("tent".to_owned()),
            });
        }
        top + f64::from(self.tents.div_ceil(across)) * TENT[1] * 1.5
    }

    fn draw(&self, [pit, field, bottom]: [f64; 3], aside: f64, plan: &mut SeatingPlan) {
        let half = self.first_radius() * libm::sin(self.spread) * 0.9;
        let depth = half * 0.6;
        let rectangle = |x: f64, y: f64, width: f64, height: f64| Outline::Rectangle {
            center: Point::new(x, y),
            width: Units::new(width),
            height: Units::new(height),
            rotation_degrees: Units::default(),
            corner_radius: Units::new(8.0),
        };
        let shape = |kind: &str, label: &str, fill: &str, outline: Outline| Shape {
            fill: Some(fill.to_owned()),
            label: Some(label.to_owned()),
            outline,
            ..super::blank_shape(kind)
        };
        plan.shapes.push(shape(
            "stage",
            "MAIN STAGE",
            "#2b2f36",
            rectangle(0.0, -depth / 2.0, 2.0 * half, depth),
        ));
        for side in [-1.0, 1.0] {
            let wing = rectangle(side * half * 1.2, -depth * 0.3, half * 0.3, depth * 0.6);
            plan.shapes.push(shape("screen", "SCREEN", "#5b616b", wing));
        }
        let desk = around(self.center(), pit + (field - pit) * 0.3, std::f64::consts::FRAC_PI_2);
        let size = (half * 0.3).max(40.0);
        let desk = rectangle(point(desk).x.get(), desk[1], size, size * 0.7);
        plan.shapes.push(Shape { foreground: true, ..shape("sound", "SOUND", "#5b616b", desk) });
        let height = (bottom * 0.03).max(60.0);
        let beside = aside + 2.0 * height;
        for (number, label) in ["FOOD", "BAR", "WC", "FOOD", "BAR", "FIRST AID"].into_iter().enumerate() {
            let sign = if number < 3 { -1.0 } else { 1.0 };
            let step = f64::from(u32::try_from(number % 3).unwrap_or_default());
            let y = bottom * (0.62 + 0.13 * step);
            let house = rectangle(sign * beside, y, height * 2.4, height);
            plan.shapes.push(shape("house", label, "#e3e5ea", house));
        }
        let size = (bottom * 0.02).max(30.0);
        plan.texts.push(Text {
            text: "MAIN GATE".to_owned(),
            position: Point::new(0.0, bottom + 3.0 * size),
            size: Units::new(size),
            rotation_degrees: Units::default(),
            color: Some("#5b616b".to_owned()),
        });
    }
}
