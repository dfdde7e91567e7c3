//! Observers, as a hub is one: they ask for what changed, keep the whole public state, and look at holds,
//! counts, places and hashes. All they see goes to the ledger.

use std::rc::Rc;
use std::time::Duration;

use actors::registry::Registry;
use actors::seat_map::handle::{AskRefused, Pending, SeatMapHandle};
use actors::seat_map::view::{Changes, Observation, PlaceChange, PublicState};
use schemas::ids::{ChannelIndex, LevelIndex, PlaceIndex, TokenHash};
use schemas::seat::Letter;
use tokio::time::{sleep, timeout};

use crate::ledger::Seen;
use crate::world::World;

/// A question is answered within this, whatever the disk does meanwhile.
const ANSWERED_WITHIN: Duration = Duration::from_mins(1);

/// An observer's life within one of the process.
pub async fn observe(world: Rc<World>, registry: Registry, number: usize) {
    let event = world.events[number].borrow().id;
    let mut mine: Option<PublicState> = None;
    let mut pin = None;
    loop {
        let pause = if world.chance(1, 12) { world.below(3_000) } else { world.below(60) };
        sleep(Duration::from_millis(pause)).await;
        let Ok(handle) = registry.handle(event).await else { continue };
        match world.below(16) {
            0 => pin = Some(handle.pin()),
            1..=2 => drop(pin.take()),
            3 => mine = None,
            _ => {}
        }
        look(&world, &handle, number).await;
        let since = mine.as_ref().map(|state| state.version);
        let Some(observation) = answer(&world, "observe", handle.observe(since)).await else { continue };
        world.count("observations");
        match observation {
            Observation::Nothing { version } if Some(version) == since => {}
            Observation::Nothing { version } => world.blame(format!("nothing at {version} since {since:?}")),
            Observation::Snapshot(state) => mine = Some((*state).clone()),
            Observation::Changes(changes) => follow(&world, number, &mut mine, &changes),
        }
        if let Some(state) = &mine {
            world.note(format_args!("observer {number} at {}", state.version));
            world.events[number].borrow_mut().ledger.see(state.version, Seen::Public(state.clone()));
        }
    }
}

/// Makes the changes on the observer's own state.
fn follow(world: &World, number: usize, mine: &mut Option<PublicState>, changes: &Changes) {
    let Some(state) =
        mine.as_mut().filter(|state| state.version == changes.from && changes.from < changes.to)
    else {
        world.blame(format!("changes {} to {} that do not follow {mine:?}", changes.from, changes.to));
        return;
    };
    world.count("changes followed");
    if let Some(plan) = changes.plan {
        let places = plan.places as usize;
        state.plan = plan.hash;
        state.letters.resize(places, Letter::Retired);
        state.channels.resize(places, ChannelIndex(0));
        state.levels.resize(places, LevelIndex::OF_PLAN);
        let seat = |change: &PlaceChange| matches!(change, PlaceChange::Seat { .. });
        let seats: Vec<PlaceIndex> =
            changes.places.iter().filter(|change| seat(change)).map(PlaceChange::place).collect();
        state.areas.retain(|area| !seats.contains(&area.place));
    }
    for change in &changes.places {
        match change {
            PlaceChange::Seat { place, letter, channel, level } => {
                state.letters[place.0 as usize] = *letter;
                state.channels[place.0 as usize] = *channel;
                state.levels[place.0 as usize] = *level;
            }
            PlaceChange::Area { units, level } => {
                let area = state.areas.iter().position(|area| area.place >= units.place);
                let at = area.unwrap_or(state.areas.len());
                if state.areas.get(at).is_some_and(|area| area.place == units.place) {
                    state.areas[at] = units.clone();
                } else {
                    assert!(changes.plan.is_some(), "changes name areas of the plan");
                    state.areas.insert(at, units.clone());
                    state.letters[units.place.0 as usize] = Letter::Free;
                    state.channels[units.place.0 as usize] = ChannelIndex(0);
                }
                state.levels[units.place.0 as usize] = *level;
            }
        }
    }
    state.sale = changes.sale.unwrap_or(state.sale);
    state.terms = changes.terms.unwrap_or(state.terms);
    state.version = changes.to;
    let tokens =
        Seen::Tokens { from: changes.from, tokens: changes.tokens.clone(), expired: changes.expired.clone() };
    world.events[number].borrow_mut().ledger.see(changes.to, tokens);
}

/// Asks one other question.
async fn look(world: &World, handle: &SeatMapHandle, number: usize) {
    let cell = &world.events[number];
    match world.below(6) {
        0..=1 => {
            let tokens: Vec<TokenHash> = (0..9).map(|number| TokenHash([number; 16])).collect();
            for holds in answer(world, "holds", handle.holds_of(tokens)).await.into_iter().flatten() {
                cell.borrow_mut().ledger.see(holds.version, Seen::Holds(holds));
            }
        }
        2 => {
            if let Some(counts) = answer(world, "counts", handle.counts()).await {
                cell.borrow_mut().ledger.see(counts.version, Seen::Counts(counts));
            }
        }
        3 => {
            let places = cell.borrow().plan().len() as u64;
            let place = PlaceIndex(u32::try_from(world.below(places)).unwrap());
            if let Some(Some(state)) = answer(world, "place", handle.place_state(place)).await {
                cell.borrow_mut().ledger.see(state.version, Seen::Place(state));
            }
        }
        4 if world.chance(1, 2) => {
            if let Some(breakdown) = answer(world, "breakdown", handle.breakdown()).await {
                cell.borrow_mut().ledger.see(breakdown.version, Seen::Breakdown(breakdown));
            }
        }
        4 => {
            if let Some((version, hash)) = answer(world, "hash", handle.state_hash()).await {
                cell.borrow_mut().ledger.see(version, Seen::Hash(hash));
            }
        }
        _ => {}
    }
}

/// The answer, where the actor lived to give it. It comes in bounded time.
async fn answer<T>(world: &World, what: &str, asked: Result<Pending<T>, AskRefused>) -> Option<T> {
    let answered = timeout(ANSWERED_WITHIN, asked.ok()?).await;
    if answered.is_err() {
        world.blame(format!("{what} was not answered within {ANSWERED_WITHIN:?}"));
    }
    answered.ok()?.ok()
}
