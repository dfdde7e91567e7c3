//! What waits for the disk: answers, refusals, reads, each with the version applied when it was computed.

use std::collections::VecDeque;

use schemas::ids::Version;
use tokio::sync::oneshot;

use super::handle::BatchReply;
use super::outcome::Outcome;

/// Hands a computed reading to whoever asked.
pub(crate) type LetGo = Box<dyn FnOnce() + Send>;

/// One thing to let go.
pub(crate) enum Output {
    /// The outcomes of a batch.
    Batch(oneshot::Sender<BatchReply>, Vec<Outcome>),
    /// Anything read from the state.
    Reading(LetGo),
}

struct Waiting {
    version: Version,
    queued_at: u64,
    answers: u32,
    output: Output,
}

/// The outputs of one event, in order. A later output never rests on less than an earlier one, so the front
/// alone decides.
#[derive(Default)]
pub(crate) struct Outputs {
    waiting: VecDeque<Waiting>,
}

impl Outputs {
    /// Queues `output`, computed when `version` was the last applied record.
    pub(crate) fn push(&mut self, version: Version, queued_at: u64, answers: u32, output: Output) {
        self.waiting.push_back(Waiting { version, queued_at, answers, output });
    }

    /// Lets go, in order, everything that rests on nothing above `durable`, and returns the answers let go as
    /// the gate counts them. `observe` is told of each batch when it was queued.
    pub(crate) fn release(&mut self, durable: Version, mut observe: impl FnMut(u64)) -> u32 {
        let mut answers = 0;
        while self.waiting.front().is_some_and(|waiting| waiting.version <= durable) {
            let Some(waiting) = self.waiting.pop_front() else { break };
            answers += waiting.answers;
            match waiting.output {
                // Whoever asked may have gone away; that is their business.
                Output::Batch(to, outcomes) => {
                    observe(waiting.queued_at);
                    let _ = to.send(BatchReply::Decided(outcomes));
                }
                Output::Reading(let_go) => let_go(),
            }
        }
        answers
    }

    /// Drops everything: whoever waits learns that the answer is gone. Returns the answers dropped.
    pub(crate) fn drop_all(&mut self) -> u32 {
        let answers = self.waiting.iter().map(|waiting| waiting.answers).sum();
        self.waiting.clear();
        answers
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}
