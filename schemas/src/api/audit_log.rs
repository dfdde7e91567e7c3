//! The audit log: who changed what.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::api::moment::Moment;
use crate::audit_action::AuditAction;
use crate::ids::{KeyId, OrganiserId, Version};

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditEntry {
    /// Grows with each entry.
    pub number: u64,
    /// When.
    #[schema(inline)]
    pub at: Moment,
    /// The key that was shown; none where it was done in the data folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub key: Option<KeyId>,
    /// The key's name at that moment.
    pub key_name: String,
    /// Whose rows were changed; none for what is the platform's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub organiser: Option<OrganiserId>,
    /// What was done.
    pub action: AuditAction,
    /// What was changed, by its id.
    pub resource: String,
    /// The event's version that a command made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u64>)]
    pub version: Option<Version>,
    /// What was there; none where nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What is there now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
    /// The request's id, as its answer and the server's log have it.
    pub request: String,
}

/// A page of the audit log, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<AuditEntry>,
    /// Ask with `?after=` this for the page behind; none where this is the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
