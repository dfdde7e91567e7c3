//! Whether the server lives and whether it takes work.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The answer of `/health/live` and `/health/ready` when all is well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// `live` or `ready`.
    pub status: String,
    /// The server's version.
    pub version: String,
}
