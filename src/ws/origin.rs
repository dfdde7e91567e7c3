//! Which pages may open a live session: a browser names the page's origin and would otherwise open one for
//! any page.

use actix_web::HttpRequest;
use actix_web::http::header;

/// The origins that are let in. Clients that name none are no browsers and are let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origins {
    /// Pages of the same host and port as the request.
    SameHost,
    /// These, as `scheme://host[:port]`; any where `*` is among them.
    Listed(Vec<String>),
}

impl Origins {
    /// Whether the request's origin is let in.
    #[must_use]
    pub fn admit(&self, request: &HttpRequest) -> bool {
        let Some(origin) = request.headers().get(header::ORIGIN) else { return true };
        let Ok(origin) = origin.to_str() else { return false };
        match self {
            Self::Listed(listed) => listed.iter().any(|one| one == "*" || one.eq_ignore_ascii_case(origin)),
            Self::SameHost => {
                let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
                let of_page = origin.split_once("://").map(|(_, host)| host);
                host.zip(of_page).is_some_and(|(host, page)| host.eq_ignore_ascii_case(page))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn admitted(origins: &Origins, origin: Option<&str>) -> bool {
        let request = TestRequest::default().insert_header(("host", "tickets.example:8080"));
        let request = match origin {
            Some(origin) => request.insert_header(("origin", origin)),
            None => request,
        };
        origins.admit(&request.to_http_request())
    }

    #[test]
    fn pages_of_the_same_host_or_those_listed_are_let_in() {
        let same = Origins::SameHost;
        assert!(admitted(&same, None));
        assert!(admitted(&same, Some("https://tickets.example:8080")));
        assert!(!admitted(&same, Some("https://tickets.example")));
        assert!(!admitted(&same, Some("https://tickets.example:8080.evil.example")));
        assert!(!admitted(&same, Some("null")));
        let listed = Origins::Listed(vec!["https://shop.example".to_owned()]);
        assert!(admitted(&listed, None));
        assert!(admitted(&listed, Some("https://SHOP.example")));
        assert!(!admitted(&listed, Some("http://shop.example")));
        assert!(!admitted(&listed, Some("https://tickets.example:8080")));
        assert!(admitted(&Origins::Listed(vec!["*".to_owned()]), Some("null")));
    }
}
