//! What a client draws of a published plan: one JSON document, cacheable for ever by content hash.
//!
//! All lengths are plan units as in the native format, x to the right and y down, except seats' positions
//! in [`SeatRun`], which are whole numbers of 1/`scale` units. Fields at their default are left out.

pub(super) mod curve;
mod document;
pub use document::{AreaGeometry, Geometry, SeatRun, SectionGeometry, TableGeometry};

use super::index::BrokenPlan;
use super::model::{Row, Seat, SeatingPlan};
use super::publish::PublishedPlan;
use super::shape::{Bounds, Caption, Outline, Point};
use super::walk::{Group, Site};
use curve::Curve;

/// The drawing of a published plan.
///
/// # Errors
/// Never for a plan that was published by this code; where an opened one was not valid.
pub fn geometry(published: &PublishedPlan) -> Result<Geometry, BrokenPlan> {
    let plan = published.plan();
    let sites = plan.sites();
    let indexes = published.indexes(&sites)?;
    let mut drawing = Drawing { plan, sites: &sites, indexes: &indexes, scale: scale(plan) };
    let mut drawn = Geometry {
        format: "frontrow-geometry/1",
        hash: published.hash(),
        name: plan.name.clone(),
        places: published.assignment().places.len(),
        scale: drawing.scale,
        bounds: bounds(plan, &sites),
        focal_point: plan.focal_point,
        levels: plan.levels.clone(),
        floors: plan.floors.clone(),
        zones: plan.zones.clone(),
        sections: sections(plan),
        rows: Vec::new(),
        tables: Vec::new(),
        areas: Vec::new(),
        shapes: plan.shapes.clone(),
        texts: plan.texts.clone(),
    };
    for group in plan.groups() {
        drawing.draw(group, &mut drawn)?;
    }
    Ok(drawn)
}

/// What is still to be drawn: sites and their indexes in the one order of places.
struct Drawing<'plan> {
    plan: &'plan SeatingPlan,
    sites: &'plan [Site<'plan>],
    indexes: &'plan [u32],
    scale: u32,
}

impl Drawing<'_> {
    fn draw(&mut self, group: Group<'_>, drawn: &mut Geometry) -> Result<(), BrokenPlan> {
        for row in group.rows {
            let run = self.run(group, &row.label, &row.seats)?;
            let (name, seat_name) = (row.name.clone(), row.seat_name.clone());
            drawn.rows.push(SeatRun { name, seat_name, label_at: row.label_at, ..run });
        }
        for table in group.tables {
            let (outline, as_a_whole) = (table.outline.clone(), table.as_a_whole);
            let seats = self.run(group, &table.label, &table.seats)?;
            let minimum_occupancy = (table.minimum_occupancy > 1).then_some(table.minimum_occupancy);
            drawn.tables.push(TableGeometry { outline, as_a_whole, minimum_occupancy, seats });
        }
        for booth in group.booths {
            let area = self.whole(group, &booth.label, &booth.outline)?;
            drawn.areas.push(area);
        }
        for area in group.areas {
            let whole = self.whole(group, &area.label, &area.outline)?;
            drawn.areas.push(AreaGeometry {
                capacity: Some(area.capacity),
                as_a_whole: area.as_a_whole,
                minimum_occupancy: Some(area.minimum_occupancy),
                caption: area.caption,
                ..whole
            });
        }
        Ok(())
    }

    /// The next `count` places: their indexes and levels.
    fn take(&mut self, count: usize) -> Result<(Vec<u32>, Vec<usize>), BrokenPlan> {
        let (sites, sites_after) = self.sites.split_at(count);
        let (indexes, indexes_after) = self.indexes.split_at(count);
        (self.sites, self.indexes) = (sites_after, indexes_after);
        let level = |site: &Site<'_>| {
            let found = self.plan.levels.iter().position(|level| Some(level.key.as_str()) == site.level);
            found.ok_or_else(|| BrokenPlan { pointer: site.pointer() })
        };
        Ok((indexes.to_vec(), sites.iter().map(level).collect::<Result<_, _>>()?))
    }

    fn whole(
        &mut self,
        group: Group<'_>,
        label: &str,
        outline: &Outline,
    ) -> Result<AreaGeometry, BrokenPlan> {
        let (indexes, levels) = self.take(1)?;
        Ok(AreaGeometry {
            section: group.section.map(|(number, _)| number),
            label: label.to_owned(),
            place: indexes[0],
            outline: outline.clone(),
            level: levels[0],
            capacity: None,
            as_a_whole: false,
            minimum_occupancy: None,
            caption: Caption::default(),
        })
    }

    fn run(&mut self, group: Group<'_>, label: &str, seats: &[Seat]) -> Result<SeatRun, BrokenPlan> {
        let (indexes, levels) = self.take(seats.len())?;
        let marked = |mark: fn(&Seat) -> bool| (0..seats.len()).filter(|seat| mark(&seats[*seat])).collect();
        let mut run = SeatRun {
            section: group.section.map(|(number, _)| number),
            label: label.to_owned(),
            seats: seats.len(),
            first: indexes.first().copied().unwrap_or_default(),
            level: levels.first().copied().unwrap_or_default(),
            accessible: marked(|seat| seat.accessible),
            companion: marked(|seat| seat.companion),
            restricted_view: marked(|seat| seat.restricted_view),
            ..SeatRun::default()
        };
        if indexes.windows(2).any(|pair| pair[0].checked_add(1) != Some(pair[1])) {
            run.places = indexes;
        }
        if levels.iter().any(|level| *level != run.level) {
            let chunks = levels.chunk_by(|one, other| one == other);
            run.levels = chunks.map(|chunk| [chunk.len(), chunk[0]]).collect();
        }
        run.number = even_numbers(seats);
        if run.number.is_none() {
            run.labels = seats.iter().map(|seat| seat.label.clone()).collect();
        }
        let points: Vec<Point> = seats.iter().map(|seat| seat.position).collect();
        match curve::fit(&points, f64::from(self.scale)) {
            Curve::Line(line) => run.line = Some(line),
            Curve::Arc(arc) => run.arc = Some(arc),
            Curve::Free { x, y } => (run.x, run.y) = (x, y),
        }
        Ok(run)
    }
}

/// The first number and the step, where the labels are plain numbers in even steps.
fn even_numbers(seats: &[Seat]) -> Option<[i64; 2]> {
    let number = |seat: &Seat| {
        let number: i64 = seat.label.parse().ok()?;
        (number.to_string() == seat.label).then_some(number)
    };
    let first = number(seats.first()?)?;
    let step = seats.get(1).map_or(Some(1), |seat| number(seat)?.checked_sub(first))?;
    let mut expected = first;
    for seat in seats {
        if number(seat)? != expected {
            return None;
        }
        expected = expected.checked_add(step)?;
    }
    Some([first, step])
}

/// The coarsest scale at which a rounded seat is off by no more than a hundredth of the usual distance
/// between seats.
fn scale(plan: &SeatingPlan) -> u32 {
    let pitch = usual_pitch(plan).unwrap_or(20.0);
    [1, 10, 100].into_iter().find(|scale| pitch * f64::from(*scale) >= 50.0).unwrap_or(1000)
}

/// The usual distance between the first two seats of a row, in plan units; none where no row has two.
pub(super) fn usual_pitch(plan: &SeatingPlan) -> Option<f64> {
    let distance = |row: &Row| {
        let pair = row.seats.get(..2)?;
        Some(pair[0].position.distance(pair[1].position))
    };
    let mut pitches: Vec<f64> =
        plan.groups().flat_map(|group| group.rows.iter().filter_map(distance)).collect();
    pitches.sort_by(f64::total_cmp);
    pitches.get(pitches.len() / 2).copied()
}

fn sections(plan: &SeatingPlan) -> Vec<SectionGeometry> {
    let sections = plan.sections.iter().map(|section| SectionGeometry {
        label: section.label.clone(),
        zone: plan.zones.iter().position(|zone| Some(&zone.key) == section.zone.as_ref()),
        floor: plan.floors.iter().position(|floor| Some(&floor.key) == section.floor.as_ref()),
        entrance: section.entrance.clone(),
        outline: section.outline.iter().flat_map(|point| [point.x.get(), point.y.get()]).collect(),
        caption: section.caption,
    });
    sections.collect()
}

/// Left, top, right and bottom of all that is drawn, in plan units.
pub(super) fn bounds(plan: &SeatingPlan, sites: &[Site<'_>]) -> [f64; 4] {
    let mut bounds = Bounds::default();
    for site in sites {
        bounds.include(site.position);
    }
    let groups = || plan.groups();
    let tables = groups().flat_map(|group| group.tables).map(|table| &table.outline);
    let booths = groups().flat_map(|group| group.booths).map(|booth| &booth.outline);
    let areas = groups().flat_map(|group| group.areas).map(|area| &area.outline);
    let shapes = plan.shapes.iter().map(|shape| &shape.outline);
    for outline in tables.chain(booths).chain(areas).chain(shapes) {
        outline.extend(&mut bounds);
    }
    for section in &plan.sections {
        bounds.include_all(&section.outline);
    }
    for text in &plan.texts {
        bounds.include(text.position);
    }
    bounds.edges()
}
