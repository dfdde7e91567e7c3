//! Lists by pages, each going on where the one before ended.

use data_encoding::BASE32_NOPAD;
use schemas::error_code::ErrorCode;
use schemas::ids::OrganiserId;
use schemas::time::Timestamp;
use serde::Deserialize;

use super::problem::Failure;
use crate::limits::{PAGE_LENGTH, PAGE_LENGTH_MOST};

/// What a client asks of a list.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageWanted {
    /// `next` of the page before.
    pub after: Option<String>,
    /// Most entries.
    pub limit: Option<u32>,
    /// Whose entries alone are asked for.
    pub organiser: Option<OrganiserId>,
}

impl PageWanted {
    /// Moment and id of the last entry before the page; none for the first page.
    ///
    /// # Errors
    /// Where `after` is not what a page gave.
    pub fn after(&self) -> Result<Option<(Timestamp, u64)>, Failure> {
        let Some(text) = &self.after else { return Ok(None) };
        let invalid = || Failure::new(ErrorCode::InvalidValue, "`after` is not what a page gave").at("after");
        let bytes = BASE32_NOPAD.decode(text.to_ascii_uppercase().as_bytes()).map_err(|_| invalid())?;
        let (time, id) = bytes.split_first_chunk::<8>().ok_or_else(invalid)?;
        let id: [u8; 8] = id.try_into().map_err(|_| invalid())?;
        Ok(Some((Timestamp(u64::from_be_bytes(*time)), u64::from_be_bytes(id))))
    }

    /// Most entries of the page.
    ///
    /// # Errors
    /// Where it is none or too many.
    pub fn limit(&self) -> Result<u32, Failure> {
        let limit = self.limit.unwrap_or(PAGE_LENGTH);
        if (1..=PAGE_LENGTH_MOST).contains(&limit) {
            return Ok(limit);
        }
        let detail = format!("`limit` must be between 1 and {PAGE_LENGTH_MOST}");
        Err(Failure::new(ErrorCode::InvalidValue, detail).at("limit"))
    }
}

/// What to ask for behind a page that ended with this entry; none where it was shorter than asked.
#[must_use]
pub fn next(length: usize, limit: u32, last: Option<(Timestamp, u64)>) -> Option<String> {
    let (time, id) = last.filter(|_| length == limit as usize)?;
    let bytes = [time.0.to_be_bytes(), id.to_be_bytes()].concat();
    Some(BASE32_NOPAD.encode(&bytes).to_lowercase())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use super::*;

    #[test]
    fn a_page_goes_on_where_the_one_before_ended() {
        let last = (Timestamp(77), u64::MAX);
        let text = next(2, 2, Some(last)).unwrap();
        let wanted = PageWanted { after: Some(text), limit: None, organiser: None };
        assert_eq!(wanted.after().unwrap(), Some(last));
        assert_eq!(next(1, 2, Some(last)), None);
        for other in ["", "a", "77"] {
            let wanted = PageWanted { after: Some(other.to_owned()), limit: None, organiser: None };
            assert_eq!(wanted.after().unwrap_err().code(), ErrorCode::InvalidValue, "{other:?}");
        }
    }
}
