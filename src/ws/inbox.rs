//! What comes from a client: bytes to messages. Fragments are put together, UTF-8 and sizes checked.

use actix_http::ws::{CloseCode, Codec, Frame, Item, ProtocolError};
use bytes::{Bytes, BytesMut};
use tokio_util::codec::Decoder;

use super::limits::{FRAGMENTS_PER_MESSAGE, MESSAGE_BYTES};

/// One message or control frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inbound {
    /// A whole text message; UTF-8.
    Text(Bytes),
    /// To be answered with a pong of the same content.
    Ping(Bytes),
    /// An answer to a ping, or a sign of life.
    Pong,
    /// The client closes, with this code if any.
    Close(Option<u16>),
}

/// Why a client's bytes end the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Against RFC 6455.
    #[error("against the WebSocket protocol")]
    Protocol,
    /// A binary message.
    #[error("binary messages are not spoken here")]
    Binary,
    /// Text that is not UTF-8.
    #[error("the text is not UTF-8")]
    Utf8,
    /// A message larger than allowed.
    #[error("the message is too large")]
    TooLarge,
}

impl Fault {
    /// The code that the session closes with.
    #[must_use]
    pub const fn close_code(self) -> CloseCode {
        match self {
            Self::Protocol => CloseCode::Protocol,
            Self::Binary => CloseCode::Unsupported,
            Self::Utf8 => CloseCode::Invalid,
            Self::TooLarge => CloseCode::Size,
        }
    }
}

/// A message of which fragments have come.
#[derive(Debug)]
struct Fragments {
    bytes: BytesMut,
    count: usize,
}

/// The reading half of a session.
#[derive(Debug)]
pub struct Inbox {
    codec: Codec,
    buffer: BytesMut,
    fragments: Option<Box<Fragments>>,
}

impl Default for Inbox {
    fn default() -> Self {
        Self { codec: Codec::new().max_size(MESSAGE_BYTES), buffer: BytesMut::new(), fragments: None }
    }
}

impl Inbox {
    /// Takes what was read, without a copy where nothing waits from before.
    pub fn feed(&mut self, bytes: Bytes) {
        if self.buffer.is_empty() {
            self.buffer = bytes.try_into_mut().unwrap_or_else(|shared| BytesMut::from(&shared[..]));
        } else {
            self.buffer.extend_from_slice(&bytes);
        }
    }

    /// Bytes that wait to be decoded.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.buffer.len()
    }

    /// The next message, if a whole one has come.
    ///
    /// # Errors
    /// [`Fault`]; the session is over.
    pub fn next_message(&mut self) -> Result<Option<Inbound>, Fault> {
        loop {
            // The codec would wait for all of a frame before it says that it is too large.
            if declared_length(&self.buffer).is_some_and(|length| length > MESSAGE_BYTES as u64) {
                return Err(Fault::TooLarge);
            }
            let Some(frame) = self.codec.decode(&mut self.buffer).map_err(fault)? else {
                if self.buffer.is_empty() {
                    // An idle session keeps no buffer.
                    self.buffer = BytesMut::new();
                }
                return Ok(None);
            };
            match frame {
                Frame::Text(bytes) => return text(bytes).map(Some),
                Frame::Ping(bytes) => return Ok(Some(Inbound::Ping(bytes))),
                Frame::Pong(_) => return Ok(Some(Inbound::Pong)),
                Frame::Close(reason) => {
                    return Ok(Some(Inbound::Close(reason.map(|reason| reason.code.into()))));
                }
                Frame::Binary(_) | Frame::Continuation(Item::FirstBinary(_)) => return Err(Fault::Binary),
                Frame::Continuation(item) => {
                    if let Some(whole) = self.fragment(item)? {
                        return text(whole).map(Some);
                    }
                }
            }
        }
    }

    fn fragment(&mut self, item: Item) -> Result<Option<Bytes>, Fault> {
        let (bytes, last) = match item {
            Item::FirstText(bytes) | Item::FirstBinary(bytes) => {
                self.fragments = Some(Box::new(Fragments { bytes: BytesMut::new(), count: 0 }));
                (bytes, false)
            }
            Item::Continue(bytes) => (bytes, false),
            Item::Last(bytes) => (bytes, true),
        };
        let Some(fragments) = &mut self.fragments else { return Err(Fault::Protocol) };
        fragments.count += 1;
        if fragments.count > FRAGMENTS_PER_MESSAGE || fragments.bytes.len() + bytes.len() > MESSAGE_BYTES {
            return Err(Fault::TooLarge);
        }
        fragments.bytes.extend_from_slice(&bytes);
        Ok(if last { self.fragments.take().map(|whole| whole.bytes.freeze()) } else { None })
    }
}

fn text(bytes: Bytes) -> Result<Inbound, Fault> {
    if std::str::from_utf8(&bytes).is_err() {
        return Err(Fault::Utf8);
    }
    Ok(Inbound::Text(bytes))
}

#[allow(clippy::needless_pass_by_value, reason = "the shape that map_err asks for")]
fn fault(error: ProtocolError) -> Fault {
    match error {
        ProtocolError::Overflow => Fault::TooLarge,
        _ => Fault::Protocol,
    }
}

/// The length that the first frame in `buffer` declares, where its header has come so far.
fn declared_length(buffer: &[u8]) -> Option<u64> {
    match buffer.get(1)? & 0x7f {
        126 => Some(u64::from(u16::from_be_bytes(buffer.get(2..4)?.try_into().ok()?))),
        127 => Some(u64::from_be_bytes(buffer.get(2..10)?.try_into().ok()?)),
        short => Some(u64::from(short)),
    }
}

#[cfg(test)]
#[path = "tests/inbox.rs"]
mod tests;
