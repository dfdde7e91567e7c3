//! One live connection to an event: sends commands, keeps the model, comes back after a loss and repeats
//! what was not answered under the same id.
//!
//! Everything happens inside [`LiveClient::next`]; nothing runs behind the caller's back. `next` may be
//! dropped at any await and called again.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use schemas::ids::{EventId, HoldId, PlaceIndex};
use schemas::ws::ClientFrame;
use schemas::ws::client::{Extend, Hello, Hold, HoldBest, Release, SnapshotRequest, WantedArea};
use schemas::ws::server::{
    ByeCode, ErrorFrame, ErrorFrameCode, Extended, Held, Refused, Released, ServerFrame,
};
use tokio::time::Instant;

use super::address::ServerAddress;
use super::frame::read;
use super::model::{Applied, BrokenFrame, EventModel};
use super::socket::{ConnectError, Socket, connect};
use crate::limits::{RECONNECT_LONGEST, RECONNECT_SHORTEST};

/// An answer to a command of this client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The places are held.
    Held(Held),
    /// The places are free again.
    Released(Released),
    /// The hold has a new deadline.
    Extended(Extended),
    /// The answer is no.
    Refused(Refused),
    /// The server could not use the frame.
    Unusable(ErrorFrame),
}

impl Answer {
    fn id(&self) -> &str {
        match self {
            Self::Held(held) => &held.id,
            Self::Released(released) => &released.id,
            Self::Extended(extended) => &extended.id,
            Self::Refused(refused) => &refused.id,
            Self::Unusable(error) => error.id.as_deref().unwrap_or_default(),
        }
    }
}

/// What happened on the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The socket is open and `hello` was sent.
    Opened,
    /// The public state, the sale or this buyer's holds changed.
    Changed,
    /// A command was answered this long after it was asked for.
    Answered {
        /// The answer.
        answer: Answer,
        /// From the command to its answer, reconnects included.
        after: Duration,
    },
    /// A hold ran out.
    Expired(HoldId),
    /// The server says why it closes.
    Bye(ByeCode),
    /// The connection is gone; the next call opens another.
    Lost(String),
}

/// Why a live client cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// The server refused the handshake for good.
    #[error(transparent)]
    Refused(ConnectError),
    /// A frame that no server of this protocol sends.
    #[error("the server broke the protocol: {0}")]
    Broken(String),
    /// The hold token was not accepted.
    #[error("the hold token was not accepted: {0:?}")]
    Token(ErrorFrameCode),
}

/// What a client received.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Text frames.
    pub frames: u64,
    /// Their length together, in bytes.
    pub bytes: u64,
}

struct Pending {
    id: String,
    text: String,
    asked_at: Instant,
}

type Connecting = Pin<Box<dyn Future<Output = Result<Socket, ConnectError>>>>;

enum Line {
    Closed { not_before: Instant },
    Connecting(Connecting),
    Open(Box<Socket>),
}

/// A live connection to one event.
pub struct LiveClient {
    address: ServerAddress,
    path: String,
    hold_token: Option<String>,
    model: Option<EventModel>,
    line: Line,
    pause: Duration,
    /// Frames on their way into the socket.
    outgoing: VecDeque<String>,
    /// Commands without an answer, in the order asked.
    pending: VecDeque<Pending>,
    commands: u64,
    prefix: String,
    waits_for_snapshot: bool,
    reconnects: u64,
    traffic: Traffic,
}

impl LiveClient {
    /// A client that connects when it is first driven.
    ///
    /// `prefix` begins the ids of its commands and must differ between clients of one hold token. With a
    /// first state from HTTP the session resumes from there; without one the server sends a snapshot.
    #[must_use]
    pub fn new(
        address: ServerAddress,
        event: EventId,
        hold_token: Option<String>,
        prefix: String,
        first_state: Option<EventModel>,
    ) -> Self {
        Self {
            address,
            path: format!("/api/v1/events/{event}/live"),
            hold_token,
            model: first_state,
            line: Line::Closed { not_before: Instant::now() },
            pause: RECONNECT_SHORTEST,
            outgoing: VecDeque::new(),
            pending: VecDeque::new(),
            commands: 0,
            prefix,
            waits_for_snapshot: false,
            reconnects: 0,
            traffic: Traffic::default(),
        }
    }

    /// What is known of the event; none before the first state arrived.
    #[must_use]
    pub const fn model(&self) -> Option<&EventModel> {
        self.model.as_ref()
    }

    /// How often the connection was lost or closed by the server.
    #[must_use]
    pub const fn reconnects(&self) -> u64 {
        self.reconnects
    }

    /// What was received so far.
    #[must_use]
    pub const fn traffic(&self) -> Traffic {
        self.traffic
    }

    /// Commands that have no answer yet.
    #[must_use]
    pub fn unanswered(&self) -> usize {
        self.pending.len()
    }

    /// Claims seats and units of GA areas, all or none. Returns the command's id; the answer comes with
    /// [`Self::next`].
    pub fn hold(&mut self, places: Vec<PlaceIndex>, areas: Vec<WantedArea>) -> String {
        self.command(|id| ClientFrame::Hold(Hold { id, places, areas }))
    }

    /// Has the best places that match picked and claimed; `wanted` needs no id. Returns the command's id; the
    /// answer comes with [`Self::next`].
    pub fn hold_best(&mut self, wanted: HoldBest) -> String {
        self.command(|id| ClientFrame::HoldBest(HoldBest { id, ..wanted }))
    }

    /// Gives these places of a hold back, or all of it where none is named.
    pub fn release(&mut self, hold: HoldId, places: Vec<PlaceIndex>) -> String {
        self.command(|id| ClientFrame::Release(Release { id, hold, places, areas: Vec::new() }))
    }

    /// Gives a hold its full time again.
    pub fn extend(&mut self, hold: HoldId) -> String {
        self.command(|id| ClientFrame::Extend(Extend { id, hold }))
    }

    fn command(&mut self, frame: impl FnOnce(String) -> ClientFrame) -> String {
        self.commands += 1;
        let id = format!("{}{}", self.prefix, self.commands);
        let text = text_of(&frame(id.clone()));
        if matches!(self.line, Line::Open(_)) {
            self.outgoing.push_back(text.clone());
        }
        self.pending.push_back(Pending { id: id.clone(), text, asked_at: Instant::now() });
        id
    }

    /// Closes the socket as a closed tab does: no goodbye, holds live on, unanswered commands are repeated
    /// when the client is driven again.
    pub fn close_tab(&mut self) {
        self.drop_line(Duration::ZERO);
    }

    /// Waits for what happens next, and does whatever the connection needs meanwhile.
    ///
    /// # Errors
    /// The client cannot go on: see [`LiveError`]. A lost connection is no error but a notice.
    pub async fn next(&mut self) -> Result<Notice, LiveError> {
        loop {
            match &mut self.line {
                Line::Closed { not_before } => {
                    tokio::time::sleep_until(*not_before).await;
                    self.line = Line::Connecting(Box::pin(connect(self.address.clone(), self.path.clone())));
                }
                Line::Connecting(connecting) => match connecting.await {
                    Ok(socket) => {
                        self.line = Line::Open(Box::new(socket));
                        self.greet();
                        return Ok(Notice::Opened);
                    }
                    Err(error) if error.is_final() => return Err(LiveError::Refused(error)),
                    Err(error) => return Ok(self.lost(error.to_string())),
                },
                Line::Open(_) => {
                    if let Some(notice) = self.exchange().await? {
                        return Ok(notice);
                    }
                }
            }
        }
    }

    /// Drives the connection until the other future is done.
    ///
    /// # Errors
    /// As [`Self::next`].
    pub async fn during<T>(
        &mut self,
        other: impl Future<Output = T>,
        mut told: impl FnMut(&Self, Notice),
    ) -> Result<T, LiveError> {
        let mut other = std::pin::pin!(other);
        loop {
            tokio::select! {
                done = &mut other => return Ok(done),
                notice = self.next() => {
                    let notice = notice?;
                    told(self, notice);
                }
            }
        }
    }

    /// Drives the connection until this command is answered.
    ///
    /// # Errors
    /// As [`Self::next`].
    pub async fn answer_to(
        &mut self,
        id: &str,
        mut told: impl FnMut(&Self, Notice),
    ) -> Result<(Answer, Duration), LiveError> {
        loop {
            match self.next().await? {
                Notice::Answered { answer, after } if answer.id() == id => return Ok((answer, after)),
                notice => told(self, notice),
            }
        }
    }

    /// Sends what is waiting, then waits for one frame.
    async fn exchange(&mut self) -> Result<Option<Notice>, LiveError> {
        let Line::Open(socket) = &mut self.line else { return Ok(None) };
        let received = match socket.exchange(&mut self.outgoing).await {
            Ok(received) => received,
            Err(error) => return Ok(Some(self.lost(error))),
        };
        match received {
            Some(text) => self.take(text.as_str()),
            None => Ok(None),
        }
    }

    fn greet(&mut self) {
        self.waits_for_snapshot = false;
        let resume = self.model.as_ref();
        let hello = ClientFrame::Hello(Hello {
            hold_token: self.hold_token.clone(),
            resume_from: resume.map(EventModel::version),
            stream: resume.map(|model| model.public.stream),
        });
        self.outgoing.clear();
        self.outgoing.push_back(text_of(&hello));
        self.outgoing.extend(self.pending.iter().map(|pending| pending.text.clone()));
    }

    fn take(&mut self, text: &str) -> Result<Option<Notice>, LiveError> {
        self.traffic.frames += 1;
        self.traffic.bytes += text.len() as u64;
        let Some(frame) = read(text).map_err(|error| LiveError::Broken(error.to_string()))? else {
            return Ok(None);
        };
        let broken = |error: BrokenFrame| LiveError::Broken(error.to_string());
        let applied = match (frame, &mut self.model) {
            (ServerFrame::Snapshot(snapshot), model) => {
                self.waits_for_snapshot = false;
                self.pause = RECONNECT_SHORTEST;
                if let Some(model) = model {
                    model.snapshot(&snapshot).map_err(broken)?
                } else {
                    *model = Some(EventModel::new(&snapshot).map_err(broken)?);
                    Applied::Changed
                }
            }
            (ServerFrame::Bye(bye), _) => return Ok(Some(Notice::Bye(bye.code))),
            (ServerFrame::Error(error), _) => return self.take_error(error),
            (frame, model) => {
                let applied = match model {
                    Some(model) => apply(model, &frame).map_err(broken)?,
                    None => Applied::Gap,
                };
                // What is told of a command is told, be it before the first state.
                match frame {
                    ServerFrame::Held(held) => return Ok(self.answered(Answer::Held(held))),
                    ServerFrame::Released(released) => return Ok(self.answered(Answer::Released(released))),
                    ServerFrame::Extended(extended) => return Ok(self.answered(Answer::Extended(extended))),
                    ServerFrame::Refused(refused) => return Ok(self.answered(Answer::Refused(refused))),
                    ServerFrame::Expired(expired) => return Ok(Some(Notice::Expired(expired.hold))),
                    _ => applied,
                }
            }
        };
        Ok(match applied {
            Applied::Changed => Some(Notice::Changed),
            Applied::Nothing => None,
            Applied::Gap => {
                if !self.waits_for_snapshot {
                    self.waits_for_snapshot = true;
                    self.outgoing.push_back(text_of(&ClientFrame::Snapshot(SnapshotRequest {})));
                }
                None
            }
        })
    }

    fn take_error(&mut self, error: ErrorFrame) -> Result<Option<Notice>, LiveError> {
        match (error.code, &error.id) {
            (ErrorFrameCode::HoldTokenInvalid | ErrorFrameCode::HoldTokenExpired, _) => {
                Err(LiveError::Token(error.code))
            }
            (ErrorFrameCode::OutcomeUnknown, Some(id)) => {
                let repeat = self.pending.iter().find(|pending| pending.id == *id);
                self.outgoing.extend(repeat.map(|pending| pending.text.clone()));
                Ok(None)
            }
            (_, Some(_)) => Ok(self.answered(Answer::Unusable(error))),
            (code, None) => Err(LiveError::Broken(format!("it could not use a frame of ours: {code:?}"))),
        }
    }

    /// An answer to a command that is no longer waiting is a repeat, and no news.
    fn answered(&mut self, answer: Answer) -> Option<Notice> {
        let at = self.pending.iter().position(|pending| pending.id == answer.id())?;
        let after = self.pending.remove(at)?.asked_at.elapsed();
        self.pause = RECONNECT_SHORTEST;
        Some(Notice::Answered { answer, after })
    }

    fn lost(&mut self, why: String) -> Notice {
        self.reconnects += 1;
        self.drop_line(self.pause);
        self.pause = (self.pause * 2).min(RECONNECT_LONGEST);
        Notice::Lost(why)
    }

    fn drop_line(&mut self, pause: Duration) {
        self.outgoing.clear();
        self.line = Line::Closed { not_before: Instant::now() + pause };
    }
}

fn apply(model: &mut EventModel, frame: &ServerFrame) -> Result<Applied, BrokenFrame> {
    match frame {
        ServerFrame::Delta(delta) => return model.delta(delta),
        ServerFrame::Sale(sale) => return Ok(model.sale_changed(sale)),
        ServerFrame::Plan(plan) => return Ok(model.plan_moved(plan)),
        ServerFrame::Terms(terms) => return Ok(model.terms_changed(terms)),
        ServerFrame::Heartbeat(heartbeat) => return Ok(model.heartbeat(heartbeat)),
        ServerFrame::Holds(holds) => return Ok(model.holds(holds)),
        ServerFrame::Held(held) => model.held(held),
        ServerFrame::Released(released) => model.released(released),
        ServerFrame::Extended(extended) => model.extended(extended),
        ServerFrame::Expired(expired) => return Ok(model.expired(expired)),
        ServerFrame::Refused(_) | ServerFrame::Snapshot(_) | ServerFrame::Error(_) | ServerFrame::Bye(_) => {}
    }
    Ok(Applied::Nothing)
}

/// A frame as text. Frames of ours are plain data, so writing them cannot fail.
fn text_of(frame: &ClientFrame) -> String {
    serde_json::to_string(frame).unwrap_or_default()
}
