//! The venue as a buyer sees it: rows by their distance from what they look at, tables, booths, GA areas.
//! Read from the geometry document that the server gives for a plan version.

use schemas::ids::PlaceIndex;
use serde::Deserialize;

/// Seats side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct VenueRow {
    /// The number of its section in [`Venue::sections`], where it has one.
    pub section: Option<usize>,
    /// Its seats in order.
    pub seats: Vec<PlaceIndex>,
    /// From its first seat to where its audience looks, in plan units.
    pub distance: f64,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VenueTable {
    /// The number of its section, where it has one.
    pub section: Option<usize>,
    /// Its seats around it.
    pub seats: Vec<PlaceIndex>,
    /// Sold as a whole unless the event says otherwise.
    pub as_a_whole: bool,
    /// The fewest seats that a hold may take where it is sold by the seat.
    pub minimum_occupancy: usize,
}

/// A booth or a GA area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VenueArea {
    /// The number of its section, where it has one.
    pub section: Option<usize>,
    /// Its place.
    pub place: PlaceIndex,
    /// How many persons it takes; 1 for a booth.
    pub capacity: u32,
    /// Sold as one unit, as every booth is.
    pub as_a_whole: bool,
    /// The fewest persons that may come.
    pub minimum_occupancy: u32,
}

/// A venue.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Venue {
    /// The plan's name.
    pub name: String,
    /// How many place indexes there are.
    pub places: usize,
    /// Labels of the sections.
    pub sections: Vec<String>,
    /// The rows, nearest first.
    pub rows: Vec<VenueRow>,
    /// The tables.
    pub tables: Vec<VenueTable>,
    /// Booths and GA areas.
    pub areas: Vec<VenueArea>,
}

impl Venue {
    /// Reads a geometry document.
    ///
    /// # Errors
    /// It is not one.
    pub fn read(document: &[u8]) -> Result<Self, serde_json::Error> {
        let drawing: Drawing = serde_json::from_slice(document)?;
        let mut rows: Vec<VenueRow> = drawing
            .rows
            .iter()
            .map(|run| VenueRow {
                section: run.section,
                seats: run.places(),
                distance: run.distance(drawing.focal_point(run.section), drawing.scale),
            })
            .collect();
        rows.sort_by(|one, other| one.distance.total_cmp(&other.distance));
        let table = |table: &DrawnTable| VenueTable {
            section: table.seats.section,
            seats: table.seats.places(),
            as_a_whole: table.as_a_whole,
            minimum_occupancy: table.minimum_occupancy.unwrap_or(1),
        };
        let area = |area: &DrawnArea| VenueArea {
            section: area.section,
            place: PlaceIndex(area.place),
            capacity: area.capacity.unwrap_or(1),
            as_a_whole: area.as_a_whole || area.capacity.is_none(),
            minimum_occupancy: area.minimum_occupancy.unwrap_or(1),
        };
        Ok(Self {
            places: drawing.places,
            rows,
            tables: drawing.tables.iter().map(table).collect(),
            areas: drawing.areas.iter().map(area).collect(),
            sections: drawing.sections.into_iter().map(|section| section.label).collect(),
            name: drawing.name,
        })
    }

    /// The number of the section of each place, by index; places outside sections have none.
    #[must_use]
    pub fn section_of_places(&self) -> Vec<Option<usize>> {
        let mut sections = vec![None; self.places];
        let rows = self.rows.iter().map(|row| (row.section, &row.seats));
        let tables = self.tables.iter().map(|table| (table.section, &table.seats));
        for (section, seats) in rows.chain(tables) {
            for seat in seats {
                if let Some(slot) = sections.get_mut(seat.0 as usize) {
                    *slot = section;
                }
            }
        }
        for area in &self.areas {
            if let Some(slot) = sections.get_mut(area.place.0 as usize) {
                *slot = area.section;
            }
        }
        sections
    }
}

#[derive(Deserialize)]
struct Drawing {
    name: String,
    places: usize,
    scale: f64,
    focal_point: Option<Point>,
    #[serde(default)]
    zones: Vec<DrawnZone>,
    #[serde(default)]
    sections: Vec<DrawnSection>,
    #[serde(default)]
    rows: Vec<Run>,
    #[serde(default)]
    tables: Vec<DrawnTable>,
    #[serde(default)]
    areas: Vec<DrawnArea>,
}

#[derive(Clone, Copy, Deserialize)]
struct Point {
    x: f64,
    y: f64,
}

#[derive(Deserialize)]
struct DrawnZone {
    focal_point: Option<Point>,
}

#[derive(Deserialize)]
struct DrawnSection {
    label: String,
    zone: Option<usize>,
}

#[derive(Deserialize)]
struct Run {
    section: Option<usize>,
    seats: u32,
    first: u32,
    #[serde(default)]
    places: Vec<u32>,
    #[serde(default)]
    line: Vec<f64>,
    #[serde(default)]
    arc: Vec<f64>,
    #[serde(default)]
    x: Vec<f64>,
    #[serde(default)]
    y: Vec<f64>,
}

#[derive(Deserialize)]
struct DrawnTable {
    #[serde(default)]
    as_a_whole: bool,
    minimum_occupancy: Option<usize>,
    seats: Run,
}

#[derive(Deserialize)]
struct DrawnArea {
    section: Option<usize>,
    place: u32,
    capacity: Option<u32>,
    #[serde(default)]
    as_a_whole: bool,
    minimum_occupancy: Option<u32>,
}

impl Drawing {
    fn focal_point(&self, section: Option<usize>) -> Option<Point> {
        let zone = section.and_then(|section| self.sections.get(section)?.zone);
        let own = zone.and_then(|zone| self.zones.get(zone)?.focal_point);
        own.or(self.focal_point)
    }
}

impl Run {
    fn places(&self) -> Vec<PlaceIndex> {
        if self.places.is_empty() {
            (self.first..self.first + self.seats).map(PlaceIndex).collect()
        } else {
            self.places.iter().copied().map(PlaceIndex).collect()
        }
    }

    fn distance(&self, focal_point: Option<Point>, scale: f64) -> f64 {
        let at = |list: &[f64]| Some((*list.first()?, *list.get(1)?));
        let curve = || Some((*self.x.first()?, *self.y.first()?));
        match (focal_point, at(&self.line).or_else(|| at(&self.arc)).or_else(curve)) {
            (Some(focal_point), Some((x, y))) => (x / scale - focal_point.x).hypot(y / scale - focal_point.y),
            _ => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn rows_come_nearest_first_and_every_place_knows_its_section() {
        let document = br#"{"format":"frontrow-geometry/1","hash":"","name":"House","places":12,"scale":10,
            "bounds":[0,0,9,9],"focal_point":{"x":0,"y":0},"levels":[],
            "zones":[{"key":"z","name":"Z","focal_point":{"x":100,"y":0}}],
            "sections":[{"label":"Left"},{"label":"Right","zone":0}],
            "rows":[{"section":0,"label":"B","seats":3,"first":3,"line":[0,500,40,500],"level":0},
                    {"section":0,"label":"A","seats":3,"first":0,"arc":[0,400,40,400,9],"level":0},
                    {"section":1,"label":"A","seats":2,"first":0,"places":[9,7],"x":[1000,5],"y":[100,0],"level":0}],
            "tables":[{"outline":{},"as_a_whole":true,"seats":{"label":"T","seats":1,"first":6,"level":0}}],
            "areas":[{"label":"GA","place":8,"outline":{},"level":0,"capacity":50,"minimum_occupancy":2},
                     {"section":1,"label":"Stall","place":10,"outline":{},"level":0}]}"#;
        let venue = Venue::read(document).unwrap();
        let distances: Vec<f64> = venue.rows.iter().map(|row| row.distance).collect();
        assert_eq!(distances, [10.0, 40.0, 50.0]);
        assert_eq!(venue.rows[0].seats, [PlaceIndex(9), PlaceIndex(7)]);
        assert_eq!(
            venue.areas[1],
            VenueArea {
                section: Some(1),
                place: PlaceIndex(10),
                capacity: 1,
                as_a_whole: true,
                minimum_occupancy: 1
            }
        );
        let sections = venue.section_of_places();
        assert_eq!(sections[..6], [Some(0); 6]);
        assert_eq!(sections[6..], [None, Some(1), None, Some(1), Some(1), None]);
    }
}
