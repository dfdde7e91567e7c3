//! From the dates of a series to the events of it: each is checked, and all that is wrong is told at once.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use actors::ports::catalogue::events::{EventRow, TextsRow};
use actors::seat_map::terms_flaws;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use schemas::api::moment::Moment;
use schemas::api::texts::EventDate;
use schemas::error_code::ErrorCode;
use schemas::plan::PlanIndex;
use schemas::terms::{EventTerms, SaleSchedule};
use schemas::time::Timestamp;

use super::create::drafted;
use super::schedule::{self, moved_moment};
use super::terms::terms_invalid;
use super::texts::{doors_before, is_to_come};
use crate::http::mistakes::Mistakes;
use crate::http::problem::Failure;
use crate::http::told::name;
use crate::limits::EVENT_NAME_CHARACTERS;

/// The event that others are made like.
pub struct Template<'handler> {
    /// As it is at this moment.
    pub row: &'handler EventRow,
    /// What it is sold on.
    pub plan: &'handler PlanIndex,
    /// The moment.
    pub now: Timestamp,
}

impl Template<'_> {
    /// Drafts like the template, one for each of `dates`. `in_list` says whether they stand in a list of the
    /// request.
    ///
    /// # Errors
    /// All that is wrong with any of them.
    pub fn dated(&self, dates: &[EventDate], in_list: bool) -> Result<Vec<EventRow>, Failure> {
        let (mut rows, mut mistakes) = (Vec::with_capacity(dates.len()), Mistakes::default());
        let mut known: HashMap<Timestamp, usize> = HashMap::with_capacity(dates.len());
        for (at, date) in dates.iter().enumerate() {
            let place = if in_list { format!("/dates/{at}") } else { String::new() };
            let mut wrong = Mistakes::default();
            let starts = wrong.kept(self.start(date));
            if let Some(starts) = starts {
                match known.entry(starts.0) {
                    Entry::Vacant(free) => {
                        free.insert(at);
                    }
                    Entry::Occupied(before) => {
                        let detail = format!("the same moment as /dates/{}", before.get());
                        wrong.note(invalid(detail, start_pointer(date)));
                    }
                }
            }
            rows.extend(self.draft(date, starts, &mut wrong)?);
            mistakes.note_within(&place, wrong);
        }
        mistakes.none().map(|()| rows)
    }

    /// A draft of this date; none where something is wrong with it, which goes into `wrong`.
    fn draft(
        &self,
        date: &EventDate,
        starts: Option<Moment>,
        wrong: &mut Mistakes,
    ) -> Result<Option<EventRow>, Failure> {
        let texts = &self.row.texts;
        if let Some(new) = &date.name {
            wrong.kept(name(new, EVENT_NAME_CHARACTERS, "/name"));
        }
        let beginning = starts.map(|starts| (texts.starts_at, starts.0));
        let terms = self.terms(date, beginning);
        for flaw in terms_flaws(&terms, Some(self.plan)) {
            wrong.note(terms_invalid(&flaw, &terms));
        }
        schedule::note_over(terms.schedule, date.schedule, self.now, wrong);
        let (Some(starts), Some(beginning)) = (starts, beginning) else { return Ok(None) };
        wrong.kept(is_to_come(starts, self.now, start_pointer(date)));
        wrong.kept(doors_before(date.doors_at, starts, "/doors_at"));
        if !wrong.is_empty() {
            return Ok(None);
        }
        let as_long_before = texts.doors_at.map(|doors| {
            // Where the clock skips the time of the doors they would open when it has gone on.
            moved_moment(doors, beginning, &texts.zone).min(starts.0)
        });
        let texts = TextsRow {
            name: date.name.as_ref().unwrap_or(&texts.name).clone(),
            starts_at: starts.0,
            doors_at: date.doors_at.map(|doors| doors.0).or(as_long_before),
            ..texts.clone()
        };
        drafted(self.row.organiser, self.now, texts, terms).map(Some)
    }

    /// The template's terms, its schedule taken over to where this date begins, if that is known.
    fn terms(&self, date: &EventDate, beginning: Option<(Timestamp, Timestamp)>) -> EventTerms {
        let present = &self.row.terms;
        let taken_over = beginning.map_or_else(SaleSchedule::default, |beginning| {
            schedule::moved(present.schedule, beginning, &self.row.texts.zone)
        });
        EventTerms { schedule: schedule::changed(taken_over, date.schedule), ..present.clone() }
    }

    /// When a date takes place.
    fn start(&self, date: &EventDate) -> Result<Moment, Failure> {
        match (date.starts_at, &date.starts_local) {
            (Some(moment), None) => Ok(moment),
            (None, Some(text)) => moment_of(text, &self.row.texts.zone),
            _ => Err(invalid("a date has either starts_at or starts_local", "/starts_at")),
        }
    }
}

/// What a wall clock in the zone shows, as a moment.
fn moment_of(text: &str, zone: &str) -> Result<Moment, Failure> {
    let wrong = |detail: String| invalid(detail, "/starts_local");
    let read = DateTime::strptime("%Y-%m-%dT%H:%M:%S", text);
    let shown = read.or_else(|_| DateTime::strptime("%Y-%m-%dT%H:%M", text)).map_err(|_| {
        wrong(format!(
            "{text:?} is no time of a wall clock, such as 2030-01-01T20:30; with a zone it is starts_at"
        ))
    })?;
    let zone_of = TimeZone::get(zone).map_err(Failure::internal)?;
    let ambiguous = zone_of.to_ambiguous_timestamp(shown);
    let why = match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { .. } => None,
        AmbiguousOffset::Gap { .. } => Some("never, for its clocks are put forward then".to_owned()),
        AmbiguousOffset::Fold { before, after } => {
            Some(format!("twice, {before} and {after} from UTC; say which by starts_at"))
        }
    };
    if let Some(why) = why {
        return Err(wrong(format!("clocks in {zone} show {text} {why}")));
    }
    let moment = ambiguous.unambiguous().ok().and_then(|moment| u64::try_from(moment.as_millisecond()).ok());
    moment
        .map(|millisecond| Moment(Timestamp(millisecond)))
        .ok_or_else(|| wrong("a moment after 1970-01-01T00:00:00Z is expected".to_owned()))
}

/// Where a date says when it takes place.
fn start_pointer(date: &EventDate) -> &'static str {
    if date.starts_at.is_some() { "/starts_at" } else { "/starts_local" }
}

fn invalid(detail: impl Into<String>, pointer: &str) -> Failure {
    Failure::new(ErrorCode::InvalidValue, detail).at(pointer)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use super::*;

    #[test]
    fn a_wall_clock_s_time_is_one_moment_or_refused() {
        let told = |text, zone| moment_of(text, zone).map(|moment| moment.to_string());
        let is = |text, zone, moment: &str| assert_eq!(told(text, zone).unwrap(), moment, "{text} {zone}");
        is("2030-01-01T20:30", "Europe/Berlin", "2030-01-01T19:30:00.000Z");
        is("2030-07-01T20:30:15", "Europe/Berlin", "2030-07-01T18:30:15.000Z");
        is("2030-01-02T01:15", "Asia/Kathmandu", "2030-01-01T19:30:00.000Z");
        is("2030-03-31T03:00", "Europe/Berlin", "2030-03-31T01:00:00.000Z");
        is("2030-03-31T02:30", "UTC", "2030-03-31T02:30:00.000Z");
        for (text, zone, why) in [
            ("2030-03-31T02:30", "Europe/Berlin", "never, for its clocks are put forward then"),
            ("2030-10-27T02:30", "Europe/Berlin", "twice, +02 and +01 from UTC; say which by starts_at"),
            ("2030-03-10T02:59:59", "America/New_York", "never, for its clocks are put forward then"),
            ("2011-12-30T12:00", "Pacific/Apia", "never, for its clocks are put forward then"),
        ] {
            let failure = moment_of(text, zone).unwrap_err().to_string();
            assert_eq!(failure, format!("invalid_value: clocks in {zone} show {text} {why}"));
        }
        for odd in
            ["", "2030-01-01", "2030-01-01T20:30Z", "2030-01-01T20:30:00+01:00", "2030-02-30T20:30", "x"]
        {
            assert!(told(odd, "UTC").unwrap_err().to_string().contains("no time of a wall clock"), "{odd}");
        }
        assert!(told("1969-12-31T23:59", "UTC").unwrap_err().to_string().contains("after 1970"));
    }
}
