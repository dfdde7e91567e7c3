//! The request id: taken from `X-Request-Id` where that is sane, else made; in every line of the log and in
//! the answer.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpMessage, HttpRequest};
use data_encoding::BASE32_NOPAD;

use crate::limits::REQUEST_ID_BYTES;

/// The header it travels in, both ways.
pub static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of the request with these headers.
pub fn of(headers: &HeaderMap) -> HeaderValue {
    headers.get(&REQUEST_ID).filter(|given| is_sane(given.as_bytes())).cloned().unwrap_or_else(make)
}

/// The id that the edge gave a request.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// The id that the edge gave this request.
#[must_use]
pub fn given(request: &HttpRequest) -> String {
    request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}

/// Letters, digits, `-`, `_`, `.`: nothing that a log's reader could take for something else.
fn is_sane(given: &[u8]) -> bool {
    let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (1..=REQUEST_ID_BYTES).contains(&given.len()) && given.iter().all(allowed)
}

fn make() -> HeaderValue {
    let mut bytes = [0; 10];
    // Without randomness ids repeat, which is bad for reading a log and for nothing else.
    let _ = getrandom::fill(&mut bytes);
    let text = BASE32_NOPAD.encode(&bytes).to_lowercase();
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("none"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use super::*;

    fn given(text: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(REQUEST_ID.clone(), HeaderValue::from_str(text).unwrap());
        of(&headers).to_str().unwrap().to_owned()
    }

    #[test]
    fn a_sane_id_is_taken_over() {
        let longest = "a".repeat(REQUEST_ID_BYTES);
        for sane in ["a", "0b6f-1.2_Z", &longest] {
            assert_eq!(given(sane), sane);
        }
    }

    #[test]
    fn any_other_is_replaced() {
        let too_long = "a".repeat(REQUEST_ID_BYTES + 1);
        for other in ["", "a b", "\"}", "a=b", "\u{e4}", &too_long] {
            let made = given(other);
            assert_eq!(made.len(), 16, "{other:?} became {made:?}");
            assert_ne!(made, other);
        }
    }
}
