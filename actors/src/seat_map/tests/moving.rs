//! Moving to another version of the plan.

use super::table::check;

#[test]
fn an_event_moves_with_all_that_its_places_have() {
    check(
        "0s  hold bob S-A-6 Booth S-T-1 S-T-2 -> h1 v3 60s
         0s  allocate 1 S-B-1 Floor*3 -> allocated 4 v4
         0s  kill S-B-2 Pit*1       -> killed 2 v5
         0s  repaint 1 S-A-1 S-B-2  -> repainted 2 v6
         30s hold alice S-A-1 Floor*2 -> h2 v7 90s
         30s prices alice           -> 2000 2000
         // The level before the others has no price yet.
         30s move p2                -> terms_invalid
         30s move p4 9000           -> plan_incompatible
         30s move p2 9000           -> in_use S-A-6 S-T-1 S-T-2 Booth
         // What has run out is in nobody's way.
         60s move p2 9000           -> p2 v9
         60s same                   -> p2 v9
         60s move p2                -> p2 v10
         60s move p1                -> plan_incompatible
         60s see S-A-1 S-B-1 S-B-2 S-B-5 Bar -> h~2 f@1 k~2 f 5
         60s see Floor Pit          -> 7,3@1 5
         60s units Floor            -> 10 2 0 0
         60s units Pit              -> 5 0 0 1
         60s hold carol ?5          -> unknown_place S-A-6
         60s hold carol S-T-1 S-T-2 -> whole_table S-T-1 S-T-2
         60s hold carol S-B-5 Bar*2 R-A-1 -> h3 v11 120s
         60s prices carol           -> 4500 2000 2000
         60s prices alice           -> 2000 2000
         60s book h2 order          -> b2 v12
         60s kill row:S-A           -> booked S-A-1
         60s stale S-B-2            -> plan_moved
         60s load
         60s restore S-B-2          -> restored 1 v13
         61s unbook b2              -> unbooked v14 ended
         61s see S-A-1 S-B-2 Floor  -> f~2 f~2 9,3@1
         // The third version has the seat and the booth again, and sells the floor as a whole.
         61s move p3                -> in_use Bar
         61s release carol h3 Bar*2 -> released v15
         61s move p3                -> p3 v16
         61s see S-A-6 Booth Floor S-A-1 -> f f f f~2
         61s holds carol            -> h3@120s
         61s capacity Floor 5       -> invalid_units Floor
         61s hold dave Floor*5 S-A-6 Booth -> h4 v17 121s
         61s kill section:R         -> held R-A-1
         61s load
         61s release carol h3       -> released v19 ended",
    );
}

#[test]
fn an_area_has_the_capacity_of_its_plan_unless_it_was_set() {
    check(
        "0s  capacity Floor 15      -> capacity 15 v3
         0s  hold alice Pit*6       -> h1 v4 60s
         0s  hold bob Pit*2         -> h2 v5 60s
         0s  move p2 9000           -> in_use Pit
         0s  release bob h2         -> released v6 ended
         0s  move p2 9000           -> p2 v7
         0s  see Floor Pit          -> 15 0
         0s  units Pit              -> 0 6 0 0
         // Off sale is not sold: an area that becomes another thing must not lose it.
         0s  kill Floor*1           -> killed 1 v8
         0s  move p3                -> in_use Floor
         0s  restore all:Floor      -> restored 1 v9
         0s  move p3                -> p3 v10
         0s  see Floor              -> f",
    );
}

#[test]
fn tables_and_prices_go_by_label_and_key() {
    check(
        "0s  terms seats=S-W seats=S-T standard=4600 -> terms v3
         0s  hold alice S-T-1 S-T-2 S-W-1 -> h1 v4 60s
         0s  move p2 9000           -> p2 v5
         0s  hold bob S-W-2 S-T-3   -> h2 v6 60s
         0s  prices bob             -> 4600 4600
         0s  repaint 0 S-B-5        -> repainted 1 v7
         0s  hold carol S-B-5       -> h3 v8 60s
         0s  prices carol           -> 9000
         // What is closed stays closed, and what comes back to it is in general sale.
         0s  allocate 1 S-B-1       -> allocated 1 v9
         0s  hold dave+1 S-B-1      -> h4 v10 60s
         0s  terms close=1          -> terms v11
         0s  move p3                -> p3 v12
         0s  release dave h4        -> released v13 ended
         0s  see S-B-1              -> f",
    );
}
