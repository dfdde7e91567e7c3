//! Hold tokens: the secret that owns one buyer's holds in one event.
//!
//! A token is issued without any state: it carries its event, its end and the channels it opens, signed with
//! a keyed BLAKE3. The engine knows it by a keyed hash alone.
//!
//! The text is `ht_` and unpadded base64 for URLs over: format (1 byte, 1), event (8), end in seconds since
//! 1970 (8), channels as bits (8), all big-endian, 12 random bytes, 32 bytes of signature.

use actors::seat_map::command::ChannelSet;
use data_encoding::BASE64URL_NOPAD;
use schemas::ids::{EventId, TokenHash};
use schemas::time::Timestamp;

use crate::limits::HOLD_TOKEN_MS;
use crate::secret::Secret;

const PREFIX: &str = "ht_";
const FORMAT: u8 = 1;
const CONTENT_BYTES: usize = 37;
const SIGNED_BYTES: usize = CONTENT_BYTES + 32;

/// The buyer that a token stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Buyer {
    /// What the engine knows the buyer by.
    pub token: TokenHash,
    /// The channels opened.
    pub channels: ChannelSet,
}

/// Why a text is no token for an event now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// It was not issued here for this event.
    #[error("the hold token was not issued here for this event")]
    Invalid,
    /// It has run out.
    #[error("the hold token has run out")]
    Expired,
}

/// Issues and verifies tokens.
#[derive(Clone, Copy, Debug)]
pub struct HoldTokens {
    signing: Secret<[u8; 32]>,
    naming: Secret<[u8; 32]>,
}

impl HoldTokens {
    /// Tokens under this secret of the node.
    #[must_use]
    pub fn new(node: &Secret<[u8; 32]>) -> Self {
        let derive = |purpose: &str| Secret::new(blake3::derive_key(purpose, node.reveal()));
        Self {
            signing: derive("frontrow v1 signature of a hold token"),
            naming: derive("frontrow v1 name of a hold token"),
        }
    }

    /// A new token of these random bytes, and when it runs out.
    #[must_use]
    pub fn issue(
        &self,
        event: EventId,
        channels: ChannelSet,
        now: Timestamp,
        random: [u8; 12],
    ) -> (Secret<String>, Timestamp) {
        let end_s = now.plus_ms(HOLD_TOKEN_MS).0 / 1_000;
        let mut bytes = Vec::with_capacity(SIGNED_BYTES);
        bytes.push(FORMAT);
        bytes.extend_from_slice(&event.0.to_be_bytes());
        bytes.extend_from_slice(&end_s.to_be_bytes());
        bytes.extend_from_slice(&channels.0.to_be_bytes());
        bytes.extend_from_slice(&random);
        let signature = self.sign(&bytes);
        bytes.extend_from_slice(signature.as_bytes());
        let text = format!("{PREFIX}{}", BASE64URL_NOPAD.encode(&bytes));
        (Secret::new(text), Timestamp(end_s * 1_000))
    }

    /// The buyer that `text` stands for in `event`.
    ///
    /// # Errors
    /// [`TokenFault`].
    pub fn verify(&self, text: &str, event: EventId, now: Timestamp) -> Result<Buyer, TokenFault> {
        let bytes = read(text).ok_or(TokenFault::Invalid)?;
        let (content, signature) = bytes.split_at(CONTENT_BYTES);
        let signature = blake3::Hash::from_slice(signature).map_err(|_| TokenFault::Invalid)?;
        // Hashes of this type are compared in constant time.
        if self.sign(content) != signature || content[0] != FORMAT {
            return Err(TokenFault::Invalid);
        }
        let [of_event, end_s, channels] = [1, 9, 17].map(|from| number(content, from));
        if of_event != event.0 {
            return Err(TokenFault::Invalid);
        }
        if now.0 >= end_s.saturating_mul(1_000) {
            return Err(TokenFault::Expired);
        }
        let mut token = [0; 16];
        token.copy_from_slice(&blake3::keyed_hash(self.naming.reveal(), &bytes).as_bytes()[..16]);
        Ok(Buyer { token: TokenHash(token), channels: ChannelSet(channels) })
    }

    fn sign(&self, content: &[u8]) -> blake3::Hash {
        blake3::keyed_hash(self.signing.reveal(), content)
    }
}

fn read(text: &str) -> Option<[u8; SIGNED_BYTES]> {
    let encoded = text.strip_prefix(PREFIX)?.as_bytes();
    let mut bytes = [0; SIGNED_BYTES];
    if BASE64URL_NOPAD.decode_len(encoded.len()) != Ok(SIGNED_BYTES) {
        return None;
    }
    BASE64URL_NOPAD.decode_mut(encoded, &mut bytes).ok()?;
    Some(bytes)
}

fn number(content: &[u8], from: usize) -> u64 {
    content[from..from + 8].iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_500);
    const EVENT: EventId = EventId(77);

    fn issued() -> (HoldTokens, String, Timestamp) {
        let tokens = HoldTokens::new(&Secret::new([3; 32]));
        let (text, end) = tokens.issue(EVENT, ChannelSet(0b1010), NOW, [9; 12]);
        (tokens, text.reveal().clone(), end)
    }

    #[test]
    fn a_token_stands_for_its_buyer_until_its_end() {
        let (tokens, text, end) = issued();
        assert_eq!(end, Timestamp(1_700_086_400_000));
        let buyer = tokens.verify(&text, EVENT, NOW);
        assert_eq!(buyer.map(|buyer| buyer.channels), Ok(ChannelSet(0b1010)));
        assert_eq!(tokens.verify(&text, EVENT, Timestamp(end.0 - 1)), buyer);
        assert_eq!(tokens.verify(&text, EVENT, end), Err(TokenFault::Expired));
        let other = tokens.issue(EVENT, ChannelSet(0b1010), NOW, [8; 12]).0;
        assert_ne!(tokens.verify(other.reveal(), EVENT, NOW), buyer);
    }

    #[test]
    fn a_token_is_good_for_one_event_and_one_node() {
        let (tokens, text, _) = issued();
        assert_eq!(tokens.verify(&text, EventId(78), NOW), Err(TokenFault::Invalid));
        let foreign = HoldTokens::new(&Secret::new([4; 32]));
        assert_eq!(foreign.verify(&text, EVENT, NOW), Err(TokenFault::Invalid));
    }

    #[test]
    fn no_changed_token_is_taken() {
        let (tokens, text, _) = issued();
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8_lossy(&bytes).into_owned();
            assert_eq!(tokens.verify(&changed, EVENT, NOW), Err(TokenFault::Invalid), "at {at}");
        }
        for other in ["", "ht_", &text[..text.len() - 1], &format!("{text}A"), &text[3..]] {
            assert_eq!(tokens.verify(other, EVENT, NOW), Err(TokenFault::Invalid), "{other:?}");
        }
    }
}
