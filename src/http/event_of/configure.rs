//! Commands that change what the catalogue copies: sale, terms, plan version.
//!
//! The log decides; the catalogue keeps a copy. It is marked stale before the command and copied after it, so that
//! a crash between is repaired at the next start, and whoever reads meanwhile asks the event itself.

use actix_web::web::Data;
use actors::ports::catalogue::events::Events;
use actors::seat_map::command::Command;
use actors::seat_map::outcome::Answer;
use actors::seat_map::view::EventSetup;
use schemas::error_code::ErrorCode;
use schemas::ids::{CommandHash, EventId};

use super::{EventOf, Noted, at_if_match, to_its_end};
use crate::http::commands::{Commanded, Commands, Reached};
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
        let configuring = Configuring {
            event: self.id,
            commands: self.commands.clone(),
            catalogue: self.catalogue.clone(),
            known_events: self.known_events.clone(),
        };
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
