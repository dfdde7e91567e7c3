//! The commands of one read, on their way and back: answered in one write and in order.

use std::task::{Context, Poll};

use actors::hub::source::{EventSource, SourceError, SourceFuture};
use actors::seat_map::command::Request;
use actors::seat_map::outcome::{Outcome, Refusal};
use bytes::{Bytes, BytesMut};
use schemas::ids::Version;
use schemas::refusal::RefusalCode;
use schemas::ws::server::ErrorFrameCode;
use smallvec::SmallVec;

use crate::ws::answer::{put_error, put_outcome};

/// What one frame of a read leads to.
#[derive(Debug)]
pub enum Entry {
    /// A command; its id, which is UTF-8.
    Command(Bytes),
    /// A frame that could be answered at once, whole.
    Said(Bytes),
}

/// The frames of one read.
#[derive(Default)]
pub struct Asked {
    entries: SmallVec<[Entry; 2]>,
    count: usize,
    requests: Vec<Request>,
    answer: Option<SourceFuture<Result<Vec<Outcome>, SourceError>>>,
}

impl Asked {
    /// Adds a command with the client's id for it.
    pub fn command(&mut self, id: Bytes, request: Request) {
        self.count += 1;
        self.entries.push(Entry::Command(id));
        self.requests.push(request);
    }

    /// Adds an answer that needs no decision.
    pub fn said(&mut self, frame: Bytes) {
        self.count += 1;
        self.entries.push(Entry::Said(frame));
    }

    /// Frames that are answered by it.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Sends the commands as one batch.
    pub fn submit(&mut self, source: &dyn EventSource) {
        if !self.requests.is_empty() {
            self.answer = Some(source.submit(std::mem::take(&mut self.requests)));
        }
    }

    /// Appends all answers once they are there. `accepted` is told the version of each accepted command.
    pub fn poll(
        &mut self,
        context: &mut Context<'_>,
        out: &mut BytesMut,
        mut accepted: impl FnMut(Version),
    ) -> Poll<()> {
        let outcomes = match &mut self.answer {
            None => Ok(Vec::new()),
            Some(answer) => match answer.as_mut().poll(context) {
                Poll::Ready(outcomes) => outcomes,
                Poll::Pending => return Poll::Pending,
            },
        };
        let mut outcomes = outcomes.map(Vec::into_iter);
        for entry in self.entries.drain(..) {
            let id = match &entry {
                Entry::Said(frame) => {
                    out.extend_from_slice(frame);
                    continue;
                }
                Entry::Command(id) => std::str::from_utf8(id).unwrap_or_default(),
            };
            match &mut outcomes {
                Ok(outcomes) => match outcomes.next() {
                    Some(outcome) => {
                        if let Some(version) = put_outcome(out, id, &outcome) {
                            accepted(version);
                        }
                    }
                    None => put_error(out, ErrorFrameCode::OutcomeUnknown, Some(id), None),
                },
                Err(SourceError::Busy) => {
                    let refusal = Refusal::plain(RefusalCode::Busy, Version(0));
                    put_outcome(out, id, &Outcome::Refused(refusal));
                }
                Err(_) => put_error(out, ErrorFrameCode::OutcomeUnknown, Some(id), None),
            }
        }
        Poll::Ready(())
    }
}
