//! Answers that a client has already, and states that it goes on from.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{IF_MATCH, IF_NONE_MATCH};
use actix_web::{FromRequest, HttpRequest};
use actors::seat_map::view::EventSetup;
use schemas::error_code::ErrorCode;
use schemas::ids::{ContentHash, Version};

use super::problem::Failure;

/// Whether `If-None-Match` names `tag`, which stands in its quotes: alone, in a list, over several lines, as a
/// weak tag, or as `*`, which is any.
#[must_use]
pub fn is_known(request: &HttpRequest, tag: &str) -> bool {
    let given = request.headers().get_all(IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    // No tag of ours has a comma in it.
    given
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

/// The tag of an event's configuration: its stream and the version at which it was last changed.
#[must_use]
pub fn of_configuration(setup: &EventSetup) -> String {
    format!("\"{}-{}\"", setup.terms.stream, setup.configured.0)
}

/// The tag of the configuration that a change left at `version`, `now` being the event after it. Where it changed nothing
/// the tag is what it was; where somebody changed something since, it is one that is over.
#[must_use]
pub fn of_change(now: &EventSetup, version: Version) -> String {
    format!("\"{}-{}\"", now.terms.stream, now.configured.min(version).0)
}

/// The configuration of an event that a change goes on from, as `If-Match` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfMatch {
    /// There is no such header.
    Missing,
    /// `*`: whichever it is.
    Any,
    /// This one.
    Configured(u32, Version),
}

impl IfMatch {
    /// The version that the engine is to compare, the event's history being the `present` one; none where any will
    /// do.
    ///
    /// # Errors
    /// `changed_meanwhile` where the event's history is another one since.
    pub fn version(self, present: u32) -> Result<Option<Version>, Failure> {
        match self {
            Self::Missing | Self::Any => Ok(None),
            Self::Configured(stream, version) if stream == present => Ok(Some(version)),
            Self::Configured(..) => Err(changed_meanwhile()),
        }
    }

    /// The same, where a change must say what it goes on from.
    ///
    /// # Errors
    /// `if_match_missing`, and as [`Self::version`].
    pub fn required(self, setup: &EventSetup) -> Result<Version, Failure> {
        if self == Self::Missing {
            return Err(if_match_missing());
        }
        Ok(self.version(setup.terms.stream)?.unwrap_or(setup.configured))
    }
}

/// A change does not say what it goes on from.
#[must_use]
pub fn if_match_missing() -> Failure {
    let detail = "send the ETag of what is changed as If-Match, or If-Match: *";
    Failure::new(ErrorCode::IfMatchMissing, detail).at("if-match")
}

/// The event is not as the client knew it.
#[must_use]
pub fn changed_meanwhile() -> Failure {
    let detail = "the event is another than If-Match names";
    Failure::new(ErrorCode::ChangedMeanwhile, detail).at("if-match")
}

impl FromRequest for IfMatch {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(if_match(request))
    }
}

/// What `If-Match` names, whatever it is a tag of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named<'request> {
    /// There is no such header.
    Nothing,
    /// `*`.
    Any,
    /// A tag, or what is none.
    Tag(&'request str),
}

/// What stands in `If-Match`.
///
/// # Errors
/// `invalid_value` where there are several.
pub fn named(request: &HttpRequest) -> Result<Named<'_>, Failure> {
    let mut given = request.headers().get_all(IF_MATCH);
    match (given.next(), given.next()) {
        (None, _) => Ok(Named::Nothing),
        (Some(one), None) => Ok(match one.to_str().unwrap_or_default().trim() {
            "*" => Named::Any,
            tag => Named::Tag(tag),
        }),
        (Some(_), Some(_)) => Err(no_tag()),
    }
}

fn if_match(request: &HttpRequest) -> Result<IfMatch, Failure> {
    let text = match named(request)? {
        Named::Nothing => return Ok(IfMatch::Missing),
        Named::Any => return Ok(IfMatch::Any),
        Named::Tag(text) => text,
    };
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let numbers = inner.and_then(|inner| inner.split_once('-'));
    let parsed = numbers.and_then(|(stream, version)| Some((stream.parse().ok()?, version.parse().ok()?)));
    parsed.map(|(stream, version)| IfMatch::Configured(stream, Version(version))).ok_or_else(no_tag)
}

fn no_tag() -> Failure {
    let detail = "If-Match is the ETag of an event's configuration, such as \"0-7\", or *";
    Failure::new(ErrorCode::InvalidValue, detail).at("if-match")
}

/// The tag of a plan's draft.
#[must_use]
pub fn of_draft(hash: ContentHash) -> String {
    format!("\"{hash}\"")
}

/// The draft of a plan that another is to replace, as `If-Match` must name it; none for whichever it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DraftMatch(pub Option<ContentHash>);

impl FromRequest for DraftMatch {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(draft_match(request))
    }
}

fn draft_match(request: &HttpRequest) -> Result<DraftMatch, Failure> {
    match named(request)? {
        Named::Any => Ok(DraftMatch(None)),
        Named::Tag(tag) => {
            let hash = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
            let hash = hash.and_then(|hash| hash.parse().ok()).map(|hash| DraftMatch(Some(hash)));
            hash.ok_or_else(|| {
                let detail = "If-Match is the ETag of the plan's draft, 64 digits in quotes, or *";
                Failure::new(ErrorCode::InvalidValue, detail).at("if-match")
            })
        }
        Named::Nothing => Err(if_match_missing()),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_tag_is_known_however_it_is_named() {
        let known = |lines: &[&str]| {
            let request = lines
                .iter()
                .fold(TestRequest::default(), |request, line| request.append_header((IF_NONE_MATCH, *line)));
            is_known(&request.to_http_request(), "\"1-7-json\"")
        };
        for yes in [
            &["\"1-7-json\""][..],
            &["W/\"1-7-json\""],
            &["\"1-6-json\", \"1-7-json\""],
            &["\"1-6-json\"", "\"1-7-json\""],
            &["*"],
        ] {
            assert!(known(yes), "{yes:?}");
        }
        for no in [&[][..], &[""], &["\"1-7-binary\""], &["1-7-json"], &["w/\"1-7-json\""], &["\"*\""]] {
            assert!(!known(no), "{no:?}");
        }
    }
    #[test]
    fn a_state_to_go_on_from_is_one_tag_or_any() {
        let given = |lines: &[&str]| {
            let request = lines
                .iter()
                .fold(TestRequest::default(), |request, line| request.append_header((IF_MATCH, *line)));
            if_match(&request.to_http_request()).map_err(|failure| failure.code())
        };
        assert_eq!(given(&[]), Ok(IfMatch::Missing));
        assert_eq!(given(&["*"]), Ok(IfMatch::Any));
        assert_eq!(given(&[" \"2-17\""]), Ok(IfMatch::Configured(2, Version(17))));
        for no in
            [&[""][..], &["7"], &["\"7\""], &["W/\"0-7\""], &["\"0-7\", \"0-8\""], &["*", "*"], &["\"0-x\""]]
        {
            assert_eq!(given(no), Err(ErrorCode::InvalidValue), "{no:?}");
        }
    }

    #[test]
    fn a_draft_to_be_replaced_is_named_or_any() {
        let given = |line: Option<&str>| {
            let request = line.into_iter().fold(TestRequest::default(), |request, line| {
                request.append_header((IF_MATCH, line.to_owned()))
            });
            draft_match(&request.to_http_request()).map_err(|failure| failure.code())
        };
        let hash = ContentHash([7; 32]);
        assert_eq!(given(Some(&of_draft(hash))), Ok(DraftMatch(Some(hash))));
        assert_eq!(given(Some("*")), Ok(DraftMatch(None)));
        assert_eq!(given(None), Err(ErrorCode::IfMatchMissing));
        assert_eq!(given(Some(&hash.to_string())), Err(ErrorCode::InvalidValue));
        assert_eq!(given(Some("\"0-7\"")), Err(ErrorCode::InvalidValue));
    }
}
