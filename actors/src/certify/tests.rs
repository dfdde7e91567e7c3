#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;

use futures_util::FutureExt;
use schemas::api::certificate::EventCertificate;
use schemas::ids::{ChannelIndex, EventId, HoldId, PlaceIndex, Version};
use schemas::plan::PublishedPlan;
use schemas::record::{Effect, Record, UnitList, encode};
use schemas::seat::{HeldPlace, PlaceUnits};
use schemas::time::Timestamp;
use smallvec::smallvec;

use super::ledger::{Ledger, Touched};
use super::{CertifyError, certify_event};
use crate::journal::{FileJournal, Fill, JournalOptions, JournalWriter, Preallocator, Turn};
use crate::ports::journal::{Checkpoint, Journal, RecordGroup};
use crate::seat_map::command::{Command, SaleStep};
use crate::seat_map::outcome::{Done, Outcome};
use crate::seat_map::{RecordBuffer, SeatMap};
use crate::testkit::faulty_disk::FaultyDisk;
use crate::testkit::journal_conformance::group;
use crate::testkit::journal_tasks::counted_segment_ids;
use crate::testkit::venue::{
    OnePlan, buyer, buyer_request, hold, open_sale, open_terms, organiser_request, release, rows_plan,
};

const EVENT: EventId = EventId(5);
const START: Timestamp = Timestamp(1_700_000_000_000);

/// An event's seat map and its journal on a disk, driven by hand.
struct Stage {
    disk: FaultyDisk,
    file: Arc<FileJournal>,
    writer: JournalWriter,
    preallocator: Preallocator,
    plan: PublishedPlan,
    map: SeatMap,
    fence: u64,
}

impl Stage {
    /// A sale that is open: two records.
    fn new() -> Self {
        let disk = FaultyDisk::new();
        let options = JournalOptions::new(counted_segment_ids(1)).small(8 << 10);
        let opened = FileJournal::open(Arc::new(disk.clone()), options).unwrap();
        let plan = rows_plan(2, 5);
        let map = SeatMap::new(EVENT, Arc::new(plan.index().unwrap()));
        let (file, writer, preallocator) = (opened.journal, opened.writer, opened.preallocator);
        let mut stage = Self { disk, file, writer, preallocator, plan, map, fence: 0 };
        let fence = stage.file.fence(EVENT, Arc::new(|| {}));
        stage.turns();
        stage.fence = fence.now_or_never().unwrap().unwrap().number;
        let mut out = RecordBuffer::new();
        let terms = open_terms(&stage.plan);
        stage.map.create(terms, START, &mut out).unwrap();
        stage.append(&mut out);
        stage.organise(1, open_sale());
        stage
    }

    fn turns(&mut self) {
        loop {
            while self.preallocator.step() == Fill::Worked {}
            match self.writer.step() {
                Turn::Worked => {}
                _ if self.preallocator.step() == Fill::Worked => {}
                turn => return assert_eq!(turn, Turn::Idle),
            }
        }
    }

    fn append(&mut self, out: &mut RecordBuffer) {
        let (first_version, count, bytes) = out.take();
        self.file
            .append(RecordGroup { event: EVENT, fence: self.fence, first_version, count, bytes })
            .unwrap();
        self.turns();
    }

    /// What nobody decided, as the record after the last.
    fn forge(&mut self, version: u64, effect: &Effect) {
        let mut bytes = Vec::new();
        encode(START, None, effect, &mut bytes);
        self.file.append(group(EVENT, self.fence, Version(version), &[&bytes])).unwrap();
        self.turns();
    }

    fn tell(&mut self, request: &crate::seat_map::command::Request) -> Done {
        let mut out = RecordBuffer::new();
        let Outcome::Accepted(answer) = self.map.apply(request, START, &mut out) else {
            panic!("{request:?} was refused")
        };
        self.append(&mut out);
        answer.done
    }

    fn organise(&mut self, id: u64, command: Command) -> Done {
        self.tell(&organiser_request(id, command))
    }

    fn hold(&mut self, id: u64, places: &[u32]) -> HoldId {
        let Done::Held { hold, .. } = self.tell(&buyer_request(1, id, hold(places))) else { panic!() };
        hold
    }

    fn save(&self) {
        let (version, state_hash) = (self.map.version(), self.map.state_hash());
        let checkpoint = Checkpoint { event: EVENT, version, state_hash, payload: self.map.checkpoint() };
        self.file.save_checkpoint(&checkpoint, &|_| Ok(state_hash)).unwrap();
    }

    fn certify(&self, until: Option<u64>) -> Result<EventCertificate, CertifyError> {
        certified(&self.disk, &self.plan, until)
    }
}

fn certified(
    disk: &FaultyDisk,
    plan: &PublishedPlan,
    until: Option<u64>,
) -> Result<EventCertificate, CertifyError> {
    certify_event(disk, &OnePlan::new(plan), EVENT, until.map(Version), &mut |_| {}).map(Option::unwrap)
}

/// Sells, gives back and releases; ends with a held, a booked and eight free seats.
fn some_sales(stage: &mut Stage) {
    let first = stage.hold(2, &[0, 1, 2]);
    stage.organise(3, Command::Book { hold: first, reference: "order 1".to_owned() });
    let booking = schemas::ids::BookingId(stage.map.version().0);
    let some = crate::seat_map::command::Part::Some(crate::seat_map::command::wanted_seats(&[
        PlaceIndex(1),
        PlaceIndex(2),
    ]));
    stage.organise(4, Command::Unbook { booking, part: some });
    let second = stage.hold(5, &[1, 2]);
    stage.tell(&buyer_request(1, 6, release(second)));
    stage.hold(7, &[2]);
}

#[test]
fn a_sound_log_is_certified_with_what_it_leads_to() {
    let mut stage = Stage::new();
    some_sales(&mut stage);
    stage.save();
    let certificate = stage.certify(None).unwrap();
    assert_eq!(certificate.version, Version(8));
    assert_eq!(certificate.state_hash, stage.map.state_hash());
    assert_eq!(certificate.public_hash, stage.map.public_hash());
    let units = certificate.units;
    assert_eq!((units.free, units.held, units.booked, units.killed), (8, 1, 1, 0));
    assert_eq!((certificate.holds, certificate.bookings), (1, 1));
    assert_eq!((certificate.units_booked, certificate.units_given_back), (3, 2));
    let kinds: Vec<_> = certificate.kinds.iter().map(|(kind, count)| (kind.as_str(), *count)).collect();
    let expected =
        [("booked", 1), ("drafted", 1), ("held", 3), ("released", 1), ("sale_changed", 1), ("unbooked", 1)];
    assert_eq!(kinds, expected);
    assert_eq!((certificate.checked.whole_states, certificate.checked.checkpoints), (1, vec![Version(8)]));

    let early = stage.certify(Some(4)).unwrap();
    assert_eq!((early.version, early.units.booked, early.bookings), (Version(4), 3, 1));
    assert_ne!(early.chain_head, certificate.chain_head);
    stage.organise(8, Command::SetSale { step: SaleStep::Pause, only_if: None });
    let later = stage.certify(Some(8)).unwrap();
    assert_eq!(later.chain_head, certificate.chain_head, "a log that went on has what was certified");
    assert_eq!(stage.certify(Some(10)).unwrap_err().to_string(), "the log ends at v9, below v10");
    let nobody = certify_event(&stage.disk, &OnePlan::new(&stage.plan), EventId(9), None, &mut |_| {});
    assert_eq!(nobody.unwrap(), None);
}

#[test]
fn a_log_that_sells_a_seat_twice_is_no_log() {
    let mut stage = Stage::new();
    stage.hold(2, &[0, 1]);
    let units = PlaceUnits { place: PlaceIndex(1), units: 1, channel: ChannelIndex(0) };
    let places = smallvec![HeldPlace { units, price_minor: 4_200 }];
    let again = Effect::Held {
        token: buyer(2),
        address: None,
        deadline: START.plus_ms(1),
        places,
        arrangement: None,
    };
    stage.forge(4, &again);
    let refused = stage.certify(None).unwrap_err();
    assert!(matches!(refused, CertifyError::Impossible { version: Version(4), .. }), "{refused}");
    assert!(refused.to_string().starts_with("record v4 cannot be performed: record v4 moves "), "{refused}");
    assert_eq!(stage.certify(Some(3)).unwrap().units.held, 2, "up to there it was one");
}

#[test]
fn a_hold_that_ends_twice_is_told_by_its_name() {
    let mut stage = Stage::new();
    let hold = stage.hold(2, &[0]);
    stage.tell(&buyer_request(1, 3, release(hold)));
    stage.forge(5, &Effect::Expired { hold });
    let refused = stage.certify(None).unwrap_err().to_string();
    assert_eq!(refused, "after record v5 SM-4 is broken: HoldId(3) has ended or never was");
}

#[test]
fn a_checkpoint_of_another_state_is_told() {
    let mut stage = Stage::new();
    let other = stage.map.checkpoint();
    stage.hold(2, &[0]);
    let (version, state_hash) = (stage.map.version(), stage.map.state_hash());
    let checkpoint = Checkpoint { event: EVENT, version, state_hash, payload: other };
    stage.file.save_checkpoint(&checkpoint, &|_| Ok(state_hash)).unwrap();
    let refused = stage.certify(None).unwrap_err();
    assert!(matches!(refused, CertifyError::OtherState { version: Version(3) }), "{refused}");
}

#[test]
fn a_flipped_byte_anywhere_in_an_archive_is_found_and_named() {
    let mut stage = Stage::new();
    let mut id = 2;
    while stage.file.end().segment < 3 {
        let hold = stage.hold(id, &[0, 1]);
        stage.tell(&buyer_request(1, id + 1, release(hold)));
        id += 2;
    }
    stage.save();
    stage.hold(id, &[3]);
    stage.save();
    let archived = stage.file.archive(START, None, &|_| Version(u64::MAX)).unwrap().archived;
    assert_eq!(archived, [1, 2]);
    let sound = stage.certify(None).unwrap();
    assert_eq!(sound.version, stage.map.version());
    for name in ["archive/0000000001.archive", "archive/0000000002.archive"] {
        for byte in 0..stage.disk.bytes(name).unwrap().len() as u64 {
            let copy = stage.disk.copy();
            copy.flip_bit(name, byte * 8 + byte % 8).unwrap();
            let refused = certified(&copy, &stage.plan, None).unwrap_err().to_string();
            assert!(
                refused.starts_with(&format!("the journal is damaged at {name}")),
                "byte {byte}: {refused}"
            );
        }
    }
}

#[test]
fn the_ledger_and_the_seat_map_are_compared() {
    let mut stage = Stage::new();
    let mut ledger = Ledger::default();
    let record =
        |version: u64, effect: Effect| Record { version: Version(version), at: START, cause: None, effect };
    let line = |place: u32| PlaceUnits { place: PlaceIndex(place), units: 1, channel: ChannelIndex(0) };
    let held = |places: &[u32]| Effect::Held {
        token: buyer(1),
        address: None,
        deadline: START,
        places: places.iter().map(|place| HeldPlace { units: line(*place), price_minor: 1 }).collect(),
        arrangement: None,
    };
    stage.hold(2, &[0]);
    let Touched::Places(touched) = ledger.enter(&record(3, held(&[0]))).unwrap() else { panic!() };
    ledger.check(&touched, &stage.map).unwrap();
    ledger.check_whole(&stage.map).unwrap();
    ledger.enter(&record(4, held(&[0]))).unwrap();
    let twice = ledger.check(&touched, &stage.map).unwrap_err().to_string();
    assert_eq!(twice, "SM-1 is broken: place 0 has 1 units, and Out { held: 2, booked: 0 } are out");
    let mut ledger = Ledger::default();
    ledger.enter(&record(3, held(&[1]))).unwrap();
    let other = ledger.check(&[PlaceIndex(1)], &stage.map).unwrap_err();
    assert_eq!(other.name, "SM-2", "{other}");
    let given: UnitList = smallvec![line(2)];
    let not_there =
        ledger.enter(&record(5, Effect::Released { hold: HoldId(3), places: given })).unwrap_err();
    assert_eq!(not_there.name, "SM-1", "{not_there}");
}
