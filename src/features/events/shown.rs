//! An event as everyone sees it.

use actors::ports::catalogue::events::EventRow;
use schemas::api::events::Event;
use schemas::api::moment::Moment;
use schemas::plan::PlanIndex;

use super::terms;

/// The event, with the numbers of its terms turned into the plan's keys and labels.
pub fn shown(row: &EventRow, plan: &PlanIndex) -> Event {
    let (prices, tables) = (terms::shown_prices(&row.terms, plan), terms::shown_tables(&row.terms, plan));
    Event {
        event: row.id,
        organiser: row.organiser,
        name: row.name.clone(),
        starts_at: Moment(row.starts_at),
        created_at: Moment(row.created),
        sale: row.sale,
        plan: row.terms.plan,
        currency: String::from_utf8_lossy(&row.terms.currency.0).into_owned(),
        prices,
        channels: row.terms.channels.clone(),
        closed_channels: terms::shown_closed(&row.terms),
        tables,
        schedule: terms::shown_schedule(&row.terms),
        terms: terms::shown_times(&row.terms),
    }
}
