//! Every bound of the engine, by name, with the relations between them checked at compile time.

/// Accepted buyer commands remembered per hold token.
pub const REMEMBERED_COMMANDS_PER_TOKEN: usize = 256;

/// Unanswered commands a live session may have. Less than what is remembered, so that an unanswered
/// command is never forgotten before its repeat.
pub const UNANSWERED_COMMANDS_PER_SESSION: usize = 128;

/// Accepted buyer commands remembered per event; beyond it a hold or an extension that would be one more gets
/// `busy`, while what ends something is taken and remembered. A command of a token with
/// [`REMEMBERED_COMMANDS_PER_TOKEN`] is not one more.
pub const REMEMBERED_COMMANDS_PER_EVENT: usize = 3_000_000;

/// How long a token's memory lasts after its last hold ended, in milliseconds.
pub const TOKEN_MEMORY_MS: u64 = 10 * 60 * 1_000;

/// How long an organiser's accepted command is remembered, in milliseconds.
pub const ORGANISER_MEMORY_MS: u64 = 24 * 60 * 60 * 1_000;

/// Organiser commands remembered per event; beyond it new ones get `busy`.
pub const REMEMBERED_ORGANISER_COMMANDS: usize = 100_000;

/// Live hold tokens with memory per event; beyond it new ones get `busy`.
pub const LIVE_TOKENS_PER_EVENT: usize = 1_000_000;

/// Places of one event.
pub const PLACES_PER_EVENT: usize = 200_000;

/// Channels of one event, general sale included.
pub const CHANNELS_PER_EVENT: usize = 64;

/// Most units that terms may allow in one hold.
pub const UNITS_PER_HOLD: u32 = 1_000;

/// The highest price of one unit, in minor units of the currency.
pub const PRICE_MINOR_MOST: u64 = 1_000_000_000_000;

/// The longest hold time, lifetime cap, payment time and payment cap that terms may give, in milliseconds.
pub const SALE_TIME_MS_MOST: u64 = 31 * 24 * 60 * 60 * 1_000;

// A hold's total is exact in every client: numbers of JavaScript are up to 2^53.
const _: () = assert!(PRICE_MINOR_MOST * UNITS_PER_HOLD as u64 <= 1 << 53);

/// Payment attempts of one hold.
pub const PAYMENTS_PER_HOLD: u8 = 3;

/// Least time a hold gets back when its payment failed, in milliseconds.
pub const LEAST_TIME_AFTER_PAYMENT_MS: u64 = 60 * 1_000;

/// Least time a hold gets when its event is loaded again, in milliseconds.
pub const LEAST_TIME_AFTER_LOAD_MS: u64 = 60 * 1_000;

/// The end of a hold past its deadline is recorded within this, while its event is loaded and the journal
/// takes records, in milliseconds.
pub const EXPIRY_LAG_LIMIT_MS: u64 = 1_000;

/// Holds that one clean-up turn ends.
pub const EXPIRIES_PER_TURN: usize = 512;

/// Batches waiting in a seat map's mailbox.
pub const SEAT_MAP_MAILBOX: usize = 4_096;

/// Commands in one batch (one read of a session).
pub const COMMANDS_PER_BATCH: usize = 64;

/// Applied records of one event that are not yet durable; beyond it new work gets `busy`.
pub const UNDURABLE_RECORDS_PER_EVENT: u64 = 65_536;

/// Records kept beyond [`UNDURABLE_RECORDS_PER_EVENT`] for what must end: expiries, releases, payment
/// outcomes, refunds, fences.
pub const UNDURABLE_RESERVE_PER_EVENT: u64 = 8_192;

/// Slots of a seat map's mailbox kept for its journal's wake-up and its registry's words.
pub const MAILBOX_RESERVE: usize = 16;

/// Commands and questions of one event that wait for their answers, in the mailbox or for the disk; beyond it
/// nothing is queued and the answer is `busy`.
pub const UNANSWERED_PER_EVENT: u32 = 131_072;

/// Turns after which a seat map yields its arbiter once.
pub const TURNS_BEFORE_YIELD: u32 = 64;

/// Microseconds after which a seat map yields its arbiter once.
pub const MICROSECONDS_BEFORE_YIELD: u64 = 2_000;

/// Changed places remembered for observers; an observer further behind gets a snapshot.
pub const CHANGES_REMEMBERED: usize = 65_536;

/// Events in memory at once, unless configured otherwise; beyond it idle ones make room or the next is `busy`.
pub const LIVE_EVENTS: usize = 1_024;

/// Callers that wait for one event to be loaded or to stop; beyond it the answer is `busy`.
pub const WAITERS_PER_EVENT: usize = 65_536;

/// How often a registry looks for events to passivate and to checkpoint, in milliseconds.
pub const SWEEP_EVERY_MS: u64 = 5_000;

/// An event that nobody used for this long and that holds nothing is passivated, in milliseconds.
pub const PASSIVATE_AFTER_IDLE_MS: u64 = 5 * 60 * 1_000;

/// Durable records since an event's last checkpoint at which the next one is saved. What is replayed when it
/// is loaded is not much more.
pub const CHECKPOINT_LAG_RECORDS: u64 = 16_384;

/// Events that stop at once when all are stopped.
pub const STOPS_AT_ONCE: usize = 16;

/// Where the log of an event that is loaded is further ahead of the clock than this, a warning says so, in
/// milliseconds.
pub const LOG_AHEAD_WARNED_MS: u64 = 1_000;

/// How often commands are repeated whose actor died with the answer, before the answer is "unknown".
pub const REPEATS_AFTER_GONE: u32 = 3;

/// Bytes of one record group; an actor splits what is larger.
pub const JOURNAL_GROUP_BYTES: usize = 4 * 1024 * 1024;

/// Bytes of groups that the journal writes as one frame with one sync; what is queued beyond it waits a turn.
pub const JOURNAL_FRAME_BYTES: usize = 8 * 1024 * 1024;

/// Bytes queued and not yet durable in the journal of a node; at this many new work gets `busy`.
pub const JOURNAL_QUEUED_BYTES: usize = 64 * 1024 * 1024;

/// The journal takes new work again when its queue has drained to this many bytes.
pub const JOURNAL_QUEUED_BYTES_AGAIN: usize = JOURNAL_QUEUED_BYTES / 2;

/// Bytes of a segment file, zero-filled before its first record.
pub const JOURNAL_SEGMENT_BYTES: u64 = 128 * 1024 * 1024;

/// Bytes of the current segment kept, where no further segment can be made, for what must end: releases,
/// expiries, payment outcomes.
pub const JOURNAL_RESERVE_BYTES: u64 = 32 * 1024 * 1024;

/// Zeros written at once while a segment is filled ahead.
pub const JOURNAL_FILL_BYTES: usize = 1024 * 1024;

/// How often a backup begins again because what it was about to copy was let go.
pub const BACKUP_ATTEMPTS: u32 = 5;

/// Bytes of an archive that a backup copies at once.
pub const BACKUP_COPY_BYTES: usize = 1024 * 1024;

/// Verified checkpoints kept of each event; older ones are removed when a newer one is verified.
pub const CHECKPOINTS_PER_EVENT: usize = 2;

/// Bytes of a checkpoint's encoded state.
pub const CHECKPOINT_BYTES: usize = 256 * 1024 * 1024;

// A remembered hold of two seats is 61 bytes of a checkpoint.
const _: () = assert!(REMEMBERED_COMMANDS_PER_EVENT * 64 <= CHECKPOINT_BYTES / 4 * 3);
const _: () = assert!(REMEMBERED_COMMANDS_PER_EVENT > LIVE_TOKENS_PER_EVENT);
const _: () = assert!(UNANSWERED_PER_EVENT as usize >= SEAT_MAP_MAILBOX + COMMANDS_PER_BATCH);
const _: () =
    assert!(UNANSWERED_PER_EVENT as u64 > UNDURABLE_RECORDS_PER_EVENT + UNDURABLE_RESERVE_PER_EVENT);
const _: () = assert!(UNDURABLE_RESERVE_PER_EVENT > 2 * UNITS_PER_HOLD as u64);
const _: () = assert!(SWEEP_EVERY_MS < PASSIVATE_AFTER_IDLE_MS);
const _: () = assert!(JOURNAL_GROUP_BYTES * 2 <= JOURNAL_FRAME_BYTES);
const _: () = assert!(JOURNAL_FRAME_BYTES as u64 * 4 <= JOURNAL_RESERVE_BYTES);
const _: () = assert!(JOURNAL_RESERVE_BYTES * 4 <= JOURNAL_SEGMENT_BYTES);
const _: () = assert!(JOURNAL_FRAME_BYTES < JOURNAL_QUEUED_BYTES_AGAIN);
const _: () = assert!(UNANSWERED_COMMANDS_PER_SESSION < REMEMBERED_COMMANDS_PER_TOKEN);
const _: () = assert!(COMMANDS_PER_BATCH <= UNANSWERED_COMMANDS_PER_SESSION);
const _: () = assert!(UNDURABLE_RESERVE_PER_EVENT >= EXPIRIES_PER_TURN as u64);

/// Secrets of a key that are good at once: the present one, and the one it replaced while that has grace.
pub const SECRETS_PER_KEY: usize = 2;

/// Bytes of an organiser's reference of a booking.
pub const BOOKING_REFERENCE_BYTES: usize = schemas::record::BOOKING_REFERENCE_BYTES;

/// Bytes of the label that places are killed with.
pub const KILL_REASON_BYTES: usize = 200;

/// How often a hub merges and delivers changes, in milliseconds, while it keeps up.
pub const TICK_MS: u64 = 50;

/// The longest that a tick stretches to under load, in milliseconds.
pub const TICK_UNDER_LOAD_MS: u64 = 250;

/// Recent delta frames that a hub keeps per event, for sessions that resume or fell behind.
pub const RECENT_FRAMES_PER_EVENT: usize = 1_024;

/// Bytes of recent delta frames that a hub keeps per event.
pub const RECENT_FRAME_BYTES_PER_EVENT: usize = 1 << 20;

/// Merged frames for sessions behind by several ticks that a hub keeps until the next tick.
pub const MERGED_FRAMES_KEPT: usize = 64;

/// How often a hub looks for sessions that are silent, slow or never greeted, in milliseconds.
pub const SWEEP_MS: u64 = 1_000;

/// Least time between two heartbeats when the version moves and nothing public changes, in milliseconds.
pub const HEARTBEAT_MS: u64 = 1_000;

/// A heartbeat is sent at least this often, in milliseconds.
pub const HEARTBEAT_IDLE_MS: u64 = 20_000;

/// How long a session may leave a frame unread before it is closed as slow, in milliseconds.
pub const SLOW_SESSION_MS: u64 = 20_000;

/// How long after the verdict a session that takes nothing is cut off, in milliseconds.
pub const LAST_WORD_MS: u64 = 3_000;

/// A session not heard from for so long is sent a ping, in milliseconds.
pub const PING_AFTER_MS: u64 = 25_000;

/// A session not heard from for so long is closed, in milliseconds.
pub const IDLE_SESSION_MS: u64 = 60_000;

/// How long a new session may take for its `hello`, in milliseconds.
pub const HELLO_MS: u64 = 10_000;

/// How long a hub keeps following an event that nobody watches any more, in milliseconds.
pub const FEED_LINGER_MS: u64 = 10_000;

/// How long an event may fail to be observed before its sessions are closed, in milliseconds.
pub const UNAVAILABLE_MS: u64 = 30_000;

/// `expired` frames that wait for one session; beyond it the `holds` frame tells.
pub const EXPIRED_FRAMES_WAITING: usize = 64;

/// Milliseconds with versions let out that are remembered of a watched event, for the figure of how long a
/// change is on its way. More than the longest tick has.
pub const LET_OUT_MARKS: usize = 512;

const _: () = assert!(LET_OUT_MARKS as u64 > TICK_UNDER_LOAD_MS);

/// Tokens whose holds are asked for in one question.
pub const TOKENS_PER_QUESTION: usize = 4_096;

const _: () = assert!(TICK_MS <= TICK_UNDER_LOAD_MS && TICK_UNDER_LOAD_MS < HEARTBEAT_MS);
const _: () = assert!(PING_AFTER_MS * 2 <= IDLE_SESSION_MS);
const _: () = assert!(SWEEP_MS <= LAST_WORD_MS && LAST_WORD_MS < SLOW_SESSION_MS);

/// Records after which a certification checks the whole state; in between it checks what each record touched.
pub const CERTIFY_WHOLE_EVERY: u64 = 10_000;
