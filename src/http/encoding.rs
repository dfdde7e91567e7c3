//! Compressed answers.

use std::io::Write;

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT_ENCODING;
use actix_web::web::Bytes;
use flate2::Compression;
use flate2::write::{GzDecoder, GzEncoder};

use super::problem::Failure;

/// Whether the client takes gzip.
#[must_use]
pub fn takes_gzip(request: &HttpRequest) -> bool {
    let given = request.headers().get_all(ACCEPT_ENCODING).filter_map(|value| value.to_str().ok());
    given.flat_map(|line| line.split(',')).any(|part| {
        let mut words = part.split(';').map(str::trim);
        let coding = words.next().unwrap_or_default();
        let refused = words.any(|word| matches!(word, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
        (coding.eq_ignore_ascii_case("gzip") || coding == "*") && !refused
    })
}

/// Compresses bytes that are kept for ever.
///
/// # Errors
/// Never for memory; the encoder's own error otherwise.
pub fn gzip(bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    gzip_at(bytes, Compression::default())
}

/// Compresses bytes that are soon out of date, while others wait.
///
/// # Errors
/// As [`gzip`].
pub fn gzip_quickly(bytes: &[u8]) -> Result<Bytes, Failure> {
    gzip_at(bytes, Compression::fast()).map(Bytes::from)
}

fn gzip_at(bytes: &[u8], effort: Compression) -> Result<Vec<u8>, Failure> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), effort);
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map_err(Failure::internal)
}

/// The bytes that [`gzip`] was given.
///
/// # Errors
/// Where they are not what it gave.
pub fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut decoder = GzDecoder::new(Vec::with_capacity(bytes.len() * 4));
    decoder.write_all(bytes).and_then(|()| decoder.finish()).map_err(Failure::internal)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn gzip_is_taken_only_where_it_is_named() {
        let takes = |header: &str| {
            takes_gzip(&TestRequest::default().insert_header((ACCEPT_ENCODING, header)).to_http_request())
        };
        for yes in ["gzip", "br, GZIP;q=0.5", "*"] {
            assert!(takes(yes), "{yes}");
        }
        for no in ["", "br", "gzip;q=0", "identity, gzip; q=0.0"] {
            assert!(!takes(no), "{no}");
        }
    }

    #[test]
    fn what_was_compressed_comes_back() {
        let text = b"frontrow ".repeat(1_000);
        let small = gzip(&text).unwrap();
        assert!(small.len() < 200, "{}", small.len());
        assert_eq!(gunzip(&small).unwrap(), text);
        assert_eq!(gunzip(&gzip_quickly(&text).unwrap()).unwrap(), text);
    }
}
