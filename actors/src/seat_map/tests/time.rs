//! Deadlines, extensions, clean-up, loading again.

use super::table::{check, check_draft, check_under};
use super::venue;

#[test]
fn a_hold_that_ran_out_refuses_nobody() {
    check(
        "0s       hold alice S-A-1 S-A-2 -> h1 v3 60s
         59999ms  hold bob S-A-1         -> taken S-A-1
         59999ms  hold bob S-A-6         -> h2 v4 119999ms
         // At its deadline it has run out: one record ends it, the next holds.
         60s      hold bob S-A-1         -> h3 v6 120s
         60s      see S-A-1 S-A-2        -> h f
         60s      release alice h1       -> unknown_hold
         61s      hold carol Floor*6     -> h4 v7 121s
         61s      hold dave Floor*4      -> h5 v8 121s
         121s     hold erin Floor*5      -> h6 v11 181s
         121s     holds bob              -> h2@119999ms h3@120s
         121s     expire                 -> 2
         121s     holds bob              ->
         121s     expire                 -> 0",
    );
}

#[test]
fn whoever_names_a_hold_that_ran_out_writes_its_end() {
    check(
        "0s  hold alice S-A-1   -> h1 v3 60s
         0s  hold alice S-A-2   -> h2 v4 60s
         0s  hold alice S-A-3   -> h3 v5 60s
         0s  hold alice S-A-4   -> h4 v6 60s
         60s extend alice h1    -> unknown_hold
         60s see S-A-1 S-A-2    -> f h
         60s pay h2             -> unknown_hold
         60s book h3 order      -> unknown_hold
         60s release alice h4   -> unknown_hold
         60s see S-A-2 S-A-3 S-A-4 -> f f f
         60s hold bob S-A-1     -> h5 v11 120s",
    );
}

#[test]
fn killing_and_allocating_meet_holds_that_ran_out() {
    check(
        "0s  hold alice S-A-1 Floor*2   -> h1 v3 60s
         59s kill S-A-1                 -> held S-A-1
         60s kill S-A-1                 -> killed 1 v5
         60s holds alice                ->
         60s hold bob S-A-2 Floor*2     -> h2 v6 120s
         60s allocate 1 S-A-2 Floor*9   -> taken S-A-2 Floor
         120s allocate 1 S-A-2 Floor*9  -> allocated 10 v8
         120s see Floor                 -> 1,9@1",
    );
}

#[test]
fn extending_ends_at_the_lifetime_cap() {
    check(
        "0s   hold alice S-A-1 -> h1 v3 60s
         30s  extend alice h1  -> 90s v4
         30s  extend alice h1  -> 90s v5
         30s  extend bob h1    -> unknown_hold
         89s  extend alice h1  -> 149s v6
         100s extend alice h1  -> 150s v7
         101s extend alice h1  -> lifetime_cap
         149s hold bob S-A-1   -> taken S-A-1
         150s extend alice h1  -> unknown_hold
         150s hold bob S-A-1   -> h2 v9 210s",
    );
}

#[test]
fn time_that_goes_back_counts_as_standing_still() {
    check(
        "50s hold alice S-A-1 -> h1 v3 110s
         20s hold bob S-A-2   -> h2 v4 110s
         60s extend bob h2    -> 120s v5
         10s extend alice h1  -> 120s v6",
    );
}

#[test]
fn the_earliest_deadline_goes_first_whatever_order_they_were_set_in() {
    check(
        "0s   hold alice S-A-1 -> h1 v3 60s
         1s   hold bob S-A-2   -> h2 v4 61s
         2s   hold carol S-A-3 -> h3 v5 62s
         2s   pay h2           -> 102s v6
         10s  extend alice h1  -> 70s v7
         11s  fail h2          -> 71s v8
         62s  expire           -> 1
         62s  see S-A-1 S-A-2 S-A-3 -> h h f
         70s  expire           -> 1
         70s  see S-A-1 S-A-2  -> f h
         71s  expire           -> 1",
    );
}

#[test]
fn a_scheduled_sale_opens_and_ends_at_its_moments() {
    check_draft(
        "0s       terms opens=100s closes=200s -> terms v2
         // A draft stays one, whatever its schedule says.
         300s     expire                -> 0
         300s     terms opens=400s closes=600s -> terms v3
         300s     sale schedule         -> scheduled v4
         399999ms hold alice S-A-1      -> sale_not_open
         // Whoever comes first writes the opening.
         400s     hold alice S-A-1      -> h1 v6 460s
         500s     sale pause            -> paused v7
         600s     extend alice h1       -> sale_ended
         600s     sale open             -> sale_state_conflict
         600s     terms closes=700s     -> terms v10",
    );
    check_draft(
        "0s   terms opens=100s        -> terms v2
         0s   sale schedule           -> scheduled v3
         99s  expire                  -> 0
         // The clean-up writes it, too; and only once.
         100s expire                  -> 0
         100s terms closes=101s       -> terms v5
         // It ended by itself, which is written before the command is refused.
         101s sale end                -> sale_state_conflict
         101s sale cancel             -> cancelled v7
         101s sale cancel             -> sale_state_conflict",
    );
    check_draft(
        "0s   terms opens=100s closes=200s -> terms v2
         0s   sale schedule           -> scheduled v3
         // Opened by hand, it does not open again after a pause.
         50s  sale open               -> on v4
         60s  sale pause              -> paused v5
         100s hold alice S-A-1        -> sale_paused
         150s sale resume             -> on v6
         // Not there at either moment.
         150s load
         250s load
         250s hold alice S-A-1        -> sale_ended
         250s sale cancel             -> cancelled v8",
    );
    check_draft(
        "0s   terms opens=100s closes=200s -> terms v2
         0s   sale schedule           -> scheduled v3
         250s hold alice S-A-1        -> sale_ended
         250s kill S-A-1              -> killed 1 v6",
    );
}

#[test]
fn loading_gives_a_fair_deadline() {
    check(
        "0s   hold alice S-A-1 -> h1 v3 60s
         1s   hold bob S-A-2   -> h2 v4 61s
         2s   hold carol S-A-3 -> h3 v5 62s
         2s   pay h3           -> 102s v6
         40s  extend alice h1  -> 100s v7
         // Ran out while nobody was there: a minute from now.
         70s  load
         70s  holds alice      -> h1@130s
         70s  holds bob        -> h2@130s
         70s  holds carol      -> h3@102s$
         // Never beyond the lifetime cap.
         140s load
         140s holds alice      -> h1@150s
         141s extend bob h2    -> lifetime_cap
         200s load
         // Both deadlines are as late as they can be: no record.
         200s holds bob        -> h2@151s
         200s expire           -> 2
         // Nothing to say, no record.
         200s load
         201s hold dave S-A-1  -> h4 v12 261s",
    );
    let terms = schemas::terms::EventTerms { hold_time_ms: 20_000, ..venue::terms() };
    check_under(
        terms,
        "0s  hold alice S-A-1 -> h1 v3 20s
         5s  load
         5s  holds alice      -> h1@25s",
    );
}

#[test]
fn loading_writes_nothing_where_no_deadline_moves() {
    check(
        "0s  load
         0s  hold alice S-A-1 -> h1 v3 60s
         0s  load
         0s  load
         0s  hold bob S-A-2   -> h2 v4 60s
         1s  load
         1s  holds alice      -> h1@61s
         1s  hold carol S-A-3 -> h3 v6 61s",
    );
}
