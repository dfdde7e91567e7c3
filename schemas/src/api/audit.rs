//! An event checked against its own log.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{ContentHash, Version};

/// The state in memory and the state that the log gives when it is replayed from its first record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EventAudit {
    /// The version everything here is of.
    #[schema(value_type = u64)]
    pub version: Version,
    /// Hash of the whole state in memory.
    #[schema(value_type = String)]
    pub state_hash: ContentHash,
    /// Hash of the whole state after replaying the log.
    #[schema(value_type = String)]
    pub replayed_state_hash: ContentHash,
    /// Public hash of the state in memory.
    #[schema(value_type = String)]
    pub public_hash: ContentHash,
    /// Public hash after replaying the log.
    #[schema(value_type = String)]
    pub replayed_public_hash: ContentHash,
}
