//! Keyed hashes of what clients send: ids of commands, contents of requests, addresses, names of bearers.
//!
//! Only these hashes enter the engine, its log and what it shows: without the node's secret nobody can tell
//! what they were made of.

use schemas::ids::{CommandHash, PrincipalHash};

use crate::http::address::AddressPrefix;
use crate::secret::Secret;

/// The keys of the hashes, each derived from the node's secret for its own purpose.
#[derive(Clone, Copy, Debug)]
pub struct RequestKeys {
    command: Secret<[u8; 32]>,
    digest: Secret<[u8; 32]>,
    address: Secret<[u8; 32]>,
    principal: Secret<[u8; 32]>,
}

impl RequestKeys {
    /// The keys under this secret of the node.
    #[must_use]
    pub fn new(node: &Secret<[u8; 32]>) -> Self {
        let derive = |purpose: &str| Secret::new(blake3::derive_key(purpose, node.reveal()));
        Self {
            command: derive("frontrow v1 id of a command"),
            digest: derive("frontrow v1 content of a request"),
            address: derive("frontrow v1 prefix of an address"),
            principal: derive("frontrow v1 bearer of a key"),
        }
    }

    /// The id that a client gave its command: an `Idempotency-Key`, or a frame's `id`.
    #[must_use]
    pub fn command(&self, id: &[u8]) -> CommandHash {
        CommandHash(first(&blake3::keyed_hash(self.command.reveal(), id)))
    }

    /// The content of a request as it was received, in parts.
    #[must_use]
    pub fn digest(&self, parts: &[&[u8]]) -> CommandHash {
        let mut hasher = blake3::Hasher::new_keyed(self.digest.reveal());
        for part in parts {
            // With its length, so that no two lists of parts look the same.
            hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
        }
        CommandHash(first(&hasher.finalize()))
    }

    /// The content of a buyer's command ([`crate::command_content`]), whichever door it came through.
    #[must_use]
    pub fn content(&self, content: &[u8]) -> CommandHash {
        self.digest(&[content])
    }

    /// The prefix of a buyer's address.
    #[must_use]
    pub fn address(&self, prefix: AddressPrefix) -> u64 {
        u64::from_le_bytes(first(&blake3::keyed_hash(self.address.reveal(), &prefix.bytes())))
    }

    /// The name of a key's bearer.
    #[must_use]
    pub fn principal(&self, name: &str) -> PrincipalHash {
        PrincipalHash(first(&blake3::keyed_hash(self.principal.reveal(), name.as_bytes())))
    }
}

fn first<const LENGTH: usize>(hash: &blake3::Hash) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    bytes.copy_from_slice(&hash.as_bytes()[..LENGTH]);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_depends_on_purpose_secret_and_content_alone() {
        let keys = RequestKeys::new(&Secret::new([1; 32]));
        let other = RequestKeys::new(&Secret::new([2; 32]));
        assert_eq!(keys.command(b"a"), RequestKeys::new(&Secret::new([1; 32])).command(b"a"));
        assert_ne!(keys.command(b"a"), keys.command(b"b"));
        assert_ne!(keys.command(b"a"), other.command(b"a"));
        assert_ne!(keys.command(b"a").0, keys.principal("a").0);
        assert_ne!(keys.digest(&[b"ab", b"c"]), keys.digest(&[b"a", b"bc"]));
        assert_ne!(keys.digest(&[b"ab", b""]), keys.digest(&[b"ab"]));
    }
}
