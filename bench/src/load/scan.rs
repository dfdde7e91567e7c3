//! Finding a field in bytes without reading the rest.

/// Where `wanted` begins in `bytes`.
pub fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// The number right behind `key`.
pub fn number_after(bytes: &[u8], key: &[u8]) -> Option<u64> {
    let rest = &bytes[position(bytes, key)? + key.len()..];
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit());
    let mut number = None;
    for digit in digits {
        number = Some(number.unwrap_or(0_u64).wrapping_mul(10).wrapping_add(u64::from(digit - b'0')));
    }
    number
}

/// The text right behind `key`, up to the next quote.
pub fn text_after<'a>(bytes: &'a [u8], key: &[u8]) -> Option<&'a str> {
    let rest = &bytes[position(bytes, key)? + key.len()..];
    let end = rest.iter().position(|byte| *byte == b'"')?;
    std::str::from_utf8(&rest[..end]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_or_not_there() {
        let bytes = br#"{"type":"held","id":"12","hold":345,"places":[]}"#;
        assert_eq!(number_after(bytes, b"\"hold\":"), Some(345));
        assert_eq!(number_after(bytes, b"\"places\":"), None);
        assert_eq!(text_after(bytes, b"\"id\":\""), Some("12"));
        assert_eq!(text_after(bytes, b"\"code\":\""), None);
        assert_eq!(position(b"ab", b"abc"), None);
    }
}
