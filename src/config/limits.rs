//! What a client may ask of the server.

use std::num::{NonZeroU32, NonZeroU64, NonZeroUsize};

use super::setting::settings;

settings! {
    /// What a client may ask of the server.
    pub struct Limits as "limits" {
        /// Largest body of a request, in bytes.
        body_bytes: NonZeroUsize = "262144",
        /// Largest body with a seating plan, in bytes.
        plan_body_bytes: NonZeroUsize = "33554432",
        /// Most headers of a request.
        headers: NonZeroUsize = "64",
        /// How long the head of a request may take to arrive, in milliseconds.
        head_ms: NonZeroU64 = "5000",
        /// How long a request may take from its head to its answer, in milliseconds.
        request_ms: NonZeroU64 = "30000",
        /// How long an idle connection stays open, in milliseconds.
        keep_alive_ms: NonZeroU64 = "75000",
        /// Most connections in all.
        connections: NonZeroUsize = "25000",
        /// Most connections of one address prefix.
        connections_per_address: NonZeroU32 = "256",
        /// Requests a second that one address prefix may send for long.
        requests_per_second: NonZeroU32 = "200",
        /// Requests that one address prefix may send at once.
        requests_at_once: NonZeroU32 = "400",
        /// Hold tokens a minute that one address prefix may get for long.
        hold_tokens_per_minute: NonZeroU32 = "30",
        /// Hold tokens that one address prefix may get at once.
        hold_tokens_at_once: NonZeroU32 = "60",
        /// Lifts every bound per address for clients on this very machine.
        lift_for_loopback: bool = "false",
    }
}
