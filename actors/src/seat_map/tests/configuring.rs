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
         1s  hold bob S-A-3 S-A-4 S-A-5 -> too_many_places limit=2
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
         0s sale pause                  -> paused v6
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
fn a_place_that_is_repainted_costs_what_its_level_costs() {
    check(
        "0s  hold alice S-A-1 S-A-2 Floor*2 -> h1 v3 60s
         0s  repaint 1 S-A-2 S-A-3 Floor -> repainted 2 v4
         0s  see S-A-1 S-A-2 S-A-3 Floor -> h h~1 f~1 8
         0s  prices alice           -> 4500 4500 2000
         0s  hold bob S-A-3         -> h2 v5 60s
         0s  prices bob             -> 2000
         0s  repaint 0 all:Floor Pit*3 -> repainted 2 v6
         0s  see Floor Pit          -> 8~0 8~0
         0s  hold carol Floor*1     -> h3 v7 60s
         0s  prices carol           -> 4500
         // The plan's own level by number is the plan's own.
         0s  repaint 0 S-A-3        -> repainted 1 v8
         0s  repaint own S-A-2 S-A-3 -> repainted 1 v9
         0s  see S-A-2 S-A-3        -> h h
         0s  repaint own S-A-2      -> repainted 0 v10
         0s  load
         0s  see Floor Pit Box      -> 7~0 8~0 f
         // A level is who has it now.
         0s  kill level:standing    -> killed 1 v11
         0s  repaint 1 level:standard -> repainted 22 v12
         0s  kill level:standard    -> killed 0 v13
         0s  restore level:standing -> restored 1 v14",
    );
}

#[test]
fn repainting_names_places_and_a_level_of_the_plan() {
    check(
        "0s repaint 1               -> no_places
         0s repaint 2 S-A-1         -> unknown_level
         0s repaint 1 ?99           -> unknown_place ?99
         0s repaint 1 S-A-1 all:S-A-1 -> duplicate_place S-A-1
         0s repaint 1 S-A-1*2       -> invalid_units S-A-1
         0s kill all:?99            -> unknown_place ?99
         0s allocate 1 Floor*4      -> allocated 4 v3
         0s kill all:Floor all:S-A-1 -> killed 11 v4
         0s restore all:Floor       -> restored 10 v5
         0s see Floor               -> 6,4@1",
    );
}

#[test]
fn an_area_has_room_for_more_or_for_fewer() {
    check(
        "0s  allocate 1 Floor*4     -> allocated 4 v3
         0s  hold alice Floor*2     -> h1 v4 60s
         0s  hold bob+1 Floor*1@1   -> h2 v5 60s
         0s  book h2 order          -> b2 v6
         0s  kill Floor*1           -> killed 1 v7
         0s  capacity Floor 15      -> capacity 15 v8
         0s  see Floor              -> 8,3@1
         0s  capacity Floor 15      -> capacity 15 v9
         // General sale goes first, then channels.
         0s  capacity Floor 6       -> capacity 6 v10
         0s  see Floor              -> 0,2@1
         0s  units Floor            -> 2 2 1 1
         0s  capacity Floor 3       -> in_use Floor in_use=4
         0s  capacity Floor 4 is=7  -> changed_meanwhile
         0s  capacity Floor 4 is=6  -> capacity 4 v11
         0s  capacity Floor 4 is=6  -> changed_meanwhile
         0s  load
         0s  hold carol Floor*5     -> invalid_units Floor
         0s  hold carol Floor*4     -> not_for_sale Floor
         // What has run out is in nobody's way.
         60s capacity Floor 3       -> capacity 3 v13
         60s units Floor            -> 1 0 1 1
         60s unbook b2              -> unbooked v14 ended
         60s restore Floor*1        -> restored 1 v15
         60s see Floor              -> 2,1@1
         60s capacity Floor 1000000 -> capacity 1000000 v16
         60s see Floor              -> 999999,1@1",
    );
    check(
        "0s  capacity S-A-1 2       -> invalid_units S-A-1
         0s  capacity Box 9         -> invalid_units Box
         0s  capacity Floor 0       -> invalid_units Floor
         0s  capacity Floor 1000001 -> invalid_units Floor
         0s  capacity ?99 5         -> unknown_place ?99",
    );
}

#[test]
fn units_are_counted_by_section_level_and_channel() {
    check(
        "0s  count S 0 0            -> 17 0 0 0
         0s  count S 1 0            -> 10 0 0 0
         0s  count R 1 0            -> 9 0 0 0
         0s  allocate 1 S-A-1 S-A-2 Floor*4 -> allocated 6 v3
         0s  hold alice+1 S-A-1 Floor*3@1 -> h1 v4 60s
         0s  hold bob S-A-3 Floor*1 -> h2 v5 60s
         0s  book h2 order          -> b2 v6
         0s  kill S-A-4 Pit*2       -> killed 3 v7
         0s  repaint 1 S-A-5 S-A-2  -> repainted 2 v8
         0s  count S 0 0            -> 12 0 1 1
         0s  count S 0 1            -> 0 1 0 0
         0s  count S 1 0            -> 6 0 1 0
         0s  count S 1 1            -> 2 3 0 0
         0s  count R 1 0            -> 7 0 0 2
         0s  count R 0 0            -> 3 0 0 0
         0s  count R 0 1            -> 0 0 0 0",
    );
}

#[test]
fn a_draft_is_scheduled_or_opened() {
    check_draft(
        "0s hold alice S-A-1    -> sale_not_open
         0s sale pause          -> sale_state_conflict
         0s sale end            -> sale_state_conflict
         0s terms currency=CHF  -> terms v2
         0s sale schedule       -> scheduled v3
         0s terms currency=EUR  -> terms_invalid
         0s sale schedule       -> sale_state_conflict
         0s sale resume         -> sale_state_conflict
         0s sale pause          -> sale_state_conflict
         0s hold alice S-A-1    -> sale_not_open
         0s sale open           -> on v4
         0s sale schedule       -> sale_state_conflict
         0s hold alice S-A-1    -> h1 v5 60s
         0s sale end            -> ended v6
         0s sale open           -> sale_state_conflict
         0s sale pause          -> sale_state_conflict
         0s sale cancel         -> cancelled v8",
    );
    check_draft("0s sale open -> on v2");
    check_draft(
        "0s sale open paused      -> changed_meanwhile
         0s sale resume paused    -> changed_meanwhile
         0s sale pause draft      -> sale_state_conflict
         0s sale open draft #o    -> on v2
         // It is there already, and came from another state.
         0s sale open paused      -> changed_meanwhile
         0s sale open on          -> sale_state_conflict
         0s sale pause on         -> paused v3
         0s sale resume paused    -> on v4
         // What was done is answered as it was, wherever the sale stands.
         0s sale open draft #o    -> on v2",
    );
    check_draft("0s sale cancel -> cancelled v2");
    check_draft(
        "0s sale schedule  -> scheduled v2
         0s sale end       -> ended v3",
    );
}

#[test]
fn a_draft_whose_schedule_is_over_is_not_scheduled_nor_opened_to_end_on_the_spot() {
    check_draft(
        "0s  terms opens=10s closes=20s -> terms v2
         10s sale schedule            -> schedule_past
         10s terms opens=none         -> terms v3
         19s sale schedule            -> scheduled v4",
    );
    check_draft(
        "0s  terms closes=20s         -> terms v2
         20s sale schedule            -> schedule_past
         20s sale open                -> schedule_past
         20s sale cancel              -> cancelled v3",
    );
    check_draft(
        "0s  terms opens=10s closes=20s -> terms v2
         // By hand, whatever it was to do by itself.
         11s sale open                -> on v3
         19s sale pause               -> paused v4
         20s sale resume              -> sale_state_conflict",
    );
    check_draft(
        "0s  terms opens=10s          -> terms v2
         9s  sale schedule            -> scheduled v3
         // A repeat of what was done in time.
         9s  same                     -> scheduled v3",
    );
}

#[test]
fn a_draft_is_discarded_and_nothing_that_was_announced_is() {
    check_draft(
        "0s discard v2         -> changed_meanwhile
         0s terms hold=30s     -> terms v2
         0s discard v1         -> changed_meanwhile
         0s discard v2         -> cancelled v3
         0s discard            -> cancelled v4
         0s sale open         -> sale_state_conflict
         0s hold alice S-A-1   -> sale_cancelled",
    );
    check_draft(
        "0s sale cancel        -> cancelled v2
         0s discard v1         -> cancelled v3",
    );
    check_draft(
        "0s sale schedule      -> scheduled v2
         0s discard v1         -> sale_state_conflict
         0s sale cancel        -> cancelled v3
         0s load
         0s discard v1         -> sale_state_conflict",
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
         60s sale cancel            -> cancelled v13
         60s see S-A-1 S-A-2 S-A-3 S-A-4 S-A-5 Floor -> f h h b f 10
         60s holds bob              -> h2@130s$
         60s hold frank S-A-1       -> sale_cancelled
         60s book h2 order          -> b2 v14
         60s fail h3                -> 120s v15
         60s extend carol h3        -> sale_cancelled
         60s pay h3                 -> sale_cancelled
         60s book h3 order          -> sale_cancelled
         60s unbook b4              -> unbooked v16 ended
         60s sale open              -> sale_state_conflict
         60s sale end               -> sale_state_conflict
         60s sale cancel            -> sale_state_conflict
         120s expire                -> 1",
    );
}
