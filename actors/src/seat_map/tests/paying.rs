//! Payments, bookings, refunds, and what a pause leaves alone.

use super::table::check;

#[test]
fn a_hold_in_payment_stands_still() {
    check(
        "0s   hold alice S-A-1 S-A-2 -> h1 v3 60s
         10s  fail h1                -> not_in_payment
         20s  pay h1                 -> 120s v4
         20s  holds alice            -> h1@120s$
         21s  pay h1                 -> in_payment
         21s  extend alice h1        -> in_payment
         21s  release alice h1       -> in_payment
         21s  release alice h1 S-A-3 -> not_in_hold S-A-3
         21s  kill S-A-1 force       -> in_payment S-A-1
         // Neither its own deadline nor the attempt's ends it.
         119s hold bob S-A-1         -> taken S-A-1
         260s hold bob S-A-1         -> taken S-A-1
         269s book h1 order-1        -> b1 v5
         269s see S-A-1              -> b",
    );
}

#[test]
fn the_hard_cap_ends_a_payment() {
    check(
        "0s   hold alice S-A-1 -> h1 v3 60s
         20s  pay h1           -> 120s v4
         269s expire           -> 0
         270s book h1 order    -> unknown_hold
         270s see S-A-1        -> f
         270s hold bob S-A-1   -> h2 v6 330s",
    );
}

#[test]
fn a_failed_payment_gives_back_what_was_left_and_at_least_a_minute() {
    check(
        "0s   hold alice S-A-1 -> h1 v3 60s
         50s  pay h1           -> 150s v4
         100s fail h1          -> 160s v5
         110s pay h1           -> 210s v6
         200s fail h1          -> 260s v7
         // The hard cap counts from the first payment: this attempt ends there.
         210s extend alice h1  -> lifetime_cap
         220s pay h1           -> 300s v8
         230s fail h1          -> 290s v9
         240s pay h1           -> payments_exhausted
         289s book h1 order    -> b1 v10",
    );
}

#[test]
fn no_payment_begins_after_the_hard_cap() {
    check(
        "0s   hold alice S-A-1 -> h1 v3 60s
         0s   pay h1           -> 100s v4
         249s fail h1          -> 309s v5
         249s pay h1           -> 250s v6
         249s fail h1          -> 309s v7
         250s pay h1           -> payments_exhausted
         300s book h1 order    -> b1 v8",
    );
}

#[test]
fn a_booking_is_given_back_whole_or_in_part() {
    check(
        "0s hold alice S-A-1 S-W-1 S-W-2 S-W-3 Pit*2 -> h1 v3 60s
         1s book h9 order            -> unknown_hold
         1s book h1 order            -> b1 v4
         1s holds alice              ->
         1s book h1 order            -> unknown_hold
         1s release alice h1         -> unknown_hold
         1s hold bob S-A-1           -> taken S-A-1
         1s unbook b1 S-A-2          -> not_in_hold S-A-2
         1s unbook b1 S-W-1          -> whole_table S-W-1
         1s unbook b1 none           -> no_places
         1s unbook b1 Pit            -> unbooked v5
         1s units Pit                -> 7 0 1 0
         1s unbook b1 S-W-1 S-W-2 S-W-3 -> unbooked v6
         1s unbook b1                -> unbooked v7 ended
         1s unbook b1                -> unknown_booking
         1s see S-A-1 S-W-1          -> f f",
    );
}

#[test]
fn a_pause_stops_what_has_not_begun_to_be_paid() {
    check(
        "0s hold alice S-A-1 S-A-2 -> h1 v3 60s
         0s hold bob S-A-3         -> h2 v4 60s
         0s hold carol S-A-4       -> h3 v5 60s
         0s pay h2                 -> 100s v6
         0s pay h3                 -> 100s v7
         1s sale pause             -> paused v8
         1s hold dave S-A-5        -> sale_paused
         1s extend alice h1        -> sale_paused
         1s pay h1                 -> sale_paused
         1s book h1 order          -> sale_paused
         1s book h9 order          -> sale_paused
         1s book h2 order          -> b2 v9
         1s fail h3                -> 61s v10
         1s release alice h1 S-A-1 -> released v11
         1s unbook b2              -> unbooked v12 ended
         1s kill S-A-5             -> killed 1 v13
         1s restore S-A-5          -> restored 1 v14
         1s allocate 1 S-A-5       -> allocated 1 v15
         2s sale resume            -> on v16
         2s book h1 order          -> b1 v17",
    );
}

#[test]
fn a_sale_goes_its_way() {
    // A step that leads nowhere is refused, and writes nothing.
    check(
        "0s sale open              -> sale_state_conflict
         0s sale resume            -> sale_state_conflict
         0s sale schedule          -> sale_state_conflict
         0s sale pause             -> paused v3
         0s sale pause             -> sale_state_conflict
         0s sale open              -> sale_state_conflict
         0s sale schedule          -> sale_state_conflict
         0s sale resume #again     -> on v4
         0s hold alice S-A-1       -> h1 v5 60s
         0s pay h1                 -> 100s v6
         1s sale end               -> ended v7
         1s sale open              -> sale_state_conflict
         1s sale resume            -> sale_state_conflict
         1s sale pause             -> sale_state_conflict
         1s sale end               -> sale_state_conflict
         // A repeat of what was done is answered as it was.
         1s sale resume #again     -> on v4
         1s hold bob S-A-2         -> sale_ended
         1s book h1 order          -> b1 v8
         1s unbook b1              -> unbooked v9 ended",
    );
}
