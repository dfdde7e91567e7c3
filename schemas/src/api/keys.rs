//! API keys. A key's secret is shown once, by the answer that made it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::moment::Moment;
use crate::ids::{KeyId, OrganiserId, PrincipalHash};
use crate::scope::Scope;

/// A new key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewKey {
    /// Its name, for people: what or who it is for. It is in the audit log.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// What it allows.
    pub scope: Scope,
    /// When it ends by itself; never where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub expires_at: Option<Moment>,
}

/// A new secret for a key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyRotation {
    /// How long the present secret stays good, in seconds; 0 ends it at once.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 2_592_000)]
    pub grace_s: u64,
    /// When the key ends by itself from now on; as before where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub expires_at: Option<Moment>,
}

/// A key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Key {
    /// Its id, which survives a rotation.
    #[schema(value_type = String)]
    pub key: KeyId,
    /// Its name, for people.
    pub name: String,
    /// What it allows.
    pub scope: Scope,
    /// Whose rows it reaches; none reaches everybody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub organiser: Option<OrganiserId>,
    /// What histories of places and logs call its bearer: `organiser` and this.
    #[schema(value_type = String)]
    pub bearer: PrincipalHash,
    /// When it was made.
    #[schema(inline)]
    pub created_at: Moment,
    /// When it ends by itself; never where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub expires_at: Option<Moment>,
    /// When it was revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub revoked_at: Option<Moment>,
    /// When it was last used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub last_used_at: Option<Moment>,
}

/// A key that was made, or that has a new secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeyMade {
    /// The key.
    #[serde(flatten)]
    pub key: Key,
    /// What its bearer shows. It is shown this once: a repeat of the request has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// When the secret before ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub grace_ends_at: Option<Moment>,
}

/// A page of keys, in order of their making.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeyPage {
    /// The keys, revoked ones too.
    pub keys: Vec<Key>,
    /// Ask with `?after=` this for the page behind; none where this is the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
