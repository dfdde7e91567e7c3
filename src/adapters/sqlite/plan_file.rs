//! The plan versions in a catalogue that nobody works with: read, never migrated, never written.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use actors::ports::plans::{PlanError, PlanSource};
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use schemas::ids::ContentHash;
use schemas::plan::{PlanIndex, PublishedPlan};

use super::connection::BUSY_WAIT;
use super::{FILE_NAME, OpenError, migrations};

/// See the module.
pub struct PlanFile(Mutex<Connection>);

impl PlanFile {
    /// Opens the catalogue in `folder` for reading, whatever schema it has that is known here.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        Ok(Self(Mutex::new(open(folder)?.0)))
    }
}

/// The catalogue in `folder` for reading, whatever schema it has that is known here, and its name for messages.
pub(super) fn open(folder: &Path) -> Result<(Connection, String), OpenError> {
    let path = folder.join(FILE_NAME);
    let name = path.display().to_string();
    let sqlite = |source| OpenError::Sqlite { path: name.clone(), source };
    let connection = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(sqlite)?;
    connection.busy_timeout(BUSY_WAIT).map_err(sqlite)?;
    let found = migrations::schema(&connection).map_err(sqlite)?;
    if found > migrations::NEWEST {
        return Err(OpenError::Newer { path: name, found, known: migrations::NEWEST });
    }
    Ok((connection, name))
}

impl PlanSource for PlanFile {
    fn plan(&self, hash: ContentHash) -> Result<Arc<PlanIndex>, PlanError> {
        let connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let content: Result<Option<Vec<u8>>, _> = connection
            .query_row("SELECT content FROM plan_contents WHERE hash = ?1", [hash.0], |row| row.get(0))
            .optional();
        let content = content
            .map_err(|error| PlanError::Read { hash, what: error.to_string() })?
            .ok_or(PlanError::Unknown(hash))?;
        compiled(&content, hash)
    }
}

/// The plan in a version's canonical encoding.
pub(super) fn compiled(content: &[u8], hash: ContentHash) -> Result<Arc<PlanIndex>, PlanError> {
    let damaged = |what: String| PlanError::Damaged { hash, what };
    let plan = PublishedPlan::open(content, hash).map_err(|error| damaged(error.to_string()))?;
    plan.index().map(Arc::new).map_err(|error| damaged(error.to_string()))
}
