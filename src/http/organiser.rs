//! Who may do an organiser's work: bearers of an API key.
//!
//! A handler gets an [`Organiser`] only by naming a permission, and cannot act for one without it.
//!
//! A key is 256 random bits, so a plain BLAKE3 of it is kept: there is nothing to guess that a slow hash
//! would protect.

use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use actors::ports::catalogue::CatalogueError;
use actors::ports::catalogue::keys::{KeyRow, Keys, Role};
use data_encoding::BASE32_NOPAD;
use futures_util::future::LocalBoxFuture;
use schemas::error_code::ErrorCode;
use schemas::ids::{CommandHash, ContentHash, PrincipalHash};
use schemas::record::Principal;

use super::commands::Commanded;
use super::problem::Failure;
use crate::limits::KEYS_FRESH_MS;
use crate::request_keys::RequestKeys;
use crate::secret::Secret;

/// What every API key begins with.
const KEY_PREFIX: &str = "frk_";

/// An API key as its bearer has it.
#[derive(Clone, Debug)]
pub struct ApiKey(Secret<[u8; 32]>);

impl ApiKey {
    /// A new key of these random bytes.
    #[must_use]
    pub const fn new(random: [u8; 32]) -> Self {
        Self(Secret::new(random))
    }

    /// Reads a key; none where the text is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let tail = text.strip_prefix(KEY_PREFIX)?.to_ascii_uppercase();
        BASE32_NOPAD.decode(tail.as_bytes()).ok()?.try_into().ok().map(Self::new)
    }

    /// The key's text, to be shown once.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{KEY_PREFIX}{}", BASE32_NOPAD.encode(self.0.reveal()).to_lowercase())
    }

    /// What is kept of the key.
    #[must_use]
    pub fn hash(&self) -> ContentHash {
        ContentHash(*blake3::hash(self.0.reveal()).as_bytes())
    }
}

/// Something that a role allows.
pub trait Permission: 'static {
    /// Whether bearers of `role` may.
    fn is_given_to(role: Role) -> bool;
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident: $($role:ident)|+;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}

        impl Permission for $name {
            fn is_given_to(role: Role) -> bool {
                matches!(role, $(Role::$role)|+)
            }
        }
    )*};
}
permissions! {
    /// Make and publish seating plans.
    ManagePlans: Admin;
    /// Make events and open, pause, resume and end their sale.
    ManageEvents: Admin;
    /// Take places off sale, put them back, move them between channels.
    ManagePlaces: Admin;
    /// Begin and end payments, book and give back.
    SellPlaces: Admin;
    /// See holds, bookings and history of a place.
    ReadHistory: Admin;
}

/// The keys in force, read again now and then.
pub struct KeyRing {
    keys: Arc<dyn Keys>,
    names: RequestKeys,
    read: Mutex<Option<(Instant, Arc<Vec<KeyRow>>)>>,
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("KeyRing")
    }
}

impl KeyRing {
    /// A ring over the keys of the catalogue. Bearers are named in the log by a hash under `names`.
    #[must_use]
    pub fn new(keys: Arc<dyn Keys>, names: RequestKeys) -> Self {
        Self { keys, names, read: Mutex::new(None) }
    }

    async fn fresh(&self) -> Result<Arc<Vec<KeyRow>>, CatalogueError> {
        let known = self.read.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, keys)) = known
            && at.elapsed() < Duration::from_millis(KEYS_FRESH_MS)
        {
            return Ok(keys);
        }
        let keys = Arc::new(self.keys.keys().await?);
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), Arc::clone(&keys)));
        Ok(keys)
    }

    /// The bearer of `key`, looked up in constant time a key.
    async fn bearer(&self, key: &ApiKey) -> Result<Option<KeyRow>, CatalogueError> {
        let hash = blake3::Hash::from_bytes(key.hash().0);
        let keys = self.fresh().await?;
        let found = keys.iter().fold(None, |found, row| {
            if blake3::Hash::from_bytes(row.hash.0) == hash { Some(row) } else { found }
        });
        Ok(found.cloned())
    }
}

/// The bearer of an API key that gives this permission.
#[derive(Debug)]
pub struct Organiser<Allowed> {
    /// Who.
    pub principal: PrincipalHash,
    permission: PhantomData<Allowed>,
}

impl<Allowed> Organiser<Allowed> {
    /// This organiser's command under this id, with this content.
    #[must_use]
    pub const fn commands(&self, id: CommandHash, digest: CommandHash) -> Commanded {
        Commanded { principal: Principal::Organiser(self.principal), id, digest }
    }
}

impl<Allowed: Permission> FromRequest for Organiser<Allowed> {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let given = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let key =
            given.map(|value| value.strip_prefix("Bearer ").and_then(|text| ApiKey::parse(text.trim())));
        let ring = request.app_data::<web::Data<KeyRing>>().cloned();
        Box::pin(async move {
            let unknown =
                || Failure::new(ErrorCode::KeyInvalid, "this key is not in force").at("authorization");
            let missing = "the header Authorization: Bearer KEY is missing";
            let key = key.ok_or_else(|| Failure::new(ErrorCode::KeyMissing, missing).at("authorization"))?;
            let key = key.ok_or_else(unknown)?;
            let ring = ring.ok_or_else(|| Failure::internal("no key ring"))?;
            let bearer = ring.bearer(&key).await?.ok_or_else(unknown)?;
            if !Allowed::is_given_to(bearer.role) {
                return Err(unknown());
            }
            Ok(Self { principal: ring.names.principal(&bearer.name), permission: PhantomData })
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_was_shown() {
        let key = ApiKey::new([7; 32]);
        let text = key.reveal();
        assert_eq!(text.len(), 56);
        assert_eq!(ApiKey::parse(&text).unwrap().hash(), key.hash());
        for other in ["", "frk_", "frk_aaaa", &text[4..], &text[..55]] {
            assert!(ApiKey::parse(other).is_none(), "{other:?}");
        }
    }

    #[test]
    fn a_key_is_never_printed() {
        let key = ApiKey::new([7; 32]);
        assert_eq!(format!("{key:?}"), "ApiKey([secret])");
    }
}
