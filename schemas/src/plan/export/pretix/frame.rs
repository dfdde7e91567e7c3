//! From plan units to the canvas of pretix, which begins at 0 and on which seats are about 20 wide.

use super::super::super::geometry::bounds;
use super::super::super::index::neighbours::lower_median;
use super::super::super::model::SeatingPlan;
use super::super::super::shape::{Point, Units};
use super::super::Losses;
use super::file::Position;

/// Around what is drawn, in units of the canvas.
const MARGIN: f64 = 20.0;
/// Seats that are nearer to each other, or farther from each other, are brought to [`PITCH`], in plan units.
const PITCHES: std::ops::RangeInclusive<f64> = 5.0..=200.0;
/// From seat to seat, where plan units say too little, in units of the canvas.
const PITCH: f64 = 25.0;
/// Of the distance between two seats, how much a seat's radius takes.
const RADIUS_SHARE: f64 = 0.4;

/// How plan units are brought to the canvas: made larger by a factor, then moved.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    scale: f64,
    moved: [f64; 2],
    size: [f64; 2],
    /// From seat to seat, in units of the canvas.
    pitch: f64,
}

impl Frame {
    pub fn of(plan: &SeatingPlan, losses: &mut Losses) -> Self {
        let rows = plan.groups().flat_map(|group| group.rows);
        let steps =
            rows.flat_map(|row| row.seats.windows(2)).map(|pair| pair[0].position.distance(pair[1].position));
        let pitch = lower_median(steps.filter(|step| *step > 0.0).collect()).unwrap_or(PITCH);
        let scale = if PITCHES.contains(&pitch) { 1.0 } else { PITCH / pitch };
        if scale.to_bits() != 1.0_f64.to_bits() {
            let advice = "pretix draws seats about 20 wide, so all lengths were multiplied by this";
            losses.otherwise(String::new(), &scale.to_string(), advice);
        }
        let [left, top, right, bottom] = bounds(plan, &plan.sites()).map(|edge| edge * scale);
        // By whole units, so that positions stay as short as they are.
        let move_by = |edge: f64| if edge < 0.0 { (MARGIN - edge).ceil() } else { 0.0 };
        let moved = [move_by(left), move_by(top)];
        if moved.iter().any(|by| *by > 0.0) {
            let advice = "pretix draws from 0 on, so everything was moved by this";
            losses.otherwise(String::new(), &format!("{}, {}", moved[0], moved[1]), advice);
        }
        Self {
            scale,
            moved,
            size: [right + moved[0] + MARGIN, bottom + moved[1] + MARGIN],
            pitch: pitch * scale,
        }
    }

    /// Where the zones lie.
    pub fn origin(self) -> Position {
        Position { x: self.moved[0], y: self.moved[1] }
    }

    /// A point in a zone.
    pub fn scaled(self, point: Point) -> Position {
        self.between(Point::default(), point)
    }

    /// From one point to another.
    pub fn between(self, from: Point, to: Point) -> Position {
        let length = |to: Units, from: Units| Units::new((to.get() - from.get()) * self.scale).get();
        Position { x: length(to.x, from.x), y: length(to.y, from.y) }
    }

    /// A length as the canvas has it; where nothing is scaled, exactly as the plan has it.
    pub fn length(self, length: f64) -> f64 {
        length * self.scale
    }

    pub fn width(self) -> u32 {
        whole(self.size[0].ceil()).max(1)
    }

    pub fn height(self) -> u32 {
        whole(self.size[1].ceil()).max(1)
    }

    /// The radius of a seat.
    pub fn radius(self) -> u32 {
        whole((self.pitch * RADIUS_SHARE).round()).max(1)
    }
}

/// A number that is whole and not negative; 0 where it is not.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, which is what is wanted"
)]
pub(super) fn whole(number: f64) -> u32 {
    number as u32
}
