//! What a stretch of a run cost both sides, and what else the machine did meanwhile.

use std::time::{Duration, Instant};

use serde::Serialize;

use super::stage::Stage;
use crate::process::{MachineUse, ProcessUse};

/// The client is one thread: from this share of a core on it may be what is measured.
const CLIENT_SATURATED_CORES: f64 = 0.9;

/// Others that use this much of a core disturb what is measured.
const OTHERS_DISTURB_CORES: f64 = 0.1;

/// The books of both sides at one moment.
pub struct Books {
    at: Instant,
    client: ProcessUse,
    server: Option<ProcessUse>,
    machine: Option<MachineUse>,
}

/// What was used between two readings of the books.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Cost {
    /// Wall time.
    pub seconds: f64,
    /// Cores that the client used.
    pub client_cores: f64,
    /// Cores that the server used, where its process is known.
    pub server_cores: Option<f64>,
    /// Processor time of the server, where its process is known.
    pub server_seconds: Option<f64>,
    /// Memory that the server has resident at the end, in bytes.
    pub server_resident_bytes: Option<u64>,
    /// Cores that everybody else on the machine used.
    pub others_cores: Option<f64>,
}

impl Books {
    /// Reads them now.
    #[must_use]
    pub fn read(stage: &Stage) -> Self {
        Self {
            at: Instant::now(),
            client: ProcessUse::read(None).unwrap_or_default(),
            server: stage.process.and_then(|process| ProcessUse::read(Some(process)).ok()),
            machine: MachineUse::read().ok(),
        }
    }

    /// What was used from this reading until `later`.
    #[must_use]
    pub fn until(&self, later: &Self) -> Cost {
        let elapsed = later.at - self.at;
        let client_cores = later.client.cores_since(&self.client, elapsed);
        let server = self.server.zip(later.server);
        let server_cores = server.map(|(before, after)| after.cores_since(&before, elapsed));
        let processor = |(before, after): (ProcessUse, ProcessUse)| {
            after.processor.saturating_sub(before.processor).as_secs_f64()
        };
        let known = client_cores + server_cores.unwrap_or(0.0);
        let machine = self.machine.zip(later.machine);
        Cost {
            seconds: elapsed.as_secs_f64(),
            client_cores,
            server_cores,
            server_seconds: server.map(processor),
            server_resident_bytes: later.server.map(|server| server.resident_bytes),
            others_cores: machine.map(|(before, after)| after.cores_of_others(&before, elapsed, known)),
        }
    }
}

impl Cost {
    /// How many a second.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    pub fn rate(&self, count: u64) -> f64 {
        count as f64 / self.seconds.max(0.001)
    }

    /// Processor seconds of the server for a million of what was counted.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a ratio for people")]
    pub fn seconds_per_million(&self, count: u64) -> Option<f64> {
        (count > 0).then_some(self.server_seconds? * 1e6 / count as f64)
    }

    /// Whether the client, and not the server, may have been the limit.
    #[must_use]
    pub fn is_client_saturated(&self) -> bool {
        self.client_cores >= CLIENT_SATURATED_CORES
    }

    /// For people, a line a subject; `unit` is what a million of is told the price of, `count` how many.
    #[must_use]
    pub fn in_words(&self, count: u64, unit: &str) -> Vec<String> {
        let server = match (self.server_cores, self.seconds_per_million(count)) {
            (Some(cores), Some(price)) => {
                let resident = self.server_resident_bytes.unwrap_or(0) >> 20;
                format!("{cores:.2} cores, {price:.2} CPU seconds a million {unit}, {resident} MiB resident")
            }
            _ => "unknown process (name it with --server-process)".to_owned(),
        };
        let mut lines =
            vec![format!("server        {server}"), format!("client        {:.2} cores", self.client_cores)];
        lines.push(machine(self.others_cores));
        if self.is_client_saturated() {
            lines.push(
                "CLIENT SATURATED: its one thread had no time left, so the server can do more than this"
                    .to_owned(),
            );
        }
        if self.others_cores.is_some_and(|cores| cores >= OTHERS_DISTURB_CORES) {
            lines
                .push("DISTURBED: something else ran on this machine; repeat it when it is quiet".to_owned());
        }
        lines
    }
}

/// The machine, in a line.
fn machine(others_cores: Option<f64>) -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split_ascii_whitespace().take(3).collect::<Vec<_>>().join(" ");
    let others = others_cores.map_or("unknown".to_owned(), |cores| format!("{cores:.2} cores"));
    format!("machine       {cores} cores for this process, others used {others}, load averages {load}")
}

/// Waits for `warm_up`, lets `begin` reset what is counted, waits for `time`. Returns what that cost.
pub async fn measure(stage: &Stage, warm_up: Duration, time: Duration, begin: impl FnOnce()) -> Cost {
    tokio::time::sleep(warm_up).await;
    begin();
    let before = Books::read(stage);
    tokio::time::sleep(time).await;
    before.until(&Books::read(stage))
}
