//! The live protocol for a load: frames written by hand, answers read as far as needed.

use std::collections::VecDeque;

use schemas::ws::{ClientFrame, SUBPROTOCOL};

use super::scan::{number_after, position, text_after};
use super::stream::{LoadError, ReadRoom, Stream, within};
use super::wire::{Said, put_number};
use crate::client::address::ServerAddress;
use crate::limits::CONNECT_TIME;

const TEXT: u8 = 0x81;
const PING: u8 = 0x89;
const PONG: u8 = 0x8a;
const CLOSE: u8 = 0x88;
const MASKED: u8 = 0x80;
/// Stands for the length where two bytes behind it say how long a payload is.
const TWO_BYTES_OF_LENGTH: u8 = 126;
/// A mask is demanded and may be anything. With this one the payload stands in the frame as it is.
const MASK: [u8; 4] = [0; 4];

/// The live protocol on one connection.
#[derive(Default)]
pub struct LiveWire {
    ids: u64,
    /// Ids of unanswered commands, oldest first.
    unanswered: VecDeque<u64>,
    payload: Vec<u8>,
}

/// A frame from the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Frame<'a> {
    first: u8,
    payload: &'a [u8],
    length: usize,
}

/// Opens a WebSocket on `path`.
///
/// # Errors
/// See [`LoadError`].
pub async fn open(address: &ServerAddress, path: &str, room: ReadRoom) -> Result<Stream, LoadError> {
    within(CONNECT_TIME, async {
        let mut stream = Stream::connect(address, room).await?;
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: b25zYWxlIGxvYWQgIyAxIQ==\r\n\
             Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\r\n",
            address.authority()
        );
        stream.write(request.as_bytes()).await?;
        let mut switched = false;
        while !switched {
            stream
                .read(|bytes| {
                    let Some(end) = position(bytes, b"\r\n\r\n") else { return Ok(0) };
                    let status = String::from_utf8_lossy(bytes.get(9..12).unwrap_or_default());
                    if status != "101" {
                        return Err(LoadError::Broken(format!("{path} was answered with {status}")));
                    }
                    switched = true;
                    Ok(end + 4)
                })
                .await?;
        }
        Ok(stream)
    })
    .await?
}

impl LiveWire {
    /// See [`super::wire::Wire::put_hold`].
    pub fn put_hold(&mut self, out: &mut Vec<u8>, places: &[u8]) {
        self.put_command(out, b"hold", b",\"places\":", |payload| payload.extend_from_slice(places));
    }

    /// See [`super::wire::Wire::put_release`].
    pub fn put_release(&mut self, out: &mut Vec<u8>, hold: u64) {
        self.put_command(out, b"release", b",\"hold\":", |payload| put_number(payload, hold));
    }

    fn put_command(&mut self, out: &mut Vec<u8>, kind: &[u8], key: &[u8], value: impl FnOnce(&mut Vec<u8>)) {
        self.ids += 1;
        self.unanswered.push_back(self.ids);
        let payload = &mut self.payload;
        payload.clear();
        payload.extend_from_slice(b"{\"type\":\"");
        payload.extend_from_slice(kind);
        payload.extend_from_slice(b"\",\"id\":\"");
        put_number(payload, self.ids);
        payload.push(b'"');
        payload.extend_from_slice(key);
        value(payload);
        payload.push(b'}');
        put_text(out, payload);
    }

    /// See [`super::wire::Wire::take`].
    ///
    /// # Errors
    /// As there.
    pub fn take(&mut self, bytes: &[u8], mut said: impl FnMut(Said<'_>)) -> Result<usize, LoadError> {
        let mut taken = 0;
        while let Some(frame) = first_frame(&bytes[taken..]) {
            taken += frame.length;
            match frame.first {
                TEXT => self.text(frame.payload, &mut said)?,
                PING => said(Said::Ping),
                PONG => {}
                CLOSE => return Err(LoadError::Closed(String::new())),
                other => return Err(LoadError::Broken(format!("a frame that begins with {other:#x}"))),
            }
        }
        Ok(taken)
    }

    fn text(&mut self, payload: &[u8], said: &mut impl FnMut(Said<'_>)) -> Result<(), LoadError> {
        let answer = match kind(payload) {
            b"held" | b"released" | b"extended" | b"hold" | b"release" => Said::Done {
                hold: number_after(payload, b"\"hold\":"),
                version: number_after(payload, b"\"version\":"),
            },
            b"refused" | b"error" => Said::Refused(text_after(payload, b"\"code\":\"").unwrap_or_default()),
            b"bye" => {
                let code = text_after(payload, b"\"code\":\"").unwrap_or_default();
                return Err(LoadError::Closed(format!(": bye {code}")));
            }
            _ => {
                said(Said::Public(payload));
                return Ok(());
            }
        };
        let id = number_after(payload, b"\"id\":\"");
        if id.is_none() || self.unanswered.pop_front() != id {
            let frame = String::from_utf8_lossy(payload);
            return Err(LoadError::Broken(format!("not the answer that is next: {frame}")));
        }
        said(answer);
        Ok(())
    }
}

/// A frame's type, which always comes first.
pub(super) fn kind(payload: &[u8]) -> &[u8] {
    let rest = payload.strip_prefix(b"{\"type\":\"").unwrap_or_default();
    rest.split(|byte| *byte == b'"').next().unwrap_or_default()
}

/// Appends any frame, such as `hello`. Frames of ours are plain data, so writing them cannot fail.
pub fn put_frame(out: &mut Vec<u8>, frame: &ClientFrame) {
    put_text(out, &serde_json::to_vec(frame).unwrap_or_default());
}

/// Appends the answer to a ping without content, as the server sends them.
pub fn put_pong(out: &mut Vec<u8>) {
    out.extend_from_slice(&[PONG, MASKED]);
    out.extend_from_slice(&MASK);
}

/// Appends a text frame as clients must send them.
fn put_text(out: &mut Vec<u8>, payload: &[u8]) {
    out.push(TEXT);
    if let Some(short) = u8::try_from(payload.len()).ok().filter(|short| *short < TWO_BYTES_OF_LENGTH) {
        out.push(MASKED | short);
    } else {
        // Commands of a load are far shorter than 65,536 bytes.
        out.push(MASKED | TWO_BYTES_OF_LENGTH);
        out.extend_from_slice(&u16::try_from(payload.len()).unwrap_or(u16::MAX).to_be_bytes());
    }
    out.extend_from_slice(&MASK);
    out.extend_from_slice(payload);
}

/// The frame that `bytes` begin with, once all of it has come.
fn first_frame(bytes: &[u8]) -> Option<Frame<'_>> {
    let (first, short) = (*bytes.first()?, *bytes.get(1)?);
    let (begin, length) = match short & !MASKED {
        TWO_BYTES_OF_LENGTH => (4, u64::from(u16::from_be_bytes(*bytes.get(2..)?.first_chunk()?))),
        127 => (10, u64::from_be_bytes(*bytes.get(2..)?.first_chunk()?)),
        short => (2, u64::from(short)),
    };
    let end = begin + usize::try_from(length).ok()?;
    Some(Frame { first, payload: bytes.get(begin..end)?, length: end })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn from_server(payload: &str) -> Vec<u8> {
        let mut frame = vec![TEXT];
        match u8::try_from(payload.len()) {
            Ok(short) if short < 126 => frame.push(short),
            _ => {
                frame.push(126);
                frame.extend_from_slice(&u16::try_from(payload.len()).unwrap().to_be_bytes());
            }
        }
        frame.extend_from_slice(payload.as_bytes());
        frame
    }

    fn said(wire: &mut LiveWire, bytes: &[u8]) -> (usize, Vec<String>) {
        let mut all = Vec::new();
        let note = |said: Said<'_>| match said {
            Said::Public(frame) => all.push(format!("Public({} bytes)", frame.len())),
            said => all.push(format!("{said:?}")),
        };
        let taken = wire.take(bytes, note).unwrap();
        (taken, all)
    }

    #[test]
    fn commands_are_frames_that_the_protocol_knows() {
        let mut wire = LiveWire::default();
        let mut out = Vec::new();
        wire.put_hold(&mut out, b"[12,13]");
        let first = out.len();
        wire.put_release(&mut out, 58);
        let text = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).unwrap();
        assert_eq!(out[..6], [TEXT, 0xa9, 0, 0, 0, 0], "masked, 41 bytes");
        assert_eq!(text(&out[6..first]), serde_json::json!({"type": "hold", "id": "1", "places": [12, 13]}));
        assert_eq!(text(&out[first + 6..]), serde_json::json!({"type": "release", "id": "2", "hold": 58}));
    }

    #[test]
    fn answers_come_in_order_and_may_come_in_pieces() {
        let mut wire = LiveWire::default();
        let mut out = Vec::new();
        for _ in 0..3 {
            wire.put_hold(&mut out, b"[1]");
        }
        let places = "0,".repeat(60);
        let mut bytes =
            from_server(&format!(r#"{{"type":"held","id":"1","version":9,"hold":8,"places":[{places}0]}}"#));
        bytes.extend(from_server(r#"{"type":"delta","from":8,"to":9,"changes":{"h":[1]}}"#));
        bytes.extend(from_server(r#"{"type":"refused","id":"2","version":9,"code":"taken","places":[1]}"#));
        bytes.extend([PING, 0]);
        bytes.extend(from_server(r#"{"type":"hold","id":"3","places":[1]}"#));
        let whole = said(&mut wire, &bytes[..bytes.len() - 1]);
        assert_eq!(
            whole.1,
            ["Done { hold: Some(8), version: Some(9) }", "Public(52 bytes)", "Refused(\"taken\")", "Ping"]
        );
        assert_eq!(said(&mut wire, &bytes[whole.0..]).1, ["Done { hold: None, version: None }"]);
    }

    #[test]
    fn an_answer_to_another_command_and_a_bye_end_the_connection() {
        let mut wire = LiveWire::default();
        wire.put_hold(&mut Vec::new(), b"[1]");
        let wrong = from_server(r#"{"type":"held","id":"2","version":9,"hold":8}"#);
        assert!(matches!(wire.take(&wrong, |_| {}), Err(LoadError::Broken(_))));
        let bye = from_server(r#"{"type":"bye","code":"slow"}"#);
        let closed = wire.take(&bye, |_| {}).unwrap_err();
        assert_eq!(closed.to_string(), "the server closed the connection: bye slow");
    }
}
