//! What a crash leaves.

use super::SECTOR_BYTES;
use super::files::{Files, Inode};
use crate::testkit::random::SeededNumbers;

/// How much of the unsynced a crash keeps.
#[derive(Clone, Copy)]
enum Keeps {
    Nothing,
    Everything,
    /// Every sector written up to this place in the order of writes.
    Prefix(u64),
    /// Of each sector any image, or none.
    Any,
}

impl Files {
    pub fn crash(&mut self, seed: u64) {
        let mut numbers = SeededNumbers::new(seed);
        let oldest = self
            .inodes
            .iter()
            .flat_map(|inode| inode.images.values().flatten())
            .map(|(order, _)| *order)
            .min();
        let since = oldest.map_or(0, |oldest| self.order + 2 - oldest);
        let keeps = match numbers.below(6) {
            0 => Keeps::Nothing,
            1 => Keeps::Everything,
            2 => Keeps::Prefix(self.order + 1 - numbers.below(since.max(1)).min(self.order)),
            _ => Keeps::Any,
        };
        let changes = std::mem::take(&mut self.changes);
        let kept = usize::try_from(numbers.below(changes.len() as u64 + 1)).unwrap_or(0);
        for change in &changes[..kept] {
            change.apply(&mut self.durable_names);
        }
        self.names = self.durable_names.clone();
        for inode in &mut self.inodes {
            inode.crash(keeps, &mut numbers);
        }
        self.epoch += 1;
        self.fail_write_at = None;
        self.fail_sync_at = None;
    }
}

impl Inode {
    fn crash(&mut self, keeps: Keeps, numbers: &mut SeededNumbers) {
        let keeps_length = match keeps {
            Keeps::Nothing => false,
            Keeps::Everything => true,
            Keeps::Prefix(_) | Keeps::Any => numbers.chance(1, 2),
        };
        if keeps_length {
            self.durable.resize(self.current.len(), 0);
        }
        for (sector, images) in std::mem::take(&mut self.images) {
            let kept = match keeps {
                Keeps::Nothing => None,
                Keeps::Everything => images.last(),
                Keeps::Prefix(until) => images.iter().rev().find(|(order, _)| *order <= until),
                Keeps::Any => {
                    let choice = numbers.below(images.len() as u64 + 1);
                    usize::try_from(choice).ok().and_then(|choice| images.get(choice))
                }
            };
            let from = sector * SECTOR_BYTES;
            let until = (from + SECTOR_BYTES).min(self.durable.len());
            if let Some((_, image)) = kept.filter(|_| from < until) {
                self.durable[from..until].copy_from_slice(&image[..until - from]);
            }
        }
        self.current = self.durable.clone();
        self.lost = false;
    }
}
