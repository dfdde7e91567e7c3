//! Every bound of the client side, by name.

use std::time::Duration;

/// Bytes of each buffer of a socket: small, so that thousands of connections fit into one process.
pub const SOCKET_BUFFER_BYTES: usize = 4 * 1_024;

/// The longest frame a client takes: a snapshot of the largest event, letters, channels and areas.
pub const FRAME_BYTES_MAX: usize = 16 << 20;

/// How long opening a connection may take.
pub const CONNECT_TIME: Duration = Duration::from_secs(10);

/// The pause before the first attempt to come back.
pub const RECONNECT_SHORTEST: Duration = Duration::from_millis(50);

/// The longest pause between attempts to come back.
pub const RECONNECT_LONGEST: Duration = Duration::from_secs(2);

/// How long an HTTP call may take.
pub const CALL_TIME: Duration = Duration::from_secs(30);

/// The largest HTTP answer a client takes: a page of the log, or a plan's geometry.
pub const ANSWER_BYTES_MAX: usize = 256 << 20;

const _: () = assert!(FRAME_BYTES_MAX < ANSWER_BYTES_MAX);
