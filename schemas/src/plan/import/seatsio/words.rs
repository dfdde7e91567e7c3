//! The plan's words in the file's.

use super::super::origins::Part;

/// The rest of a pointer below an item of the plan, as the file has it.
pub(super) fn words(part: Part, field: &str) -> String {
    let first = field.split('/').next().unwrap_or_default();
    let word = match (part, first) {
        (Part::Plan, "name") => "/name",
        (Part::Plan, "levels") => "/categories/list",
        (Part::Plan, "zones") => "/zones/list",
        (Part::Level | Part::Zone, "key") => "/key",
        (Part::Level | Part::Zone, "name")
        | (
            Part::Section | Part::Row | Part::Table | Part::Seat | Part::Booth | Part::Area | Part::Shape,
            "label",
        ) => "/label",
        (Part::Level, "color") => "/color",
        (Part::Zone, "focal_point") => "/focalPoint",
        (Part::Section, "zone") => "/zone",
        (Part::Section, "entrance") => "/entrance",
        (Part::Section, "outline") => "/points",
        (Part::Row, "name") => "/displayLabel",
        (Part::Row | Part::Table, "seats") => "/seats",
        // What all its seats name.
        (Part::Row | Part::Table, "level") => "/seats/0/categoryKey",
        (_, "level") => "/categoryKey",
        (Part::Area, "capacity") => "/capacity",
        (Part::Area | Part::Table, "minimum_occupancy") => "/minOccupancy",
        (Part::Shape, "kind") => "/smartType",
        (Part::Shape, "fill") => "/fillColor",
        (Part::Shape, "stroke") => "/strokeColor",
        (Part::Shape, "stroke_width") => "/strokeWidth",
        (Part::Text, "text") => "/text",
        (Part::Text, "color") => "/textColor",
        // Outlines and captions are fields of the object itself.
        (_, "outline") if field.ends_with("points") => "/points",
        _ => "",
    };
    word.to_owned()
}
