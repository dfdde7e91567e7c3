//! Texts that organisers give, kept within their bounds. The edge refuses longer ones; this is the last
//! line, so that no record grows without bound.

/// The start of a text, at most `bytes` long, cut between characters.
pub(super) fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn cuts_between_characters() {
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcd", 3), "abc");
        assert_eq!(cut("aüb", 2), "a");
        assert_eq!(cut("", 0), "");
    }
}
