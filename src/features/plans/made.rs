//! A plan made from a draft, wherever the draft came from.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use actors::ports::catalogue::Written;
use actors::ports::catalogue::organisers::Organisers;
use actors::ports::catalogue::plans::{PlanRow, Plans};
use actors::ports::clock::Clock;
use schemas::api::plans::PlanMade;
use schemas::audit_action::AuditAction;
use schemas::ids::{OrganiserId, PlanId};
use schemas::plan::Import;
use serde_json::json;

use crate::http::answer::{self, Answer, encode};
use crate::http::component::component;
use crate::http::organiser::Organiser;
use crate::http::permission::ManagePlans;
use crate::http::problem::Failure;
use crate::http::told::{ToldBytes, id_reused};

/// What plans are made with.
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
        import: Import,
    ) -> Answer {
        let id = PlanId(getrandom::u64().map_err(Failure::internal)?);
        let now = self.clock.now();
        let text = encode(&import.plan)?;
        let name = import.plan.name.clone();
        let answer = encode(&made(id, import))?;
        let entry = bearer.entry(AuditAction::PlanCreated, Some(organiser), &id, now);
        let after = json!({ "name": name, "draft_hash": blake3::hash(&text).to_hex().as_str() });
        let once = bearer.once((told.id, told.digest), answer.clone(), (entry, after));
        let row = PlanRow { id, organiser, name, created: now, versions: Vec::new() };
        match self.plans.create_plan(row, text, once).await? {
            Written::Done => Ok(answer::json(StatusCode::CREATED, answer)),
            Written::Repeated(answer) => Ok(answer::json(StatusCode::CREATED, answer)),
            Written::IdReused => Err(id_reused()),
        }
    }
}

/// What somebody should know about a plan's draft.
pub fn made(plan: PlanId, import: Import) -> PlanMade {
    let Import { plan: draft, counts, issues, mends, .. } = import;
    PlanMade { plan, name: draft.name, counts, issues, mends }
}
