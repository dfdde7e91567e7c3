//! Writes a pretix seating plan, as its JSON Schema wants it: some numbers there are whole ones.

mod areas;
mod file;
mod frame;

use std::collections::BTreeSet;

use super::super::model::{Row, RowEnds, Seat, SeatingPlan, Table};
use super::super::shape::Caption;
use super::super::walk::Group;
use super::Losses;
use areas::Words;
use file::{Category, Plan, PlanRow, PlanSeat, Size, Zone};
use frame::Frame;

/// How large pretix draws a seat that does not say it.
const RADIUS: u32 = 10;

/// What is known of the whole plan while its parts are written.
struct Writing {
    frame: Frame,
    /// The guids that seats have; those of other seats are made of their labels.
    guids: BTreeSet<String>,
    /// How large seats are drawn; none where that is what pretix does by itself.
    radius: Option<u32>,
}

pub(super) fn write(plan: &SeatingPlan, losses: &mut Losses) -> Plan {
    let frame = Frame::of(plan, losses);
    let radius = frame.radius();
    let given = plan.sites().into_iter().filter_map(|site| site.seat?.guid.clone());
    let writing =
        Writing { frame, guids: given.collect(), radius: Some(radius).filter(|radius| *radius != RADIUS) };
    whole(plan, losses);
    let mut zones: Vec<Zone> = plan.groups().filter_map(|group| writing.zone(group, losses)).collect();
    if zones.is_empty() {
        zones.push(Zone::new(None, frame.origin()));
    }
    // What lies below everything is drawn first.
    let mut drawn = areas::drawn(plan, frame, losses);
    drawn.append(&mut zones[0].areas);
    zones[0].areas = drawn;
    Plan {
        name: plan.name.clone(),
        categories: plan
            .levels
            .iter()
            .map(|level| Category { name: level.key.clone(), color: level.color.clone() })
            .collect(),
        zones,
        size: Size { width: frame.width(), height: frame.height() },
    }
}

/// What a plan says as a whole.
fn whole(plan: &SeatingPlan, losses: &mut Losses) {
    for (number, level) in plan.levels.iter().enumerate().filter(|(_, level)| level.name != level.key) {
        let advice = "pretix knows one name of a level: its key was taken, its name is not told";
        losses.lost(format!("/levels/{number}/name"), &level.name, advice);
    }
    for (number, zone) in plan.zones.iter().enumerate() {
        let advice = "pretix has no zones with a focal point";
        losses.lost(format!("/zones/{number}"), &zone.key, advice);
    }
    for (number, floor) in plan.floors.iter().enumerate() {
        losses.lost(format!("/floors/{number}"), &floor.key, "pretix has no floors");
    }
    if let Some(point) = plan.focal_point {
        let value = format!("{}, {}", point.x.get(), point.y.get());
        losses.lost("/focal_point".to_owned(), &value, "pretix has no focal point");
    }
    for (number, section) in plan.sections.iter().enumerate() {
        let at = format!("/sections/{number}");
        if let Some(entrance) = &section.entrance {
            losses.lost(format!("{at}/entrance"), entrance, "pretix does not tell entrances");
        }
        if !section.caption.is_default() {
            losses.lost(format!("{at}/caption"), "", "pretix does not draw the names of zones");
        }
        if section.rows.is_empty() && section.tables.is_empty() {
            let advice = "a zone of pretix without rows is only drawn: there is no such section any more";
            losses.lost(at, &section.label, advice);
        }
    }
}

impl Writing {
    /// A section, or what lies directly in the plan, as a zone; none where that is nothing.
    fn zone(&self, group: Group<'_>, losses: &mut Losses) -> Option<Zone> {
        let is_empty = group.rows.is_empty()
            && group.tables.is_empty()
            && group.booths.is_empty()
            && group.areas.is_empty();
        if is_empty && group.section.is_none() {
            return None;
        }
        let at = group.pointer();
        let mut zone =
            Zone::new(group.section.map(|(_, section)| section.label.clone()), self.frame.origin());
        if let Some((_, section)) = group.section.filter(|(_, section)| !section.outline.is_empty()) {
            let advice = "the outline of a section is drawn, and is no more than a drawing";
            losses.otherwise(format!("{at}/outline"), "", advice);
            zone.areas.push(areas::border(&section.outline, self.frame));
        }
        for (number, row) in group.rows.iter().enumerate() {
            let written = self.row(group, row, &format!("{at}/rows/{number}"), losses);
            zone.rows.push(written);
        }
        for (number, table) in group.tables.iter().enumerate() {
            let at = format!("{at}/tables/{number}");
            let advice =
                "a table is written as a row of its seats and a drawing; its neighbours run in no circle";
            losses.otherwise(at.clone(), &table.label, advice);
            if table.as_a_whole {
                losses.lost(format!("{at}/as_a_whole"), "true", "pretix sells seats one by one");
            }
            if table.minimum_occupancy > 1 {
                let value = table.minimum_occupancy.to_string();
                losses.lost(format!("{at}/minimum_occupancy"), &value, "pretix has no least number of seats");
            }
            zone.rows.push(self.table(group, table, &at, losses));
            let words = Words::of(&table.label, Caption::default());
            zone.areas.push(areas::plain(&table.outline, Some(&words), &at, self.frame, losses));
        }
        let advice = "pretix sells nothing but seats: it was drawn, and is not for sale";
        for (number, booth) in group.booths.iter().enumerate() {
            let at = format!("{at}/booths/{number}");
            losses.lost(at.clone(), &booth.label, advice);
            let words = Words::of(&booth.label, Caption::default());
            zone.areas.push(areas::plain(&booth.outline, Some(&words), &at, self.frame, losses));
        }
        for (number, area) in group.areas.iter().enumerate() {
            let at = format!("{at}/areas/{number}");
            losses.lost(at.clone(), &format!("{}: {}", area.label, area.capacity), advice);
            let words = Some(Words::of(&area.label, area.caption)).filter(|_| !area.caption.hidden);
            zone.areas.push(areas::plain(&area.outline, words.as_ref(), &at, self.frame, losses));
        }
        Some(zone)
    }

    fn row(&self, group: Group<'_>, row: &Row, at: &str, losses: &mut Losses) -> PlanRow {
        if row.as_listed {
            losses.lost(format!("{at}/as_listed"), "true", "pretix does not tell neighbours");
        }
        let level = row.level.as_ref();
        PlanRow {
            row_number: row.label.clone(),
            row_label: row.name.clone(),
            seat_label: row.seat_name.clone(),
            row_number_position: row.label_at.map(|ends| match ends {
                RowEnds::Start => "start",
                RowEnds::End => "end",
                RowEnds::Both => "both",
            }),
            ..self.seats(group, (row.label.as_str(), level), &row.seats, at, losses)
        }
    }

    fn table(&self, group: Group<'_>, table: &Table, at: &str, losses: &mut Losses) -> PlanRow {
        let written =
            self.seats(group, (table.label.as_str(), table.level.as_ref()), &table.seats, at, losses);
        PlanRow { row_number: table.label.clone(), ..written }
    }

    /// A row with these seats, which lie where the first of them is.
    fn seats(
        &self,
        group: Group<'_>,
        (holder, level): (&str, Option<&String>),
        seats: &[Seat],
        at: &str,
        losses: &mut Losses,
    ) -> PlanRow {
        let origin = seats.first().map(|seat| seat.position).unwrap_or_default();
        let section = group.section.and_then(|(_, section)| section.level.as_ref());
        let written = seats.iter().enumerate().map(|(number, seat)| {
            let at = format!("{at}/seats/{number}");
            marks(seat, &at, losses);
            let label = group.prefixed(&format!("{holder}-{}", seat.label));
            PlanSeat {
                seat_number: seat.label.clone(),
                seat_guid: seat.guid.clone().unwrap_or_else(|| self.guid(label, &at, losses)),
                position: self.frame.between(origin, seat.position),
                category: seat.level.as_ref().or(level).or(section).cloned().unwrap_or_default(),
                radius: self.radius,
            }
        });
        let seats = written.collect();
        PlanRow { position: self.frame.scaled(origin), seats, ..PlanRow::default() }
    }

    /// A seat's label as its guid, unless that is another seat's.
    fn guid(&self, label: String, at: &str, losses: &mut Losses) -> String {
        let mut guid = label;
        while self.guids.contains(&guid) {
            let advice = "its label is another seat's guid, so it got one of its own";
            losses.otherwise(at.to_owned(), &guid, advice);
            guid.push('\'');
        }
        guid
    }
}

/// What pretix cannot say of a seat.
fn marks(seat: &Seat, at: &str, losses: &mut Losses) {
    let marks = [
        ("accessible", seat.accessible),
        ("companion", seat.companion),
        ("restricted_view", seat.restricted_view),
    ];
    for (field, _) in marks.into_iter().filter(|(_, set)| *set) {
        losses.lost(
            format!("{at}/{field}"),
            "true",
            "pretix has no marks of seats: give them a level of their own",
        );
    }
    if let Some(aisle) = seat.aisle_after {
        losses.lost(format!("{at}/aisle_after"), &aisle.to_string(), "pretix does not tell neighbours");
    }
}
