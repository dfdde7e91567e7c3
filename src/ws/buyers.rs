//! What a session must know about buyers and cannot know by itself: tokens, keyed hashes, addresses.

use actix_web::HttpRequest;
use actors::seat_map::command::ChannelSet;
use schemas::ids::{CommandHash, EventId, TokenHash};

/// A hold token that was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifiedToken {
    /// What the engine knows the buyer by.
    pub token: TokenHash,
    /// The channels the token opens.
    pub channels: ChannelSet,
}

/// Why a hold token was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenRefused {
    /// It was not issued here for this event.
    Invalid,
    /// It has run out.
    Expired,
}

/// The edge's knowledge of buyers.
pub trait Buyers: Send + Sync {
    /// The buyer that a token stands for in `event`.
    ///
    /// # Errors
    /// [`TokenRefused`].
    fn verify(&self, token: &str, event: EventId) -> Result<VerifiedToken, TokenRefused>;

    /// The keyed hash of the id that a client gave its command.
    fn command(&self, id: &[u8]) -> CommandHash;

    /// The keyed hash of a command's content ([`crate::command_content`]).
    fn digest(&self, content: &[u8]) -> CommandHash;

    /// The keyed hash of the client's address prefix; none where bounds per address, the pace of frames among
    /// them, are lifted for it.
    fn address(&self, request: &HttpRequest) -> Option<u64>;
}
