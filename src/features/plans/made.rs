//! A plan made from a draft, wherever the draft came from.

use actix_web::http::StatusCode;
use actors::ports::catalogue::plans::{PlanRow, Plans};
use actors::ports::catalogue::{Once, Written};
use actors::ports::clock::Clock;
use schemas::api::plans::PlanMade;
use schemas::ids::PlanId;
use schemas::plan::{PlanIssue, SeatingPlan};

use super::shown::id_reused;
use crate::http::answer::{Answer, encode, json};
use crate::http::organiser::{ManagePlans, Organiser};
use crate::http::problem::Failure;
use crate::http::told::ToldBytes;

/// Keeps `draft` as a new plan and tells what somebody should know about it.
pub async fn make(
    organiser: &Organiser<ManagePlans>,
    told: &ToldBytes,
    (draft, issues): (SeatingPlan, Vec<PlanIssue>),
    plans: &dyn Plans,
    clock: &dyn Clock,
) -> Answer {
    let id = PlanId(getrandom::u64().map_err(Failure::internal)?);
    let now = clock.now();
    let answer = encode(&PlanMade { plan: id, name: draft.name.clone(), issues })?;
    let once = Once {
        principal: organiser.principal,
        command: told.id,
        digest: told.digest,
        answer: answer.clone(),
        at: now,
    };
    let text = encode(&draft)?;
    let row = PlanRow { id, name: draft.name, created: now, versions: Vec::new() };
    match plans.create_plan(row, text, once).await? {
        Written::Done => Ok(json(StatusCode::CREATED, answer)),
        Written::Repeated(answer) => Ok(json(StatusCode::CREATED, answer)),
        Written::IdReused => Err(id_reused()),
    }
}
