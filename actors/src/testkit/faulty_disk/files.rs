//! Inodes, names and faults of the faulty disk.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::{DiskFigures, SECTOR_BYTES};

/// Everything the disk's lock guards.
#[derive(Default)]
pub(super) struct Files {
    pub inodes: Vec<Inode>,
    /// Names as a reader sees them.
    pub names: BTreeMap<String, usize>,
    /// Names that survive a crash.
    pub durable_names: BTreeMap<String, usize>,
    /// Changes of names that were not synced, oldest first.
    pub changes: Vec<Change>,
    pub epoch: u64,
    pub room: Option<u64>,
    pub fail_write_at: Option<u64>,
    pub fail_sync_at: Option<u64>,
    pub is_stalled: bool,
    pub figures: DiskFigures,
    /// Counts written sectors, for their order.
    pub order: u64,
}

#[derive(Default)]
pub(super) struct Inode {
    pub current: Vec<u8>,
    pub durable: Vec<u8>,
    /// Images of sectors written and not synced, each with its place in the order of writes.
    pub images: BTreeMap<usize, Vec<(u64, [u8; SECTOR_BYTES])>>,
    /// Set by a failed sync: nothing more becomes durable.
    pub lost: bool,
}

/// A change of a name in a folder.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Create(String, usize),
    Rename(String, String),
    Remove(String),
}

impl Change {
    fn folder(&self) -> &str {
        let (Self::Create(name, _) | Self::Rename(_, name) | Self::Remove(name)) = self;
        folder_of(name)
    }

    pub fn apply(&self, names: &mut BTreeMap<String, usize>) {
        match self {
            Self::Create(name, inode) => drop(names.insert(name.clone(), *inode)),
            Self::Remove(name) => drop(names.remove(name)),
            Self::Rename(from, to) => {
                if let Some(inode) = names.remove(from) {
                    names.insert(to.clone(), inode);
                }
            }
        }
    }
}

fn folder_of(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn not_found(name: &str) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, format!("{name} is not there"))
}

impl Files {
    pub fn open(&mut self, name: &str, create: bool) -> io::Result<usize> {
        if let Some(inode) = self.names.get(name) {
            return Ok(*inode);
        }
        if !create {
            return Err(not_found(name));
        }
        self.inodes.push(Inode::default());
        let inode = self.inodes.len() - 1;
        self.change(Change::Create(name.to_owned(), inode));
        Ok(inode)
    }

    fn change(&mut self, change: Change) {
        change.apply(&mut self.names);
        self.changes.push(change);
    }

    pub fn list(&self, folder: &str) -> Vec<String> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let tails = self.names.keys().filter_map(|name| name.strip_prefix(&prefix));
        let names: BTreeSet<&str> =
            tails.map(|tail| tail.split_once('/').map_or(tail, |(first, _)| first)).collect();
        names.into_iter().map(str::to_owned).collect()
    }

    pub fn rename(&mut self, from: &str, to: &str) -> io::Result<()> {
        if !self.names.contains_key(from) {
            return Err(not_found(from));
        }
        self.change(Change::Rename(from.to_owned(), to.to_owned()));
        Ok(())
    }

    pub fn remove(&mut self, name: &str) {
        if self.names.contains_key(name) {
            self.change(Change::Remove(name.to_owned()));
        }
    }

    pub fn sync_folder(&mut self, folder: &str) {
        let durable = &mut self.durable_names;
        self.changes.retain(|change| {
            let stays = change.folder() != folder;
            if !stays {
                change.apply(durable);
            }
            stays
        });
    }

    fn inode(&mut self, inode: usize, epoch: u64) -> io::Result<&mut Inode> {
        if epoch != self.epoch {
            return Err(io::Error::other("the process that opened this file is gone"));
        }
        self.inodes.get_mut(inode).ok_or_else(|| not_found("the inode"))
    }

    pub fn read(&mut self, inode: usize, epoch: u64, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let bytes = &self.inode(inode, epoch)?.current;
        let begin = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
        let length = (bytes.len() - begin).min(buffer.len());
        buffer[..length].copy_from_slice(&bytes[begin..begin + length]);
        Ok(length)
    }

    pub fn write(&mut self, inode: usize, epoch: u64, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.figures.writes += 1;
        let fails = self.fail_write_at == Some(self.figures.writes);
        let written = if fails { &bytes[..bytes.len() / 2] } else { bytes };
        let begin = usize::try_from(offset).map_err(io::Error::other)?;
        let grown = (begin + written.len()).saturating_sub(self.inode(inode, epoch)?.current.len());
        if let Some(room) = &mut self.room {
            *room = room.checked_sub(grown as u64).ok_or(io::ErrorKind::StorageFull)?;
        }
        let mut order = self.order;
        self.inode(inode, epoch)?.write(written, begin, &mut order);
        self.order = order;
        if fails { Err(io::Error::other("a write failed on command")) } else { Ok(()) }
    }

    pub fn sync(&mut self, inode: usize, epoch: u64) -> io::Result<()> {
        self.figures.syncs += 1;
        let fails = self.fail_sync_at == Some(self.figures.syncs);
        let inode = self.inode(inode, epoch)?;
        if fails {
            inode.lost = true;
            return Err(io::Error::other("a sync failed on command"));
        }
        inode.sync();
        Ok(())
    }

    pub fn length(&mut self, inode: usize, epoch: u64) -> io::Result<u64> {
        Ok(self.inode(inode, epoch)?.current.len() as u64)
    }

    pub fn set_length(&mut self, inode: usize, epoch: u64, length: u64) -> io::Result<()> {
        let inode = self.inode(inode, epoch)?;
        let length = usize::try_from(length).map_err(io::Error::other)?;
        let freed = inode.current.len().saturating_sub(length);
        inode.current.resize(length, 0);
        inode.images.retain(|sector, _| sector * SECTOR_BYTES < length);
        if let Some(room) = &mut self.room {
            *room += freed as u64;
        }
        Ok(())
    }

    fn named(&mut self, name: &str) -> io::Result<&mut Inode> {
        let inode = *self.names.get(name).ok_or_else(|| not_found(name))?;
        self.inodes.get_mut(inode).ok_or_else(|| not_found(name))
    }

    pub fn flip_bit(&mut self, name: &str, bit: u64) -> io::Result<()> {
        let inode = self.named(name)?;
        let at = usize::try_from(bit / 8).map_err(io::Error::other)?;
        let mask = 1 << (bit % 8);
        *inode.current.get_mut(at).ok_or(io::ErrorKind::InvalidInput)? ^= mask;
        if let Some(byte) = inode.durable.get_mut(at) {
            *byte ^= mask;
        }
        Ok(())
    }

    pub fn bytes(&mut self, name: &str) -> io::Result<Vec<u8>> {
        Ok(self.named(name)?.current.clone())
    }

    pub fn set_bytes(&mut self, name: &str, bytes: Vec<u8>) {
        self.inodes.push(Inode { current: bytes.clone(), durable: bytes, ..Inode::default() });
        let inode = self.inodes.len() - 1;
        self.names.insert(name.to_owned(), inode);
        self.durable_names.insert(name.to_owned(), inode);
    }

    pub fn names(&self) -> Vec<String> {
        self.names.keys().cloned().collect()
    }
}

impl Inode {
    fn write(&mut self, bytes: &[u8], begin: usize, order: &mut u64) {
        let end = begin + bytes.len();
        if end > self.current.len() {
            self.current.resize(end, 0);
        }
        self.current[begin..end].copy_from_slice(bytes);
        for sector in begin / SECTOR_BYTES..end.div_ceil(SECTOR_BYTES) {
            let from = sector * SECTOR_BYTES;
            let until = (from + SECTOR_BYTES).min(self.current.len());
            let mut image = [0; SECTOR_BYTES];
            image[..until - from].copy_from_slice(&self.current[from..until]);
            *order += 1;
            self.images.entry(sector).or_default().push((*order, image));
        }
    }

    fn sync(&mut self) {
        if self.lost {
            return;
        }
        self.durable.resize(self.current.len(), 0);
        for sector in std::mem::take(&mut self.images).into_keys() {
            let from = sector * SECTOR_BYTES;
            let until = (from + SECTOR_BYTES).min(self.current.len());
            self.durable[from..until].copy_from_slice(&self.current[from..until]);
        }
    }
}
