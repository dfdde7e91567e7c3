//! What is taken as it is asked, and may not be meant.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What may not be meant. It is done all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WarningCode {
    /// The sale opens by itself when the event has begun.
    OpensAfterStart,
    /// The sale ends by itself after the event has begun, as where there is a box office during the performance.
    ClosesAfterStart,
}

/// One thing that may not be meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Warning {
    /// What.
    pub code: WarningCode,
    /// Where, as a JSON pointer into what is answered.
    pub pointer: String,
    /// A sentence about this very case.
    pub detail: String,
}
