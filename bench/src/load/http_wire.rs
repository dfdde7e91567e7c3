//! The HTTP API for a load: requests of a kept-alive connection written by hand, answers read as far as
//! needed.

use schemas::ids::EventId;

use super::scan::{number_after, position, text_after};
use super::stream::LoadError;
use super::wire::{Said, put_number};

/// The HTTP API on one connection.
pub struct HttpWire {
    /// The path that holds are posted to.
    target: String,
    /// The headers that every request has, from the one behind the path on.
    headers: String,
    ids: u64,
    body: Vec<u8>,
}

impl HttpWire {
    /// Commands of the bearer of `hold_token`.
    #[must_use]
    pub fn holds(authority: &str, event: EventId, hold_token: &str) -> Self {
        Self::new(authority, format!("/api/v1/events/{event}/holds"), hold_token)
    }

    /// The same requests to a path that echoes their bodies.
    #[must_use]
    pub fn echo(authority: &str, path: &str) -> Self {
        Self::new(authority, path.to_owned(), "none")
    }

    fn new(authority: &str, target: String, hold_token: &str) -> Self {
        let headers = format!(
            " HTTP/1.1\r\nHost: {authority}\r\nHold-Token: {hold_token}\r\n\
             Content-Type: application/json\r\nIdempotency-Key: "
        );
        Self { target, headers, ids: 0, body: Vec::new() }
    }

    /// See [`super::wire::Wire::put_hold`].
    pub fn put_hold(&mut self, out: &mut Vec<u8>, places: &[u8]) {
        self.body.clear();
        self.body.extend_from_slice(b"{\"places\":");
        self.body.extend_from_slice(places);
        self.body.push(b'}');
        self.put_request(out, None);
    }

    /// See [`super::wire::Wire::put_release`].
    pub fn put_release(&mut self, out: &mut Vec<u8>, hold: u64) {
        self.body.clear();
        self.put_request(out, Some(hold));
    }

    fn put_request(&mut self, out: &mut Vec<u8>, release: Option<u64>) {
        self.ids += 1;
        out.extend_from_slice(b"POST ");
        out.extend_from_slice(self.target.as_bytes());
        if let Some(hold) = release {
            out.push(b'/');
            put_number(out, hold);
            out.extend_from_slice(b"/release");
        }
        out.extend_from_slice(self.headers.as_bytes());
        put_number(out, self.ids);
        out.extend_from_slice(b"\r\nContent-Length: ");
        put_number(out, self.body.len() as u64);
        out.extend_from_slice(b"\r\n\r\n");
        out.extend_from_slice(&self.body);
    }

    /// See [`super::wire::Wire::take`].
    ///
    /// # Errors
    /// As there.
    pub fn take(&mut self, bytes: &[u8], mut said: impl FnMut(Said<'_>)) -> Result<usize, LoadError> {
        let mut taken = 0;
        loop {
            let rest = &bytes[taken..];
            let Some(head) = position(rest, b"\r\n\r\n") else { return Ok(taken) };
            let (head, behind) = rest.split_at(head + 4);
            let length = number_after(head, b"\r\ncontent-length: ").unwrap_or(0);
            let Some(body) = behind.get(..usize::try_from(length).unwrap_or(usize::MAX)) else {
                return Ok(taken);
            };
            taken += head.len() + body.len();
            said(match head.get(9..12) {
                Some(b"200" | b"201") => Said::Done {
                    hold: number_after(body, b"\"hold\":"),
                    version: number_after(body, b"\"version\":"),
                },
                Some(_) => Said::Refused(text_after(body, b"\"code\":\"").unwrap_or("other")),
                None => return Err(LoadError::Broken("an answer without a status".to_owned())),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn requests_have_what_the_api_asks_for() {
        let mut wire = HttpWire::holds("host:1", EventId(7), "ht_secret");
        let mut out = Vec::new();
        wire.put_hold(&mut out, b"[12]");
        let event = EventId(7);
        let hold = format!(
            "POST /api/v1/events/{event}/holds HTTP/1.1\r\nHost: host:1\r\nHold-Token: ht_secret\r\n\
             Content-Type: application/json\r\nIdempotency-Key: 1\r\nContent-Length: 15\r\n\r\n{{\"places\":[12]}}"
        );
        assert_eq!(String::from_utf8(out.clone()).unwrap(), hold);
        out.clear();
        wire.put_release(&mut out, 58);
        let out = String::from_utf8(out).unwrap();
        assert!(
            out.starts_with(&format!("POST /api/v1/events/{event}/holds/58/release HTTP/1.1\r\n")),
            "{out}"
        );
        assert!(out.ends_with("\r\nIdempotency-Key: 2\r\nContent-Length: 0\r\n\r\n"), "{out}");
    }

    #[test]
    fn answers_are_taken_whole() {
        let mut wire = HttpWire::echo("host:1", "/echo");
        let answers = "HTTP/1.1 201 Created\r\ncontent-length: 22\r\ndate: now\r\n\r\n{\"hold\":3,\"version\":4}\
                       HTTP/1.1 409 Conflict\r\ncontent-length: 16\r\n\r\n{\"code\":\"taken\"}\
                       HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
        let mut all = Vec::new();
        let cut = answers.len() - 1;
        let taken = wire.take(&answers.as_bytes()[..cut], |said| all.push(format!("{said:?}"))).unwrap();
        assert_eq!(all, ["Done { hold: Some(3), version: Some(4) }", "Refused(\"taken\")"]);
        wire.take(&answers.as_bytes()[taken..], |said| all.push(format!("{said:?}"))).unwrap();
        assert_eq!(all[2], "Done { hold: None, version: None }");
    }
}
