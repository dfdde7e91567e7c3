//! Bytes of every kind of client against the inbox, in reads cut anywhere.
#![allow(clippy::unwrap_used, clippy::panic)]

use bytes::Bytes;

use super::{Fault, Inbound, Inbox};
use crate::ws::limits::{FRAGMENTS_PER_MESSAGE, MESSAGE_BYTES};

/// A masked frame as a client sends it.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mask = [0x11, 0x22, 0x33, 0x44];
    let mut out = vec![first];
    match payload.len() {
        short @ 0..126 => out.push(0x80 | u8::try_from(short).unwrap()),
        middle @ 126..65_536 => {
            out.push(0xfe);
            out.extend_from_slice(&u16::try_from(middle).unwrap().to_be_bytes());
        }
        long => {
            out.push(0xff);
            out.extend_from_slice(&(long as u64).to_be_bytes());
        }
    }
    out.extend_from_slice(&mask);
    out.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    out
}

fn text(content: &str) -> Inbound {
    Inbound::Text(Bytes::copy_from_slice(content.as_bytes()))
}

/// All messages, with the fault that ended them.
fn read(bytes: &[u8], step: usize) -> (Vec<Inbound>, Option<Fault>) {
    let mut inbox = Inbox::default();
    let mut messages = Vec::new();
    for chunk in bytes.chunks(step) {
        inbox.feed(Bytes::copy_from_slice(chunk));
        loop {
            match inbox.next_message() {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => break,
                Err(fault) => return (messages, Some(fault)),
            }
        }
    }
    (messages, None)
}

#[test]
fn frames_are_read_however_the_bytes_are_cut() {
    let bytes = [
        frame(0x81, b"one"),
        frame(0x01, b"t"),
        frame(0x89, b"ping"),
        frame(0x00, b"w"),
        frame(0x8a, b""),
        frame(0x80, b"o"),
        frame(0x81, b""),
        frame(0x81, "\u{20ac}".as_bytes()),
        frame(0x88, &[0x03, 0xe8]),
    ]
    .concat();
    let expected = [
        text("one"),
        Inbound::Ping(Bytes::from_static(b"ping")),
        Inbound::Pong,
        text("two"),
        text(""),
        text("\u{20ac}"),
        Inbound::Close(Some(1000)),
    ];
    for step in 1..=bytes.len() {
        assert_eq!(read(&bytes, step), (expected.to_vec(), None), "reads of {step} bytes");
    }
}

#[test]
fn a_character_may_be_cut_between_fragments_and_must_be_whole_at_the_end() {
    let euro = "\u{20ac}".as_bytes();
    let whole = [frame(0x01, &euro[..1]), frame(0x80, &euro[1..])].concat();
    assert_eq!(read(&whole, 1), (vec![text("\u{20ac}")], None));
    let cut = [frame(0x01, &euro[..1]), frame(0x80, &euro[1..2])].concat();
    assert_eq!(read(&cut, 1_000), (vec![], Some(Fault::Utf8)));
    assert_eq!(read(&frame(0x81, &[0xff]), 1_000), (vec![], Some(Fault::Utf8)));
}

#[test]
fn what_is_against_the_protocol_ends_the_session() {
    let unmasked = [0x81, 0x01, b'a'];
    let long_ping = frame(0x89, &[0; 126]);
    let cases: [(&[u8], Fault); 9] = [
        (&unmasked, Fault::Protocol),
        (&long_ping, Fault::Protocol),
        (&frame(0x09, b"fragmented ping"), Fault::Protocol),
        (&frame(0x80, b"continues nothing"), Fault::Protocol),
        (&frame(0x83, b"reserved opcode"), Fault::Protocol),
        (&frame(0xc1, b"reserved bit"), Fault::Protocol),
        (&[frame(0x01, b"a"), frame(0x81, b"b")].concat(), Fault::Protocol),
        (&frame(0x82, b"binary"), Fault::Binary),
        (&frame(0x02, b"binary, first fragment"), Fault::Binary),
    ];
    for (number, (bytes, fault)) in cases.into_iter().enumerate() {
        assert_eq!(read(bytes, 1_000).1, Some(fault), "case {number}");
    }
}

#[test]
fn what_is_too_large_is_refused_before_it_has_come() {
    let whole = "x".repeat(MESSAGE_BYTES);
    assert_eq!(read(&frame(0x81, whole.as_bytes()), 4_096), (vec![text(&whole)], None));
    let header = &frame(0x81, "x".repeat(MESSAGE_BYTES + 1).as_bytes())[..14];
    assert_eq!(read(header, 14), (vec![], Some(Fault::TooLarge)));
    let endless = [0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    assert_eq!(read(&endless, 10), (vec![], Some(Fault::TooLarge)));
    let half = vec![b'x'; MESSAGE_BYTES / 2 + 1];
    let together = [frame(0x01, &half), frame(0x80, &half)].concat();
    assert_eq!(read(&together, 4_096), (vec![], Some(Fault::TooLarge)));
    let mut many = frame(0x01, b"");
    for _ in 0..FRAGMENTS_PER_MESSAGE {
        many.extend(frame(0x00, b""));
    }
    assert_eq!(read(&many, 4_096), (vec![], Some(Fault::TooLarge)));
}

#[test]
fn an_idle_inbox_keeps_nothing() {
    let mut inbox = Inbox::default();
    inbox.feed(Bytes::from(frame(0x81, b"one")));
    assert_eq!(inbox.next_message().unwrap(), Some(text("one")));
    assert_eq!(inbox.next_message().unwrap(), None);
    assert_eq!((inbox.waiting(), inbox.buffer.capacity()), (0, 0));
}
