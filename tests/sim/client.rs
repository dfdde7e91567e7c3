//! Buyers and organisers. What they know and what they wait for outlives the process: after a restart they
//! repeat what was not answered, with the same ids.

use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use actors::hub::Hub;
use actors::hub::source::SourceError;
use actors::ports::journal::JournalError;
use actors::registry::{CreateError, OpenError, Registry};
use actors::seat_map::command::{Command, Request};
use actors::seat_map::outcome::{Answer, Done, Outcome};
use schemas::ids::{CommandHash, EventId, HoldId, PrincipalHash, TokenHash, Version};
use schemas::record::{HeldPlaces, Principal};
use schemas::refusal::RefusalCode;
use schemas::seat::SaleState;
use schemas::time::Timestamp;
use tokio::time::{sleep, timeout};

use crate::event::Event;
use crate::judge::is_last_word;
use crate::ledger::Seen;
use crate::wishes;
use crate::world::World;

/// An answer comes within this, whatever the disk does meanwhile.
const ANSWERED_WITHIN: Duration = Duration::from_mins(1);
/// The same in a life without faults.
const ANSWERED_WITHIN_IN_CALM: Duration = Duration::from_millis(100);
/// What was not answered is repeated for this long; less than what a seat map remembers.
const REPEATED_FOR_MS: u64 = 8 * 60_000;
/// What was answered is repeated for this long at most.
const RECENT_FOR_MS: u64 = 5 * 60_000;
/// Answers a client remembers.
const RECENT: usize = 24;

/// See the module.
pub struct Client {
    number: usize,
    is_organiser: bool,
    next_id: u64,
    unanswered: Option<Attempt>,
    recent: VecDeque<(usize, Request, Answer, Timestamp)>,
    holds: Vec<(usize, HoldId, HeldPlaces)>,
}

/// Commands sent and not answered.
#[derive(Clone, Debug)]
struct Attempt {
    event: usize,
    requests: Vec<Request>,
    since: Timestamp,
}

impl Client {
    pub const fn new(number: usize, is_organiser: bool) -> Self {
        Self {
            number,
            is_organiser,
            next_id: 0,
            unanswered: None,
            recent: VecDeque::new(),
            holds: Vec::new(),
        }
    }

    /// What it still waits for.
    pub fn unanswered(&self) -> Option<String> {
        self.unanswered.as_ref().map(|attempt| format!("client {}: {attempt:?}", self.number))
    }

    fn principal(&self) -> Principal {
        let bytes = [u8::try_from(self.number).unwrap(); 16];
        if self.is_organiser {
            Principal::Organiser(PrincipalHash(bytes))
        } else {
            Principal::Buyer(TokenHash(bytes))
        }
    }

    fn request(&mut self, command: Command) -> Request {
        self.next_id += 1;
        let mut id = [0; 16];
        id[..8].copy_from_slice(&self.next_id.to_le_bytes());
        id[8] = u8::try_from(self.number).unwrap();
        Request { principal: self.principal(), id: CommandHash(id), digest: digest(&command), command }
    }

    fn new_attempt(&mut self, world: &World) -> Attempt {
        let number = world.pick_event();
        let event = &world.events[number].borrow();
        let count = if world.chance(1, 4) { 1 + world.below(5) } else { 1 };
        let requests = (0..count).map(|_| self.new_request(world, number, event)).collect();
        Attempt { event: number, requests, since: world.now() }
    }

    fn new_request(&mut self, world: &World, number: usize, event: &Event) -> Request {
        let fresh_since = Timestamp(world.now().0.saturating_sub(RECENT_FOR_MS));
        self.recent.retain(|(_, _, _, at)| *at >= fresh_since);
        let of_event: Vec<&Request> = self
            .recent
            .iter()
            .filter(|(event, ..)| *event == number)
            .map(|(_, request, ..)| request)
            .collect();
        if !of_event.is_empty() && world.chance(1, 10) {
            let again = of_event[usize::try_from(world.below(of_event.len() as u64)).unwrap()].clone();
            if world.chance(1, 4) {
                world.count("ids used for another content");
                let command = Command::Extend { hold: HoldId(world.below(1_000) + 1) };
                let digest = digest(&command);
                return if digest == again.digest { again } else { Request { command, digest, ..again } };
            }
            world.count("answered commands repeated");
            return again;
        }
        let command = if self.is_organiser {
            wishes::of_organiser(world, event)
        } else {
            let own = self.holds.iter().filter(|(event, ..)| *event == number);
            let own: Vec<_> = own.map(|(_, hold, places)| (*hold, places.clone())).collect();
            wishes::of_buyer(world, event, &own, self.number as u64)
        };
        self.request(command)
    }

    fn learn(&mut self, world: &World, number: usize, request: &Request, answer: &Answer) {
        let event = &mut *world.events[number].borrow_mut();
        let (known, plans) = (&mut event.known, &event.plans);
        match &answer.done {
            Done::Held { hold, places, .. } => {
                self.holds.push((number, *hold, places.clone()));
                known.holds.push(*hold);
            }
            Done::Released { hold, ended: true, .. } => self.holds.retain(|(_, own, _)| own != hold),
            Done::Booked { booking, places } => known.bookings.push((*booking, places.clone())),
            Done::MovedToPlan { plan } => {
                let number = plans.iter().position(|known| known.hash() == *plan).unwrap();
                if known.plan.0 < answer.version {
                    known.plan = (answer.version, number);
                }
            }
            Done::TermsChanged { .. } => {
                if let Command::ChangeTerms { terms, .. } = &request.command
                    && known.terms.as_ref().is_none_or(|(version, _)| *version < answer.version)
                {
                    known.terms = Some((answer.version, (**terms).clone()));
                }
            }
            Done::Unbooked { booking, ended: true, .. } => known.bookings.retain(|(one, _)| one != booking),
            _ => {}
        }
        let fresh = known.holds.len().saturating_sub(16);
        known.holds.drain(..fresh);
        if let Some((.., before, _)) = self.recent.iter().find(|(_, one, ..)| one.id == request.id) {
            if before != answer {
                world.blame(format!("{request:?} was answered {before:?}, then {answer:?}"));
            }
            return;
        }
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back((number, request.clone(), answer.clone(), world.now()));
    }
}

fn digest(command: &Command) -> CommandHash {
    let hash = blake3::hash(format!("{command:?}").as_bytes());
    CommandHash(*hash.as_bytes().first_chunk().unwrap())
}

/// Where commands can go.
#[derive(Clone)]
pub struct Doors {
    pub registry: Registry,
    /// Another registry that takes itself for the owner: each taking over fences the other.
    pub rival: Option<Registry>,
    /// Live sessions.
    pub hub: Option<Rc<Hub>>,
}

/// Why there are no outcomes.
enum Unanswered {
    By(OpenError),
    BySession(SourceError),
}

impl Doors {
    /// Sends commands by one of the doors.
    async fn send(
        &self,
        world: &World,
        number: usize,
        event: EventId,
        requests: Vec<Request>,
    ) -> Result<Vec<Outcome>, Unanswered> {
        let registry = match &self.rival {
            Some(rival) if world.chance(1, 15) => {
                world.note(format_args!("client {number} goes to the rival"));
                world.count("commands to a rival registry");
                rival
            }
            _ => &self.registry,
        };
        match &self.hub {
            Some(hub) if world.chance(1, 3) => {
                world.count("commands of sessions");
                let session = hub.join(event).await.map_err(Unanswered::BySession)?;
                session.source().submit(requests).await.map_err(Unanswered::BySession)
            }
            _ => registry.submit(event, requests).await.map_err(Unanswered::By),
        }
    }
}

/// A client's life within one of the process.
pub async fn shop(world: Rc<World>, doors: Doors, number: usize) {
    let is_organiser = world.clients[number].borrow().is_organiser;
    if is_organiser {
        open_events(&world, &doors.registry, number).await;
    }
    loop {
        sleep(think(&world)).await;
        let Some(attempt) = next_attempt(&world, number) else { continue };
        let sent = world.now();
        world.note(format_args!("client {number} to {}: {:?}", attempt.event, attempt.requests));
        let goes_away = world.chance(1, 40);
        let patience = match goes_away {
            true => Duration::from_millis(world.below(20)),
            false if world.is_calm.get() => ANSWERED_WITHIN_IN_CALM,
            false => ANSWERED_WITHIN,
        };
        let event = world.events[attempt.event].borrow().id;
        match timeout(patience, doors.send(&world, number, event, attempt.requests.clone())).await {
            Ok(Ok(outcomes)) => settle(&world, number, &attempt, &outcomes, sent),
            Ok(Err(Unanswered::By(error))) => failed(&world, number, &attempt, &error),
            Ok(Err(Unanswered::BySession(error))) => {
                world.note(format_args!("client {number} in a session: {error}"));
                world.count("sessions without an answer");
            }
            Err(_) if goes_away => world.count("clients that went away"),
            Err(_) => {
                world.blame(format!("client {number} was not answered within {patience:?}: {attempt:?}"));
            }
        }
    }
}

fn think(world: &World) -> Duration {
    Duration::from_millis(match world.below(24) {
        _ if world.is_lull.get() => world.below(20_000),
        0 => world.below(4_000),
        1..=4 => world.below(200),
        _ => world.below(25),
    })
}

fn next_attempt(world: &World, number: usize) -> Option<Attempt> {
    let mut client = world.clients[number].borrow_mut();
    if let Some(attempt) = &client.unanswered {
        if world.now().since_ms(attempt.since) > REPEATED_FOR_MS {
            world.count("attempts given up after a long downtime");
            client.unanswered = None;
            return None;
        }
        world.count("unanswered commands repeated");
        return Some(attempt.clone());
    }
    if world.is_quiet.get() {
        return None;
    }
    let attempt = client.new_attempt(world);
    world.figures.borrow_mut().add("commands", attempt.requests.len() as u64);
    client.unanswered = Some(attempt.clone());
    Some(attempt)
}

fn settle(world: &World, number: usize, attempt: &Attempt, outcomes: &[Outcome], sent: Timestamp) {
    if outcomes.len() != attempt.requests.len() {
        world.blame(format!("{} outcomes for {attempt:?}", outcomes.len()));
        return;
    }
    world.note(format_args!("client {number} got {outcomes:?}"));
    let mut client = world.clients[number].borrow_mut();
    client.unanswered = None;
    let mut again = Vec::new();
    for (request, outcome) in attempt.requests.iter().zip(outcomes) {
        match outcome {
            Outcome::Accepted(answer) => {
                world.count("accepted");
                let accepted = (request.clone(), answer.clone());
                world.events[attempt.event].borrow_mut().ledger.accepted.push(accepted);
                client.learn(world, attempt.event, request, answer);
            }
            Outcome::Refused(refusal) => {
                world.count(refusal.code.as_str());
                let ledger = &mut world.events[attempt.event].borrow_mut().ledger;
                let seen = Seen::Refused { request: request.clone(), refusal: refusal.clone(), sent };
                ledger.see(refusal.version, seen);
                if is_last_word(refusal.code) {
                    ledger.refused.insert((request.principal, request.id));
                } else if refusal.code != RefusalCode::IdReused && world.chance(1, 2) {
                    again.push(request.clone());
                }
                if refusal.code == RefusalCode::UnknownHold {
                    client.forget(attempt.event, request);
                }
            }
        }
    }
    if !again.is_empty() {
        client.unanswered = Some(Attempt { requests: again, ..attempt.clone() });
    }
}

impl Client {
    fn forget(&mut self, event: usize, request: &Request) {
        if let Command::Release { hold, .. } | Command::Extend { hold } = &request.command {
            self.holds.retain(|(of, own, _)| *of != event || own != hold);
        }
    }
}

/// Whether it took effect is unknown: it will be repeated. Some errors must not be.
fn failed(world: &World, number: usize, attempt: &Attempt, error: &OpenError) {
    world.note(format_args!("client {number}: {error}"));
    let is_over = world.power.is_cut();
    match error {
        OpenError::UnknownEvent(_) if !world.events[attempt.event].borrow().is_created => {
            world.clients[number].borrow_mut().unanswered = None;
        }
        OpenError::Busy => world.count("no room in memory"),
        OpenError::Gone(_) => world.count("answers gone"),
        OpenError::TakenOver(_) if world.has_rival.get() => world.count("answers taken over"),
        OpenError::Stopping | OpenError::Interrupted(_) | OpenError::Journal(JournalError::Poisoned(_)) => {}
        OpenError::Journal(JournalError::Read { .. }) if is_over => {}
        OpenError::Journal(JournalError::Fenced) | OpenError::Short { .. } if world.has_rival.get() => {
            world.count("loads that a rival fenced");
        }
        error => world.blame(format!("client {number}: {error:?}")),
    }
}

/// Creates every event, or finds it created; then its sale opens.
async fn open_events(world: &Rc<World>, registry: &Registry, number: usize) {
    for cell in &world.events {
        let (event, terms, sale) = {
            let event = cell.borrow();
            (event.id, event.terms.clone(), event.model.sale)
        };
        match registry.create(event, terms).await {
            Ok(Version(1)) => {
                world.count("creations");
                cell.borrow_mut().is_created = true;
            }
            Ok(version) => world.blame(format!("{event} was created at {version}")),
            Err(CreateError::Exists(_)) => world.blame(format!("{event} exists with other terms")),
            Err(CreateError::Open(error)) => {
                world.note(format_args!("{event} not created: {error}"));
                continue;
            }
        }
        if sale == SaleState::Draft {
            let requests = {
                let commands = wishes::of_opening(world, &cell.borrow());
                let mut client = world.clients[number].borrow_mut();
                commands.into_iter().map(|command| client.request(command)).collect()
            };
            if let Ok(outcomes) = registry.submit(event, requests).await {
                world.note(format_args!("{event} opened: {outcomes:?}"));
            }
        }
    }
}
