//! Who buys: the bearer of a hold token for the event in the path.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::HeaderName;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use actors::ports::clock::Clock;
use schemas::error_code::ErrorCode;
use schemas::ids::{CommandHash, EventId};
use schemas::record::Principal;

use super::address::Addresses;
use super::commands::{Commanded, Reached};
use super::problem::Failure;
use crate::command_content::CommandContent;
use crate::hold_token::{Buyer, HoldTokens, TokenFault};
use crate::request_keys::RequestKeys;

static HOLD_TOKEN: HeaderName = HeaderName::from_static("hold-token");

/// Recognises buyers.
#[derive(Clone)]
pub struct Buyers {
    /// Issues and verifies tokens.
    pub tokens: HoldTokens,
    /// Hashes addresses.
    pub keys: RequestKeys,
    /// Which addresses have bounds.
    pub addresses: Addresses,
    /// Tells whether a token has run out.
    pub clock: Arc<dyn Clock>,
}

impl Buyers {
    /// Keyed hash of the prefix of the request's address; none where bounds per address are lifted for it.
    #[must_use]
    pub fn address(&self, request: &HttpRequest) -> Option<u64> {
        self.addresses.bounded(request).map(|prefix| self.keys.address(prefix))
    }
}

/// The bearer of a hold token that is good for the event in the path.
#[derive(Clone, Copy, Debug)]
pub struct Buying {
    event: EventId,
    /// Who.
    pub buyer: Buyer,
    /// Keyed hash of the address's prefix; none where bounds per address are lifted.
    pub address: Option<u64>,
    keys: RequestKeys,
}

impl Buying {
    /// The event in the path.
    #[must_use]
    pub const fn event(&self) -> Reached {
        Reached::new(self.event)
    }

    /// This buyer's command under this id, with this content: the same one that the socket would have made of
    /// it.
    #[must_use]
    pub fn commands(&self, id: CommandHash, content: &CommandContent) -> Commanded {
        let digest = self.keys.content(content);
        Commanded::new(self.event(), Principal::Buyer(self.buyer.token), id, digest)
    }
}

impl FromRequest for Buying {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(recognise(request))
    }
}

fn recognise(request: &HttpRequest) -> Result<Buying, Failure> {
    let buyers = request.app_data::<Data<Buyers>>().ok_or_else(|| Failure::internal("no buyers"))?;
    let event = request.match_info().get("event").and_then(|text| text.parse::<EventId>().ok());
    let event = event.ok_or_else(|| Failure::new(ErrorCode::NotFound, "the path names no event"))?;
    let missing =
        || Failure::new(ErrorCode::HoldTokenMissing, "the header Hold-Token is missing").at("hold-token");
    let text = request.headers().get(&HOLD_TOKEN).ok_or_else(missing)?.to_str().unwrap_or_default();
    let buyer = buyers.tokens.verify(text, event, buyers.clock.now()).map_err(|fault| {
        let code = match fault {
            TokenFault::Invalid => ErrorCode::HoldTokenInvalid,
            TokenFault::Expired => ErrorCode::HoldTokenExpired,
        };
        Failure::new(code, fault.to_string()).at("hold-token")
    })?;
    Ok(Buying { event, buyer, address: buyers.address(request), keys: buyers.keys })
}
