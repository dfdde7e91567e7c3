//! The log: text for people on a terminal, one JSON object a line otherwise, on standard error.
//!
//! Every line written while a request is served carries that request's id. Secrets are never logged: they
//! are [`crate::secret::Secret`], and hold tokens and keys appear as keyed hashes or not at all.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;

use crate::config::{Log, LogFormat};

/// Why the log cannot be started.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// `log.filter` cannot be read.
    #[error("log.filter is {filter:?}: {source}")]
    Filter {
        /// As configured.
        filter: String,
        /// What is wrong with it.
        source: tracing_subscriber::filter::ParseError,
    },
    /// Something else in this process has started a log.
    #[error("a log was started already")]
    Started,
}

/// Starts the log of this process.
///
/// # Errors
/// [`TelemetryError`].
pub fn start(settings: &Log) -> Result<(), TelemetryError> {
    let json = match settings.format {
        LogFormat::Auto => !std::io::stderr().is_terminal(),
        LogFormat::Text => false,
        LogFormat::Json => true,
    };
    let subscriber = subscriber(&settings.filter, json, std::io::stderr)?;
    tracing::subscriber::set_global_default(subscriber).map_err(|_| TelemetryError::Started)?;
    std::panic::set_hook(Box::new(|panic| {
        tracing::error!(
            place = panic.location().map(ToString::to_string),
            cause = panic.payload_as_str(),
            "a panic"
        );
    }));
    Ok(())
}

/// What turns spans and events into lines.
///
/// # Errors
/// [`TelemetryError::Filter`].
pub fn subscriber<Writer>(
    filter: &str,
    json: bool,
    writer: Writer,
) -> Result<Box<dyn tracing::Subscriber + Send + Sync>, TelemetryError>
where
    Writer: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_new(filter)
        .map_err(|source| TelemetryError::Filter { filter: filter.to_owned(), source })?;
    let base = tracing_subscriber::registry().with(filter);
    let lines = tracing_subscriber::fmt::layer().with_writer(writer);
    Ok(if json {
        let lines = lines.json().flatten_event(true).with_current_span(true).with_span_list(false);
        Box::new(base.with(lines))
    } else {
        Box::new(base.with(lines.with_target(false)))
    })
}
