//! The ledger: every answer that the server acknowledged, in the order in which buyers got them.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::mpsc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use schemas::ids::{BookingId, ChannelIndex, HoldId, PlaceIndex, Version};
use schemas::time::Timestamp;
use serde::Serialize;

/// Units of one place as an answer names them: place, units, channel.
pub type AnsweredUnits = (PlaceIndex, u32, ChannelIndex);

/// One acknowledged answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Acknowledged {
    /// Which buyer of the run; organiser calls are noted under the buyer they were made for.
    pub buyer: u32,
    /// The version at which the server says it became true.
    pub version: Version,
    /// What.
    #[serde(flatten)]
    pub deed: Deed,
}

/// What was acknowledged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "deed", rename_all = "snake_case")]
pub enum Deed {
    /// Places are held until the deadline.
    Held {
        /// The hold.
        hold: HoldId,
        /// When it runs out.
        deadline: Timestamp,
        /// What it holds.
        places: Vec<AnsweredUnits>,
    },
    /// Places were given back.
    Released {
        /// The hold.
        hold: HoldId,
        /// What came back.
        places: Vec<AnsweredUnits>,
    },
    /// The hold has this deadline.
    Extended {
        /// The hold.
        hold: HoldId,
        /// When it runs out.
        deadline: Timestamp,
    },
    /// Payment began.
    PaymentBegun {
        /// The hold.
        hold: HoldId,
    },
    /// Payment failed.
    PaymentFailed {
        /// The hold.
        hold: HoldId,
    },
    /// Sold.
    Booked {
        /// The hold it was.
        hold: HoldId,
        /// The booking it became.
        booking: BookingId,
    },
    /// Places of a booking were given back.
    Unbooked {
        /// The booking.
        booking: BookingId,
    },
}

/// Where acknowledged answers are written down. Clones write into the same ledger.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    entries: Arc<Mutex<Vec<Acknowledged>>>,
    file: Option<mpsc::Sender<Vec<u8>>>,
}

impl Ledger {
    /// A ledger in memory and in a file of JSON lines. Whatever is waiting is written and synced together,
    /// on a thread of its own.
    ///
    /// # Errors
    /// The file cannot be made.
    pub fn with_file(path: &Path) -> io::Result<(Self, LedgerFile)> {
        let file = File::create(path)?;
        let (sender, lines) = mpsc::channel();
        let writer = thread::Builder::new()
            .name("ledger".to_owned())
            .spawn(move || write_lines(BufWriter::new(file), &lines))?;
        Ok((Self { entries: Arc::default(), file: Some(sender) }, LedgerFile(writer)))
    }

    /// Writes an answer down.
    pub fn note(&self, entry: Acknowledged) {
        if let Some(file) = &self.file
            && let Ok(mut line) = serde_json::to_vec(&entry)
        {
            line.push(b'\n');
            // A writer that died of a full disk is told by `LedgerFile::finish`.
            let _ = file.send(line);
        }
        self.lock().push(entry);
    }

    /// Everything noted so far.
    #[must_use]
    pub fn entries(&self) -> Vec<Acknowledged> {
        self.lock().clone()
    }

    /// How many answers are noted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Whether nothing is noted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Acknowledged>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The file behind a ledger.
#[derive(Debug)]
pub struct LedgerFile(thread::JoinHandle<io::Result<()>>);

impl LedgerFile {
    /// Waits until everything noted is on disk. Drop every clone of the ledger first.
    ///
    /// # Errors
    /// Writing or syncing failed.
    pub fn finish(self) -> io::Result<()> {
        self.0.join().map_err(|_| io::Error::other("the ledger's writer died"))?
    }
}

fn write_lines(mut file: BufWriter<File>, lines: &mpsc::Receiver<Vec<u8>>) -> io::Result<()> {
    while let Ok(first) = lines.recv() {
        file.write_all(&first)?;
        for line in lines.try_iter() {
            file.write_all(&line)?;
        }
        file.flush()?;
        file.get_ref().sync_data()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_ledger_on_disk_holds_a_line_an_answer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.jsonl");
        let (ledger, file) = Ledger::with_file(&path).unwrap();
        for version in 1..=3 {
            ledger.clone().note(Acknowledged {
                buyer: 9,
                version: Version(version),
                deed: Deed::Booked { hold: HoldId(1), booking: BookingId(version) },
            });
        }
        assert_eq!(ledger.len(), 3);
        drop(ledger);
        file.finish().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 3);
        assert_eq!(
            text.lines().next(),
            Some(r#"{"buyer":9,"version":1,"deed":"booked","hold":1,"booking":1}"#)
        );
    }
}
