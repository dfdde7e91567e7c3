//! Holding and releasing: all or nothing, limits, channels, tables, areas, precedence.

use super::table::{check, check_under};
use super::venue;

#[test]
fn a_hold_takes_all_or_nothing() {
    check(
        "0s hold alice S-A-1 S-A-2      -> h1 v3 60s
         1s hold bob S-A-2 S-A-3        -> taken S-A-2
         1s see S-A-1 S-A-2 S-A-3       -> h h f
         1s hold alice S-A-1            -> taken S-A-1
         1s hold bob S-A-3 Booth        -> h2 v4 61s
         2s hold carol S-A-1 S-A-4 S-A-3 Booth -> taken S-A-1 S-A-3 Booth
         3s holds alice                 -> h1@60s
         3s holds carol                 ->
         3s units Booth                 -> 0 1 0 0",
    );
}

#[test]
fn the_question_itself_can_be_wrong() {
    check(
        "0s hold alice                  -> no_places
         0s hold alice ?99 S-A-1        -> unknown_place ?99
         0s hold alice ?99 ?98 ?99      -> unknown_place ?99 ?98
         0s hold alice S-A-1 S-A-2 S-A-1 S-A-1 -> duplicate_place S-A-1
         0s hold alice Floor Floor@1    -> duplicate_place Floor
         0s hold alice S-A-1*2          -> invalid_units S-A-1
         0s hold alice S-A-1*0 Floor*11 Booth*2 -> invalid_units S-A-1 Floor Booth
         0s hold alice Floor@3          -> unknown_channel Floor
         0s hold alice S-A-1@3          -> unknown_channel S-A-1
         0s hold alice ?99 S-A-1 S-A-1 S-A-2*0 -> unknown_place ?99
         0s hold alice S-A-1 S-A-1 S-A-2*0 -> duplicate_place S-A-1
         0s hold alice S-A-1*0 S-A-2@3  -> invalid_units S-A-1
         0s pay h9                      -> unknown_hold
         0s release alice h9            -> unknown_hold
         0s unbook b9                   -> unknown_booking",
    );
}

#[test]
fn a_hold_and_a_token_have_limits() {
    check(
        "0s hold alice Floor*7          -> too_many_places limit=6
         0s hold alice S-A-1 S-A-2 S-A-3 S-A-4 Floor*3 -> too_many_places limit=6
         0s hold alice S-A-1 S-A-2 S-A-3 Floor*3 -> h1 v3 60s
         1s hold alice S-A-4 S-A-5 S-A-6 -> token_limit limit=8
         1s hold alice S-A-4 S-A-5      -> h2 v4 61s
         1s hold alice S-A-6            -> token_limit limit=8
         2s release alice h1 Floor*2    -> released v5
         2s hold alice S-A-6 R-A-1      -> h3 v6 62s
         3s hold alice Box*8            -> token_limit limit=8
         // Holds that ran out do not count, though nobody cleaned them up yet.
         60s hold alice S-A-1 Floor*3   -> h4 v8 120s
         60s holds alice                -> h2@61s h3@62s h4@120s",
    );
}

#[test]
fn an_address_has_so_many_live_tokens() {
    check(
        "0s   hold alice/7 S-A-1        -> h1 v3 60s
         0s   hold bob/7 S-A-2          -> h2 v4 60s
         0s   hold carol/7 S-A-3        -> address_limit limit=2
         0s   hold carol/8 S-A-3        -> h3 v5 60s
         0s   hold dave S-A-4           -> h4 v6 60s
         // A live token is let in from anywhere and counts where it was first.
         1s   hold alice/8 S-A-5        -> h5 v7 61s
         1s   hold erin/8 S-A-6         -> h6 v8 61s
         2s   release bob h2            -> released v9 ended
         3s   hold frank/7 S-A-2        -> address_limit limit=2
         601s hold frank/7 S-A-2        -> address_limit limit=2
         602s hold frank/7 S-A-2        -> h7 v10 662s",
    );
    let unbounded =
        |tokens| schemas::terms::EventTerms { maximum_tokens_per_address: tokens, ..venue::terms() };
    check_under(
        unbounded(0),
        "0s hold alice/7 S-A-1 -> h1 v3 60s
         0s hold bob/7 S-A-2   -> h2 v4 60s
         0s hold carol/7 S-A-3 -> h3 v5 60s",
    );
}

#[test]
fn release_gives_all_or_some_back() {
    check(
        "0s hold alice S-A-1 S-A-2 Floor*4 -> h1 v3 60s
         1s release bob h1              -> unknown_hold
         1s release alice h1 none       -> no_places
         1s release alice h1 ?99        -> unknown_place ?99
         1s release alice h1 S-A-1 S-A-1 -> duplicate_place S-A-1
         1s release alice h1 Floor*0    -> invalid_units Floor
         1s release alice h1 S-A-3 S-A-1 -> not_in_hold S-A-3
         1s release alice h1 Floor*5    -> not_in_hold Floor
         1s release alice h1 Floor@1    -> not_in_hold Floor
         1s release alice h1 Floor*3 S-A-2 -> released v4
         1s see S-A-1 S-A-2 Floor       -> h f 9
         2s release alice h1 Floor@0    -> released v5
         2s release alice h1            -> released v6 ended
         2s release alice h1            -> unknown_hold
         2s see S-A-1 S-A-2 Floor       -> f f 10
         // Precedence: what is wrong with the question is told before what is wrong with the hold.
         3s release alice h9 Floor*0    -> invalid_units Floor
         3s release alice h9 S-A-1      -> unknown_hold",
    );
}

#[test]
fn a_table_is_sold_by_the_seat_or_as_a_whole() {
    check(
        "0s hold alice S-W-1            -> whole_table S-W-1
         0s hold alice S-W-1 S-A-1 S-W-3 -> whole_table S-W-1 S-W-3
         0s hold alice S-W-1 S-W-2 S-W-3 S-T-2 S-T-3 -> h1 v3 60s
         1s hold bob S-T-1              -> h2 v4 61s
         1s hold bob S-W-1              -> whole_table S-W-1
         1s hold bob S-W-3 S-W-2 S-W-1  -> taken S-W-3 S-W-2 S-W-1
         2s release alice h1 S-W-1      -> whole_table S-W-1
         2s release alice h1 S-W-3 S-W-1 -> whole_table S-W-3 S-W-1
         2s release alice h1 S-W-3 S-W-1 S-W-2 -> released v5
         2s see S-W-1 S-T-2             -> f h
         3s kill S-W-2                  -> killed 1 v6
         3s hold bob S-W-1 S-W-2 S-W-3  -> not_for_sale S-W-2",
    );
    let tables = vec![(0, true), (1, false), (1, true), (1, false)];
    check_under(
        schemas::terms::EventTerms { tables, ..venue::terms() },
        "0s hold alice S-W-1            -> h1 v3 60s
         0s hold alice S-T-1            -> whole_table S-T-1
         0s hold bob S-T-1 S-T-2 S-T-3  -> h2 v4 60s",
    );
}

#[test]
fn a_table_by_the_seat_has_a_least_number() {
    check(
        "0s hold alice S-T-1            -> minimum_occupancy S-T-1
         0s hold alice S-A-1 S-T-1      -> minimum_occupancy S-T-1
         0s hold alice S-T-1 S-T-3 S-A-1 -> h1 v3 60s
         // One is left: whoever wants it takes all that is left.
         0s hold bob S-T-1              -> taken S-T-1
         0s hold bob S-T-2              -> h2 v4 60s
         // What stays in a hold keeps to it; all of it may always go.
         1s release alice h1 S-T-1      -> minimum_occupancy S-T-1
         1s release alice h1 S-A-1      -> released v5
         1s release bob h2              -> released v6 ended
         1s release alice h1 S-T-3 S-T-1 -> released v7 ended
         // Of the free ones those count that the buyer may have.
         2s allocate 1 S-T-1 S-T-2      -> allocated 2 v8
         2s hold bob S-T-3              -> h3 v9 62s
         2s hold carol S-T-1            -> other_channel S-T-1
         2s hold carol+1 S-T-1          -> minimum_occupancy S-T-1
         2s hold carol+1 S-T-1 S-T-2    -> h4 v10 62s
         3s book h4 order               -> b1 v11
         // A refund is not refused because the others stay.
         3s unbook b1 S-T-2             -> unbooked v12
         3s kill S-T-2                  -> killed 1 v13
         3s hold carol+1 S-T-2          -> not_for_sale S-T-2",
    );
    let whole = vec![(0, true)];
    check_under(
        schemas::terms::EventTerms { tables: whole, ..venue::terms() },
        "0s hold alice S-T-1 S-T-2      -> whole_table S-T-1 S-T-2
         0s hold alice S-T-1 S-T-2 S-T-3 -> h1 v3 60s",
    );
}

#[test]
fn areas_count_units_and_have_least_numbers() {
    check(
        "0s hold alice Pit              -> minimum_occupancy Pit
         0s hold alice Pit*4            -> h1 v3 60s
         0s hold bob Pit*5              -> taken Pit
         0s hold bob Pit*4              -> h2 v4 60s
         0s hold carol Pit*2            -> taken Pit
         1s release alice h1 Pit*3      -> minimum_occupancy Pit
         1s release alice h1 Pit*2      -> released v5
         1s units Pit                   -> 2 6 0 0
         1s kill Pit*2                  -> killed 2 v6
         1s hold carol Pit*2            -> taken Pit
         1s hold dave Floor*5 Pit*3     -> too_many_places limit=6
         // Fewer are left for sale than asked: waiting would not help.
         1s release bob h2              -> released v7 ended
         1s hold carol Floor*0          -> invalid_units Floor
         1s kill Pit*4                  -> killed 4 v8
         1s hold carol Pit*3            -> not_for_sale Pit
         1s units Pit                   -> 0 2 0 6
         1s restore Pit*99              -> invalid_units Pit
         1s restore Pit*8               -> restored 6 v9
         1s units Pit                   -> 6 2 0 0",
    );
}

#[test]
fn an_area_as_a_whole_is_one_unit() {
    check(
        "0s hold alice Box              -> minimum_occupancy Box
         0s hold alice Box*9            -> invalid_units Box
         0s hold alice Box*3            -> h1 v3 60s
         0s hold bob Box*8              -> taken Box
         0s units Box                   -> 0 1 0 0
         1s see Box                     -> h
         1s release alice h1 Box        -> released v4 ended
         1s see Box                     -> f",
    );
}

#[test]
fn channels_are_doors() {
    check(
        "0s allocate 1 S-A-1 Floor*4    -> allocated 5 v3
         0s see S-A-1 Floor             -> f@1 6,4@1
         0s hold alice S-A-1            -> other_channel S-A-1
         0s hold alice+2 S-A-1 Floor@1  -> other_channel S-A-1 Floor
         0s hold alice+1 S-A-1@0        -> other_channel S-A-1
         0s hold alice+1 S-A-2@1        -> other_channel S-A-2
         0s hold alice+1 S-A-1@1 Floor*3@1 -> h1 v4 60s
         0s see S-A-1 Floor             -> h@1 6,1@1
         1s hold bob+1 Floor*2@1        -> taken Floor
         1s hold bob+1+2 Floor*5@1      -> not_for_sale Floor
         1s hold bob Floor*6            -> h2 v5 61s
         1s see Floor                   -> 0,1@1
         // Units come back to the channel they were taken from.
         2s release alice h1 Floor*2@1  -> released v6
         2s book h1 order               -> b1 v7
         2s see S-A-1 Floor             -> b@1 0,3@1
         3s unbook b1                   -> unbooked v8 ended
         3s see S-A-1 Floor             -> f@1 0,4@1
         // A booked or held place of another channel is told as such first.
         4s allocate 0 S-A-1            -> allocated 1 v9
         4s hold bob S-A-1              -> h3 v10 64s",
    );
}

#[test]
fn refusals_come_in_order_of_precedence() {
    check(
        "0s allocate 1 S-A-2            -> allocated 1 v3
         0s kill S-A-3                  -> killed 1 v4
         0s hold bob S-A-4              -> h1 v5 60s
         1s hold alice S-W-1 Pit S-A-2 S-A-3 S-A-4 -> whole_table S-W-1
         1s hold alice Pit*2 S-A-2 S-A-3 S-A-4 -> other_channel S-A-2
         1s hold alice Box*2 S-A-2 S-A-3 S-A-4 -> minimum_occupancy Box
         1s hold alice+1 S-A-2 S-A-3 S-A-4 -> not_for_sale S-A-3
         1s hold alice+1 S-A-2 S-A-4    -> taken S-A-4
         2s sale pause                  -> paused v6
         2s hold alice                  -> sale_paused
         2s hold alice S-A-4            -> sale_paused
         2s pay h9                      -> sale_paused",
    );
}
