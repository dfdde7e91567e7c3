//! From a command to its answer.

use actors::registry::{CreateError, OpenError, Registry};
use actors::seat_map::command::{Command, Request};
use actors::seat_map::handle::{AskRefused, Gone, Pending, SeatMapHandle};
use actors::seat_map::outcome::{Answer, Outcome, Refusal};
use schemas::error_code::ErrorCode;
use schemas::ids::{CommandHash, EventId};
use schemas::record::Principal;

use super::problem::Failure;

/// An event that somebody reached through one of the doors: [`super::public_event`], [`super::event_of`],
/// [`super::buyer`]. Nobody else can make one.
#[derive(Clone, Copy, Debug)]
pub struct Reached(EventId);

impl Reached {
    pub(super) const fn new(event: EventId) -> Self {
        Self(event)
    }

    /// The event.
    #[must_use]
    pub const fn event(self) -> EventId {
        self.0
    }
}

/// Who commands which event, under which id, with which content. Only the doors make one.
#[derive(Clone, Copy, Debug)]
pub struct Commanded {
    event: Reached,
    principal: Principal,
    id: CommandHash,
    digest: CommandHash,
}

impl Commanded {
    pub(super) const fn new(
        event: Reached,
        principal: Principal,
        id: CommandHash,
        digest: CommandHash,
    ) -> Self {
        Self { event, principal, id, digest }
    }
}

/// The way to the seat maps.
#[derive(Clone)]
pub struct Commands {
    registry: Registry,
}

impl Commands {
    /// The way to all events of the node.
    #[must_use]
    pub const fn new(registry: Registry) -> Self {
        Self { registry }
    }

    /// Has one command decided; its answer is durable when it comes.
    ///
    /// # Errors
    /// A refusal, or that there is no answer.
    pub async fn decide(&self, by: Commanded, command: Command) -> Result<Answer, Failure> {
        let request = Request { principal: by.principal, id: by.id, digest: by.digest, command };
        let outcome = self.registry.submit(by.event.0, vec![request]).await?.pop();
        match outcome {
            Some(Outcome::Accepted(answer)) => Ok(answer),
            Some(Outcome::Refused(refusal)) => Err(refusal.into()),
            None => Err(Failure::internal("a command without an outcome")),
        }
    }

    /// Asks an event something.
    ///
    /// # Errors
    /// That there is no answer.
    pub async fn ask<Reply>(
        &self,
        event: Reached,
        question: impl Fn(&SeatMapHandle) -> Result<Pending<Reply>, AskRefused>,
    ) -> Result<Reply, Failure> {
        loop {
            let handle = self.registry.handle(event.0).await?;
            match question(&handle) {
                Ok(reply) => return Ok(reply.await.map_err(OpenError::from)?),
                Err(AskRefused::Closed) => {}
                Err(AskRefused::Full) => return Err(OpenError::Busy.into()),
            }
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let code = ErrorCode::from(refusal.code);
        let mut detail = format!("{}, decided at version {}", code.title(), refusal.version.0);
        let limit = refusal.params.limit.map(|limit| format!("; at most {limit}"));
        let in_use =
            refusal.params.in_use.map(|units| format!("; {units} units are held, booked or off sale"));
        let which = (!refusal.places.is_empty()).then(|| "; `places` says which".to_owned());
        detail.extend(limit.into_iter().chain(in_use).chain(which));
        Self::new(code, detail).about(&refusal.places, Some(refusal.version)).with_params(refusal.params)
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::UnknownEvent(event) => unknown_event(event),
            OpenError::Busy => Self::new(ErrorCode::Busy, "too much is waiting"),
            OpenError::Stopping | OpenError::Interrupted(_) => {
                Self::new(ErrorCode::Stopping, "the server is stopping")
            }
            OpenError::Gone(Gone) | OpenError::TakenOver(_) => {
                Self::new(ErrorCode::AnswerUnknown, "the event was taken over or put away with the answer")
            }
            OpenError::Terms(error) => Self::new(ErrorCode::TermsInvalid, error.to_string()),
            OpenError::Plan(_) | OpenError::Journal(_) | OpenError::Short { .. } => {
                tracing::error!(cause = %error, "an event cannot be loaded");
                Self::new(
                    ErrorCode::EventUnavailable,
                    "the event cannot be loaded; the server's log says why",
                )
            }
        }
    }
}

impl From<CreateError> for Failure {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Exists(_) => Self::new(ErrorCode::EventExists, error.to_string()),
            CreateError::Open(error) => error.into(),
        }
    }
}

/// There is no such event.
#[must_use]
pub fn unknown_event(event: EventId) -> Failure {
    Failure::new(ErrorCode::UnknownEvent, format!("there is no event {event}"))
}
