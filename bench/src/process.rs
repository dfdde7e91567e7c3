//! What a process uses, from the kernel's own books: so that a benchmark never measures its client
//! unknowingly.

use std::fs;
use std::io;
use std::time::Duration;

/// Clock ticks a second in `/proc`; the kernel has shown 100 on every architecture for decades.
const TICKS_PER_SECOND: u64 = 100;

/// What a process used up to now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProcessUse {
    /// Processor time, user and system, of all its threads.
    pub processor: Duration,
    /// Memory it has resident, in bytes.
    pub resident_bytes: u64,
}

impl ProcessUse {
    /// Reads the books of a process, or of this one where none is named.
    ///
    /// # Errors
    /// The process is gone, or this system has no `/proc`.
    pub fn read(process: Option<u32>) -> io::Result<Self> {
        let folder = process.map_or_else(|| "/proc/self".to_owned(), |id| format!("/proc/{id}"));
        let stat = fs::read_to_string(format!("{folder}/stat"))?;
        let status = fs::read_to_string(format!("{folder}/status"))?;
        Self::parse(&stat, &status)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "unreadable process books"))
    }

    fn parse(stat: &str, status: &str) -> Option<Self> {
        // The second field is the program's name in brackets and may itself hold spaces and brackets.
        let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace().skip(11);
        let user: u64 = fields.next()?.parse().ok()?;
        let system: u64 = fields.next()?.parse().ok()?;
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kibibytes: u64 = match resident {
            Some(text) => text.trim().trim_end_matches("kB").trim().parse().ok()?,
            None => 0,
        };
        Some(Self {
            processor: Duration::from_millis((user + system) * 1_000 / TICKS_PER_SECOND),
            resident_bytes: kibibytes * 1_024,
        })
    }

    /// The share of one core used since `earlier`, over `elapsed` of wall time.
    #[must_use]
    pub fn cores_since(&self, earlier: &Self, elapsed: Duration) -> f64 {
        let used = self.processor.saturating_sub(earlier.processor);
        if elapsed.is_zero() { 0.0 } else { used.as_secs_f64() / elapsed.as_secs_f64() }
    }
}

/// What all processes of the machine used up to now, without what waited for a disk or a host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MachineUse {
    /// Processor time of everybody, interrupts included.
    pub processor: Duration,
}

impl MachineUse {
    /// Reads the books of the machine.
    ///
    /// # Errors
    /// This system has no `/proc`.
    pub fn read() -> io::Result<Self> {
        Self::parse(&fs::read_to_string("/proc/stat")?)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "unreadable books of the machine"))
    }

    fn parse(stat: &str) -> Option<Self> {
        let line = stat.lines().next()?.strip_prefix("cpu ")?;
        let fields: Vec<u64> = line.split_ascii_whitespace().map_while(|field| field.parse().ok()).collect();
        // user, nice, system, idle, waiting for a disk, interrupts, soft interrupts.
        let [user, nice, system, _, _, interrupts, soft, ..] = *fields else { return None };
        let ticks = user + nice + system + interrupts + soft;
        Some(Self { processor: Duration::from_millis(ticks * 1_000 / TICKS_PER_SECOND) })
    }

    /// Cores that processes other than these used since `earlier`, over `elapsed` of wall time.
    #[must_use]
    pub fn cores_of_others(&self, earlier: &Self, elapsed: Duration, known_cores: f64) -> f64 {
        let used = self.processor.saturating_sub(earlier.processor).as_secs_f64();
        (used / elapsed.as_secs_f64().max(0.001) - known_cores).max(0.0)
    }
}

/// How many descriptors a process may have open, or this one where none is named; none where nothing says.
#[must_use]
pub fn open_files_most(process: Option<u32>) -> Option<u64> {
    let folder = process.map_or_else(|| "/proc/self".to_owned(), |id| format!("/proc/{id}"));
    let text = fs::read_to_string(format!("{folder}/limits")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_ascii_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_name_of_a_program_does_not_confuse_the_fields() {
        let stat = "42 (odd ) name) S 1 42 42 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 1 0 12345 1 2";
        let read = ProcessUse::parse(stat, "Name:\todd\nVmRSS:\t    2048 kB\n").unwrap();
        assert_eq!(read.processor, Duration::from_secs(3));
        assert_eq!(read.resident_bytes, 2 << 20);
    }

    #[test]
    fn this_process_has_books() {
        assert!(ProcessUse::read(None).unwrap().resident_bytes > 0);
    }

    #[test]
    fn the_machine_s_books_leave_idle_and_waiting_out() {
        let read = MachineUse::parse("cpu  100 1 50 9000 700 3 6 40 0 0\ncpu0 1 2 3\n").unwrap();
        assert_eq!(read.processor, Duration::from_millis(1_600));
        let later = MachineUse { processor: Duration::from_millis(5_600) };
        let others = later.cores_of_others(&read, Duration::from_secs(2), 1.5);
        assert!((others - 0.5).abs() < 1e-9, "{others}");
        assert!(open_files_most(None).unwrap() > 0);
    }

    #[test]
    fn a_share_is_time_over_time() {
        let earlier = ProcessUse { processor: Duration::from_secs(1), resident_bytes: 0 };
        let later = ProcessUse { processor: Duration::from_secs(2), resident_bytes: 0 };
        assert!((later.cores_since(&earlier, Duration::from_secs(4)) - 0.25).abs() < 1e-9);
    }
}
