//! The one configuration: built-in defaults, then a TOML file, then the environment, then flags; the later
//! wins. Enter by [`load`]; one file a section.
//!
//! Unknown names are refused, with the nearest known one. No secret is configuration: keys live in the
//! catalogue, hashed.

#[cfg(feature = "baseline")]
mod baseline;
mod data;
mod journal;
mod limits;
mod listen;
mod live;
mod log;
mod seat_maps;
mod setting;
mod sources;
mod stop;
mod terms;

#[cfg(feature = "baseline")]
pub use baseline::Baseline;
pub use data::Data;
pub use journal::Journal;
pub use limits::Limits;
pub use listen::Listen;
pub use live::Live;
pub use log::{Log, LogFormat};
pub use seat_maps::SeatMaps;
pub use setting::{Origin, Setting, Values};
pub use sources::{ConfigError, Sources};
pub use stop::Stop;
pub use terms::Terms;

/// All settings, in effect.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Where the server listens.
    pub listen: Listen,
    /// Where data lies.
    pub data: Data,
    /// What a client may ask of the server.
    pub limits: Limits,
    /// Live sessions.
    pub live: Live,
    /// The log.
    pub log: Log,
    /// The seat maps' threads and rest.
    pub seat_maps: SeatMaps,
    /// The journal.
    pub journal: Journal,
    /// What an event is sold under where it says nothing else.
    pub terms: Terms,
    /// Stopping.
    pub stop: Stop,
    /// Benchmarks.
    #[cfg(feature = "baseline")]
    pub baseline: Baseline,
}

/// Every setting there is, in the order in which `frontrow config` prints them.
pub fn settings() -> impl Iterator<Item = &'static Setting> + Clone {
    let sections: &[&[Setting]] = &[
        Listen::SETTINGS,
        Data::SETTINGS,
        Limits::SETTINGS,
        Live::SETTINGS,
        Log::SETTINGS,
        SeatMaps::SETTINGS,
        Journal::SETTINGS,
        Terms::SETTINGS,
        Stop::SETTINGS,
        #[cfg(feature = "baseline")]
        Baseline::SETTINGS,
    ];
    sections.iter().copied().flatten()
}

/// Reads the sources, checks every name and value, and gives the settings with where each came from.
///
/// # Errors
/// All unknown names and all values that cannot be, together.
pub fn load(sources: &Sources) -> Result<(Config, Values), ConfigError> {
    let values = sources.collect()?;
    let mut faults = Vec::new();
    read(&values, &mut faults).map(|config| (config, values)).ok_or(ConfigError { faults })
}

/// Reads every section before it gives up, so that all faults are told at once.
fn read(values: &Values, faults: &mut Vec<String>) -> Option<Config> {
    let listen = Listen::read(values, faults);
    let data = Data::read(values, faults);
    let limits = Limits::read(values, faults);
    let live = Live::read(values, faults);
    let log = Log::read(values, faults);
    let seat_maps = SeatMaps::read(values, faults);
    let journal = Journal::read(values, faults);
    let terms = Terms::read(values, faults);
    let stop = Stop::read(values, faults);
    #[cfg(feature = "baseline")]
    let baseline = Baseline::read(values, faults);
    Some(Config {
        listen: listen?,
        data: data?,
        limits: limits?,
        live: live?,
        log: log?,
        seat_maps: seat_maps?,
        journal: journal?,
        terms: terms?,
        stop: stop?,
        #[cfg(feature = "baseline")]
        baseline: baseline?,
    })
}

#[cfg(test)]
mod tests;
