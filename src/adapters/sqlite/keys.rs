//! Keys, hashed, and the node's secrets.

use actors::ports::catalogue::CatalogueError;
use actors::ports::catalogue::keys::{KeyRow, Keys, Role};
use actors::ports::journal::PortFuture;
use rusqlite::{Connection, params};
use schemas::ids::ContentHash;
use schemas::time::Timestamp;

use super::Catalogue;
use super::connection::time_of;

const ADMIN: &str = "admin";

impl Keys for Catalogue {
    fn keys(&self) -> PortFuture<Result<Vec<KeyRow>, CatalogueError>> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT hash, name FROM api_keys WHERE revoked_ms IS NULL AND role = ?1 ORDER BY created_ms",
            )?;
            let rows = statement.query_map([ADMIN], |row| {
                Ok(KeyRow { hash: ContentHash(row.get(0)?), name: row.get(1)?, role: Role::Admin })
            })?;
            rows.collect()
        })
    }

    fn replace_key(&self, key: KeyRow, at: Timestamp) -> PortFuture<Result<(), CatalogueError>> {
        self.write(move |connection| {
            let role = match key.role {
                Role::Admin => ADMIN,
            };
            connection.execute(
                "UPDATE api_keys SET revoked_ms = ?1 WHERE name = ?2 AND revoked_ms IS NULL",
                params![time_of(at), key.name],
            )?;
            connection.execute(
                "INSERT INTO api_keys VALUES (?1, ?2, ?3, ?4, NULL)",
                params![key.hash.0, key.name, role, time_of(at)],
            )?;
            Ok(())
        })
    }

    fn secret(&self, name: &'static str, fresh: [u8; 32]) -> PortFuture<Result<[u8; 32], CatalogueError>> {
        self.write(move |connection: &Connection| {
            connection.execute("INSERT OR IGNORE INTO secrets VALUES (?1, ?2)", params![name, fresh])?;
            connection.query_row("SELECT value FROM secrets WHERE name = ?1", [name], |row| row.get(0))
        })
    }
}
