//! Connections that always wait for their answers: each writes its commands together, waits until all are
//! answered, and writes the next.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Instant;

use schemas::ids::EventId;
use tokio::task::{JoinHandle, spawn_local};

use super::http_wire::HttpWire;
use super::live_wire::{self, LiveWire};
use super::session::{hello, session};
use super::stream::{LoadError, ReadRoom, Stream};
use super::tally::Tally;
use super::wire::{Said, Wire};
use super::wishes::Wishes;
use crate::client::http::HttpClient;
use crate::client::model::EventModel;

/// Where a build for benchmarks echoes the bodies of requests.
pub const HTTP_ECHO: &str = "/baseline/echo";

/// Where a build for benchmarks echoes the frames of a WebSocket.
pub const LIVE_ECHO: &str = "/baseline/live";

/// The way commands go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Protocol {
    /// The live protocol, over WebSocket.
    Ws,
    /// The HTTP API, over connections kept alive.
    Http,
}

/// What a closed loop is made of.
pub struct LoopPlan {
    /// The event.
    pub event: EventId,
    /// Connections.
    pub connections: usize,
    /// Commands that each writes together.
    pub depth: usize,
    /// The way they go.
    pub protocol: Protocol,
    /// The server only echoes them: a baseline.
    pub echo: bool,
    /// What they ask for.
    pub wishes: Rc<Wishes>,
    /// What a session has of the event when it opens.
    pub first_state: EventModel,
}

/// Connections at work.
pub struct ClosedLoop {
    tally: Rc<Tally>,
    running: Rc<Cell<bool>>,
    connections: Vec<JoinHandle<()>>,
}

impl ClosedLoop {
    /// Opens all connections, each with a hold token of its own, and then lets all of them begin.
    ///
    /// # Errors
    /// The first connection that cannot be opened.
    pub async fn begin(plan: &LoopPlan, http: &HttpClient) -> anyhow::Result<Self> {
        let room = ReadRoom::default();
        let mut opened = Vec::new();
        for _ in 0..plan.connections {
            opened.push(open(plan, http, room.clone()).await?);
        }
        let (tally, running) = (Rc::new(Tally::default()), Rc::new(Cell::new(true)));
        let begin = |(number, (stream, wire)): (usize, (Stream, Wire))| {
            let (tally, running) = (tally.clone(), running.clone());
            let connection = Connection {
                stream,
                wire,
                holds: vec![None; plan.depth],
                wishes: plan.wishes.clone(),
                // Connections begin far from each other in the list.
                next_wish: number * crate::limits::LOAD_WISHES / plan.connections,
                out: Vec::new(),
            };
            spawn_local(connection.run(tally, running))
        };
        let connections = opened.into_iter().enumerate().map(begin).collect();
        Ok(Self { tally, running, connections })
    }

    /// What they count.
    #[must_use]
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Lets everybody give back what they hold, and waits for it.
    pub async fn end(self) -> Rc<Tally> {
        self.running.set(false);
        for connection in self.connections {
            let _ = connection.await;
        }
        self.tally
    }
}

async fn open(plan: &LoopPlan, http: &HttpClient, room: ReadRoom) -> anyhow::Result<(Stream, Wire)> {
    let (address, event) = (http.address(), plan.event);
    Ok(match (plan.protocol, plan.echo) {
        (Protocol::Ws, true) => {
            (live_wire::open(address, LIVE_ECHO, room).await?, Wire::Live(LiveWire::default()))
        }
        (Protocol::Ws, false) => {
            let hello = hello(Some(http.hold_token(event).await?), &plan.first_state);
            (session(address, event, &hello, room).await?, Wire::Live(LiveWire::default()))
        }
        (Protocol::Http, echo) => {
            let stream = Stream::connect(address, room).await?;
            let wire = if echo {
                HttpWire::echo(address.authority(), HTTP_ECHO)
            } else {
                HttpWire::holds(address.authority(), event, &http.hold_token(event).await?)
            };
            (stream, Wire::Http(wire))
        }
    })
}

/// One connection. Each of its lanes has a hold or none, and asks for the other.
struct Connection {
    stream: Stream,
    wire: Wire,
    holds: Vec<Option<u64>>,
    wishes: Rc<Wishes>,
    next_wish: usize,
    out: Vec<u8>,
}

impl Connection {
    async fn run(mut self, tally: Rc<Tally>, running: Rc<Cell<bool>>) {
        if let Err(error) = self.rounds(&tally, &running).await {
            tally.failed(error.to_string());
        }
    }

    async fn rounds(&mut self, tally: &Tally, running: &Cell<bool>) -> Result<(), LoadError> {
        while running.get() {
            for hold in &self.holds {
                if let Some(hold) = hold {
                    self.wire.put_release(&mut self.out, *hold);
                } else {
                    self.wire.put_hold(&mut self.out, self.wishes.get(self.next_wish));
                    self.next_wish += 1;
                }
            }
            self.exchange(0..self.holds.len(), tally).await?;
        }
        let holding: Vec<usize> = (0..self.holds.len()).filter(|lane| self.holds[*lane].is_some()).collect();
        for lane in &holding {
            if let Some(hold) = self.holds[*lane] {
                self.wire.put_release(&mut self.out, hold);
            }
        }
        self.exchange(holding.into_iter(), tally).await
    }

    /// Writes what is put together, and reads until each of these lanes has its answer.
    async fn exchange(
        &mut self,
        mut lanes: impl ExactSizeIterator<Item = usize>,
        tally: &Tally,
    ) -> Result<(), LoadError> {
        let Self { stream, wire, holds, out, .. } = self;
        let begun = Instant::now();
        stream.write(out).await?;
        out.clear();
        while lanes.len() > 0 {
            let before = lanes.len();
            stream
                .read(|bytes| {
                    wire.take(bytes, |said| match said {
                        Said::Done { hold, .. } => {
                            let Some(lane) = lanes.next() else { return };
                            holds[lane] = if holds[lane].is_none() { hold } else { None };
                        }
                        Said::Refused(code) => {
                            let Some(lane) = lanes.next() else { return };
                            // What was refused for a moment is asked again.
                            if code != "busy" {
                                holds[lane] = None;
                            }
                            tally.refused(code);
                        }
                        Said::Public(frame) => tally.public(frame.len()),
                        Said::Ping => {}
                    })
                })
                .await?;
            tally.answered((before - lanes.len()) as u64, begun.elapsed());
        }
        Ok(())
    }
}
