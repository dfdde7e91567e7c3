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

/// How often a call without an answer is repeated.
pub const CALL_REPEATS: u32 = 60;

/// The longest pause between repeats of a call.
pub const CALL_REPEAT_PAUSE: Duration = Duration::from_millis(500);

/// Buyers who arrive in one second.
pub const ARRIVALS_PER_SECOND: u32 = 500;

/// How long every client may take to reach a version once intake has stopped.
pub const SETTLE_TIME: Duration = Duration::from_secs(20);

/// How often it is looked whether every client has reached it.
pub const SETTLE_LOOK: Duration = Duration::from_millis(20);

/// A client that nothing came to for this long has what belongs to its version: a sale's frame comes before the
/// delta of its version, and what is seen between the two is no state of any version.
pub const SETTLED_AFTER: Duration = Duration::from_millis(100);

/// Rounds of asking the server for its version and every client for what it sees there: holds run out
/// meanwhile and move the version.
pub const SETTLE_ROUNDS: u32 = 5;

/// How long a server that this program starts may take until it says where it listens.
pub const SERVER_START_TIME: Duration = Duration::from_mins(1);

/// How long a server that this program stops may take until it is gone.
pub const SERVER_STOP_TIME: Duration = Duration::from_secs(15);

/// Bytes that a connection of a load reads at once, into a buffer that all share.
pub const LOAD_READ_BYTES: usize = 64 * 1_024;

/// Lists of seats that the connections of a load ask for, drawn before the run.
pub const LOAD_WISHES: usize = 4_096;

/// Connections of a load that open at the same time.
pub const LOAD_OPENINGS: usize = 64;

/// Commands that one connection of a load may write together: less than a session may have unanswered.
pub const LOAD_DEPTH_MOST: u64 = 64;

/// Descriptors of files that a process needs beside its connections.
pub const FILES_BESIDE_CONNECTIONS: u64 = 200;
