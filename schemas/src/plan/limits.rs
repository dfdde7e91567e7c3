//! Every bound of a seating plan. What lies beyond is refused by validation, never cut.

/// Places of one plan: seats, booths and GA areas together.
pub const PLACES_MAX: usize = 200_000;
/// Places a plan's versions may have had together, dropped ones included.
pub const ASSIGNED_PLACES_MAX: usize = 1_000_000;
/// Price levels of one plan; a level's number is one byte.
pub const LEVELS_MAX: usize = 250;
/// Zones of one plan.
pub const ZONES_MAX: usize = 1_000;
/// Floors of one plan.
pub const FLOORS_MAX: usize = 100;
/// Sections of one plan.
pub const SECTIONS_MAX: usize = 5_000;
/// Rows of one plan.
pub const ROWS_MAX: usize = 50_000;
/// Tables of one plan.
pub const TABLES_MAX: usize = 20_000;
/// Shapes and texts of one plan, together.
pub const DRAWINGS_MAX: usize = 10_000;
/// Points of one outline.
pub const OUTLINE_POINTS_MAX: usize = 2_000;
/// Seats of one row.
pub const ROW_SEATS_MAX: usize = 2_000;
/// Seats of one table.
pub const TABLE_SEATS_MAX: usize = 200;
/// Units of one GA area.
pub const AREA_CAPACITY_MAX: u32 = 1_000_000;
/// Characters of a key or of one part of a label.
pub const LABEL_CHARACTERS_MAX: usize = 64;
/// Characters of a name or of a text in the drawing.
pub const TEXT_CHARACTERS_MAX: usize = 500;
/// Farthest coordinate and greatest length, in plan units.
pub const COORDINATE_MAX: f64 = 10_000_000.0;
/// The fewest places a venue is generated for.
pub const GENERATED_PLACES_MIN: u32 = 200;
/// The most places a venue is generated for.
pub const GENERATED_PLACES_MAX: u32 = 100_000;
/// Issues reported for one plan; one more says how many there were. As many pointers one of them may have.
pub const ISSUES_MAX: usize = 1_000;
/// Pointers of all issues of one plan together, beside the first of each.
pub const POINTERS_MAX: usize = 20_000;
/// Characters of a value that an issue shows.
pub const VALUE_CHARACTERS_MAX: usize = 64;
/// Bytes of a file that is imported.
pub const IMPORT_BYTES_MAX: usize = 32 << 20;
/// Lists and objects within each other in a file that is imported.
pub const IMPORT_DEPTH_MAX: usize = 32;
/// Values of a file that is imported: items of lists, and fields of objects.
pub const IMPORT_VALUES_MAX: usize = 4_000_000;

const _: () = assert!(LEVELS_MAX < 256, "a level's number is one byte, and one number stands for none");
const _: () = assert!(SECTIONS_MAX < u16::MAX as usize);
const _: () = assert!(ZONES_MAX < u16::MAX as usize);
const _: () = assert!(PLACES_MAX <= ASSIGNED_PLACES_MAX);
const _: () = assert!(ASSIGNED_PLACES_MAX < u32::MAX as usize);
const _: () = assert!(ROWS_MAX < u32::MAX as usize);
const _: () = assert!(TABLES_MAX < u32::MAX as usize);
