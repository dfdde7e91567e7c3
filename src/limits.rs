//! Bounds of the server that are not configuration.

/// Requests that may wait for the catalogue's writer, and again for its readers.
pub const CATALOGUE_QUEUE: usize = 1_024;

/// Connections that read the catalogue side by side.
pub const CATALOGUE_READERS: usize = 4;

/// Longest `Idempotency-Key`, in bytes.
pub const IDEMPOTENCY_KEY_BYTES: usize = 64;

/// Longest `X-Request-Id` that is taken over, in bytes.
pub const REQUEST_ID_BYTES: usize = 64;

/// Organisers in all.
pub const ORGANISERS: u32 = 10_000;

/// Characters of a text in a body that a problem with it repeats.
pub const BODY_VALUE_CHARACTERS_TOLD: usize = 64;

/// Longest name of an organiser and of a key, in characters.
pub const NAME_CHARACTERS: usize = 200;

/// Keys that are not revoked, in all.
pub const KEYS: u32 = 10_000;

/// How long a revoked key is listed, in milliseconds: as long as the audit log speaks of it.
pub const KEYS_REVOKED_KEPT_MS: u64 = AUDIT_KEPT_MS;

/// Longest time that a replaced secret of a key stays good, in milliseconds.
pub const KEY_GRACE_MS: u64 = 30 * 24 * 60 * 60 * 1_000;

/// How often the last uses of keys are written, in milliseconds.
pub const KEY_USES_WRITTEN_MS: u64 = 60_000;

/// How long an entry of the audit log is kept, in milliseconds.
pub const AUDIT_KEPT_MS: u64 = 731 * 24 * 60 * 60 * 1_000;

/// Entries of the audit log; beyond it the oldest go.
pub const AUDIT_ENTRIES: u64 = 10_000_000;

/// Keys are read from the catalogue again after this long, so that a rotation by command is noticed, in
/// milliseconds.
pub const KEYS_FRESH_MS: u64 = 1_000;

/// Address prefixes whose rate is remembered; beyond it all begin anew.
pub const RATE_BUCKETS: usize = 1_000_000;

/// How often rates that are of no account any more are let go, in milliseconds.
pub const RATE_SWEEP_MS: u64 = 10_000;

/// How long a hold token lasts, in milliseconds.
pub const HOLD_TOKEN_MS: u64 = 24 * 60 * 60 * 1_000;

/// How often sales that move by themselves are looked for, in milliseconds.
pub const SALE_MOVES_EVERY_MS: u64 = 1_000;

/// Sales that move by themselves read at once.
pub const SALE_MOVES_PER_PAGE: u32 = 50;

/// How often a change of a sale, or of an area's capacity, begins again where another went before it.
pub const CHANGE_ATTEMPTS: u32 = 8;

/// How often a publication begins again where another one of the same plan went before it.
pub const PUBLISH_ATTEMPTS: u32 = 8;

/// Labels of places that the sentence of a refusal names; its list of numbers has all of them.
pub const LABELS_TOLD: usize = 20;

/// Events whose terms are kept at hand; beyond it all are read again.
pub const KNOWN_EVENTS: usize = 10_000;

/// Entries of a page of a list, where the client does not say.
pub const PAGE_LENGTH: u32 = 50;

/// Most entries of a page of a list.
pub const PAGE_LENGTH_MOST: u32 = 200;

/// Characters of a plan's name that lists and answers have; a draft may have a longer one, which is an error in it.
pub const PLAN_NAME_CHARACTERS_LISTED: usize = schemas::plan::limits::TEXT_CHARACTERS_MAX;

/// Longest name of an event, in characters.
pub const EVENT_NAME_CHARACTERS: usize = 200;

/// Longest description of an event, in characters.
pub const EVENT_DESCRIPTION_CHARACTERS: usize = 10_000;

/// Longest name of a venue, in characters.
pub const VENUE_CHARACTERS: usize = 200;

/// Events that one series makes at most.
pub const SERIES_DATES: usize = 100;

/// Longest key of a channel, in bytes.
pub const CHANNEL_KEY_BYTES: usize = 64;

/// Longest reason of a kill and reference of a booking, in bytes.
pub const LABEL_BYTES: usize = 64;

/// Bytes of one page of an event's log.
pub const LOG_PAGE_BYTES: usize = 1 << 20;

/// Happenings of one place that its history shows; the oldest beyond are left out.
pub const HISTORY_LENGTH: usize = 10_000;

/// How often an audit asks again where the event moved on meanwhile.
pub const AUDIT_ATTEMPTS: u32 = 20;

/// Events that an answer names where they keep a plan from being deleted.
pub const EVENTS_NAMED: u32 = 1_000;

/// Logs that are replayed at once for whoever asks how an event was.
pub const REPLAYS_AT_ONCE: usize = 2;

/// Bytes of a backup's file that are read at once.
pub const BACKUP_FILE_BUFFER_BYTES: usize = 1024 * 1024;

/// Files of a damaged backup that are told at once.
pub const BACKUP_FINDINGS_TOLD: usize = 10;
