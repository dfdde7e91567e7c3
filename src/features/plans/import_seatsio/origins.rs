//! From a place in the plan back to its place in the file.

use schemas::plan::PlanIssue;

/// Where in the file each list item of the plan came from.
#[derive(Default)]
pub(super) struct Origins {
    /// A pointer to each floor's name.
    pub floors: Vec<String>,
    /// A pointer to each section.
    pub sections: Vec<String>,
    /// A pointer to each row outside sections.
    pub rows: Vec<String>,
    /// A pointer to each table outside sections.
    pub tables: Vec<String>,
    /// A pointer to each booth outside sections.
    pub booths: Vec<String>,
    /// A pointer to each GA area outside sections.
    pub areas: Vec<String>,
    /// A pointer to each shape.
    pub shapes: Vec<String>,
    /// A pointer to each text.
    pub texts: Vec<String>,
    /// A pointer to the drawing that gave the focal point.
    pub focal_point: String,
}

impl Origins {
    /// The issue with its pointers into the plan turned into pointers into the file.
    pub(super) fn translate(&self, mut issue: PlanIssue) -> PlanIssue {
        issue.pointer = self.pointer(&issue.pointer);
        for pointer in &mut issue.also_at {
            *pointer = self.pointer(pointer);
        }
        issue
    }

    fn pointer(&self, pointer: &str) -> String {
        let mut parts = pointer.split('/').skip(1);
        let (Some(list), number) = (parts.next(), parts.next()) else { return String::new() };
        let Some(number) = number else { return whole_list(list) };
        let item =
            |origins: &[String]| number.parse().ok().and_then(|item: usize| origins.get(item).cloned());
        let origin = match list {
            "levels" => Some(format!("/categories/list/{number}")),
            "zones" => Some(format!("/zones/list/{number}")),
            // A floor is no more than its name.
            "floors" => return item(&self.floors).unwrap_or_default(),
            "sections" => item(&self.sections),
            "rows" => item(&self.rows),
            "tables" => item(&self.tables),
            "booths" => item(&self.booths),
            "areas" => item(&self.areas),
            "shapes" => item(&self.shapes),
            "texts" => item(&self.texts),
            "focal_point" => Some(self.focal_point.clone()),
            _ => None,
        };
        let rest: Vec<&str> = parts.collect();
        let inside = if list == "sections" && in_drawing(&rest) { "/subChart" } else { "" };
        let origin = origin.unwrap_or_default();
        format!("{origin}{inside}{}", in_file(list, &rest))
    }
}

/// A list as a whole, or a field of the chart itself.
fn whole_list(list: &str) -> String {
    match list {
        "levels" => "/categories/list".to_owned(),
        "zones" => "/zones/list".to_owned(),
        "name" => "/name".to_owned(),
        "focal_point" => "/subChart/focalPoint".to_owned(),
        list => format!("/subChart/{}", in_file(list, &[list])),
    }
}

/// Whether a path within a section leads into the drawing within it.
fn in_drawing(rest: &[&str]) -> bool {
    rest.len() > 1 && matches!(rest[0], "rows" | "tables" | "booths" | "areas")
}

/// The rest of a path, below an item of `list`, in the words of the file.
fn in_file(list: &str, rest: &[&str]) -> String {
    let mut path = String::new();
    let mut list = list;
    for part in rest {
        let word = match (list, *part) {
            // What a row's seats all name is told of the row here, and of each seat in the file.
            ("rows" | "tables", "level") => "seats/0/categoryKey",
            ("sections", "outline") => "points",
            // These hold fields that are the object's own in the file.
            (_, "outline" | "caption" | "position") => continue,
            (_, "name") => "label",
            (_, "areas") => "generalAdmissionAreas",
            (_, "level") => "categoryKey",
            (_, "focal_point") => "focalPoint",
            (_, "minimum_occupancy") => "minOccupancy",
            (_, "corner_radius") => "cornerRadius",
            (_, "stroke_width") => "strokeWidth",
            (_, "fill") => "fillColor",
            (_, "stroke") => "strokeColor",
            (_, "kind") => "smartType",
            ("texts", "color") => "textColor",
            (_, word) => word,
        };
        path.push('/');
        path.push_str(word);
        if matches!(*part, "rows" | "tables" | "seats" | "booths" | "areas") {
            list = part;
        }
    }
    path
}
