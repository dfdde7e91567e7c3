//! An event in numbers.

use actix_web::web::Data;
use schemas::api::events::{EventNumbers, SectionNumbers};
use schemas::api::problem::Problem;

use crate::http::answer::{Answer, ok};
use crate::http::commands::Commands;
use crate::http::lines;
use crate::http::public_event::PublicEvent;

/// An event in numbers: units by state, in all and by section.
#[utoipa::path(get, path = "/api/v1/events/{event}/counts", tag = "events",
    params(("event" = String, Path, description = "The event.")),
    security((), ("key" = ["read"])),
    responses(
        (status = 200, description = "The numbers.", body = EventNumbers),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn counts(event: PublicEvent, commands: Data<Commands>) -> Answer {
    let counts = event.counts(&commands).await?;
    let sections = event.known.plan.section_labels().iter().zip(&counts.sections);
    ok(&EventNumbers {
        version: counts.version,
        sale: counts.sale,
        all: lines::counts(counts.all),
        sections: sections
            .map(|(section, units)| SectionNumbers {
                section: section.to_string(),
                units: lines::counts(*units),
            })
            .collect(),
        holds: counts.holds,
    })
}
