//! Seating plans: the native format, its checks, its compiled form and its drawing.
//!
//! Enter by [`SeatingPlan`] for the format, [`validate`] for all that is wrong with a plan at once,
//! [`import_plan`] for a file that somebody else's program drew, [`PublishedPlan`] for an immutable version with its content hash, [`PlanIndex`] for what an engine
//! asks of a place, and [`geometry`] for what a client draws.
//!
//! Lengths are plan units: any unit the drawing likes, the same everywhere in one plan, with x to the
//! right and y down. Nothing here knows what is free or sold.

mod difference;
mod export;
mod generate;
mod geometry;
mod import;
mod index;
mod issue;
pub mod limits;
mod model;
mod publish;
mod schema;
mod shape;
mod svg;
mod validate;
mod walk;

pub use difference::{
    DiffPlace, MovedPlace, PlanDifference, RelabelledPlace, RelevelledPlace, ResizedArea, plan_difference,
};
pub use export::{Export, ExportFormat, export_plan};
pub use generate::{PlacesOutOfRange, UnknownVenueKind, VenueKind, generate};
pub use geometry::{AreaGeometry, Geometry, SeatRun, SectionGeometry, TableGeometry, geometry};
pub use import::{Import, ImportOptions, PlanCounts, PlanFileFormat, import_plan};
pub use index::{
    AssignedPlace, BrokenPlan, IndexAssignment, PlaceKind, PlanIndex, RowIndex, SectionIndex, Stretch,
    Stretches, TableIndex, ZoneIndex,
};
pub use issue::{PlanIssue, PlanIssueCode, PlanMend, Severity};
pub use model::{
    Area, Booth, Floor, PlanFormat, PriceLevel, Row, RowEnds, Seat, SeatingPlan, Section, Table, Zone,
};
pub use publish::{OpenPlanError, PublishedPlan, parse_plan};
pub use schema::plan_schema;
pub use shape::{Caption, Outline, Point, Shape, Text, Units};
pub use svg::{draw_map_svg, draw_svg};
pub use validate::validate;

#[cfg(test)]
mod tests;
