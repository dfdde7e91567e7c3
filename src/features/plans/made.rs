//! A plan made from a draft, or another draft of one, wherever it came from.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use actors::ports::catalogue::organisers::Organisers;
use actors::ports::catalogue::plans::{NewDraft, PlanRow, Plans, Replacement};
use actors::ports::clock::Clock;
use schemas::audit_action::AuditAction;
use schemas::error_code::ErrorCode;
use schemas::ids::{ContentHash, OrganiserId, PlanId};
use serde_json::json;

use super::draft::Read;
use super::shown::unknown;
use crate::http::answer::{self, Answer, encode};
use crate::http::component::component;
use crate::http::organiser::Organiser;
use crate::http::permission::ManagePlans;
use crate::http::problem::Failure;
use crate::http::told::ToldBytes;

/// What plans and their drafts are made with.
pub(crate) struct Making {
    organisers: Data<dyn Organisers>,
    plans: Data<dyn Plans>,
    clock: Data<dyn Clock>,
}

impl FromRequest for Making {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let found = || {
            Ok(Self {
                organisers: component(request)?,
                plans: component(request)?,
                clock: component(request)?,
            })
        };
        ready(found())
    }
}

impl Making {
    /// For whom the bearer makes a plan.
    pub async fn whom(
        &self,
        bearer: &Organiser<ManagePlans>,
        wanted: Option<OrganiserId>,
    ) -> Result<OrganiserId, Failure> {
        bearer.acts_for(wanted, self.organisers.as_ref()).await
    }

    /// Keeps the draft as a new plan of the organiser and tells what somebody should know about it.
    pub async fn make(
        &self,
        bearer: &Organiser<ManagePlans>,
        organiser: OrganiserId,
        told: &ToldBytes,
        read: Read,
    ) -> Answer {
        let id = PlanId(getrandom::u64().map_err(Failure::internal)?);
        let now = self.clock.now();
        let (name, draft) = (read.name.clone(), read.draft.clone());
        let answer = encode(&read.told(id))?;
        let entry = bearer.entry(AuditAction::PlanCreated, Some(organiser), &id, now);
        let after = json!({ "name": name, "draft_hash": draft.hash() });
        let once = bearer.once((told.id, told.digest), answer.clone(), (entry, after));
        let row = PlanRow { id, organiser, name, created: now, versions: Vec::new() };
        let written = self.plans.create_plan(row, draft, once).await?;
        answer::once(written, StatusCode::CREATED, || Ok(answer::json(StatusCode::CREATED, answer)))
    }

    /// The plan, where it is within the bearer's reach.
    pub async fn plan(&self, bearer: &Organiser<ManagePlans>, plan: PlanId) -> Result<PlanRow, Failure> {
        self.plans.plan(bearer.reach(), plan).await?.ok_or_else(|| unknown(plan))
    }

    /// Puts the draft in the place of the plan's, where that is still the one of this hash, and tells what somebody
    /// should know about it.
    pub async fn replace(
        &self,
        bearer: &Organiser<ManagePlans>,
        row: &PlanRow,
        only_if: Option<ContentHash>,
        read: Read,
    ) -> Answer {
        let plan = row.id;
        let entry = bearer.entry(AuditAction::PlanReplaced, Some(row.organiser), &plan, self.clock.now());
        let new = NewDraft { plan, name: read.name.clone(), draft: read.draft.clone(), only_if };
        match self.plans.replace_draft(bearer.reach(), new, entry).await? {
            Replacement::Done => answer::ok(&read.told(plan)),
            Replacement::Unknown => Err(unknown(plan)),
            Replacement::Changed => {
                let detail = "the plan's draft is another than If-Match names";
                Err(Failure::new(ErrorCode::ChangedMeanwhile, detail).at("if-match"))
            }
        }
    }
}
