//! Bounds of the server that are not configuration.

/// Requests that may wait for the catalogue's writer, and again for its readers.
pub const CATALOGUE_QUEUE: usize = 1_024;

/// Connections that read the catalogue side by side.
pub const CATALOGUE_READERS: usize = 4;

/// Longest `Idempotency-Key`, in bytes.
pub const IDEMPOTENCY_KEY_BYTES: usize = 64;

/// Longest `X-Request-Id` that is taken over, in bytes.
pub const REQUEST_ID_BYTES: usize = 64;

/// Keys are read from the catalogue again after this long, so that a rotation by command is noticed, in
/// milliseconds.
pub const KEYS_FRESH_MS: u64 = 1_000;

/// Address prefixes whose rate is remembered; beyond it all begin anew.
pub const RATE_BUCKETS: usize = 1_000_000;

/// How often rates that are of no account any more are let go, in milliseconds.
pub const RATE_SWEEP_MS: u64 = 10_000;
