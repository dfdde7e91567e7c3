//! What the two ways to a server have in common, as a load sees them: commands out, answers in, in order.

use super::http_wire::HttpWire;
use super::live_wire::LiveWire;
use super::stream::LoadError;

/// What came from the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said<'a> {
    /// The oldest unanswered command was accepted, or echoed.
    Done {
        /// The hold it is about; none in an echo.
        hold: Option<u64>,
        /// The version at which it became true, where the answer names it.
        version: Option<u64>,
    },
    /// The oldest unanswered command was refused, or its outcome is unknown.
    Refused(&'a str),
    /// Something that answers no command: what everybody is told, or what this buyer holds.
    Public(&'a [u8]),
    /// A ping that wants its pong.
    Ping,
}

/// A way to the server.
pub enum Wire {
    /// The live protocol.
    Live(LiveWire),
    /// The HTTP API.
    Http(HttpWire),
}

impl Wire {
    /// Appends a hold of these places, a JSON list.
    pub fn put_hold(&mut self, out: &mut Vec<u8>, places: &[u8]) {
        match self {
            Self::Live(live) => live.put_hold(out, places),
            Self::Http(http) => http.put_hold(out, places),
        }
    }

    /// Appends the release of a whole hold.
    pub fn put_release(&mut self, out: &mut Vec<u8>, hold: u64) {
        match self {
            Self::Live(live) => live.put_release(out, hold),
            Self::Http(http) => http.put_release(out, hold),
        }
    }

    /// Tells `said` of everything whole that `bytes` begin with. Returns how many bytes that was.
    ///
    /// # Errors
    /// What came is not of the protocol, or says that the server closes.
    pub fn take(&mut self, bytes: &[u8], said: impl FnMut(Said<'_>)) -> Result<usize, LoadError> {
        match self {
            Self::Live(live) => live.take(bytes, said),
            Self::Http(http) => http.take(bytes, said),
        }
    }
}

/// Appends a number in decimal digits.
pub(super) fn put_number(out: &mut Vec<u8>, number: u64) {
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    let mut left = number;
    loop {
        at -= 1;
        digits[at] = b'0' + u8::try_from(left % 10).unwrap_or(0);
        left /= 10;
        if left == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

#[cfg(test)]
mod tests {
    use super::put_number;

    #[test]
    fn numbers_are_written_in_digits() {
        let mut out = Vec::new();
        for number in [0, 7, 10, 1_234_567_890, u64::MAX] {
            put_number(&mut out, number);
            out.push(b' ');
        }
        assert_eq!(out, b"0 7 10 1234567890 18446744073709551615 ");
    }
}
