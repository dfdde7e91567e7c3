//! The catalogue in SQLite: one file, one thread that writes, a few that read.
//!
//! WAL with `synchronous=FULL`, so that a write is on disk when it is answered; `secure_delete`, so that
//! what was deleted is gone; numbered migrations that go forward only.

mod audit;
mod backup;
mod connection;
mod events;
mod keys;
mod lane;
mod migrations;
mod organisers;
mod plan_deletion;
mod plan_file;
mod plan_source;
mod plans;
mod remembered;
#[cfg(test)]
mod tests;

use std::path::Path;

use actors::ports::catalogue::CatalogueError;
use actors::ports::journal::PortFuture;
use rusqlite::Connection;

pub use self::backup::{Restore, Restored, catalogue_events, catalogue_restored, copy_catalogue};
use self::lane::Lane;
pub use self::plan_file::PlanFile;
use crate::limits::{CATALOGUE_QUEUE, CATALOGUE_READERS};

/// The file in the data folder.
pub const FILE_NAME: &str = "catalogue.sqlite";

/// The catalogue. Clones share its threads, which end with the last of them.
#[derive(Clone)]
pub struct Catalogue {
    writer: Lane,
    readers: Lane,
    plans: plan_source::Compiled,
}

/// Why the catalogue could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// SQLite's own words.
    #[error("the catalogue {path} cannot be opened: {source}")]
    Sqlite {
        /// The file.
        path: String,
        /// What went wrong.
        source: rusqlite::Error,
    },
    /// A newer frontrow wrote it.
    #[error("the catalogue {path} has schema {found}, and this frontrow knows schemas up to {known}")]
    Newer {
        /// The file.
        path: String,
        /// Its schema.
        found: u32,
        /// The newest that is known.
        known: u32,
    },
    /// The operating system refused a thread.
    #[error("the catalogue's threads cannot be started: {0}")]
    Threads(#[from] std::io::Error),
}

impl Catalogue {
    /// Opens the catalogue in `folder`, makes or migrates it.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        let path = folder.join(FILE_NAME);
        let name = path.display().to_string();
        let sqlite = |source| OpenError::Sqlite { path: name.clone(), source };
        let mut writer = connection::open(&path).map_err(sqlite)?;
        migrations::run(&mut writer, &name)?;
        let readers: Result<Vec<_>, _> = (0..CATALOGUE_READERS).map(|_| connection::open(&path)).collect();
        Ok(Self {
            writer: Lane::start("catalogue-writer", vec![writer], CATALOGUE_QUEUE)?,
            readers: Lane::start("catalogue-reader", readers.map_err(sqlite)?, CATALOGUE_QUEUE)?,
            plans: plan_source::Compiled::default(),
        })
    }

    /// Runs a transaction on the writing thread.
    fn write<Answer: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<Answer> + Send + 'static,
    ) -> PortFuture<Result<Answer, CatalogueError>> {
        self.writer.ask(move |connection| {
            let transaction = connection.transaction()?;
            let answer = work(&transaction)?;
            transaction.commit()?;
            Ok(answer)
        })
    }

    /// Runs queries on a reading thread.
    fn read<Answer: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<Answer> + Send + 'static,
    ) -> PortFuture<Result<Answer, CatalogueError>> {
        self.readers.ask(move |connection| work(connection))
    }
}
