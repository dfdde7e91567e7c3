//! The shop's side of a purchase: the organiser calls, made for a buyer while the buyer's page stays open.

use std::future::Future;

use schemas::ids::{BookingId, HoldId};
use tokio::time::Instant;

use super::person::{Buyer, BuyerError, note};
use crate::audit::Deed;
use crate::client::http::CallError;

impl Buyer {
    /// True where payment began.
    pub(super) async fn begin_payment(&mut self, hold: HoldId) -> Result<bool, BuyerError> {
        let (Some(shop), event, key) = (self.run.shop.clone(), self.run.event, self.key(hold.0)) else {
            return Ok(false);
        };
        let Some(version) = self.call(shop.begin_payment(event, hold, key)).await? else { return Ok(false) };
        self.acknowledge(version, Deed::PaymentBegun { hold });
        self.run.count(|figures| figures.payments += 1);
        Ok(true)
    }

    pub(super) async fn payment_failed(&mut self, hold: HoldId) -> Result<(), BuyerError> {
        let (Some(shop), event, key) = (self.run.shop.clone(), self.run.event, self.key(hold.0)) else {
            return Ok(());
        };
        if let Some(version) = self.call(shop.payment_failed(event, hold, key)).await? {
            self.acknowledge(version, Deed::PaymentFailed { hold });
            self.run.count(|figures| figures.payments_failed += 1);
        }
        Ok(())
    }

    pub(super) async fn book(&mut self, hold: HoldId) -> Result<Option<BookingId>, BuyerError> {
        let (Some(shop), event, key) = (self.run.shop.clone(), self.run.event, self.key(hold.0)) else {
            return Ok(None);
        };
        let reference = format!("order-{}-{}", self.number, hold.0);
        let Some((version, booking)) = self.call(shop.book(event, hold, reference, key)).await? else {
            return Ok(None);
        };
        self.acknowledge(version, Deed::Booked { hold, booking });
        self.run.count(|figures| figures.booked += 1);
        Ok(Some(booking))
    }

    pub(super) async fn unbook(&mut self, booking: BookingId) -> Result<(), BuyerError> {
        let (Some(shop), event, key) = (self.run.shop.clone(), self.run.event, self.key(booking.0)) else {
            return Ok(());
        };
        if let Some(version) = self.call(shop.unbook(event, booking, key)).await? {
            self.acknowledge(version, Deed::Unbooked { booking });
            self.run.count(|figures| figures.unbooked += 1);
        }
        Ok(())
    }

    /// An idempotency key of its own for this call about a hold or booking: nobody else calls about it.
    fn key(&mut self, about: u64) -> String {
        self.calls += 1;
        format!("{about}-{}-{}", self.number, self.calls)
    }

    /// Makes a call with the page open; none where it was refused.
    async fn call<T>(
        &mut self,
        call: impl Future<Output = Result<T, CallError>>,
    ) -> Result<Option<T>, BuyerError> {
        let began = Instant::now();
        let run = self.run.clone();
        let answer = self.client.during(call, |client, notice| note(&run, client, &notice)).await?;
        self.run.count(|figures| {
            figures.calls.note(began.elapsed());
            if let Err(error) = &answer {
                *figures.calls_refused.entry(error.code().to_owned()).or_default() += 1;
            }
        });
        Ok(answer.ok())
    }
}
