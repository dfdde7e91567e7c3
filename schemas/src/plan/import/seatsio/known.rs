//! The fields that are known and not imported, by kind of object.
//!
//! Each has a rule that says which of its values mean nothing here. Any other value is reported.

use super::super::reader::{Rule, Rules};

use Rule::{Meaningless, No, Null, Yes, Zero};

/// The whole chart. Counters, spacings and looks of the drawing program.
pub(super) const CHART: Rules = &[
    ("tablesLabelCounter", Meaningless),
    ("uuidCounter", Meaningless),
    ("rowSpacing", Meaningless),
    ("rowChairSpacing", Meaningless),
    ("colorScheme", Meaningless),
    ("version", Meaningless),
    ("sectionScaleFactor", Meaningless),
    ("referenceChartVisible", Meaningless),
    ("showAllButtons", Meaningless),
    ("multiFloorView", Meaningless),
];

/// The list of categories: the highest key given out so far.
pub(super) const CATEGORIES: Rules = &[("maxCategoryKey", Meaningless)];

/// A category. `accessible` sells it to wheelchair users alone, which seats' own marks do not say.
pub(super) const CATEGORY: Rules = &[("accessible", No)];

/// A drawing, of the whole chart or of a section. Its size follows from what is in it; the reference
/// chart is a picture to trace, which no buyer sees.
pub(super) const SUB_CHART: Rules = &[
    ("height", Meaningless),
    ("width", Meaningless),
    ("snapOffset", Meaningless),
    ("referenceChart", Meaningless),
];

/// A section. Its labelling made the labels that are imported; the cut-off angle arranges its rows.
pub(super) const SECTION: Rules = &[
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
pub(super) const ROW: Rules = &[
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
    ("sectionDisplayedLabel", Null),
    ("published", Yes),
];

/// A seat. Its category's own label and mark stand with the category.
pub(super) const SEAT: Rules = &[
    ("uuid", Meaningless),
    ("categoryLabel", Meaningless),
    ("categoryAccessible", No),
    ("semiAmbulatorySeat", No),
    ("liftUpArmrests", No),
    ("hearingImpaired", No),
    ("signLanguageInterpretation", No),
    ("plusSize", No),
    ("disabledBySocialDistancingRules", No),
    ("displayLabel", Null),
    ("entrance", Null),
    ("viewFromYourSeatImage", Null),
    ("published", Yes),
];

/// A table. Open spaces and labelling made the seats that are imported; a round one looks the same
/// however it is turned.
pub(super) const TABLE: Rules = &[
    ("uuid", Meaningless),
    ("objectType", Meaningless),
    ("autoRadius", Meaningless),
    ("openSpaces", Meaningless),
    ("seatLabeling", Meaningless),
    ("objectLabeling", Meaningless),
    ("rotationAngle", Meaningless),
    ("displayLabel", Null),
    ("sectionDisplayedLabel", Null),
    ("entrance", Null),
    ("published", Yes),
];

/// A GA area or booth. How translucent it is drawn is the client's choice.
pub(super) const AREA: Rules = &[
    ("uuid", Meaningless),
    ("objectType", Meaningless),
    ("objectLabeling", Meaningless),
    ("categoryLabel", Meaningless),
    ("translucent", Meaningless),
    ("foreground", No),
    ("displayLabel", Null),
    ("sectionDisplayedLabel", Null),
    ("entrance", Null),
    ("published", Yes),
];

/// A shape. The icon repeats what the shape stands for.
pub(super) const SHAPE: Rules = &[
    ("uuid", Meaningless),
    ("objectType", Meaningless),
    ("icon", Meaningless),
    ("autoStroke", Meaningless),
    ("smartTypeVariation", Null),
];

/// Words.
pub(super) const TEXT: Rules = &[("uuid", Meaningless), ("objectType", Meaningless)];

/// An icon. How it is turned and painted is the client's choice.
pub(super) const ICON: Rules = &[
    ("uuid", Meaningless),
    ("objectType", Meaningless),
    ("rotationAngle", Meaningless),
    ("color", Meaningless),
    ("textColor", Meaningless),
];
