//! Live sessions over a hub. Each keeps the client library's own model of its event, through all lives of the
//! process, and comes back with what it has. What it sees after each delivery goes to the ledger.

use std::future::poll_fn;
use std::rc::Rc;
use std::time::Duration;

use actors::hub::{Delivery, Hub, Subscription};
use bytes::Bytes;
use onsale::client::frame::read;
use onsale::client::model::{Applied, BrokenFrame, EventModel};
use schemas::ids::TokenHash;
use schemas::ws::ServerFrame;
use tokio::time::sleep;

use crate::ledger::Seen;
use crate::world::{EVENTS, World};

/// Sessions of a world: of each event one that only watches, and one of a buyer.
pub const SESSIONS: usize = 2 * EVENTS;

/// A session's life within one of the process.
pub async fn follow(world: Rc<World>, hub: Rc<Hub>, number: usize) {
    let id = world.events[number % EVENTS].borrow().id;
    let token = (number >= EVENTS).then(|| TokenHash([u8::try_from(number).unwrap(); 16]));
    loop {
        sleep(Duration::from_millis(world.below(300))).await;
        let Ok(subscription) = hub.join(id).await else { continue };
        if world.chance(1, 12) {
            *world.sessions[number].borrow_mut() = None;
        }
        let known =
            world.sessions[number].borrow().as_ref().map(|model| (model.public.stream, model.version()));
        world.note(format_args!("session {number} has {known:?}"));
        world.count(if known.is_some() { "sessions that came back" } else { "sessions that began" });
        subscription.greet(token, known);
        while let Some(delivery) = next(&world, &subscription).await {
            match delivery {
                Delivery::Frames(frames) => take(&world, number, token, &frames),
                Delivery::Ping => subscription.heard(),
                Delivery::Bye(code) => {
                    world.note(format_args!("session {number} was told bye {code:?}"));
                    break;
                }
            }
        }
    }
}

/// The next delivery, read at once or late; none where the session goes away.
async fn next(world: &World, subscription: &Subscription) -> Option<Delivery> {
    if !world.is_quiet.get() {
        match world.below(40) {
            0 => return None,
            1..=4 => sleep(Duration::from_millis(world.below(2_000))).await,
            _ => {}
        }
    }
    Some(poll_fn(|context| subscription.poll(context)).await)
}

/// Takes the frames of one delivery in, and notes what is seen then.
fn take(world: &World, number: usize, token: Option<TokenHash>, frames: &Bytes) {
    let mut has_changed = false;
    for text in texts(frames) {
        let frame = read(text).map_err(|error| error.to_string()).and_then(|frame| {
            let frame = frame.ok_or("of an unknown type")?;
            apply(world, number, token, frame)
        });
        match frame {
            Ok(Applied::Changed) => has_changed = true,
            Ok(Applied::Nothing) => {}
            Ok(Applied::Gap) => world.blame(format!("session {number} lacks what lies before {text}")),
            Err(why) => world.blame(format!("session {number} was sent {text}: {why}")),
        }
    }
    let session = world.sessions[number].borrow();
    if let Some(model) = session.as_ref().filter(|_| has_changed) {
        world.note(format_args!("session {number} sees {}", model.version()));
        let ledger = &mut world.events[number % EVENTS].borrow_mut().ledger;
        ledger.see(model.version(), Seen::Shown(model.public.hash()));
    }
}

/// Takes one frame in. What is the buyer's own is noted here.
fn apply(
    world: &World,
    number: usize,
    token: Option<TokenHash>,
    frame: ServerFrame,
) -> Result<Applied, String> {
    let broken = |error: BrokenFrame| error.to_string();
    let own = |version, seen: &dyn Fn(TokenHash) -> Seen| {
        let token = token.ok_or("it has no token")?;
        world.events[number % EVENTS].borrow_mut().ledger.see(version, seen(token));
        Ok(Applied::Nothing)
    };
    let mut session = world.sessions[number].borrow_mut();
    match (frame, &mut *session) {
        (ServerFrame::Snapshot(snapshot), None) => {
            world.count("snapshots of sessions");
            *session = Some(EventModel::new(&snapshot).map_err(broken)?);
            Ok(Applied::Changed)
        }
        (ServerFrame::Snapshot(snapshot), Some(model)) => {
            world.count("snapshots of sessions");
            model.snapshot(&snapshot).map_err(broken)
        }
        (ServerFrame::Delta(delta), Some(model)) => {
            world.count("deltas of sessions");
            model.delta(&delta).map_err(broken)
        }
        (ServerFrame::Sale(sale), Some(model)) => Ok(model.sale_changed(&sale)),
        (ServerFrame::Plan(moved), Some(model)) => {
            world.count("plans told to sessions");
            Ok(model.plan_moved(&moved))
        }
        (ServerFrame::Terms(terms), Some(model)) => Ok(model.terms_changed(&terms)),
        (ServerFrame::Heartbeat(heartbeat), Some(model)) => Ok(model.heartbeat(&heartbeat)),
        (ServerFrame::Holds(holds), _) => {
            world.count("sets of own holds");
            own(holds.version, &|token| Seen::Mine { token, holds: holds.clone() })
        }
        (ServerFrame::Expired(expired), _) => {
            world.count("ends of own holds");
            own(expired.version, &|token| Seen::RanOut { token, hold: expired.hold })
        }
        (frame, _) => Err(format!("nobody asked for {frame:?}")),
    }
}

/// The texts of whole, unmasked WebSocket frames.
fn texts(mut frames: &[u8]) -> Vec<&str> {
    let mut texts = Vec::new();
    while let [0x81, length, rest @ ..] = frames {
        let (length, rest) = match length {
            126 => (u64::from(u16::from_be_bytes(*rest.first_chunk().unwrap())), &rest[2..]),
            127 => (u64::from_be_bytes(*rest.first_chunk().unwrap()), &rest[8..]),
            short => (u64::from(*short), rest),
        };
        let (text, rest) = rest.split_at(usize::try_from(length).unwrap());
        texts.push(std::str::from_utf8(text).unwrap());
        frames = rest;
    }
    assert!(frames.is_empty(), "no text frame: {frames:?}");
    texts
}

/// Whether every session has reached the end of its event's log; at the end of a world, when nobody came for long.
///
/// # Errors
/// The one that has not.
pub fn all_arrived(world: &World) -> Result<(), String> {
    for (number, session) in world.sessions.iter().enumerate() {
        let end = world.events[number % EVENTS].borrow().model.version;
        let at = session.borrow().as_ref().map(EventModel::version);
        if at != Some(end) {
            return Err(format!("session {number} stands at {at:?}, and the log ends at {end}"));
        }
    }
    Ok(())
}
