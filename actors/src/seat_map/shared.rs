//! What a live seat map shares with its handles and its registry: atomics, and what figures need.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use schemas::ids::{EventId, Version};
use schemas::time::Timestamp;

use super::gate::Gate;
use super::let_out::LetOut;

/// One a live seat map.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) event: EventId,
    pub(crate) gate: Gate,
    pub(crate) let_out: LetOut,
    pins: AtomicUsize,
    is_taken_over: AtomicBool,
    applied: AtomicU64,
    durable: AtomicU64,
    checkpointed: AtomicU64,
    holds: AtomicU64,
    used_at: AtomicU64,
}

impl Shared {
    pub(crate) fn new(event: EventId, durable: Version, checkpointed: Version, now: Timestamp) -> Self {
        Self {
            event,
            gate: Gate::default(),
            let_out: LetOut::default(),
            pins: AtomicUsize::new(0),
            is_taken_over: AtomicBool::new(false),
            applied: AtomicU64::new(durable.0),
            durable: AtomicU64::new(durable.0),
            checkpointed: AtomicU64::new(checkpointed.0),
            holds: AtomicU64::new(0),
            used_at: AtomicU64::new(now.0),
        }
    }

    pub(crate) fn pin(&self) {
        self.pins.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn unpin(&self) {
        self.pins.fetch_sub(1, Ordering::SeqCst);
    }

    pub(crate) fn pinned(&self) -> bool {
        self.pins.load(Ordering::SeqCst) > 0
    }

    pub(crate) fn take_over(&self) {
        self.is_taken_over.store(true, Ordering::SeqCst);
    }

    pub(crate) fn is_taken_over(&self) -> bool {
        self.is_taken_over.load(Ordering::SeqCst)
    }

    pub(crate) fn show(&self, applied: Version, durable: Version, holds: u64, now: Timestamp) {
        self.applied.store(applied.0, Ordering::Relaxed);
        // Before the version can be read: whoever sees it finds when it was let out.
        if self.durable() < durable && self.pinned() {
            self.let_out.note(durable, now);
        }
        self.durable.store(durable.0, Ordering::Release);
        self.holds.store(holds, Ordering::Relaxed);
    }

    pub(crate) fn used(&self, now: Timestamp) {
        self.used_at.store(now.0, Ordering::Relaxed);
    }

    pub(crate) fn used_at(&self) -> Timestamp {
        Timestamp(self.used_at.load(Ordering::Relaxed))
    }

    pub(crate) fn applied(&self) -> Version {
        Version(self.applied.load(Ordering::Relaxed))
    }

    pub(crate) fn durable(&self) -> Version {
        Version(self.durable.load(Ordering::Acquire))
    }

    pub(crate) fn holds(&self) -> u64 {
        self.holds.load(Ordering::Relaxed)
    }

    pub(crate) fn checkpointed(&self) -> Version {
        Version(self.checkpointed.load(Ordering::Relaxed))
    }

    pub(crate) fn set_checkpointed(&self, version: Version) {
        self.checkpointed.fetch_max(version.0, Ordering::Relaxed);
    }
}
