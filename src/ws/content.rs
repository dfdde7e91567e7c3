//! A command's content as bytes, for the digest that tells a repeat from another command under the same id:
//! the same however the frame's fields were ordered and spaced.

use schemas::ws::decode::{Ask, WantedLines};

/// Appends the content: a byte for the command, the hold where there is one, then the places in the order
/// given.
pub fn put_content(out: &mut Vec<u8>, ask: &Ask) {
    match ask {
        Ask::Hold(lines) => {
            out.push(b'h');
            put_lines(out, lines);
        }
        Ask::Release(hold, lines) => {
            out.push(b'r');
            out.extend_from_slice(&hold.0.to_le_bytes());
            put_lines(out, lines);
        }
        Ask::Extend(hold) => {
            out.push(b'e');
            out.extend_from_slice(&hold.0.to_le_bytes());
        }
    }
}

fn put_lines(out: &mut Vec<u8>, lines: &WantedLines) {
    for line in lines {
        out.extend_from_slice(&line.place.0.to_le_bytes());
        out.extend_from_slice(&line.units.to_le_bytes());
        // No channel named is not the same as channel 0.
        out.extend_from_slice(&line.channel.map_or([0, 0], |channel| [1, channel.0]));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use schemas::ws::decode::{Incoming, decode};

    use super::*;

    fn content(frame: &str) -> Vec<u8> {
        let Incoming::Command { ask, .. } = decode(frame).unwrap() else { unreachable!("a command") };
        let mut out = Vec::new();
        put_content(&mut out, &ask);
        out
    }

    #[test]
    fn content_ignores_order_and_spaces_and_nothing_else() {
        let one = content(r#"{"type":"hold","id":"a","places":[1,2]}"#);
        assert_eq!(one, content(r#"{ "places" : [1, 2], "id": "b", "type": "hold" }"#));
        let others = [
            r#"{"type":"hold","id":"a","places":[2,1]}"#,
            r#"{"type":"hold","id":"a","places":[1]}"#,
            r#"{"type":"hold","id":"a","places":[1],"areas":[{"place":2,"units":2}]}"#,
            r#"{"type":"hold","id":"a","places":[1],"areas":[{"place":2,"units":1,"channel":0}]}"#,
            r#"{"type":"release","id":"a","hold":1}"#,
            r#"{"type":"release","id":"a","hold":2}"#,
            r#"{"type":"extend","id":"a","hold":1}"#,
        ];
        let mut all: Vec<_> = others.iter().map(|frame| content(frame)).collect();
        all.push(one);
        all.sort();
        all.dedup();
        assert_eq!(all.len(), others.len() + 1);
    }
}
