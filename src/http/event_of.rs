//! The event in the path, for its organiser: the one way for slices to command a seat map as an organiser,
//! to ask it what is not public, and to read its log.
//!
//! What is commanded under a permission that changes more than sales is noted in the audit log before it is
//! answered. Sales are in the event's own log, under the bearer's hash.

mod configure;

use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use actors::ports::catalogue::audit::{Audit, AuditEntry};
use actors::ports::catalogue::events::Events;
use actors::ports::catalogue::plans::Plans;
use actors::ports::clock::Clock;
use actors::ports::journal::Journal;
use actors::seat_map::command::Command;
use actors::seat_map::handle::{AskRefused, Pending, SeatMapHandle};
use actors::seat_map::outcome::{Answer, Done};
use futures_util::future::LocalBoxFuture;
use schemas::audit_action::AuditAction;
use schemas::error_code::ErrorCode;
use schemas::ids::{CommandHash, EventId, Version};
use schemas::record::Principal;
use schemas::scope::Scope;
use serde_json::{Value, json};

use super::commands::{Commanded, Commands, Reached};
use super::component::component;
use super::known_events::{KnownEvent, KnownEvents};
use super::organiser::Organiser;
use super::past::EventLog;
use super::permission::{Permission, ReadHistory};
use super::problem::Failure;
use super::public_event::in_path;

/// An event of an organiser whose key gives this permission.
pub struct EventOf<Allowed> {
    /// Its id.
    pub id: EventId,
    /// What is known of it.
    pub known: Arc<KnownEvent>,
    organiser: Organiser<Allowed>,
    commands: Data<Commands>,
    catalogue: Data<dyn Events>,
    audit: Data<dyn Audit>,
    plans: Data<dyn Plans>,
    clock: Data<dyn Clock>,
    journal: Data<dyn Journal>,
    known_events: Data<KnownEvents>,
}

impl<Allowed: Permission> EventOf<Allowed> {
    /// Has one command decided; its answer is durable when it comes.
    ///
    /// # Errors
    /// A refusal, or that there is no answer.
    pub async fn decide(
        &self,
        told: (CommandHash, CommandHash),
        command: Command,
    ) -> Result<Answer, Failure> {
        self.change(told, command, Noted::default()).await
    }

    /// The same, where the audit log is to say what was there before, or more about what is there now.
    ///
    /// # Errors
    /// As [`Self::decide`].
    pub async fn change(
        &self,
        told: (CommandHash, CommandHash),
        command: Command,
        noted: Noted,
    ) -> Result<Answer, Failure> {
        let (by, commands) = (self.by(told), self.commands.clone());
        let Some(noting) = self.noting(&command, noted) else {
            return commands.decide(by, command).await.map_err(at_if_match);
        };
        to_its_end(async move {
            let answer = commands.decide(by, command).await.map_err(at_if_match)?;
            noting.note(&answer).await?;
            Ok(answer)
        })
        .await
    }

    fn by(&self, (id, digest): (CommandHash, CommandHash)) -> Commanded {
        Commanded::new(Reached::new(self.id), Principal::Organiser(self.organiser.principal()), id, digest)
    }

    /// What is to be noted of a command once it is done; nothing of what is a sale.
    fn noting(&self, command: &Command, noted: Noted) -> Option<Noting> {
        let action = action(command).filter(|_| Allowed::LEAST >= Scope::Manage)?;
        let entry = self.organiser.entry(action, Some(self.known.organiser), &self.id, self.clock.now());
        Some(Noting { entry, noted, audit: self.audit.clone() })
    }

    /// Asks the event something.
    ///
    /// # Errors
    /// That there is no answer.
    pub async fn ask<Reply>(
        &self,
        question: impl Fn(&SeatMapHandle) -> Result<Pending<Reply>, AskRefused>,
    ) -> Result<Reply, Failure> {
        self.commands.ask(Reached::new(self.id), question).await
    }
}

impl EventOf<ReadHistory> {
    /// The event's log.
    #[must_use]
    pub fn log(&self) -> EventLog {
        let plans = self.known_events.plan_source();
        EventLog::new(Arc::clone(&self.journal), self.id, plans)
    }
}

impl<Allowed: Permission> FromRequest for EventOf<Allowed> {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let organiser = Organiser::<Allowed>::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let organiser = organiser.await?;
            let (id, known) = in_path(&request, organiser.reach()).await?;
            Ok(Self {
                id,
                known,
                organiser,
                commands: component(&request)?,
                catalogue: component(&request)?,
                audit: component(&request)?,
                plans: component(&request)?,
                clock: component(&request)?,
                journal: component(&request)?,
                known_events: component(&request)?,
            })
        })
    }
}

/// A command's entry in the audit log, until it is done.
struct Noting {
    entry: AuditEntry,
    noted: Noted,
    audit: Data<dyn Audit>,
}

impl Noting {
    async fn note(mut self, answer: &Answer) -> Result<(), Failure> {
        self.entry.version = Some(answer.version);
        // A repeat of what was done before the question was asked says nothing of what was there then.
        let is_repeat = self.noted.as_of.is_some_and(|as_of| answer.version <= as_of);
        self.entry.before = self.noted.before.filter(|_| !is_repeat).map(|before| before.to_string());
        self.entry.after = merged(after(&answer.done), self.noted.after).map(|after| after.to_string());
        // Without an answer it is asked again, with the same id, and noted then.
        Ok(self.audit.note(self.entry).await?)
    }
}

/// Does what was begun to its end, also where the client goes away meanwhile.
async fn to_its_end<Done: 'static>(
    work: impl Future<Output = Result<Done, Failure>> + 'static,
) -> Result<Done, Failure> {
    actix_web::rt::spawn(work).await.map_err(Failure::internal)?
}

/// Where only the configuration that `If-Match` names was to be changed, the problem is about that.
fn at_if_match(failure: Failure) -> Failure {
    if failure.code() == ErrorCode::ChangedMeanwhile { failure.at("if-match") } else { failure }
}

/// What the audit log says beside what was done.
#[derive(Debug, Default)]
pub struct Noted {
    /// What was there.
    pub before: Option<Value>,
    /// What is there now.
    pub after: Option<Value>,
    /// The version at which `before` was there, where it was asked for.
    pub as_of: Option<Version>,
}

/// Two objects as one.
fn merged(done: Option<Value>, more: Option<Value>) -> Option<Value> {
    match (done, more) {
        (Some(Value::Object(mut done)), Some(Value::Object(more))) => {
            done.extend(more);
            Some(Value::Object(done))
        }
        (done, more) => more.or(done),
    }
}

/// What the audit log calls a command; none for what is a sale.
fn action(command: &Command) -> Option<AuditAction> {
    match command {
        Command::Kill { .. } => Some(AuditAction::PlacesKilled),
        Command::Restore { .. } => Some(AuditAction::PlacesRestored),
        Command::Allocate { .. } => Some(AuditAction::PlacesAllocated),
        Command::SetSale { .. } => Some(AuditAction::SaleChanged),
        Command::ChangeTerms { .. } => Some(AuditAction::TermsChanged),
        Command::Repaint { .. } => Some(AuditAction::PlacesRepainted),
        Command::SetCapacity { .. } => Some(AuditAction::CapacitySet),
        Command::MoveToPlan { .. } => Some(AuditAction::EventMoved),
        // It is noted with what is deleted.
        Command::Discard { .. }
        | Command::Hold { .. }
        | Command::HoldBest { .. }
        | Command::Release { .. }
        | Command::Extend { .. }
        | Command::BeginPayment { .. }
        | Command::PaymentFailed { .. }
        | Command::Book { .. }
        | Command::Unbook { .. } => None,
    }
}

/// What the audit log says of what was done.
fn after(done: &Done) -> Option<Value> {
    match done {
        Done::Killed { units, ended_holds } => Some(json!({ "units": units, "ended_holds": ended_holds })),
        Done::Restored { units } | Done::Allocated { units, .. } => Some(json!({ "units": units })),
        Done::Sale { state } => Some(json!({ "sale": state })),
        Done::TermsChanged { moved } => Some(json!({ "units_moved": moved })),
        Done::Repainted { places } => Some(json!({ "places": places })),
        Done::CapacitySet { capacity } => Some(json!({ "capacity": capacity })),
        Done::MovedToPlan { plan } => Some(json!({ "plan": plan })),
        Done::Held { .. }
        | Done::Released { .. }
        | Done::Extended { .. }
        | Done::PaymentBegun { .. }
        | Done::PaymentFailed { .. }
        | Done::Booked { .. }
        | Done::Unbooked { .. } => None,
    }
}
