//! Plans: generated ones, and files that others made turned into the native format.
//!
//! Pure functions from data to data; what is wrong with a file comes back as issues.

mod draw_svg;
mod generate_arena;
mod import_seatsio;

pub use draw_svg::draw_svg;
pub use generate_arena::{ARENA_PLACES_MAX, ARENA_PLACES_MIN, generate_arena};
pub use import_seatsio::{Import, ImportCounts, import_seatsio};
