//! `onsale one-seat`: everybody wants the same seat at the same moment. Exactly one gets it; everybody else
//! is told that it is taken.

use anyhow::Context;
use clap::Args;
use futures_util::future::join_all;
use schemas::ids::{EventId, PlaceIndex};
use schemas::refusal::RefusalCode;
use schemas::seat::Letter;
use tokio::time::Instant;

use super::Ending;
use super::stage::{Stage, StageArguments};
use super::words::say;
use crate::client::http::HttpClient;
use crate::client::live::{Answer, LiveClient, Notice};
use crate::figures::Times;

/// Many buyers, one seat.
#[derive(Clone, Debug, Args)]
pub struct OneSeatArguments {
    /// Where.
    #[command(flatten)]
    pub stage: StageArguments,
    /// How many buyers.
    #[arg(long, default_value_t = 100)]
    pub buyers: u32,
}

/// How it ended for everybody.
#[derive(Clone, Debug, Default)]
pub struct Race {
    /// Buyers who got the seat.
    pub got_it: u32,
    /// Buyers who were told that it is taken.
    pub told_taken: u32,
    /// Buyers who were told something else.
    pub told_other: Vec<String>,
    /// From everybody's asking to each answer.
    pub times: Times,
}

/// Plays it.
///
/// # Errors
/// The server cannot be reached or started.
pub async fn play(arguments: OneSeatArguments) -> anyhow::Result<Ending> {
    let stage = Stage::set(&arguments.stage)?;
    let race = race(&stage.buyers, stage.event, arguments.buyers).await?;
    say(&format!(
        "{} got the seat, {} were told `taken`, {} something else; {}",
        race.got_it,
        race.told_taken,
        race.told_other.len(),
        race.times.in_words()
    ))?;
    for other in race.told_other.iter().take(5) {
        say(&format!("  BROKEN {other}"))?;
    }
    stage.strike()?;
    let sound = race.got_it == 1 && race.told_other.is_empty();
    Ok(if sound { Ending::Sound } else { Ending::Broken })
}

/// Lets this many buyers ask for the first free seat of the venue's front row, all at once.
///
/// # Errors
/// The server does not answer, or no seat is free.
pub async fn race(http: &HttpClient, event: EventId, buyers: u32) -> anyhow::Result<Race> {
    let state = http.first_state(event).await?;
    let venue = http.venue(state.plan()).await?;
    let seats = venue.rows.iter().flat_map(|row| &row.seats);
    let free = |seat: &&PlaceIndex| state.letter(**seat) == Some(Letter::Free);
    let seat = *seats.clone().find(free).context("no seat is free")?;
    let mut clients = Vec::new();
    for number in 0..buyers {
        let token = http.hold_token(event).await?;
        let prefix = format!("o{number}c");
        let mut client =
            LiveClient::new(http.address().clone(), event, Some(token), prefix, Some(state.clone()));
        while client.next().await? != Notice::Opened {}
        clients.push(client);
    }
    let began = Instant::now();
    let asked = clients.iter_mut().map(|client| async move {
        let id = client.hold(vec![seat], Vec::new());
        client.answer_to(&id, |_, _| {}).await.map(|(answer, _)| (answer, began.elapsed()))
    });
    let mut race = Race::default();
    for answered in join_all(asked).await {
        let (answer, after) = answered?;
        race.times.note(after);
        match answer {
            Answer::Held(_) => race.got_it += 1,
            Answer::Refused(refused) if refused.code == RefusalCode::Taken && refused.places == [seat] => {
                race.told_taken += 1;
            }
            other => race.told_other.push(format!("{other:?}")),
        }
    }
    Ok(race)
}
