//! The fields that are known and not imported, by kind of object.
//!
//! Each has a rule that says which of its values mean nothing here. Any other value is reported.

use serde_json::Value;

/// Which values of a field mean nothing here.
#[derive(Clone, Copy)]
pub(super) enum Rule {
    /// All: the field steers the drawing program, or repeats what is imported from elsewhere.
    Meaningless,
    /// Null alone.
    Null,
    /// Null and false.
    No,
    /// Null and true.
    Yes,
    /// Null and 0.
    Zero,
}

use Rule::{Meaningless, No, Null, Yes, Zero};

/// Whether the value means nothing here.
pub(super) fn says_nothing(rule: Rule, value: &Value) -> bool {
    match rule {
        Meaningless => true,
        _ if value.is_null() => true,
        Null => false,
        No => value.as_bool() == Some(false),
        Yes => value.as_bool() == Some(true),
        Zero => value.as_f64() == Some(0.0),
    }
}

/// The whole chart. Counters, spacings and looks of the drawing program.
pub(super) const CHART: &[(&str, Rule)] = &[
    ("tablesLabelCounter", Meaningless),
    ("uuidCounter", Meaningless),
    ("rowSpacing", Meaningless),
    ("rowChairSpacing", Meaningless),
    ("colorScheme", Meaningless),
    ("version", Meaningless),
    ("sectionScaleFactor", Meaningless),
    ("referenceChartVisible", Meaningless),
    ("showAllButtons", Meaningless),
];

/// The list of categories: the highest key given out so far.
pub(super) const CATEGORIES: &[(&str, Rule)] = &[("maxCategoryKey", Meaningless)];

/// A category. `accessible` sells it to wheelchair users alone, which seats' own marks do not say.
pub(super) const CATEGORY: &[(&str, Rule)] = &[("accessible", No)];

/// A drawing, of the whole chart or of a section. Its size follows from what is in it; the reference
/// chart is a picture to trace, which no buyer sees.
pub(super) const SUB_CHART: &[(&str, Rule)] = &[
    ("height", Meaningless),
    ("width", Meaningless),
    ("snapOffset", Meaningless),
    ("referenceChart", Meaningless),
];

/// A section. Its labelling made the labels that are imported; the cut-off angle arranges its rows.
pub(super) const SECTION: &[(&str, Rule)] = &[
    ("uuid", Meaningless),
    ("objectType", Meaningless),
    ("objectLabeling", Meaningless),
    ("cutoffAngle", Meaningless),
    ("categoryLabel", Meaningless),
    ("viewFromYourSeatImage", Null),
    ("displayLabel", Null),
    ("published", Yes),
];

/// A row. Curve, spacing and points made the seats' positions that are imported; where a row's label is
/// drawn is the client's choice.
pub(super) const ROW: &[(&str, Rule)] = &[
    ("uuid", Meaningless),
    ("objectType", Meaningless),
    ("displayObjectType", Meaningless),
    ("seatLabeling", Meaningless),
    ("objectLabeling", Meaningless),
    ("curve", Meaningless),
    ("chairSpacing", Meaningless),
    ("points", Meaningless),
    ("smooth", Meaningless),
    ("smoothness", Meaningless),
    ("rowLabelPosition", Meaningless),
    ("verticalRowLabelDirection", Meaningless),
    ("rowLabelDisabled", Meaningless),
    ("rotationAngle", Zero),
    ("displayLabel", Null),
    ("sectionLabel", Null),
    ("sectionDisplayedLabel", Null),
    ("published", Yes),
];

/// A seat. Its category's own label and mark stand with the category.
pub(super) const SEAT: &[(&str, Rule)] = &[
    ("uuid", Meaningless),
    ("categoryLabel", Meaningless),
    ("categoryAccessible", No),
    ("semiAmbulatorySeat", No),
    ("disabledBySocialDistancingRules", No),
    ("displayLabel", Null),
    ("entrance", Null),
    ("viewFromYourSeatImage", Null),
    ("published", Yes),
];

/// A table. Open spaces and labelling made the seats that are imported; a round one looks the same
/// however it is turned.
pub(super) const TABLE: &[(&str, Rule)] = &[
    ("uuid", Meaningless),
    ("objectType", Meaningless),
    ("autoRadius", Meaningless),
    ("openSpaces", Meaningless),
    ("seatLabeling", Meaningless),
    ("objectLabeling", Meaningless),
    ("rotationAngle", Meaningless),
    ("displayLabel", Null),
    ("published", Yes),
];

/// A GA area or booth. How translucent it is drawn is the client's choice.
pub(super) const AREA: &[(&str, Rule)] = &[
    ("uuid", Meaningless),
    ("objectType", Meaningless),
    ("objectLabeling", Meaningless),
    ("categoryLabel", Meaningless),
    ("translucent", Meaningless),
    ("foreground", No),
    ("displayLabel", Null),
    ("entrance", Null),
    ("published", Yes),
];

/// A shape. The icon repeats what the shape stands for.
pub(super) const SHAPE: &[(&str, Rule)] = &[
    ("uuid", Meaningless),
    ("objectType", Meaningless),
    ("icon", Meaningless),
    ("autoStroke", Meaningless),
    ("smartTypeVariation", Null),
];

/// Words.
pub(super) const TEXT: &[(&str, Rule)] = &[("uuid", Meaningless), ("objectType", Meaningless)];
