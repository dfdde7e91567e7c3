//! A few connections that change places at a set rate, whether or not the answers keep up.

use std::cell::Cell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::{Duration, Instant};

use schemas::ids::{EventId, PlaceIndex};
use tokio::task::{JoinHandle, spawn_local};
use tokio::time::MissedTickBehavior;

use super::deliveries::Sendings;
use super::live_wire::LiveWire;
use super::session::{hello, session};
use super::stream::{LoadError, ReadRoom, Stream};
use super::wire::Said;
use super::wishes::list;
use crate::client::http::HttpClient;
use crate::client::model::EventModel;
use crate::client::venue::Venue;

/// Places that one command changes.
pub const PLACES_PER_COMMAND: u32 = 2;

/// Connections that change places.
const CONNECTIONS: u32 = 4;

/// How often each looks whether commands are due.
const BEAT: Duration = Duration::from_millis(5);

/// Holds that each keeps before it gives the oldest back, so that a place hardly changes twice in a tick.
const HOLDS_KEPT: usize = 250;

/// Commands that each may have unanswered; as many as a session may.
const UNANSWERED_MOST: usize = 128;

/// What changers count.
#[derive(Clone, Default)]
pub struct Changes {
    /// Commands that were accepted.
    pub accepted: Cell<u64>,
    /// Commands that were refused.
    pub refused: Cell<u64>,
    /// Commands that were not sent when they were due, because too many had no answer.
    pub late: Cell<u64>,
}

impl Changes {
    /// Begins anew.
    pub fn clear(&self) {
        for count in [&self.accepted, &self.refused, &self.late] {
            count.set(0);
        }
    }
}

/// Connections that change places.
pub struct Changers {
    changes: Rc<Changes>,
    connections: Vec<JoinHandle<Result<(), LoadError>>>,
}

impl Changers {
    /// Opens them and begins to change `places_per_second` places, all connections together.
    ///
    /// # Errors
    /// A connection cannot be opened.
    pub async fn begin(
        places_per_second: u32,
        http: &HttpClient,
        first_state: &EventModel,
        event: EventId,
        venue: &Venue,
        sendings: Rc<Sendings>,
    ) -> anyhow::Result<Self> {
        let pairs: Vec<Vec<u8>> = venue
            .rows
            .iter()
            .flat_map(|row| row.seats.chunks_exact(PLACES_PER_COMMAND as usize))
            .map(|pair: &[PlaceIndex]| list(pair.iter()))
            .collect();
        let share = pairs.len() / CONNECTIONS as usize;
        anyhow::ensure!(share > HOLDS_KEPT, "the plan has too few pairs of neighbours for this");
        let changes = Rc::new(Changes::default());
        let mut opened = Vec::new();
        for own in pairs.chunks_exact(share).take(CONNECTIONS as usize) {
            let hello = hello(Some(http.hold_token(event).await?), first_state);
            let stream = session(http.address(), event, &hello, ReadRoom::default()).await?;
            opened.push(Changer {
                stream,
                wire: LiveWire::default(),
                pairs: own.to_vec(),
                next_pair: 0,
                holds: VecDeque::new(),
                unanswered: VecDeque::new(),
                out: Vec::new(),
            });
        }
        let per_second = f64::from(places_per_second) / f64::from(PLACES_PER_COMMAND * CONNECTIONS);
        let start =
            |changer: Changer| spawn_local(changer.run(per_second, changes.clone(), sendings.clone()));
        let connections = opened.into_iter().map(start).collect();
        Ok(Self { changes, connections })
    }

    /// What they count.
    #[must_use]
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// Stops them. Their holds run out.
    ///
    /// # Errors
    /// Why one of them had ended before.
    pub async fn end(self) -> Result<(), LoadError> {
        for connection in self.connections {
            connection.abort();
            if let Ok(ended) = connection.await {
                ended?;
            }
        }
        Ok(())
    }
}

struct Changer {
    stream: Stream,
    wire: LiveWire,
    /// Seats that nobody else asks for.
    pairs: Vec<Vec<u8>>,
    next_pair: usize,
    /// Oldest first.
    holds: VecDeque<u64>,
    /// When each command without an answer was sent, and whether it was a hold.
    unanswered: VecDeque<(Instant, bool)>,
    out: Vec<u8>,
}

impl Changer {
    async fn run(
        mut self,
        per_second: f64,
        changes: Rc<Changes>,
        sendings: Rc<Sendings>,
    ) -> Result<(), LoadError> {
        let (begun, mut sent) = (Instant::now(), 0.0);
        let mut beat = tokio::time::interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            let Self { stream, wire, holds, unanswered, .. } = &mut self;
            tokio::select! {
                _ = beat.tick() => {
                    let due = begun.elapsed().as_secs_f64() * per_second;
                    while sent + 1.0 <= due {
                        sent += 1.0;
                        self.command(&changes);
                    }
                    self.stream.write(&self.out).await?;
                    self.out.clear();
                }
                read = stream.read(|bytes| wire.take(bytes, |said| {
                    answered(said, holds, unanswered, &changes, &sendings);
                })) => read?,
            }
        }
    }

    /// Puts the next command together: a hold, or once there are many the release of the oldest.
    fn command(&mut self, changes: &Changes) {
        if self.unanswered.len() >= UNANSWERED_MOST {
            changes.late.set(changes.late.get() + 1);
            return;
        }
        let oldest = if self.holds.len() > HOLDS_KEPT { self.holds.pop_front() } else { None };
        if let Some(hold) = oldest {
            self.wire.put_release(&mut self.out, hold);
        } else {
            self.wire.put_hold(&mut self.out, &self.pairs[self.next_pair]);
            self.next_pair = (self.next_pair + 1) % self.pairs.len();
        }
        self.unanswered.push_back((Instant::now(), oldest.is_none()));
    }
}

fn answered(
    said: Said<'_>,
    holds: &mut VecDeque<u64>,
    unanswered: &mut VecDeque<(Instant, bool)>,
    changes: &Changes,
    sendings: &Sendings,
) {
    match said {
        Said::Done { hold, version } => {
            let Some((sent, is_hold)) = unanswered.pop_front() else { return };
            changes.accepted.set(changes.accepted.get() + 1);
            if let Some(version) = version {
                sendings.note(version, sent);
            }
            holds.extend(hold.filter(|_| is_hold));
        }
        Said::Refused(_) => {
            unanswered.pop_front();
            changes.refused.set(changes.refused.get() + 1);
        }
        Said::Public(_) | Said::Ping => {}
    }
}
