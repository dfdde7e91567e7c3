//! Commands that change what the catalogue copies: sale, terms, plan version.
//!
//! The log decides; the catalogue keeps a copy. It is marked stale before the command and copied after it, so that
//! a crash between is repaired at the next start, and whoever reads meanwhile asks the event itself.

use actix_web::web::Data;
use actors::ports::catalogue::audit::AuditEntry;
use actors::ports::catalogue::events::{EventRow, Events};
use actors::seat_map::command::Command;
use actors::seat_map::outcome::Answer;
use actors::seat_map::view::EventSetup;
use schemas::audit_action::AuditAction;
use schemas::error_code::ErrorCode;
use schemas::ids::{CommandHash, EventId, Version};
use schemas::time::Timestamp;
use serde_json::Value;

use super::{EventOf, Noted, at_if_match, to_its_end};
use crate::http::commands::{Commanded, Commands, Reached, unknown_event};
use crate::http::known_events::{KnownEvents, Setups};
use crate::http::permission::Permission;
use crate::http::problem::Failure;

impl<Allowed: Permission> EventOf<Allowed> {
    /// What the event is sold under and where its sale stands, at this moment.
    ///
    /// # Errors
    /// That there is no answer.
    pub async fn setup(&self) -> Result<EventSetup, Failure> {
        self.commands.setup(Reached::new(self.id)).await
    }

    /// Its row in the catalogue.
    ///
    /// # Errors
    /// `unknown_event` where it was deleted meanwhile; where the catalogue cannot be read.
    pub async fn row(&self) -> Result<EventRow, Failure> {
        let row = self.catalogue.event(self.organiser.reach(), self.id).await?;
        row.ok_or_else(|| unknown_event(self.id))
    }

    /// The engine's time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Has a command decided that may change sale, terms or plan version.
    ///
    /// # Errors
    /// As [`Self::decide`].
    pub async fn configure(
        &self,
        told: (CommandHash, CommandHash),
        command: Command,
        noted: Noted,
    ) -> Result<Answer, Failure> {
        if let Command::MoveToPlan { plan, .. } = &command {
            // Before the record is: a version that a log names is never deleted.
            let hash = plan.0.hash();
            if !self.plans.plan_named(self.id, hash).await? {
                let detail = format!("the version {hash} was deleted meanwhile");
                return Err(Failure::new(ErrorCode::UnknownPlan, detail).at("/plan"));
            }
        }
        let (by, noting) = (self.by(told), self.noting(&command, noted));
        let configuring = self.configuring();
        to_its_end(async move {
            let answer = configuring.run(by, command).await.map_err(at_if_match)?;
            if let Some(noting) = noting {
                noting.note(&answer).await?;
            }
            Ok(answer)
        })
        .await
    }
}

impl<Allowed: Permission> EventOf<Allowed> {
    /// Deletes the event, where it was never announced and is configured as `only_if` left it; `before` is what the
    /// audit log says was there. Once the engine has called the draft off nothing leads on from there, and the
    /// catalogue can forget it: after a crash between both it is a draft that was cancelled, and deleted by a repeat.
    ///
    /// # Errors
    /// `sale_state_conflict` where it was announced; `changed_meanwhile`; that there is no answer.
    pub async fn discard(&self, only_if: Version, before: &Value) -> Result<(), Failure> {
        let mut id = [0; 16];
        getrandom::fill(&mut id).map_err(Failure::internal)?;
        let by = self.by((CommandHash(id), CommandHash([0; 16])));
        let (reach, whose) = (self.organiser.reach(), Some(self.known.organiser));
        let entry = self.organiser.entry(AuditAction::EventDeleted, whose, &self.id, self.clock.now());
        let entry = AuditEntry { before: Some(before.to_string()), ..entry };
        let configuring = self.configuring();
        to_its_end(async move {
            let (event, catalogue) = (configuring.event, configuring.catalogue.clone());
            let known_events = configuring.known_events.clone();
            let command = Command::Discard { only_if: Some(only_if) };
            configuring.run(by, command).await.map_err(at_if_match)?;
            let is_there = catalogue.delete_event(reach, event, entry).await?;
            known_events.forget(event);
            if is_there { Ok(()) } else { Err(unknown_event(event)) }
        })
        .await
    }

    fn configuring(&self) -> Configuring {
        Configuring {
            event: self.id,
            commands: self.commands.clone(),
            catalogue: self.catalogue.clone(),
            known_events: self.known_events.clone(),
        }
    }
}

/// What a change works with.
struct Configuring {
    event: EventId,
    commands: Data<Commands>,
    catalogue: Data<dyn Events>,
    known_events: Data<KnownEvents>,
}

impl Configuring {
    async fn run(self, by: Commanded, command: Command) -> Result<Answer, Failure> {
        self.catalogue.change_begun(self.event).await?;
        self.known_events.forget(self.event);
        let decided = self.commands.decide(by, command).await;
        // Also where it was refused: the copy is certain once it is what the event says now.
        let now = self.commands.setup(Reached::new(self.event)).await?;
        self.catalogue.change_done(self.event, now).await?;
        self.known_events.forget(self.event);
        decided
    }
}
