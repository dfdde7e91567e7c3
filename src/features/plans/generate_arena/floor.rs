//! The floor: standing room before the stage, tables behind it; and the boxes above the lower tier.

use std::f64::consts::PI;

use schemas::plan::{Area, Booth, Caption, Outline, Point, Seat, SeatingPlan, Table, Units};

use super::Arena;
use super::bowl::on_circle;

/// Seats of each table.
pub(super) const TABLE_SEATS: u32 = 6;

/// The GA area before the stage.
pub(super) fn standing(arena: &Arena, plan: &mut SeatingPlan) {
    if arena.standing == 0 {
        return;
    }
    plan.areas.push(Area {
        label: "FLOOR".to_owned(),
        outline: Outline::Ellipse {
            center: Point::new(0.0, -0.18 * arena.radius),
            radius_x: Units::new(0.62 * arena.radius),
            radius_y: Units::new(0.42 * arena.radius),
            rotation_degrees: Units::default(),
        },
        capacity: arena.standing,
        level: Some("floor".to_owned()),
        as_a_whole: false,
        minimum_occupancy: 1,
        caption: Caption { size: Units::new(0.07 * arena.radius), ..Caption::default() },
    });
}

/// Round tables along the end of the floor that faces the stage; every fourth is sold as a whole.
pub(super) fn tables(arena: &Arena, plan: &mut SeatingPlan) {
    for number in 0..arena.tables {
        let share = (f64::from(number) + 0.5) / f64::from(arena.tables);
        let center = on_circle(arena.radius * 0.78, PI * (0.1 + 0.8 * share));
        let seat = |seat: u32| {
            let offset = on_circle(32.0, 2.0 * PI * f64::from(seat) / f64::from(TABLE_SEATS));
            Seat {
                label: (seat + 1).to_string(),
                position: Point::new(center.x.get() + offset.x.get(), center.y.get() + offset.y.get()),
                ..Seat::default()
            }
        };
        plan.tables.push(Table {
            label: format!("T{}", number + 1),
            outline: Outline::circle(center, 20.0),
            level: Some("table".to_owned()),
            as_a_whole: number % 4 == 3,
            minimum_occupancy: 1,
            seats: (0..TABLE_SEATS).map(seat).collect(),
        });
    }
}

/// Boxes in a ring of this radius, between the lower and the club tier.
pub(super) fn boxes(arena: &Arena, radius: f64, plan: &mut SeatingPlan) {
    for number in 0..arena.boxes {
        let share = (f64::from(number) + 0.5) / f64::from(arena.boxes);
        let angle = PI * (-0.28 + 1.56 * share);
        plan.booths.push(Booth {
            label: format!("BOX {}", number + 1),
            outline: Outline::Rectangle {
                center: on_circle(radius, angle),
                width: Units::new(36.0),
                height: Units::new(60.0),
                rotation_degrees: Units::new(angle.to_degrees()),
                corner_radius: Units::new(6.0),
            },
            level: Some("box".to_owned()),
        });
    }
}
