//! An event as everyone sees it.

use actors::ports::catalogue::events::EventRow;
use schemas::api::events::Event;
use schemas::api::moment::Moment;
use schemas::plan::PlanIndex;

use super::{schedule, terms, texts};

/// The event, with the numbers of its terms turned into the plan's keys and labels.
pub fn shown(row: &EventRow, plan: &PlanIndex) -> Event {
    let (prices, tables) = (terms::shown_prices(&row.terms, plan), terms::shown_tables(&row.terms, plan));
    let texts = texts::shown(&row.texts);
    Event {
        event: row.id,
        organiser: row.organiser,
        name: texts.name,
        starts_at: texts.starts_at,
        starts_local: texts::local(row.texts.starts_at, &row.texts.zone),
        about: texts.about,
        created_at: Moment(row.created),
        sale: row.sale,
        plan: row.terms.plan,
        currency: row.terms.currency.code(),
        prices,
        channels: row.terms.channels.clone(),
        closed_channels: terms::shown_closed(&row.terms),
        tables,
        schedule: schedule::shown(row.terms.schedule.to_come(row.sale)),
        terms: terms::shown_times(&row.terms),
        warnings: Vec::new(),
    }
}

/// The same for whoever made it, with what may not be meant.
pub fn made(row: &EventRow, plan: &PlanIndex) -> Event {
    Event { warnings: schedule::warnings(row.terms.schedule, row.texts.starts_at), ..shown(row, plan) }
}
