//! The calls that buyers and shops make, one function each.

use schemas::api::audit::EventAudit;
use schemas::api::bookings::BookingMade;
use schemas::api::hold_tokens::IssuedHoldToken;
use schemas::ids::{BookingId, ContentHash, EventId, HoldId, Version};
use schemas::record::{Record, decode};
use schemas::ws::state::Snapshot;
use serde::Deserialize;
use serde_json::json;

use super::http::{Call, CallError, HttpClient};
use super::model::EventModel;
use super::venue::Venue;

/// What every answer about a hold or booking has.
#[derive(Deserialize)]
struct Done {
    version: Version,
}

impl HttpClient {
    /// A new hold token: the secret that owns one buyer's holds.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn hold_token(&self, event: EventId) -> Result<String, CallError> {
        let call = Call::post_without_key(format!("/api/v1/events/{event}/hold-tokens"));
        self.json_at_last::<IssuedHoldToken>(&call).await.map(|token| token.hold_token)
    }

    /// What everyone may see of an event now.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn first_state(&self, event: EventId) -> Result<EventModel, CallError> {
        let call = Call::get(format!("/api/v1/events/{event}/seats"));
        let state: Snapshot = self.json_at_last(&call).await?;
        EventModel::new(&state).map_err(|error| CallError::Shape(error.to_string()))
    }

    /// The venue of a published plan version.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn venue(&self, plan: ContentHash) -> Result<Venue, CallError> {
        let document = self.bytes(&Call::get(format!("/api/v1/plans/versions/{plan}/geometry"))).await?;
        Venue::read(&document).map_err(|error| CallError::Shape(error.to_string()))
    }

    /// Begins the payment of a hold. Organisers only, as all below.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn begin_payment(
        &self,
        event: EventId,
        hold: HoldId,
        key: String,
    ) -> Result<Version, CallError> {
        let call = Call::post(format!("/api/v1/events/{event}/holds/{}/begin-payment", hold.0), key);
        self.json_at_last::<Done>(&call).await.map(|done| done.version)
    }

    /// Says that the payment of a hold failed.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn payment_failed(
        &self,
        event: EventId,
        hold: HoldId,
        key: String,
    ) -> Result<Version, CallError> {
        let call = Call::post(format!("/api/v1/events/{event}/holds/{}/payment-failed", hold.0), key);
        self.json_at_last::<Done>(&call).await.map(|done| done.version)
    }

    /// Books a hold.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn book(
        &self,
        event: EventId,
        hold: HoldId,
        reference: String,
        key: String,
    ) -> Result<(Version, BookingId), CallError> {
        let call = Call::post(format!("/api/v1/events/{event}/holds/{}/book", hold.0), key)
            .with(&json!({ "reference": reference }));
        self.json_at_last::<BookingMade>(&call).await.map(|booked| (booked.version, booked.booking))
    }

    /// Gives a whole booking back.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn unbook(
        &self,
        event: EventId,
        booking: BookingId,
        key: String,
    ) -> Result<Version, CallError> {
        let call =
            Call::post(format!("/api/v1/events/{event}/bookings/{}/unbook", booking.0), key).with(&json!({}));
        self.json_at_last::<Done>(&call).await.map(|done| done.version)
    }

    /// What the server says of an event, from memory and from its log.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn audit(&self, event: EventId) -> Result<EventAudit, CallError> {
        self.json_at_last(&Call::get(format!("/api/v1/events/{event}/audit"))).await
    }

    /// All records of an event up to and including `last`.
    ///
    /// # Errors
    /// See [`CallError`]; also where a record cannot be read.
    pub async fn log(&self, event: EventId, last: Version) -> Result<Vec<Record>, CallError> {
        let mut records: Vec<Record> = Vec::new();
        loop {
            let after = records.last().map_or(Version(0), |record| record.version);
            if after >= last {
                records.truncate(usize::try_from(last.0).unwrap_or(usize::MAX));
                return Ok(records);
            }
            let path = format!("/api/v1/events/{event}/audit/records?after={}", after.0);
            let page = self.bytes(&Call::get(path)).await?;
            if page.is_empty() {
                return Ok(records);
            }
            read_page(&page, after, &mut records)?;
        }
    }
}

/// Reads a page of a log: each record as its length (4 bytes, lowest first) and its bytes.
fn read_page(mut page: &[u8], after: Version, records: &mut Vec<Record>) -> Result<(), CallError> {
    let mut version = after;
    let cut_short = || CallError::Shape("a page of the log ends within a record".to_owned());
    while let Some((length, rest)) = page.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
        let (bytes, rest) = rest.split_at_checked(length).ok_or_else(cut_short)?;
        version = version.next();
        let record = decode(version, bytes).map_err(|error| CallError::Shape(error.to_string()))?;
        records.push(record);
        page = rest;
    }
    if page.is_empty() { Ok(()) } else { Err(cut_short()) }
}
