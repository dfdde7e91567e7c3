//! When a sale opens and ends by itself: as it is asked, as it is taken over to another date, as it is shown.

use actors::seat_map::TermsError;
use jiff::tz::TimeZone;
use schemas::api::change::Change;
use schemas::api::events::{Schedule, ScheduleChange};
use schemas::api::moment::Moment;
use schemas::api::warning::{Warning, WarningCode};
use schemas::error_code::ErrorCode;
use schemas::terms::SaleSchedule;
use schemas::time::Timestamp;

use crate::http::mistakes::Mistakes;
use crate::http::problem::Failure;

/// The schedule of a new event.
pub fn given(asked: Schedule) -> SaleSchedule {
    let moment = |moment: Option<Moment>| moment.map(|moment| moment.0);
    SaleSchedule { opens_at: moment(asked.opens_at), closes_at: moment(asked.closes_at) }
}

/// The present schedule with what is asked changed in it.
pub fn changed(present: SaleSchedule, asked: Change<ScheduleChange>) -> SaleSchedule {
    let change = match asked {
        Change::Keep => return present,
        Change::Remove => return SaleSchedule::default(),
        Change::Set(change) => change,
    };
    let moment = |present, asked| match asked {
        Change::Keep => present,
        Change::Remove => None,
        Change::Set(Moment(wanted)) => Some(wanted),
    };
    SaleSchedule {
        opens_at: moment(present.opens_at, change.opens_at),
        closes_at: moment(present.closes_at, change.closes_at),
    }
}

/// A schedule for an event that begins at another moment: each moment as long before (or behind) the beginning, by the
/// clock on the wall.
pub fn moved(schedule: SaleSchedule, beginning: (Timestamp, Timestamp), zone: &str) -> SaleSchedule {
    let moved = |moment: Option<Timestamp>| moment.map(|moment| moved_moment(moment, beginning, zone));
    SaleSchedule { opens_at: moved(schedule.opens_at), closes_at: moved(schedule.closes_at) }
}

/// A moment as far from where an event begins now as it is from where it began before, by the clock on the wall: doors at
/// 19:30 for 20:00 are at 19:30 for 20:00 in summer, too. A time that this clock does not show on that day is the one as
/// long after; of one that it shows twice the first is meant.
pub fn moved_moment(moment: Timestamp, (from, to): (Timestamp, Timestamp), zone: &str) -> Timestamp {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let on_the_wall = |moment: Timestamp| {
        let millisecond = i64::try_from(moment.0).ok()?;
        Some(zone.to_datetime(jiff::Timestamp::from_millisecond(millisecond).ok()?))
    };
    let moved = || {
        let distance = on_the_wall(moment)?.duration_since(on_the_wall(from)?);
        let shown = on_the_wall(to)?.checked_add(distance).ok()?;
        let moved = zone.to_ambiguous_timestamp(shown).compatible().ok()?;
        u64::try_from(moved.as_millisecond()).ok().map(Timestamp)
    };
    // Beyond what a calendar can say.
    moved().unwrap_or(if moment < from { Timestamp(0) } else { Timestamp(u64::MAX) })
}

/// The moments that are over, by name.
pub fn over(schedule: SaleSchedule, now: Timestamp) -> impl Iterator<Item = (&'static str, Moment)> {
    let moments = [("opens_at", schedule.opens_at), ("closes_at", schedule.closes_at)];
    let known = moments.into_iter().filter_map(|(name, moment)| Some((name, Moment(moment?))));
    known.filter(move |(_, moment)| moment.0 <= now)
}

/// Notes the moments that are over: the sale would open or end on the spot. Which of them come from the event that is
/// copied is what `asked` leaves out.
pub fn note_over(
    schedule: SaleSchedule,
    asked: Change<ScheduleChange>,
    now: Timestamp,
    mistakes: &mut Mistakes,
) {
    for (name, moment) in over(schedule, now) {
        let is_given = match (asked, name) {
            (Change::Set(change), "opens_at") => !change.opens_at.is_kept(),
            (Change::Set(change), _) => !change.closes_at.is_kept(),
            (Change::Keep | Change::Remove, _) => false,
        };
        let detail = if is_given {
            TermsError::Past(name).to_string()
        } else {
            format!(
                "{name} would be {moment}, as long before the beginning as the other's, and that is over: give a later \
                 moment, or null for none"
            )
        };
        let failure = Failure::new(ErrorCode::TermsInvalid, detail);
        mistakes.note(failure.at(format!("/schedule/{name}")));
    }
}

/// When the sale moves by itself.
pub fn shown(schedule: SaleSchedule) -> Schedule {
    Schedule { opens_at: schedule.opens_at.map(Moment), closes_at: schedule.closes_at.map(Moment) }
}

/// What may not be meant. A sale that goes on during the performance is no mistake: there are box offices, late-comers
/// and festivals. A wrong date is one, and only its organiser can tell.
pub fn warnings(schedule: SaleSchedule, starts_at: Timestamp) -> Vec<Warning> {
    let begins = Moment(starts_at);
    let warning =
        |code, name: &str, detail: String| Warning { code, pointer: format!("/schedule/{name}"), detail };
    let opens = schedule.opens_at.filter(|opens| *opens >= starts_at).map(|opens| {
        let detail =
            format!("the sale opens by itself at {}, and the event begins at {begins}", Moment(opens));
        warning(WarningCode::OpensAfterStart, "opens_at", detail)
    });
    let closes = schedule.closes_at.filter(|closes| *closes > starts_at).map(|closes| {
        let detail = format!("the sale goes on until {}, and the event begins at {begins}", Moment(closes));
        warning(WarningCode::ClosesAfterStart, "closes_at", detail)
    });
    opens.into_iter().chain(closes).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        let moment: jiff::Timestamp = text.parse().unwrap();
        Timestamp(u64::try_from(moment.as_millisecond()).unwrap())
    }

    #[test]
    fn a_moment_keeps_its_distance_from_the_beginning_by_the_clock_on_the_wall() {
        let is = |moment, from, to, moved| {
            let told = moved_moment(at(moment), (at(from), at(to)), "Europe/Berlin");
            assert_eq!(Moment(told), Moment(at(moved)), "{moment} for {from}, {to}");
        };
        // Ten in the morning, a month before, in winter and in summer.
        is(
            "2030-01-13T10:00:00+01:00",
            "2030-02-13T20:00:00+01:00",
            "2030-07-13T20:00:00+02:00",
            "2030-06-12T10:00:00+02:00",
        );
        // The clock is put forward between both.
        is(
            "2030-02-12T10:00:00+01:00",
            "2030-02-13T20:00:00+01:00",
            "2030-03-31T20:00:00+02:00",
            "2030-03-30T10:00:00+01:00",
        );
        // During the performance.
        is(
            "2030-02-13T21:00:00+01:00",
            "2030-02-13T20:00:00+01:00",
            "2030-07-13T19:00:00+02:00",
            "2030-07-13T20:00:00+02:00",
        );
        // 02:30 is not on the clock of that day, and twice on that of the other.
        is(
            "2030-02-13T18:30:00+01:00",
            "2030-02-13T20:00:00+01:00",
            "2030-03-31T04:00:00+02:00",
            "2030-03-31T03:30:00+02:00",
        );
        is(
            "2030-02-13T18:30:00+01:00",
            "2030-02-13T20:00:00+01:00",
            "2030-10-27T04:00:00+01:00",
            "2030-10-27T02:30:00+02:00",
        );
        is(
            "2030-02-13T20:00:00+01:00",
            "2030-02-13T20:00:00+01:00",
            "2031-02-13T20:00:00+01:00",
            "2031-02-13T20:00:00+01:00",
        );
    }

    #[test]
    fn a_moment_beyond_the_calendar_is_its_end() {
        let (first, last) = (Timestamp(0), Timestamp(u64::MAX));
        let (one, year) = (Timestamp(1_000), at("2030-01-01T00:00:00Z"));
        assert_eq!(moved_moment(one, (year, at("1990-01-01T00:00:00Z")), "UTC"), first);
        assert_eq!(moved_moment(last, (one, year), "UTC"), last);
    }

    #[test]
    fn what_is_left_out_of_a_change_stays_and_null_takes_it_away() {
        let moment = |at: u64| Some(Timestamp(at));
        let present = SaleSchedule { opens_at: moment(1), closes_at: moment(2) };
        let read = |text: &str| serde_json::from_str::<Change<ScheduleChange>>(text).unwrap();
        assert_eq!(changed(present, Change::Keep), present);
        assert_eq!(changed(present, read("null")), SaleSchedule::default());
        assert_eq!(changed(present, read("{}")), present);
        let later = changed(present, read(r#"{"closes_at": "1970-01-01T00:00:03Z"}"#));
        assert_eq!(later, SaleSchedule { closes_at: moment(3_000), ..present });
        let by_hand = changed(present, read(r#"{"opens_at": null}"#));
        assert_eq!(by_hand, SaleSchedule { opens_at: None, ..present });
    }
}
