//! An event in numbers, by section, price level, channel and state.

use std::fmt::Write as _;

use actix_web::http::header::{CACHE_CONTROL, VARY};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use actors::seat_map::handle::SeatMapHandle;
use actors::seat_map::view::Breakdown;
use schemas::api::configuration::{CountedUnits, EventBreakdown};
use schemas::api::problem::Problem;
use schemas::plan::PlanIndex;

use crate::http::answer::{Answer, ok, wants};
use crate::http::event_of::EventOf;
use crate::http::known_events::{KnownEvents, channel_key};
use crate::http::lines;
use crate::http::permission::ReadEvents;
use crate::http::problem::Failure;

/// The type of a table.
const CSV: &str = "text/csv";

/// An event in numbers: units of each section, price level and channel by state. `Accept: text/csv` gives a table.
#[utoipa::path(get, path = "/api/v1/events/{event}/breakdown", tag = "events",
    params(("event" = String, Path, description = "The event.")),
    security(("key" = ["read"])),
    responses(
        (status = 200, description = "The numbers.",
            content((EventBreakdown = "application/json"), (String = "text/csv"))),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn breakdown(
    request: HttpRequest,
    event: EventOf<ReadEvents>,
    events: Data<KnownEvents>,
) -> Answer {
    let breakdown = event.ask(SeatMapHandle::breakdown).await?;
    let plan = events.plan(breakdown.plan).await?;
    // Asked behind the numbers: channels are only ever added.
    let channels = event.setup().await?.terms.channels;
    let shown =
        shown(&breakdown, &plan, &channels).ok_or_else(|| Failure::internal("a group of another plan"))?;
    if !wants(&request, CSV) {
        return ok(&shown);
    }
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8; header=present")
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((VARY, "accept"))
        .body(table(&shown)))
}

fn shown(breakdown: &Breakdown, plan: &PlanIndex, channels: &[String]) -> Option<EventBreakdown> {
    let groups = breakdown.groups.iter().map(|(group, counts)| {
        let section = match group.section {
            Some(section) => Some(plan.section_labels().get(usize::from(section))?.to_string()),
            None => None,
        };
        Some(CountedUnits {
            section,
            level: plan.level_keys().get(usize::from(group.level.0))?.to_string(),
            channel: channel_key(channels, group.channel).map(str::to_owned),
            units: lines::counts(*counts),
        })
    });
    Some(EventBreakdown { version: breakdown.version, groups: groups.collect::<Option<_>>()? })
}

/// A table as RFC 4180 says; empty cells are "no section" and "general sale".
fn table(breakdown: &EventBreakdown) -> String {
    let mut table = "section,level,channel,free,held,booked,killed\r\n".to_owned();
    for group in &breakdown.groups {
        let units = group.units;
        let (section, channel) =
            (group.section.as_deref().unwrap_or_default(), group.channel.as_deref().unwrap_or_default());
        // Writing into a text does not fail.
        let _ = write!(
            table,
            "{},{},{},{},{},{},{}\r\n",
            cell(section),
            cell(&group.level),
            cell(channel),
            units.free,
            units.held,
            units.booked,
            units.killed
        );
    }
    table
}

fn cell(text: &str) -> String {
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use schemas::api::places::UnitCounts;
    use schemas::ids::Version;

    use super::*;

    #[test]
    fn a_table_has_a_line_a_group_and_quotes_where_it_must() {
        let group = |section: Option<&str>, channel: Option<&str>| CountedUnits {
            section: section.map(str::to_owned),
            level: "near".to_owned(),
            channel: channel.map(str::to_owned),
            units: UnitCounts { free: 1, held: 2, booked: 3, killed: 4 },
        };
        let groups = vec![group(None, None), group(Some("Block \"A\", left"), Some("fans"))];
        let lines = "section,level,channel,free,held,booked,killed\r\n,near,,1,2,3,4\r\n\
                     \"Block \"\"A\"\", left\",near,fans,1,2,3,4\r\n";
        assert_eq!(table(&EventBreakdown { version: Version(1), groups }), lines);
    }
}
