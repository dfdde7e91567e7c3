//! Bounds of live sessions that are not configuration.

use actors::limits::{COMMANDS_PER_BATCH, UNANSWERED_COMMANDS_PER_SESSION};
use schemas::ws::LINES_PER_COMMAND;

/// Bytes of one message, be it one frame or fragments together.
pub const MESSAGE_BYTES: usize = 64 * 1024;

/// Fragments of one message.
pub const FRAGMENTS_PER_MESSAGE: usize = 64;

/// Frames taken in one turn of a session; the rest waits for the next.
pub const FRAMES_PER_READ: usize = COMMANDS_PER_BATCH;

/// Bytes read ahead of what is decoded; beyond it nothing is read from the client.
pub const READ_AHEAD_BYTES: usize = 2 * MESSAGE_BYTES;

/// Frames a second that one session may send for long; twice as many at once.
pub const FRAMES_PER_SECOND: u32 = 100;

/// Bytes that the kernel keeps unsent for one live session before the session waits.
pub const UNSENT_BYTES_PER_SOCKET: u32 = 16 * 1024;

const _: () = assert!(FRAMES_PER_READ <= UNANSWERED_COMMANDS_PER_SESSION);
// A command with as many lines as it may have, at 60 bytes each, fits a message.
const _: () = assert!(LINES_PER_COMMAND * 60 < MESSAGE_BYTES);
