//! Organisers: who puts events on sale.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::moment::Moment;
use crate::ids::OrganiserId;

/// An organiser, or its new name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrganiser {
    /// Its name, for people.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
}

/// An organiser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Organiser {
    /// Its id.
    #[schema(value_type = String)]
    pub organiser: OrganiserId,
    /// Its name, for people.
    pub name: String,
    /// When it was made.
    #[schema(inline)]
    pub created_at: Moment,
}

/// A page of organisers, in order of their making.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrganiserPage {
    /// The organisers.
    pub organisers: Vec<Organiser>,
    /// Ask with `?after=` this for the page behind; none where this is the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
