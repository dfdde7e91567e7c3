//! The certificate that no place of an event was sold twice: its whole log replayed, archives included, with the
//! invariants checked at every step.
//!
//! Enter by [`certify_event`]. Two things hold the seats: the seat map, which replays the records, and a ledger,
//! which knows nothing but records. With each record, what it touched must be the same in both; every
//! [`CERTIFY_WHOLE_EVERY`] records, at each move to another plan version and at the end, everything must.
//!
//! It reads a disk and plans through their ports, and changes nothing.

mod ledger;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use schemas::api::certificate::{CERTIFICATE_FORMAT, Checked, EventCertificate};
use schemas::api::moment::Moment;
use schemas::api::places::UnitCounts;
use schemas::ids::{ContentHash, EventId, Version};
use schemas::record::{Record, decode};
use schemas::time::Timestamp;

use self::ledger::{Ledger, Touched};
use crate::journal::{CertifiedRecord, OpenError, ShowProgress, certify_each};
use crate::limits::CERTIFY_WHOLE_EVERY;
use crate::ports::disk::Disk;
use crate::ports::journal::JournalError;
use crate::ports::plans::PlanSource;
use crate::replay::{LogReplay, LogReplayError};
use crate::seat_map::{InvariantBroken, SeatMap};

/// Why an event is not certified.
#[derive(Debug, thiserror::Error)]
pub enum CertifyError {
    /// The log is damaged, or cannot be read.
    #[error(transparent)]
    Log(#[from] OpenError),
    /// A record that reads well cannot have happened.
    #[error("record {version} cannot be performed: {error}")]
    Impossible {
        /// Which.
        version: Version,
        /// Why.
        error: LogReplayError,
    },
    /// After a record an invariant is broken.
    #[error("after record {version} {broken}")]
    Broken {
        /// Which.
        version: Version,
        /// Which invariant, and how.
        broken: InvariantBroken,
    },
    /// SM-6: a checkpoint holds another state than the records up to it lead to.
    #[error("the checkpoint at {version} holds another state than the records lead to (SM-6)")]
    OtherState {
        /// Whose.
        version: Version,
    },
    /// The first records are not kept any more.
    #[error(
        "records before {first} are no longer kept: `frontrow journal verify` still checks the chain of the others"
    )]
    Begins {
        /// The first that is.
        first: Version,
    },
    /// The log does not reach as far as is asked.
    #[error("the log ends at {last}, below {wanted}")]
    Ends {
        /// Where it ends.
        last: Version,
        /// What was asked.
        wanted: Version,
    },
}

/// Certifies one event up to a version, or to the end of its log; none where the log has no record of it. The
/// journal is read to its end in either case.
///
/// # Errors
/// [`CertifyError`]: the first thing in the order of the log that does not fit.
pub fn certify_event(
    disk: &dyn Disk,
    plans: &dyn PlanSource,
    event: EventId,
    until: Option<Version>,
    progress: ShowProgress<'_>,
) -> Result<Option<EventCertificate>, CertifyError> {
    let mut replay = Replay::new(event, plans, until.unwrap_or(Version(u64::MAX)));
    let mut failed = None;
    let walked = certify_each(disk, event, progress, &mut |record| {
        // An error is how a visit ends early.
        replay.record(record).map_err(|error| {
            failed = Some(error);
            JournalError::Fenced
        })
    });
    if let Some(error) = failed {
        return Err(error);
    }
    let Some(walked) = walked? else { return Ok(None) };
    if walked.first_version != Version(1) {
        return Err(CertifyError::Begins { first: walked.first_version });
    }
    if let Some(wanted) = until.filter(|wanted| *wanted > walked.last_version) {
        return Err(CertifyError::Ends { last: walked.last_version, wanted });
    }
    replay.certificate().map(Some)
}

/// The replay of one event's log.
struct Replay<'plans> {
    until: Version,
    log: LogReplay<'plans>,
    ledger: Ledger,
    last: Version,
    head: ContentHash,
    first_at: Option<Timestamp>,
    kinds: BTreeMap<String, u64>,
    whole_states: u64,
    /// The version at which the whole state was checked last.
    whole_at: Version,
    checkpoints: Vec<Version>,
}

impl<'plans> Replay<'plans> {
    fn new(event: EventId, plans: &'plans dyn PlanSource, until: Version) -> Self {
        Self {
            until,
            log: LogReplay::new(event, plans, None),
            ledger: Ledger::default(),
            last: Version(0),
            head: ContentHash([0; 32]),
            first_at: None,
            kinds: BTreeMap::new(),
            whole_states: 0,
            whole_at: Version(0),
            checkpoints: Vec::new(),
        }
    }

    fn record(&mut self, met: &CertifiedRecord<'_>) -> Result<(), CertifyError> {
        let version = met.version;
        if version > self.until {
            return Ok(());
        }
        if self.last == Version(0) && version != Version(1) {
            return Err(CertifyError::Begins { first: version });
        }
        let impossible = |error| CertifyError::Impossible { version, error };
        let record = decode(version, met.bytes).map_err(|error| impossible(error.into()))?;
        let broken = |broken| CertifyError::Broken { version, broken };
        let touched = self.ledger.enter(&record).map_err(broken)?;
        self.log.perform(&record).map_err(impossible)?;
        self.note(&record, met.link);
        let whole = version.0.is_multiple_of(CERTIFY_WHOLE_EVERY);
        match (touched, self.log.map()) {
            (Touched::Places(places), Some(map)) if !whole => {
                self.ledger.check(&places, map).map_err(broken)?;
            }
            _ => self.whole()?,
        }
        self.compare(met)
    }

    fn note(&mut self, record: &Record, link: ContentHash) {
        (self.last, self.head) = (record.version, link);
        self.first_at.get_or_insert(record.at);
        let kind = record.effect.kind().name();
        match self.kinds.get_mut(kind) {
            Some(count) => *count += 1,
            None => drop(self.kinds.insert(kind.to_owned(), 1)),
        }
    }

    fn whole(&mut self) -> Result<(), CertifyError> {
        let version = self.last;
        if let Some(map) = self.log.map()
            && self.whole_at != version
        {
            self.ledger.check_whole(map).map_err(|broken| CertifyError::Broken { version, broken })?;
            self.whole_states += 1;
            self.whole_at = version;
        }
        Ok(())
    }

    /// SM-6, where a checkpoint of today's encoding stands here; an older one says nothing of today's state.
    fn compare(&mut self, met: &CertifiedRecord<'_>) -> Result<(), CertifyError> {
        let (Some(saved), Some(map)) = (met.checkpoint, self.log.map()) else { return Ok(()) };
        let state = map.checkpoint();
        if saved.payload.first() != state.first() {
            return Ok(());
        }
        if saved.payload != state || !map.is_proven_by(&saved.payload, saved.state_hash) {
            return Err(CertifyError::OtherState { version: met.version });
        }
        self.checkpoints.push(met.version);
        Ok(())
    }

    fn certificate(mut self) -> Result<EventCertificate, CertifyError> {
        self.whole()?;
        let Some(map) = self.log.map() else {
            return Err(CertifyError::Ends { last: Version(0), wanted: Version(1) });
        };
        let counts = map.counts();
        Ok(EventCertificate {
            format: CERTIFICATE_FORMAT.to_owned(),
            event: map.event(),
            version: self.last,
            first_at: Moment(self.first_at.unwrap_or_default()),
            last_at: Moment(map.last_record_at()),
            chain_head: self.head,
            state_hash: map.state_hash(),
            public_hash: map.public_hash(),
            plan: plan_of(map),
            sale: counts.sale,
            units: UnitCounts {
                free: counts.all.free,
                held: counts.all.held,
                booked: counts.all.booked,
                killed: counts.all.killed,
            },
            holds: counts.holds,
            bookings: self.ledger.bookings(),
            units_booked: self.ledger.booked,
            units_given_back: self.ledger.given_back,
            kinds: self.kinds,
            checked: Checked {
                each_record: ["SM-1", "SM-2", "SM-3", "SM-4"].map(str::to_owned).to_vec(),
                whole_state: ["SM-1", "SM-2", "SM-3", "SM-4"].map(str::to_owned).to_vec(),
                whole_state_every: CERTIFY_WHOLE_EVERY,
                whole_states: self.whole_states,
                checkpoints: self.checkpoints,
            },
        })
    }
}

fn plan_of(map: &SeatMap) -> ContentHash {
    map.terms().map_or(ContentHash([0; 32]), |terms| terms.plan)
}
