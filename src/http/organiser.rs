//! Who may do an organiser's work: bearers of an API key.
//!
//! A handler gets an [`Organiser`] only by naming a permission, and reaches rows of an organiser only
//! through what this gives: slices cannot make a [`Reach`] of their own.

use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use actors::ports::catalogue::audit::AuditEntry;
use actors::ports::catalogue::organisers::Organisers;
use actors::ports::catalogue::{Once, Reach};
use futures_util::future::LocalBoxFuture;
use schemas::audit_action::AuditAction;
use schemas::error_code::ErrorCode;
use schemas::ids::{CommandHash, OrganiserId, PrincipalHash};
use schemas::scope::Scope;
use schemas::time::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::api_key::ApiKey;
use super::key_ring::{Bearer, KeyRing};
use super::permission::Permission;
use super::problem::Failure;
use super::request_id;

/// The bearer of an API key that gives this permission.
#[derive(Debug)]
pub struct Organiser<Allowed> {
    bearer: Bearer,
    request: String,
    permission: PhantomData<Allowed>,
}

impl<Allowed: Permission> Organiser<Allowed> {
    /// What the log calls the bearer.
    #[must_use]
    pub const fn principal(&self) -> PrincipalHash {
        self.bearer.principal
    }

    /// What the bearer's key allows.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.bearer.key.scope
    }

    /// The bearer's organiser; none where the key is the platform's.
    #[must_use]
    pub fn of(&self) -> Option<OrganiserId> {
        self.bearer.key.organiser
    }

    /// Whose rows the bearer reaches.
    #[must_use]
    pub fn reach(&self) -> Reach {
        self.bearer.key.reach()
    }

    /// Whose rows the bearer reaches of this organiser's, where one is named.
    ///
    /// # Errors
    /// `unknown_organiser` where it is not within reach.
    pub fn reach_of(&self, wanted: Option<OrganiserId>) -> Result<Reach, Failure> {
        within(self.reach(), wanted)
    }

    /// For whom the bearer makes something: its own organiser. The platform names one, or means the default
    /// one.
    ///
    /// # Errors
    /// `unknown_organiser`; where the catalogue cannot be read.
    pub async fn acts_for(
        &self,
        wanted: Option<OrganiserId>,
        organisers: &dyn Organisers,
    ) -> Result<OrganiserId, Failure> {
        let whom = wanted.or(self.of()).unwrap_or(OrganiserId::DEFAULT);
        let found = organisers.organiser(self.reach(), whom).await?;
        found.map(|organiser| organiser.id).ok_or_else(|| unknown_organiser(whom))
    }

    /// What the audit log says: the bearer did this to `resource` of `organiser`.
    #[must_use]
    pub fn entry(
        &self,
        action: AuditAction,
        organiser: Option<OrganiserId>,
        resource: &impl ToString,
        at: Timestamp,
    ) -> AuditEntry {
        AuditEntry {
            at,
            by: self.bearer.named(),
            organiser,
            action,
            resource: resource.to_string(),
            version: None,
            before: None,
            after: None,
            request: self.request.clone(),
        }
    }

    /// A POST on the catalogue: its identity, its answer, and what the audit log says about it.
    #[must_use]
    pub fn once(
        &self,
        (id, digest): (CommandHash, CommandHash),
        answer: Vec<u8>,
        (entry, after): (AuditEntry, Value),
    ) -> Once {
        Once {
            principal: self.principal(),
            command: id,
            digest,
            answer,
            at: entry.at,
            entry: AuditEntry { after: Some(after.to_string()), ..entry },
        }
    }
}

/// What is within `reach` of this organiser's, where one is named.
pub(super) fn within(reach: Reach, wanted: Option<OrganiserId>) -> Result<Reach, Failure> {
    match wanted {
        None => Ok(reach),
        Some(one) if reach.covers(wanted) => Ok(Reach::One(one)),
        Some(one) => Err(unknown_organiser(one)),
    }
}

/// There is no such organiser.
#[must_use]
pub fn unknown_organiser(organiser: OrganiserId) -> Failure {
    Failure::new(ErrorCode::UnknownOrganiser, format!("there is no organiser {organiser}"))
}

/// For whom something is made, behind the `?` of a path.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Whose {
    /// The organiser; the bearer's own where left out.
    pub organiser: Option<OrganiserId>,
}

/// What is shown as a key in the header `Authorization`: none where there is no such header, or one of another
/// scheme than `Bearer`, as a proxy before us may want it. What is shown need not be a key: `key_invalid`.
pub(super) fn shown(request: &HttpRequest) -> Option<Result<ApiKey, Failure>> {
    let text = request.headers().get(AUTHORIZATION)?.to_str().unwrap_or_default().trim();
    let (scheme, key) = text.split_once(' ').unwrap_or((text, ""));
    let no_key = || Failure::new(ErrorCode::KeyInvalid, "this is no API key").at("authorization");
    scheme.eq_ignore_ascii_case("Bearer").then(|| ApiKey::parse(key.trim()).ok_or_else(no_key))
}

impl<Allowed: Permission> FromRequest for Organiser<Allowed> {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let key = shown(request);
        let ring = request.app_data::<web::Data<KeyRing>>().cloned();
        let request = request_id::given(request);
        Box::pin(async move {
            let missing = "the header Authorization: Bearer KEY is missing";
            let key =
                key.ok_or_else(|| Failure::new(ErrorCode::KeyMissing, missing).at("authorization"))??;
            let ring = ring.ok_or_else(|| Failure::internal("no key ring"))?;
            let bearer = ring.bearer(&key).await?;
            allow::<Allowed>(bearer.key.scope, bearer.key.organiser)?;
            Ok(Self { bearer, request, permission: PhantomData })
        })
    }
}

fn allow<Allowed: Permission>(scope: Scope, organiser: Option<OrganiserId>) -> Result<(), Failure> {
    let refused = |detail: String| Err(Failure::new(ErrorCode::ScopeMissing, detail).at("authorization"));
    if scope < Allowed::LEAST {
        let (least, has) = (Allowed::LEAST.name(), scope.name());
        return refused(format!("this needs a key of scope {least}, and the key has {has}"));
    }
    if Allowed::OF_PLATFORM && organiser.is_some() {
        return refused("this needs a key of the platform, and the key is an organiser's".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;
    use crate::http::permission::{ManageKeys, ManageOrganisers, ReadEvents, SellPlaces};

    #[test]
    fn a_key_is_shown_to_whoever_bears_it() {
        let key = ApiKey::new([3; 32]);
        let given = |text: &str| {
            let request = TestRequest::default().insert_header((AUTHORIZATION, text)).to_http_request();
            shown(&request).map(|key| key.map(|key| key.hash()).map_err(|failure| failure.code()))
        };
        let text = key.reveal();
        assert_eq!(given(&format!("Bearer {text}")), Some(Ok(key.hash())));
        assert_eq!(given(&format!("bearer  {text} ")), Some(Ok(key.hash())));
        for wrong in ["Bearer", "Bearer ", "Bearer frk_a", &format!("Bearer {text}a")] {
            assert_eq!(given(wrong), Some(Err(ErrorCode::KeyInvalid)), "{wrong:?}");
        }
        assert_eq!(given("Basic dXNlcjpwYXNz"), None);
        assert!(shown(&TestRequest::default().to_http_request()).is_none());
    }

    #[test]
    fn a_scope_allows_what_is_below_it_and_nothing_above() {
        let own = Some(OrganiserId(1));
        for scope in Scope::ALL.iter().copied() {
            assert!(allow::<ReadEvents>(scope, own).is_ok(), "{scope:?}");
            assert_eq!(allow::<SellPlaces>(scope, own).is_ok(), scope >= Scope::Sell, "{scope:?}");
            assert_eq!(allow::<ManageKeys>(scope, own).is_ok(), scope == Scope::Admin, "{scope:?}");
            assert!(allow::<ManageOrganisers>(scope, own).is_err(), "{scope:?}");
        }
        assert!(allow::<ManageOrganisers>(Scope::Admin, None).is_ok());
    }
}
