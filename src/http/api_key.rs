//! API keys as their bearers have them.
//!
//! A key is 256 random bits, so a plain BLAKE3 of it is kept: there is nothing to guess that a slow hash
//! would protect.

use data_encoding::BASE32_NOPAD;
use schemas::ids::ContentHash;

use crate::secret::Secret;

/// What every API key begins with.
pub const KEY_PREFIX: &str = "frk_";

/// An API key as its bearer has it.
#[derive(Clone, Debug)]
pub struct ApiKey(Secret<[u8; 32]>);

impl ApiKey {
    /// A new key of these random bytes.
    #[must_use]
    pub const fn new(random: [u8; 32]) -> Self {
        Self(Secret::new(random))
    }

    /// A new key.
    ///
    /// # Errors
    /// Where the system gives no random bytes.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self::new(bytes))
    }

    /// Reads a key; none where the text is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let tail = text.strip_prefix(KEY_PREFIX)?.to_ascii_uppercase();
        BASE32_NOPAD.decode(tail.as_bytes()).ok()?.try_into().ok().map(Self::new)
    }

    /// The key's text, to be shown once.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{KEY_PREFIX}{}", BASE32_NOPAD.encode(self.0.reveal()).to_lowercase())
    }

    /// What is kept of the key.
    #[must_use]
    pub fn hash(&self) -> ContentHash {
        ContentHash(*blake3::hash(self.0.reveal()).as_bytes())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_was_shown() {
        let key = ApiKey::new([7; 32]);
        let text = key.reveal();
        assert_eq!(text.len(), 56);
        assert_eq!(ApiKey::parse(&text).unwrap().hash(), key.hash());
        for other in ["", "frk_", "frk_aaaa", &text[4..], &text[..55]] {
            assert!(ApiKey::parse(other).is_none(), "{other:?}");
        }
    }

    #[test]
    fn a_key_is_never_printed() {
        let key = ApiKey::new([7; 32]);
        assert_eq!(format!("{key:?}"), "ApiKey([secret])");
    }
}
