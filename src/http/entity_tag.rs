//! Answers that a client has already.

use actix_web::HttpRequest;
use actix_web::http::header::IF_NONE_MATCH;

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
}
