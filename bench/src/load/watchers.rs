//! Sessions that only watch, as many as asked for.

use std::rc::Rc;
use std::time::Instant;

use futures_util::stream::{self, StreamExt, TryStreamExt};
use schemas::ids::EventId;
use tokio::task::{JoinHandle, spawn_local};

use super::deliveries::{Deliveries, Sendings};
use super::live_wire::{LiveWire, kind, put_pong};
use super::scan::number_after;
use super::session::{hello, session};
use super::stream::{LoadError, ReadRoom, Stream};
use super::wire::Said;
use crate::client::address::ServerAddress;
use crate::client::model::EventModel;
use crate::limits::LOAD_OPENINGS;

/// Sessions that watch.
pub struct Watchers {
    deliveries: Rc<Deliveries>,
    sessions: Vec<JoinHandle<()>>,
}

impl Watchers {
    /// Opens this many, some at a time; each resumes from `first_state`.
    ///
    /// # Errors
    /// The first that cannot be opened.
    pub async fn open(
        count: usize,
        address: &ServerAddress,
        event: EventId,
        first_state: &EventModel,
        sendings: Rc<Sendings>,
    ) -> Result<Self, LoadError> {
        let (room, deliveries) = (ReadRoom::default(), Rc::new(Deliveries::default()));
        let hello = hello(None, first_state);
        let opened: Vec<Stream> = stream::iter(0..count)
            .map(|_| session(address, event, &hello, room.clone()))
            .buffer_unordered(LOAD_OPENINGS)
            .try_collect()
            .await?;
        let watch = |stream: Stream| spawn_local(watch(stream, deliveries.clone(), sendings.clone()));
        let sessions = opened.into_iter().map(watch).collect();
        Ok(Self { deliveries, sessions })
    }

    /// What they are told.
    #[must_use]
    pub fn deliveries(&self) -> &Deliveries {
        &self.deliveries
    }
}

impl Drop for Watchers {
    fn drop(&mut self) {
        self.sessions.iter().for_each(JoinHandle::abort);
    }
}

async fn watch(mut stream: Stream, deliveries: Rc<Deliveries>, sendings: Rc<Sendings>) {
    if let Err(error) = follow(&mut stream, &deliveries, &sendings).await {
        deliveries.lose(error.to_string());
    }
}

async fn follow(stream: &mut Stream, deliveries: &Deliveries, sendings: &Sendings) -> Result<(), LoadError> {
    let mut wire = LiveWire::default();
    loop {
        let mut pings = 0;
        stream
            .read(|bytes| {
                let now = Instant::now();
                wire.take(bytes, |said| match said {
                    Said::Public(payload) => match kind(payload) {
                        b"delta" => {
                            let from = number_after(payload, b"\"from\":").unwrap_or(0);
                            deliveries.delta(from, payload.len(), sendings, now);
                        }
                        b"snapshot" => deliveries.snapshot(payload.len()),
                        _ => {}
                    },
                    Said::Ping => pings += 1,
                    Said::Done { .. } | Said::Refused(_) => {}
                })
            })
            .await?;
        if pings > 0 {
            let mut out = Vec::new();
            put_pong(&mut out);
            stream.write(&out).await?;
        }
    }
}
