//! WebSocket frames as a server sends them: unmasked, whole, text.

use bytes::BytesMut;

const FINAL_TEXT: u8 = 0x81;
/// Most frames of one write are between 126 and 65,535 bytes long, whose header has 4 bytes.
const USUAL_HEADER: usize = 4;

/// Appends one text frame whose payload is what `write` appends. Returns the length of its header.
pub fn put_text_frame(out: &mut BytesMut, write: impl FnOnce(&mut BytesMut)) -> usize {
    let start = out.len();
    out.extend_from_slice(&[0; USUAL_HEADER]);
    write(out);
    let length = out.len() - start - USUAL_HEADER;
    let mut header = [0_u8; 10];
    header[0] = FINAL_TEXT;
    let used = if let Some(short) = u8::try_from(length).ok().filter(|short| *short < 126) {
        header[1] = short;
        2
    } else if let Ok(middle) = u16::try_from(length) {
        header[1] = 126;
        header[2..4].copy_from_slice(&middle.to_be_bytes());
        4
    } else {
        header[1] = 127;
        header[2..10].copy_from_slice(&(length as u64).to_be_bytes());
        10
    };
    move_payload(out, start, length, used);
    out[start..start + used].copy_from_slice(&header[..used]);
    used
}

fn move_payload(out: &mut BytesMut, start: usize, length: usize, header: usize) {
    let payload = start + USUAL_HEADER..start + USUAL_HEADER + length;
    if header > USUAL_HEADER {
        out.resize(start + header + length, 0);
    }
    if header != USUAL_HEADER {
        out.copy_within(payload, start + header);
    }
    out.truncate(start + header + length);
}
