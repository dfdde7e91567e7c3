//! Copies of a journal that is written, archived and let go of between any two looks that the copying takes.

use std::io;
use std::sync::Mutex;

use schemas::ids::ContentHash;
use schemas::time::Timestamp;

use super::super::{BackupError, Weight, back_up, verify};
use super::*;
use crate::limits::BACKUP_ATTEMPTS;
use crate::ports::disk::{Disk, DiskFile};
use crate::ports::journal::Checkpoint;
use crate::testkit::random::SeededNumbers;

const EVENTS: u64 = 3;
const SEGMENT_BYTES: u64 = 8 << 10;

/// A journal at work.
struct Owner {
    hand: Hand,
    numbers: SeededNumbers,
    /// Every record that was made durable, by event.
    written: BTreeMap<EventId, Vec<Vec<u8>>>,
    now: u64,
    /// How long archives are kept; for ever where none.
    retain_ms: Option<u64>,
    /// Turns left before it rests.
    turns: u64,
}

impl Owner {
    fn new(disk: &FaultyDisk, seed: u64, retain_ms: Option<u64>) -> Self {
        let hand = Hand::open(disk, options(SEGMENT_BYTES, 1)).unwrap();
        let numbers = SeededNumbers::new(seed);
        Self { hand, numbers, written: BTreeMap::new(), now: 1_000, retain_ms, turns: 0 }
    }

    fn work(&mut self) {
        self.now += 100;
        let event = EventId(self.numbers.below(EVENTS) + 5);
        match self.numbers.below(12) {
            0..=7 => {
                let length = usize::try_from(self.numbers.below(900)).unwrap();
                let record = vec![self.numbers.next().to_le_bytes()[0]; length + 1];
                self.hand.append(event, &[&record]);
                self.written.entry(event).or_default().push(record);
            }
            8 | 9 => self.save(event),
            _ => {
                let past = |_| Version(u64::MAX);
                self.hand.file.archive(Timestamp(self.now), self.retain_ms, &past).unwrap();
            }
        }
    }

    fn save(&self, event: EventId) {
        let version = self.hand.file.last_version(event);
        if version > Version(0) {
            let checkpoint =
                Checkpoint { event, version, state_hash: ContentHash([7; 32]), payload: vec![9; 30] };
            self.hand.journal.save_checkpoint(&checkpoint, &|_| Ok(ContentHash([7; 32]))).unwrap();
        }
    }

    fn lengths(&self) -> BTreeMap<EventId, usize> {
        self.written.iter().map(|(event, records)| (*event, records.len())).collect()
    }
}

/// The disk of a journal whose owner works whenever somebody looks at it.
#[derive(Clone)]
struct Busy {
    disk: FaultyDisk,
    owner: Arc<Mutex<Owner>>,
}

impl Busy {
    fn work(&self) {
        let mut owner = self.owner.lock().unwrap();
        if owner.turns > 0 && owner.numbers.chance(1, 2) {
            owner.turns -= 1;
            owner.work();
        }
    }
}

struct BusyFile(Busy, Arc<dyn DiskFile>);

impl Disk for Busy {
    fn open(&self, name: &str, create: bool) -> io::Result<Arc<dyn DiskFile>> {
        assert!(!create, "a backup makes nothing where it copies from");
        self.work();
        Ok(Arc::new(BusyFile(self.clone(), self.disk.open(name, false)?)))
    }
    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        self.work();
        self.disk.list(folder)
    }
    fn rename(&self, from: &str, _: &str) -> io::Result<()> {
        panic!("a backup renames nothing where it copies from: {from}")
    }
    fn remove(&self, name: &str) -> io::Result<()> {
        panic!("a backup removes nothing where it copies from: {name}")
    }
    fn sync_folder(&self, folder: &str) -> io::Result<()> {
        panic!("a backup syncs nothing where it copies from: {folder}")
    }
}

impl DiskFile for BusyFile {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.0.work();
        self.1.read_at(buffer, offset)
    }
    fn write_at(&self, _: &[u8], offset: u64) -> io::Result<()> {
        panic!("a backup writes nothing where it copies from: {offset}")
    }
    fn sync(&self) -> io::Result<()> {
        panic!("a backup syncs nothing where it copies from")
    }
    fn length(&self) -> io::Result<u64> {
        self.1.length()
    }
    fn set_length(&self, length: u64) -> io::Result<()> {
        panic!("a backup cuts nothing where it copies from: {length}")
    }
}

/// What every copy must be: all that was durable before, in order, nothing twice, and whole.
fn check_copy(copy: &FaultyDisk, owner: &Owner, before: &BTreeMap<EventId, usize>) {
    let report = verify(copy, &mut |_| {}).unwrap();
    assert!(report.is_sound(), "{:?}", report.findings);
    assert!(report.findings.iter().all(|finding| finding.weight == Weight::Remark), "{:?}", report.findings);
    // As after a loss of power: nothing that the copy needs may be in a cache.
    copy.crash(1);
    let mut again = Hand::open(copy, options(SEGMENT_BYTES, 500)).unwrap();
    for (event, written) in &owner.written {
        let last = usize::try_from(again.file.last_version(*event).0).unwrap();
        assert!(last >= before.get(event).copied().unwrap_or(0), "{event}: {last} of {before:?}");
        assert_eq!(report.tails.get(event).map_or(0, |(version, _)| version.0), last as u64);
        let checkpoint = again.journal.load_checkpoint(*event, Version(u64::MAX)).unwrap();
        let mut next = checkpoint.map_or(0, |checkpoint| usize::try_from(checkpoint.version.0).unwrap());
        // From the newest checkpoint on, as a load reads it; from the first on where nothing was let go.
        if owner.retain_ms.is_none() {
            next = 0;
        }
        again
            .journal
            .read(*event, Version(next as u64), &mut |version, bytes| {
                assert_eq!((version.0, bytes), (next as u64 + 1, written[next].as_slice()));
                next += 1;
                Ok(())
            })
            .unwrap();
        assert_eq!(next, last);
        again.append(*event, &[b"goes on"]);
    }
}

fn copied_while_at_work(seed: u64, retain_ms: Option<u64>) -> Result<super::super::BackedUp, BackupError> {
    let disk = FaultyDisk::new();
    let mut owner = Owner::new(&disk, seed, retain_ms);
    for _ in 0..owner.numbers.below(150) {
        owner.work();
    }
    owner.turns = owner.numbers.below(400);
    let before = owner.lengths();
    let busy = Busy { disk, owner: Arc::new(Mutex::new(owner)) };
    let copy = FaultyDisk::new();
    let done = back_up(&busy, &copy, Timestamp(5), &mut |_| {})?;
    let owner = busy.owner.lock().unwrap();
    check_copy(&copy, &owner, &before);
    Ok(done)
}

#[test]
fn a_journal_is_copied_whole_while_it_is_written_and_archived() {
    let mut archives = 0;
    for seed in 0..300 {
        println!("seed {seed}");
        archives += copied_while_at_work(seed, None).unwrap().archives;
    }
    assert!(archives > 1_500, "{archives}: few of these journals had several segments");
}

#[test]
fn a_journal_that_lets_archives_go_is_copied_whole_or_not_at_all() {
    let (mut copied, mut given_up) = (0, 0);
    for seed in 0..300 {
        println!("seed {seed}");
        match copied_while_at_work(seed, Some(300)) {
            Ok(_) => copied += 1,
            Err(BackupError::LetGo) => given_up += 1,
            Err(error) => panic!("{error}"),
        }
    }
    assert!(copied > 200, "{copied} copied, {given_up} given up after {BACKUP_ATTEMPTS} attempts each");
}

#[test]
fn an_empty_journal_and_one_that_was_never_closed_are_copied() {
    let (disk, copy) = (FaultyDisk::new(), FaultyDisk::new());
    let owner = Owner::new(&disk, 1, None);
    assert_eq!(back_up(&disk, &copy, Timestamp(5), &mut |_| {}).unwrap(), super::super::BackedUp::default());
    check_copy(&copy, &owner, &BTreeMap::new());

    let mut owner = Owner::new(&disk.copy(), 1, None);
    owner.hand.append(EventId(5), &[b"one", b"two"]);
    owner.written.insert(EventId(5), vec![b"one".to_vec(), b"two".to_vec()]);
    let copy = FaultyDisk::new();
    owner.save(EventId(5));
    let done = back_up(&owner.hand.disk, &copy, Timestamp(5), &mut |_| {}).unwrap();
    assert_eq!((done.archives, done.checkpoints, done.position), (1, 1, owner.hand.file.end()));
    let shorter = copy.copy();
    shorter.remove("archive/0000000001.archive").unwrap();
    let refused = Hand::open(&shorter, options(SEGMENT_BYTES, 500)).err().unwrap();
    assert!(refused.to_string().contains("checkpoints"), "{refused}");
    check_copy(&copy, &owner, &owner.lengths());
}

#[test]
fn what_is_damaged_is_not_copied_as_if_it_were_the_end() {
    let disk = FaultyDisk::new();
    let mut owner = Owner::new(&disk, 3, None);
    for record in [b"first", b"other", b"third"] {
        owner.hand.append(EventId(5), &[record]);
    }
    let bytes = disk.bytes(FIRST).unwrap();
    let other = bytes.windows(5).position(|window| window == b"other").unwrap();
    disk.flip_bit(FIRST, other as u64 * 8).unwrap();
    let failed = back_up(&disk, &FaultyDisk::new(), Timestamp(5), &mut |_| {}).unwrap_err();
    assert!(failed.to_string().contains("a good frame behind it"), "{failed}");
}

#[test]
fn a_copy_whose_disk_fails_is_not_said_to_be_one() {
    let disk = FaultyDisk::new();
    let mut owner = Owner::new(&disk, 4, None);
    for _ in 0..200 {
        owner.work();
    }
    let whole = FaultyDisk::new();
    back_up(&disk, &whole, Timestamp(5), &mut |_| {}).unwrap();
    let figures = whole.figures();
    for write in 0..figures.writes {
        let copy = FaultyDisk::new();
        copy.fail_write_after(write);
        assert!(back_up(&disk, &copy, Timestamp(5), &mut |_| {}).is_err(), "write {write}");
    }
    for sync in 0..figures.syncs {
        let copy = FaultyDisk::new();
        copy.fail_sync_after(sync);
        assert!(back_up(&disk, &copy, Timestamp(5), &mut |_| {}).is_err(), "sync {sync}");
    }
}
