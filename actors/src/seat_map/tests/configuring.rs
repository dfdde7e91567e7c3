//! What organisers configure while the event is on sale, and the states of a sale.

use super::table::{check, check_draft};

#[test]
fn new_terms_are_for_new_holds() {
    check(
        "0s  hold alice S-A-1 Floor*2 -> h1 v3 60s
         0s  prices alice           -> 4500 2000
         1s  terms hold=30s cap=40s standard=5000 units=2 -> terms v4
         1s  holds alice            -> h1@60s
         1s  hold bob S-A-2         -> h2 v5 31s
         1s  prices bob             -> 5000
         1s  prices alice           -> 4500 2000
         1s  hold bob S-A-3 S-A-4 S-A-5 -> too_many_places
         // A deadline beyond the new cap stays, and goes no further.
         2s  extend alice h1        -> lifetime_cap
         20s extend bob h2          -> 41s v6
         20s pay h1                 -> 120s v7
         20s terms payment=1s payment_cap=1s -> terms v8
         20s fail h1                -> 80s v9
         21s pay h1                 -> payments_exhausted
         21s book h1 order          -> b1 v10",
    );
}

#[test]
fn terms_change_only_from_what_was_known() {
    check(
        "0s terms standard=4600 if=v1   -> terms v3
         0s terms standard=4700 if=v1   -> changed_meanwhile
         0s terms standard=4700 if=v3   -> terms v4
         0s same                        -> terms v4
         0s terms if=v3                 -> changed_meanwhile
         // Nothing to change: a record that changes nothing, and what was known stays known.
         0s terms standard=4700         -> terms v5
         0s sale paused                 -> paused v6
         0s terms standard=4800 if=v4   -> terms v7",
    );
}

#[test]
fn terms_that_do_not_fit_are_refused() {
    check(
        "0s   terms hold=0s             -> terms_invalid
         0s   terms cap=59s             -> terms_invalid
         0s   terms units=0             -> terms_invalid
         0s   terms first_channel=club  -> terms_invalid
         0s   terms close=3             -> terms_invalid
         0s   terms close=0             -> terms_invalid
         0s   terms channel=vip close=3 -> terms v3
         0s   terms plan=8              -> terms_invalid
         0s   terms stream=2            -> terms_invalid
         0s   terms currency=CHF        -> terms_invalid
         10s  terms opens=10s           -> terms_invalid
         10s  terms closes=9s           -> terms_invalid
         10s  terms opens=20s closes=20s -> terms_invalid
         10s  terms opens=20s closes=30s -> terms v4
         // A moment that was set before may be over.
         25s  terms standard=1          -> terms v5",
    );
}

#[test]
fn a_hold_is_extended_as_often_as_it_may_be() {
    check(
        "0s  terms extensions=2     -> terms v3
         0s  hold alice S-A-1       -> h1 v4 60s
         10s extend alice h1        -> 70s v5
         // Where nothing moves nothing is used up.
         10s extend alice h1        -> 70s v6
         20s pay h1                 -> 120s v7
         30s fail h1                -> 90s v8
         40s extend alice h1        -> 100s v9
         50s extend alice h1        -> extensions_exhausted
         50s terms extensions=3     -> terms v10
         50s load
         60s extend alice h1        -> 120s v12
         61s terms extensions=1     -> terms v13
         61s extend alice h1        -> extensions_exhausted
         61s terms extensions=0     -> terms v14
         62s extend alice h1        -> 122s v15",
    );
}

#[test]
fn a_table_is_sold_in_another_way_while_nobody_sits_there() {
    check(
        "0s  hold alice S-T-1 S-T-3 -> h1 v3 60s
         0s  book h1 order          -> b1 v4
         0s  hold bob S-T-2         -> h2 v5 60s
         0s  kill S-W-2             -> killed 1 v6
         0s  terms whole=S-T        -> in_use S-T-1 S-T-2 S-T-3
         0s  terms seats=S-W        -> terms v7
         0s  hold carol S-W-1       -> h3 v8 60s
         0s  terms whole=S-W        -> in_use S-W-1
         0s  terms whole=S-T seats=S-W -> in_use S-T-1 S-T-2 S-T-3
         // What ran out is in nobody's way; where the answer is no all the same, its end is written.
         60s terms whole=S-T        -> in_use S-T-1 S-T-3
         60s unbook b1              -> unbooked v10 ended
         60s terms whole=S-T        -> terms v11
         60s hold dave S-T-1 S-T-2  -> whole_table S-T-1 S-T-2
         60s hold dave S-T-1 S-T-2 S-T-3 -> h4 v12 120s
         60s hold erin S-W-1        -> h5 v14 120s",
    );
}

#[test]
fn a_channel_that_closes_gives_what_is_free_to_general_sale() {
    check(
        "0s  allocate 1 S-A-1 S-A-2 S-A-3 S-A-4 Floor*6 -> allocated 10 v3
         0s  hold alice+1 S-A-1 Floor*2@1 -> h1 v4 60s
         0s  hold bob+1 S-A-2 Floor*1@1   -> h2 v5 60s
         0s  book h2 order          -> b2 v6
         0s  kill S-A-3 Floor*1@1   -> killed 2 v7
         0s  terms close=1          -> terms v8 moved 3
         0s  see S-A-1 S-A-2 S-A-3 S-A-4 Floor -> h@1 b@1 k@1 f 6
         0s  hold carol+1 Floor*1@1 -> channel_closed Floor
         0s  hold carol+1 S-A-4     -> h3 v9 60s
         // What somebody has belongs to general sale for everyone who asks.
         0s  hold dave S-A-1 S-A-2  -> taken S-A-1 S-A-2
         0s  hold dave S-A-3        -> not_for_sale S-A-3
         0s  allocate 1 S-A-5       -> channel_closed
         // It comes back to general sale, from wherever it was.
         1s  release alice h1 S-A-1 -> released v10
         1s  unbook b2              -> unbooked v11 ended
         1s  restore S-A-3 Floor*1@1 -> restored 2 v12
         60s expire                 -> 2
         60s see S-A-1 S-A-2 S-A-3 S-A-4 Floor -> f f f f 10
         60s units Floor            -> 10 0 0 0",
    );
}

#[test]
fn a_channel_that_opens_again_has_what_did_not_come_back_meanwhile() {
    check(
        "0s allocate 1 S-A-1 S-A-2 Floor*4 -> allocated 6 v3
         0s hold alice+1 S-A-1 Floor*3@1 -> h1 v4 60s
         0s terms close=1           -> terms v5 moved 2
         0s terms channel=vip       -> terms v6
         0s terms reopen=1          -> terms v7
         0s see S-A-1 S-A-2 Floor   -> h@1 f 7
         0s release alice h1        -> released v8 ended
         0s see S-A-1 Floor         -> f@1 7,3@1
         0s allocate 3 S-A-2 Floor*2 -> allocated 3 v9
         0s see S-A-2 Floor         -> f@3 5,3@1,2@3
         0s terms close=1 close=3   -> terms v10 moved 7
         0s see S-A-1 S-A-2 Floor   -> f f 10",
    );
}

#[test]
fn a_draft_is_scheduled_or_opened() {
    check_draft(
        "0s hold alice S-A-1    -> sale_not_open
         0s sale paused         -> sale_state_conflict
         0s sale ended          -> sale_state_conflict
         0s terms currency=CHF  -> terms v2
         0s sale scheduled      -> scheduled v3
         0s terms currency=EUR  -> terms_invalid
         0s sale draft          -> sale_state_conflict
         0s sale paused         -> sale_state_conflict
         0s hold alice S-A-1    -> sale_not_open
         0s sale on             -> on v4
         0s sale scheduled      -> sale_state_conflict
         0s hold alice S-A-1    -> h1 v5 60s
         0s sale ended          -> ended v6
         0s sale on             -> sale_state_conflict
         0s sale paused         -> sale_state_conflict
         0s sale cancelled      -> cancelled v8",
    );
    check_draft("0s sale on -> on v2");
    check_draft("0s sale cancelled -> cancelled v2");
    check_draft(
        "0s sale scheduled -> scheduled v2
         0s sale ended     -> ended v3",
    );
}

#[test]
fn calling_off_ends_holds_and_keeps_bookings() {
    check(
        "0s  hold alice S-A-1 Floor*2 -> h1 v3 60s
         0s  hold bob S-A-2         -> h2 v4 60s
         0s  hold carol S-A-3       -> h3 v5 60s
         0s  hold dave S-A-4        -> h4 v6 60s
         30s hold erin S-A-5        -> h5 v7 90s
         30s pay h2                 -> 130s v8
         30s pay h3                 -> 130s v9
         30s book h4 order          -> b4 v10
         // Alice's ran out, erin's is taken back; those in payment wait for their outcome.
         60s sale cancelled         -> cancelled v13
         60s see S-A-1 S-A-2 S-A-3 S-A-4 S-A-5 Floor -> f h h b f 10
         60s holds bob              -> h2@130s$
         60s hold frank S-A-1       -> sale_cancelled
         60s book h2 order          -> b2 v14
         60s fail h3                -> 120s v15
         60s extend carol h3        -> sale_cancelled
         60s pay h3                 -> sale_cancelled
         60s book h3 order          -> sale_cancelled
         60s unbook b4              -> unbooked v16 ended
         60s sale on                -> sale_state_conflict
         60s sale ended             -> sale_state_conflict
         60s sale cancelled         -> cancelled v17
         120s expire                -> 1",
    );
}
