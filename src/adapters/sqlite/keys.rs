//! Keys, known by hashes of their secrets, and the node's secrets.

use actors::ports::catalogue::audit::AuditEntry;
use actors::ports::catalogue::keys::{KeyRow, Keys, KnownKey, Rotation, SecretRow};
use actors::ports::catalogue::{CatalogueError, Once, Reach, Written};
use actors::ports::journal::PortFuture;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};
use schemas::ids::{ContentHash, KeyId};
use schemas::scope::Scope;
use schemas::time::Timestamp;

use super::Catalogue;
use super::connection::{moment_of, number_of, organiser_of, time_of};
use super::remembered::{once, once_within};
use crate::limits::{KEYS, KEYS_REVOKED_KEPT_MS};

type Answer<T> = PortFuture<Result<T, CatalogueError>>;

const COLUMNS: &str = "id, name, scope, organiser, created_ms, expires_ms, revoked_ms, used_ms";

impl Keys for Catalogue {
    fn known_keys(&self) -> Answer<Vec<KnownKey>> {
        self.read(|connection| {
            let mut find = connection.prepare_cached(&format!(
                "SELECT {COLUMNS}, hash, ends_ms FROM keys JOIN key_secrets ON key = id
                 WHERE revoked_ms IS NULL ORDER BY id, hash"
            ))?;
            let mut known: Vec<KnownKey> = Vec::new();
            let mut rows = find.query([])?;
            while let Some(row) = rows.next()? {
                let key = key_of(row)?;
                let ends: Option<i64> = row.get(9)?;
                let secret = SecretRow { hash: ContentHash(row.get(8)?), ends: ends.map(moment_of) };
                match known.last_mut().filter(|last| last.row.id == key.id) {
                    Some(last) => last.secrets.push(secret),
                    None => known.push(KnownKey { row: key, secrets: vec![secret] }),
                }
            }
            Ok(known)
        })
    }

    fn key(&self, reach: Reach, id: KeyId) -> Answer<Option<KeyRow>> {
        self.read(move |connection| {
            let mut find = connection.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM keys WHERE id = ?1 AND (?2 IS NULL OR organiser = ?2)"
            ))?;
            find.query_row(params![id.0.cast_signed(), number_of(reach)], key_of).optional()
        })
    }

    fn keys(&self, reach: Reach, after: Option<(Timestamp, KeyId)>, limit: u32) -> Answer<Vec<KeyRow>> {
        self.read(move |connection| {
            let (time, id) = after.map_or((-1, 0), |(time, id)| (time_of(time), id.0.cast_signed()));
            let organiser = number_of(reach);
            let whose = if organiser.is_some() { "organiser = ?3" } else { "?3 IS NULL" };
            let mut page = connection.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM keys WHERE (created_ms, id) > (?1, ?2) AND {whose}
                 ORDER BY created_ms, id LIMIT ?4"
            ))?;
            page.query_map(params![time, id, organiser, limit], key_of)?.collect()
        })
    }

    fn create_key(&self, key: KeyRow, hash: ContentHash, identity: Once) -> Answer<Option<Written>> {
        self.write(move |connection| {
            forget_revoked(connection, key.created)?;
            let count = "SELECT count(*) FROM keys WHERE revoked_ms IS NULL";
            let there: u32 = connection.query_row(count, [], |row| row.get(0))?;
            once_within(connection, &identity, there < KEYS, |connection| {
                insert(connection, &key)?;
                add_secret(connection, key.id, hash, key.created)
            })
        })
    }

    fn rotate_key(&self, rotation: Rotation, identity: Once) -> Answer<Option<Written>> {
        self.write(move |connection| {
            let key = &rotation.key;
            let in_force = "SELECT revoked_ms IS NULL FROM keys WHERE id = ?1";
            let in_force: Option<bool> =
                connection.query_row(in_force, [key.id.0.cast_signed()], |row| row.get(0)).optional()?;
            once_within(connection, &identity, in_force == Some(true), |connection| {
                let now = time_of(identity.at);
                let (id, ends) = (key.id.0.cast_signed(), time_of(rotation.ends));
                // Whatever was in its own grace makes room: two secrets at once are the most.
                connection.execute(
                    "DELETE FROM key_secrets WHERE key = ?1 AND (ends_ms IS NOT NULL OR ?2 <= ?3)",
                    params![id, ends, now],
                )?;
                connection
                    .execute("UPDATE key_secrets SET ends_ms = ?2 WHERE key = ?1", params![id, ends])?;
                add_secret(connection, key.id, rotation.hash, identity.at)?;
                connection.execute(
                    "UPDATE keys SET expires_ms = ?2 WHERE id = ?1",
                    params![id, key.expires.map(time_of)],
                )?;
                Ok(())
            })
        })
    }

    fn revoke_key(&self, id: KeyId, at: Timestamp, identity: Once) -> Answer<Written> {
        self.write(move |connection| {
            once(connection, &identity, |connection| {
                let id = id.0.cast_signed();
                connection.execute("DELETE FROM key_secrets WHERE key = ?1", [id])?;
                connection.execute(
                    "UPDATE keys SET revoked_ms = ?2 WHERE id = ?1 AND revoked_ms IS NULL",
                    params![id, time_of(at)],
                )?;
                Ok(())
            })
        })
    }

    fn put_first_key(&self, key: KeyRow, hash: ContentHash, entry: AuditEntry) -> Answer<()> {
        self.write(move |connection| {
            let id = key.id.0.cast_signed();
            connection.execute("DELETE FROM key_secrets WHERE key = ?1", [id])?;
            let there = "UPDATE keys SET revoked_ms = NULL, expires_ms = NULL WHERE id = ?1";
            if connection.execute(there, [id])? == 0 {
                insert(connection, &key)?;
            }
            add_secret(connection, key.id, hash, entry.at)?;
            super::audit::insert(connection, &entry)
        })
    }

    fn keys_used(&self, used: Vec<(KeyId, Timestamp)>) -> Answer<()> {
        self.write(move |connection| {
            let mut note = connection
                .prepare_cached("UPDATE keys SET used_ms = max(ifnull(used_ms, 0), ?2) WHERE id = ?1")?;
            for (id, at) in &used {
                note.execute(params![id.0.cast_signed(), time_of(*at)])?;
            }
            Ok(())
        })
    }

    fn secret(&self, name: &'static str, fresh: [u8; 32]) -> Answer<[u8; 32]> {
        self.write(move |connection: &Connection| {
            connection.execute("INSERT OR IGNORE INTO secrets VALUES (?1, ?2)", params![name, fresh])?;
            connection.query_row("SELECT value FROM secrets WHERE name = ?1", [name], |row| row.get(0))
        })
    }
}

fn insert(connection: &Connection, key: &KeyRow) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT INTO keys VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL, NULL)",
        params![
            key.id.0.cast_signed(),
            key.name,
            key.scope.name(),
            key.organiser.map(|organiser| organiser.0.cast_signed()),
            time_of(key.created),
            key.expires.map(time_of),
        ],
    )?;
    Ok(())
}

fn add_secret(
    connection: &Connection,
    key: KeyId,
    hash: ContentHash,
    created: Timestamp,
) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT INTO key_secrets VALUES (?1, ?2, ?3, NULL)",
        params![hash.0, key.0.cast_signed(), time_of(created)],
    )?;
    Ok(())
}

/// Lets go keys that were revoked so long ago that the audit log does not speak of them any more.
fn forget_revoked(connection: &Connection, now: Timestamp) -> rusqlite::Result<()> {
    let oldest = time_of(Timestamp(now.0.saturating_sub(KEYS_REVOKED_KEPT_MS)));
    // The first key stays: it can be put in force again.
    connection.execute("DELETE FROM keys WHERE revoked_ms < ?1 AND id <> 0", [oldest])?;
    Ok(())
}

fn key_of(row: &Row<'_>) -> rusqlite::Result<KeyRow> {
    let id: i64 = row.get(0)?;
    let scope: String = row.get(2)?;
    let scope = Scope::by_name(&scope)
        .ok_or_else(|| rusqlite::Error::InvalidColumnType(2, "scope".to_owned(), Type::Text))?;
    let moment = |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.map(moment_of));
    Ok(KeyRow {
        id: KeyId(id.cast_unsigned()),
        name: row.get(1)?,
        scope,
        organiser: row.get::<_, Option<i64>>(3)?.map(organiser_of),
        created: moment_of(row.get(4)?),
        expires: moment(5)?,
        revoked: moment(6)?,
        used: moment(7)?,
    })
}
