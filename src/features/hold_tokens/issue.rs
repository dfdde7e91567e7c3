//! Issues a hold token.

use std::time::Instant;

use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, dev};
use actors::seat_map::command::ChannelSet;
use schemas::api::hold_tokens::{IssuedHoldToken, NewHoldToken};
use schemas::api::moment::Moment;
use schemas::api::problem::Problem;
use schemas::error_code::ErrorCode;

use crate::http::address::Addresses;
use crate::http::answer::{Answer, created};
use crate::http::buyer::Buyers;
use crate::http::organiser::Organiser;
use crate::http::permission::OpenChannels;
use crate::http::problem::Failure;
use crate::http::public_event::PublicEvent;
use crate::http::rate::RateLimiter;
use crate::http::told::Body;

/// Tokens by address prefix.
pub struct TokenRate {
    /// Counts them.
    pub rate: RateLimiter,
    /// Whose bounds a request counts against.
    pub addresses: Addresses,
    /// When counting began.
    pub start: Instant,
}

impl TokenRate {
    fn take(&self, request: &HttpRequest) -> Result<(), Failure> {
        let Some(prefix) = self.addresses.bounded(request) else { return Ok(()) };
        let now_ms = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.rate.take(prefix, now_ms).map_err(|seconds| {
            let detail = "this address asks for more hold tokens than its share";
            Failure::new(ErrorCode::RateLimited, detail).retry_after(seconds)
        })
    }
}

/// Issues a hold token for one event, good for 24 hours. Nothing is kept of it, so no `Idempotency-Key` is
/// needed: a token whose answer was lost was never used. An organiser may ask for channels. Where the sale has ended or the
/// event was called off there is none.
#[utoipa::path(post, path = "/api/v1/events/{event}/hold-tokens", tag = "buyers",
    params(("event" = String, Path, description = "The event.")),
    request_body(content = NewHoldToken, description = "May be left out."),
    security((), ("key" = ["read"])),
    responses(
        (status = 201, description = "The token.", body = IssuedHoldToken),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn issue(
    request: HttpRequest,
    event: PublicEvent,
    wanted: Body<NewHoldToken>,
    buyers: Data<Buyers>,
    rate: Data<TokenRate>,
) -> Answer {
    rate.take(&request)?;
    event.known.can_still_sell(buyers.clock.now())?;
    let wanted = wanted.0.channels;
    let mut channels = ChannelSet::default();
    if !wanted.is_empty() {
        // Whoever sells opens channels. The event is within reach of the key that is shown.
        Organiser::<OpenChannels>::from_request(&request, &mut dev::Payload::None).await?;
        for key in &wanted {
            channels.0 |= 1 << event.known.channel(key)?.0;
        }
    }
    let mut random = [0; 12];
    getrandom::fill(&mut random).map_err(Failure::internal)?;
    let (token, end) = buyers.tokens.issue(event.id, channels, buyers.clock.now(), random);
    created(&IssuedHoldToken {
        hold_token: token.reveal().clone(),
        event: event.id,
        expires_at: Moment(end),
        channels: wanted,
    })
}
