//! What the actors count about themselves, for `/metrics`. Atomics only: a turn never waits for a reader.

use std::sync::{Arc, OnceLock};

use prometheus::{Histogram, HistogramOpts, IntCounter, IntCounterVec, IntGauge, Opts, Registry};
use schemas::refusal::RefusalCode;

use crate::ports::meter::Meter;
use crate::seat_map::command::Command;
use crate::seat_map::outcome::Outcome;

/// Every kind of command, as its label.
const KINDS: [&str; 17] = [
    "hold",
    "release",
    "extend",
    "begin_payment",
    "payment_failed",
    "book",
    "unbook",
    "kill",
    "restore",
    "allocate",
    "set_sale",
    "change_terms",
    "repaint",
    "set_capacity",
    "move_to_plan",
    "discard",
    "hold_best",
];

/// More than there are refusal codes.
const CODES: usize = 64;

/// From 20 µs, below one sync, to 5 s, far beyond any.
const LATENCY_BUCKETS: [f64; 17] = [
    0.000_02, 0.000_05, 0.000_1, 0.000_2, 0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0,
    2.0, 5.0,
];

/// From 1 ms, far below a tick, to 10 s. The clock behind it counts milliseconds.
const FAN_OUT_BUCKETS: [f64; 15] =
    [0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// How long something takes: a stopwatch and where its readings are counted.
#[derive(Clone)]
pub struct Latency {
    meter: Arc<dyn Meter>,
    seconds: Histogram,
}

impl Latency {
    /// Microseconds now, to be given back to [`Self::note`].
    #[must_use]
    pub fn begin(&self) -> u64 {
        self.meter.microseconds()
    }

    /// Counts what began then and is over now.
    pub fn note(&self, begun: impl Iterator<Item = u64>) {
        let mut begun = begun.peekable();
        if begun.peek().is_none() {
            return;
        }
        let now = self.meter.microseconds();
        for at in begun {
            self.seconds.observe(seconds(now.saturating_sub(at)));
        }
    }
}

#[allow(clippy::cast_precision_loss)] // A duration, for a histogram.
fn seconds(microseconds: u64) -> f64 {
    microseconds as f64 / 1e6
}

/// The figures of all seat maps of a node together, with those of its journal and its hubs.
pub struct Figures {
    commands: IntCounterVec,
    by_kind: Vec<[IntCounter; 2]>,
    refusals: IntCounterVec,
    by_code: Vec<OnceLock<IntCounter>>,
    expired: IntCounter,
    loads: IntCounter,
    passivations: IntCounter,
    checkpoints: IntCounter,
    load_seconds: Histogram,
    durable_latency: Histogram,
    journal_latency: Histogram,
    fan_out_latency: Histogram,
    /// Events in memory.
    pub(crate) live_events: IntGauge,
    /// Messages in all mailboxes.
    pub(crate) mailbox_depth: IntGauge,
    /// Messages in the fullest mailbox.
    pub(crate) mailbox_depth_most: IntGauge,
    /// Commands and questions that wait for their answers.
    pub(crate) unanswered: IntGauge,
    /// Records applied and not yet durable.
    pub(crate) undurable_records: IntGauge,
    /// Live holds.
    pub(crate) holds: IntGauge,
    /// How far the log of an event that was loaded was ahead of the clock; the furthest, in milliseconds.
    pub(crate) log_ahead_ms: IntGauge,
}

impl Figures {
    /// Figures at zero.
    ///
    /// # Errors
    /// `prometheus::Error` where a name is no name; a mistake of this file alone.
    pub fn new() -> Result<Self, prometheus::Error> {
        let counter = |name: &str, what: &str, labels: &[&str]| {
            IntCounterVec::new(Opts::new(format!("frontrow_{name}"), what), labels)
        };
        let single = |name: &str, what: &str| IntCounter::new(format!("frontrow_{name}"), what);
        let gauge = |name: &str, what: &str| IntGauge::new(format!("frontrow_{name}"), what);
        let histogram = |name: &str, what: &str, buckets: &[f64]| {
            let options = HistogramOpts::new(format!("frontrow_{name}"), what);
            Histogram::with_opts(options.buckets(buckets.to_vec()))
        };
        let seconds = |name: &str, what: &str| histogram(name, what, &LATENCY_BUCKETS);
        let commands = counter("commands_total", "Commands decided", &["kind", "outcome"])?;
        let by_kind = KINDS
            .map(|kind| ["accepted", "refused"].map(|outcome| commands.with_label_values(&[kind, outcome])));
        Ok(Self {
            commands,
            by_kind: by_kind.into(),
            refusals: counter("refusals_total", "Commands refused", &["code"])?,
            by_code: (0..CODES).map(|_| OnceLock::new()).collect(),
            expired: single("holds_expired_total", "Holds that ran out")?,
            loads: single("event_loads_total", "Events loaded into memory")?,
            passivations: single("event_passivations_total", "Events taken out of memory")?,
            checkpoints: single("checkpoints_total", "Checkpoints saved and verified")?,
            load_seconds: seconds("event_load_seconds", "Loading an event: fence, checkpoint, records")?,
            durable_latency: seconds("command_durable_seconds", "From a batch's turn to its answers")?,
            journal_latency: seconds(
                "journal_append_seconds",
                "From records handed to the journal until they are durable",
            )?,
            fan_out_latency: histogram(
                "fan_out_seconds",
                "From the oldest version of a delta let out until its frame is encoded for a thread's sessions",
                &FAN_OUT_BUCKETS,
            )?,
            live_events: gauge("live_events", "Events in memory")?,
            mailbox_depth: gauge("mailbox_depth", "Messages in all mailboxes")?,
            mailbox_depth_most: gauge("mailbox_depth_most", "Messages in the fullest mailbox")?,
            unanswered: gauge("unanswered_commands", "Commands and questions waiting for answers")?,
            undurable_records: gauge("undurable_records", "Records applied and not yet durable")?,
            holds: gauge("holds", "Live holds")?,
            log_ahead_ms: gauge(
                "log_ahead_milliseconds",
                "How far the log of an event that was loaded was ahead of the clock; the furthest since the start",
            )?,
        })
    }

    /// Shows the figures in `registry`.
    ///
    /// # Errors
    /// `prometheus::Error` where they are in it already.
    pub fn register(&self, registry: &Registry) -> Result<(), prometheus::Error> {
        registry.register(Box::new(self.commands.clone()))?;
        registry.register(Box::new(self.refusals.clone()))?;
        for counter in [&self.expired, &self.loads, &self.passivations, &self.checkpoints] {
            registry.register(Box::new(counter.clone()))?;
        }
        let histograms =
            [&self.load_seconds, &self.durable_latency, &self.journal_latency, &self.fan_out_latency];
        for histogram in histograms {
            registry.register(Box::new(histogram.clone()))?;
        }
        let gauges = [
            &self.live_events,
            &self.mailbox_depth,
            &self.mailbox_depth_most,
            &self.unanswered,
            &self.undurable_records,
            &self.holds,
            &self.log_ahead_ms,
        ];
        for gauge in gauges {
            registry.register(Box::new(gauge.clone()))?;
        }
        Ok(())
    }

    /// What a journal tells its latency to.
    #[must_use]
    pub fn journal_latency(&self, meter: Arc<dyn Meter>) -> Latency {
        Latency { meter, seconds: self.journal_latency.clone() }
    }

    /// What hubs tell to how long a delta was on its way to its frame, in seconds.
    #[must_use]
    pub fn fan_out_latency(&self) -> Histogram {
        self.fan_out_latency.clone()
    }

    pub(crate) fn count(&self, command: &Command, outcome: &Outcome) {
        let [accepted, refused] = &self.by_kind[kind(command)];
        match outcome {
            Outcome::Accepted(_) => accepted.inc(),
            Outcome::Refused(refusal) => {
                refused.inc();
                self.count_refusal(refusal.code);
            }
        }
    }

    pub(crate) fn count_refusal(&self, code: RefusalCode) {
        if let Some(slot) = self.by_code.get(code as usize) {
            slot.get_or_init(|| self.refusals.with_label_values(&[&label(code)])).inc();
        }
    }

    pub(crate) fn count_expired(&self, holds: usize) {
        self.expired.inc_by(holds as u64);
    }

    pub(crate) fn count_load(&self, microseconds: u64) {
        self.loads.inc();
        self.load_seconds.observe(seconds(microseconds));
    }

    pub(crate) fn count_log_ahead(&self, milliseconds: u64) {
        let furthest = self.log_ahead_ms.get().max(i64::try_from(milliseconds).unwrap_or(i64::MAX));
        self.log_ahead_ms.set(furthest);
    }

    pub(crate) fn count_durable(&self, microseconds: u64) {
        self.durable_latency.observe(seconds(microseconds));
    }

    pub(crate) fn count_passivation(&self) {
        self.passivations.inc();
    }

    pub(crate) fn count_checkpoint(&self) {
        self.checkpoints.inc();
    }
}

const fn kind(command: &Command) -> usize {
    match command {
        Command::Hold { .. } => 0,
        Command::Release { .. } => 1,
        Command::Extend { .. } => 2,
        Command::BeginPayment { .. } => 3,
        Command::PaymentFailed { .. } => 4,
        Command::Book { .. } => 5,
        Command::Unbook { .. } => 6,
        Command::Kill { .. } => 7,
        Command::Restore { .. } => 8,
        Command::Allocate { .. } => 9,
        Command::SetSale { .. } => 10,
        Command::ChangeTerms { .. } => 11,
        Command::Repaint { .. } => 12,
        Command::SetCapacity { .. } => 13,
        Command::MoveToPlan { .. } => 14,
        Command::Discard { .. } => 15,
        Command::HoldBest { .. } => 16,
    }
}

/// The code's name on the wire: its own name in snake case.
fn label(code: RefusalCode) -> String {
    let mut name = String::new();
    for letter in format!("{code:?}").chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    name
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use prometheus::{Registry, TextEncoder};
    use schemas::ids::{HoldId, Version};
    use schemas::refusal::RefusalCode;

    use super::{CODES, Figures};
    use crate::seat_map::command::Command;
    use crate::seat_map::outcome::{Outcome, Refusal};

    #[test]
    fn a_refusal_is_counted_by_kind_and_by_code() {
        let figures = Figures::new().unwrap();
        let registry = Registry::new();
        figures.register(&registry).unwrap();
        let refusal = Refusal::plain(RefusalCode::OtherChannel, Version(1));
        figures.count(&Command::Extend { hold: HoldId(1) }, &Outcome::Refused(refusal));
        let text = TextEncoder::new().encode_to_string(&registry.gather()).unwrap();
        assert!(text.contains("frontrow_refusals_total{code=\"other_channel\"} 1"), "{text}");
        assert!(text.contains("frontrow_commands_total{kind=\"extend\",outcome=\"refused\"} 1"), "{text}");
        assert!(text.contains("frontrow_commands_total{kind=\"hold\",outcome=\"accepted\"} 0"), "{text}");
    }

    #[test]
    fn every_code_has_a_slot() {
        assert!((RefusalCode::Booked as usize) < CODES, "the last code");
    }
}
