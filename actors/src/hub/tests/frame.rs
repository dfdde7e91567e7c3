//! Headers of frames of every size, also behind another frame.

use bytes::BytesMut;

use crate::hub::frame::put_text_frame;

#[test]
fn every_length_has_its_header() {
    for (length, header) in [
        (0, vec![0x81, 0]),
        (1, vec![0x81, 1]),
        (125, vec![0x81, 125]),
        (126, vec![0x81, 126, 0, 126]),
        (65_535, vec![0x81, 126, 0xff, 0xff]),
        (65_536, vec![0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
        (70_001, vec![0x81, 127, 0, 0, 0, 0, 0, 1, 0x11, 0x71]),
    ] {
        let payload: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect();
        let mut out = BytesMut::from(&b"before"[..]);
        let used = put_text_frame(&mut out, |out| out.extend_from_slice(&payload));
        put_text_frame(&mut out, |out| out.extend_from_slice(b"after"));
        assert_eq!(used, header.len());
        let expected = [&b"before"[..], &header, &payload, &[0x81, 5], b"after"].concat();
        assert!(out == expected, "length {length}");
    }
}
