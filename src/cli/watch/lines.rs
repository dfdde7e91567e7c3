//! An event in lines, for pipes and files.

use std::io::{self, Write};

use schemas::ids::EventId;

use super::tally::{Tally, sale_in_words};

/// Writes a line about the event as it is now.
pub fn write(event: EventId, tally: &Tally) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{}", line(event, tally))
}

fn line(event: EventId, tally: &Tally) -> String {
    let shares = &tally.all;
    format!(
        "{event} {} {}: {} free, {} held, {} booked, {} taken in areas, {} off sale of {}; {} records/s",
        tally.version,
        sale_in_words(tally.sale),
        shares.free,
        shares.held,
        shares.booked,
        shares.taken,
        shares.gone,
        shares.all(),
        tally.rate()
    )
}
