//! Hold tokens: the secrets that own buyers' holds.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::moment::Moment;
use crate::ids::EventId;

/// What is asked of a new hold token. The body may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHoldToken {
    /// Keys of channels that the token opens beside general sale. Organisers only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<String>,
}

/// A hold token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IssuedHoldToken {
    /// The secret: send it in the header `Hold-Token`, or in the `hello` of a live session.
    pub hold_token: String,
    /// The one event it is for.
    #[schema(value_type = String)]
    pub event: EventId,
    /// When it runs out. Holds made with it go on to their own deadlines.
    #[schema(inline)]
    pub expires_at: Moment,
    /// Keys of the channels it opens beside general sale.
    pub channels: Vec<String>,
}
