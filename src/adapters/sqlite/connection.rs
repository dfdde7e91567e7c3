//! One connection, set as every connection of the catalogue is.

use std::path::Path;
use std::time::Duration;

use actors::ports::catalogue::Reach;
use rusqlite::Connection;
use schemas::ids::OrganiserId;
use schemas::time::Timestamp;

/// How long a connection waits for another process, such as `frontrow key rotate`.
pub(super) const BUSY_WAIT: Duration = Duration::from_secs(5);

/// Opens the file, or makes it.
pub(super) fn open(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_WAIT)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update(None, "trusted_schema", "OFF")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// A moment as a column has it.
pub(super) fn time_of(moment: Timestamp) -> i64 {
    i64::try_from(moment.0).unwrap_or(i64::MAX)
}

/// A moment from a column.
pub(super) fn moment_of(column: i64) -> Timestamp {
    Timestamp(u64::try_from(column).unwrap_or(0))
}

/// An organiser from a column.
pub(super) const fn organiser_of(column: i64) -> OrganiserId {
    OrganiserId(column.cast_unsigned())
}

/// The organiser whose rows alone are reached, as a column has it; none where all are.
pub(super) const fn number_of(reach: Reach) -> Option<i64> {
    match reach {
        Reach::All => None,
        Reach::One(organiser) => Some(organiser.0.cast_signed()),
    }
}
