//! One buyer from the first look to the end of the run.

use std::time::Duration;

use schemas::ids::{ChannelIndex, HoldId, PlaceIndex, Version};
use schemas::seat::SaleState;
use schemas::ws::server::{Held, HoldLine, Released};
use tokio::time::Instant;

use super::choice::{Choice, choose};
use super::pace::SPREAD;
use super::run::{Phase, Reached, SharedRun, pause_while_open};
use crate::audit::{Acknowledged, Deed};
use crate::chance::Chance;
use crate::client::http::CallError;
use crate::client::live::{Answer, LiveClient, LiveError, Notice};
use crate::limits::SETTLED_AFTER;

/// The share of buyers who come back to a closed tab.
const COMES_BACK: f64 = 0.7;
/// The share of purchases that are followed by another person in this one's place.
const SOMEBODY_ELSE_NEXT: f64 = 0.5;
/// The share of bookings that are given back.
const REGRETS: f64 = 0.1;
/// The share of payments that fail.
const PAYMENT_FAILS: f64 = 0.15;

/// Why a buyer cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum BuyerError {
    /// The live connection.
    #[error(transparent)]
    Live(#[from] LiveError),
    /// A call.
    #[error(transparent)]
    Call(#[from] CallError),
}

/// What a buyer does next with seats in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    Extends,
    GivesAllBack,
    GivesOneBack,
    ClosesTheTab,
    Pays,
}

/// One buyer.
pub struct Buyer {
    pub(super) run: SharedRun,
    pub(super) number: u32,
    pub(super) chance: Chance,
    pub(super) client: LiveClient,
    persons: u32,
    pub(super) calls: u32,
}

/// Lives one buyer's life; tells the run why, where it ends early.
pub async fn live(run: SharedRun, number: u32) {
    let chance = Chance::new(run.seed, u64::from(number));
    let opened = Buyer::arrive(&run, number, chance).await;
    let told = match opened {
        Ok(mut buyer) => buyer.live().await.map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    if let Err(reason) = told {
        run.count(|figures| *figures.gave_up.entry(reason).or_default() += 1);
    }
}

impl Buyer {
    /// Opens the page: a token, the first state, a connection.
    async fn arrive(run: &SharedRun, number: u32, chance: Chance) -> Result<Self, BuyerError> {
        let client = Self::open(run, number, 0).await?;
        Ok(Self { run: run.clone(), number, chance, client, persons: 1, calls: 0 })
    }

    async fn open(run: &SharedRun, number: u32, person: u32) -> Result<LiveClient, BuyerError> {
        let began = Instant::now();
        let token = run.buyers.hold_token(run.event).await?;
        let state = run.buyers.first_state(run.event).await?;
        let prefix = format!("b{number}p{person}c");
        let mut client = LiveClient::new(run.address.clone(), run.event, Some(token), prefix, Some(state));
        while client.next().await? != Notice::Opened {}
        run.count(|figures| figures.openings.note(began.elapsed()));
        Ok(client)
    }

    async fn live(&mut self) -> Result<(), BuyerError> {
        while self.run.is_open() {
            self.shop_once().await?;
            self.pause(self.run.pace.rest).await?;
            if self.run.is_open() && self.chance.happens(SOMEBODY_ELSE_NEXT) {
                self.note_traffic();
                self.client = Self::open(&self.run, self.number, self.persons).await?;
                self.persons += 1;
            }
        }
        self.settle().await?;
        self.note_traffic();
        Ok(())
    }

    fn note_traffic(&self) {
        let traffic = self.client.traffic();
        self.run.count(|figures| {
            figures.frames += traffic.frames;
            figures.frame_bytes += traffic.bytes;
        });
    }

    /// Sends nothing more; says what is seen each time a version asked for is reached.
    async fn settle(&mut self) -> Result<(), BuyerError> {
        let run = self.run.clone();
        let mut phase = run.phase.clone();
        let mut told = None;
        loop {
            let asked = *phase.borrow_and_update();
            if asked == Phase::Over {
                return Ok(());
            }
            let is_there = match (asked, self.client.model()) {
                (Phase::Settling(version), Some(model)) => told != Some(asked) && model.version() >= version,
                _ => false,
            };
            tokio::select! {
                _ = phase.changed() => {}
                () = tokio::time::sleep(SETTLED_AFTER), if is_there => {
                    told = Some(asked);
                    let sees = self.client.model().map(|model| model.public.clone());
                    let reached = sees.map(|sees| Reached { client: self.number, sees });
                    run.reached.borrow_mut().extend(reached);
                }
                notice = self.client.next() => {
                    let notice = notice?;
                    note(&run, &self.client, &notice);
                }
            }
        }
    }

    /// One attempt to get seats, and what follows where it succeeds.
    async fn shop_once(&mut self) -> Result<(), BuyerError> {
        self.pause(self.run.pace.look).await?;
        if !self.run.is_open() {
            return Ok(());
        }
        let Some(model) = self.client.model().filter(|model| model.sale() == SaleState::OnSale) else {
            return Ok(());
        };
        let Some(choice) = choose(&self.run.venue, model, &mut self.chance) else {
            self.run.count(|figures| figures.found_nothing += 1);
            return Ok(());
        };
        match self.ask_for(choice).await? {
            Some(held) => self.keep(held.hold).await,
            None => self.pause(self.run.pace.after_loss).await,
        }
    }

    /// Asks for places; none where they were refused.
    async fn ask_for(&mut self, choice: Choice) -> Result<Option<Held>, BuyerError> {
        let id = self.client.hold(choice.places, choice.areas);
        match self.answer_to(&id).await? {
            Answer::Held(held) => {
                let places = lines(&held.places);
                let (taken, deadline) = (held.hold, held.deadline_ms);
                self.acknowledge(held.version, Deed::Held { hold: taken, deadline, places });
                self.run.count(|figures| figures.held += 1);
                Ok(Some(held))
            }
            other => {
                self.refused(&other);
                Ok(None)
            }
        }
    }

    /// Seats in hand: until they are bought, given back, lost or forgotten.
    async fn keep(&mut self, hold: HoldId) -> Result<(), BuyerError> {
        while self.run.is_open() {
            self.pause(self.run.pace.decide).await?;
            if !self.run.is_open() || !self.owns(hold) {
                return Ok(());
            }
            match self.mood() {
                Mood::Extends => self.extend(hold).await?,
                Mood::GivesAllBack => return self.give_back(hold, Vec::new()).await,
                Mood::GivesOneBack => {
                    let one = self.one_of(hold);
                    self.give_back(hold, one).await?;
                }
                Mood::ClosesTheTab => {
                    self.run.count(|figures| figures.tabs_closed += 1);
                    self.client.close_tab();
                    let away = self.chance.hesitation(self.run.pace.away, SPREAD);
                    pause_while_open(&self.run, away).await;
                    if !self.chance.happens(COMES_BACK) {
                        return Ok(());
                    }
                }
                Mood::Pays => {
                    if self.pay(hold).await? {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }

    fn mood(&mut self) -> Mood {
        match self.chance.below(100) {
            0..12 => Mood::Extends,
            12..30 => Mood::GivesAllBack,
            30..36 => Mood::GivesOneBack,
            36..44 => Mood::ClosesTheTab,
            _ if self.run.shop.is_some() => Mood::Pays,
            _ => Mood::GivesAllBack,
        }
    }

    fn owns(&self, hold: HoldId) -> bool {
        self.client.model().is_some_and(|model| model.own.get(hold).is_some())
    }

    /// A seat of a hold that has more than one; nothing otherwise.
    fn one_of(&self, hold: HoldId) -> Vec<PlaceIndex> {
        let mine = self.client.model().and_then(|model| model.own.get(hold));
        let seats = |lines: &[HoldLine]| {
            lines.iter().filter(|line| line.units == 1).map(|line| line.place).collect::<Vec<_>>()
        };
        match mine.map(|mine| seats(&mine.places)) {
            Some(seats) if seats.len() > 1 => seats[..1].to_vec(),
            _ => Vec::new(),
        }
    }

    async fn extend(&mut self, hold: HoldId) -> Result<(), BuyerError> {
        let id = self.client.extend(hold);
        match self.answer_to(&id).await? {
            Answer::Extended(extended) => {
                let deadline = extended.deadline_ms;
                self.acknowledge(extended.version, Deed::Extended { hold, deadline });
                self.run.count(|figures| figures.extended += 1);
            }
            other => self.refused(&other),
        }
        Ok(())
    }

    async fn give_back(&mut self, hold: HoldId, places: Vec<PlaceIndex>) -> Result<(), BuyerError> {
        let id = self.client.release(hold, places);
        match self.answer_to(&id).await? {
            Answer::Released(Released { version, places, .. }) => {
                let places = places.iter().map(|line| (line.place, line.units, line.channel)).collect();
                self.acknowledge(version, Deed::Released { hold, places });
                self.run.count(|figures| figures.released += 1);
            }
            other => self.refused(&other),
        }
        Ok(())
    }

    /// At the till. True where it is over: sold, or gone.
    async fn pay(&mut self, hold: HoldId) -> Result<bool, BuyerError> {
        if !self.begin_payment(hold).await? {
            return Ok(!self.owns(hold));
        }
        self.pause(self.run.pace.pay).await?;
        if self.chance.happens(PAYMENT_FAILS) {
            self.payment_failed(hold).await?;
            return Ok(false);
        }
        let Some(booking) = self.book(hold).await? else { return Ok(true) };
        if self.run.is_open() && self.chance.happens(REGRETS) {
            self.pause(self.run.pace.rest).await?;
            self.unbook(booking).await?;
        }
        Ok(true)
    }

    /// Hesitates around this median, with the page open.
    pub(super) async fn pause(&mut self, median: Duration) -> Result<(), BuyerError> {
        let run = self.run.clone();
        let time = self.chance.hesitation(median, SPREAD);
        self.client
            .during(pause_while_open(&run, time), |client, notice| note(&run, client, &notice))
            .await?;
        Ok(())
    }

    async fn answer_to(&mut self, id: &str) -> Result<Answer, BuyerError> {
        let run = self.run.clone();
        let (answer, after) = self.client.answer_to(id, |client, notice| note(&run, client, &notice)).await?;
        run.count(|figures| figures.answers.note(after));
        Ok(answer)
    }

    pub(super) fn acknowledge(&self, version: Version, deed: Deed) {
        self.run.heard_of(version);
        self.run.ledger.note(Acknowledged { buyer: self.number, version, deed });
    }

    fn refused(&self, answer: &Answer) {
        match answer {
            Answer::Refused(refused) => {
                self.run.heard_of(refused.version);
                self.run.count(|figures| *figures.refused.entry(refused.code).or_insert(0) += 1);
            }
            other => {
                self.run.count(|figures| *figures.gave_up.entry(format!("{other:?}")).or_default() += 1);
            }
        }
    }
}

fn lines(places: &[HoldLine]) -> Vec<(PlaceIndex, u32, ChannelIndex)> {
    places.iter().map(|line| (line.place, line.units, line.channel)).collect()
}

/// Notes what happened on a connection, and the newest version that its client knows of.
pub(super) fn note(run: &SharedRun, client: &LiveClient, notice: &Notice) {
    if let Some(model) = client.model() {
        run.heard_of(model.version().max(model.own.version));
    }
    run.count(|figures| match notice {
        Notice::Expired(_) => figures.expired += 1,
        Notice::Lost(_) => figures.lost_connections += 1,
        _ => {}
    });
}
