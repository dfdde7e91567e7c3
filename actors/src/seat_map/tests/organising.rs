//! Killing, restoring, allocating.

use super::table::check;

#[test]
fn killing_is_all_or_nothing() {
    check(
        "0s hold alice S-A-1 S-A-2 Floor*3 -> h1 v3 60s
         0s hold bob S-A-3          -> h2 v4 60s
         0s book h2 order           -> b2 v5
         1s kill S-A-4 S-A-1        -> held S-A-1
         1s kill S-A-4 S-A-3 S-A-1  -> held S-A-1
         1s kill S-A-4 S-A-3 S-A-1 force -> booked S-A-3
         1s see S-A-1 S-A-4         -> h f
         1s kill S-A-4 S-A-1 force  -> killed 2 v7 ended 1
         1s see S-A-1 S-A-2 S-A-3 S-A-4 Floor -> k f b k 10
         1s holds alice             ->
         1s release alice h1        -> unknown_hold
         2s kill S-A-4 S-A-1        -> killed 0 v8
         2s hold carol S-A-1        -> not_for_sale S-A-1
         2s restore S-A-1 S-A-5     -> restored 1 v9
         2s restore S-A-5           -> restored 0 v10
         2s see S-A-1 S-A-4         -> f k
         2s hold carol S-A-1        -> h3 v11 62s",
    );
}

#[test]
fn targets_can_be_wrong() {
    check(
        "0s kill                    -> no_places
         0s kill ?99 row:S-Z        -> unknown_place ?99
         0s kill row:S-Z S-A-1      -> unknown_place
         0s kill section:Z          -> unknown_place
         0s kill S-A-1 S-A-1        -> duplicate_place S-A-1
         0s kill Floor Floor        -> duplicate_place Floor
         0s kill Floor Floor@1      -> invalid_units Floor
         0s kill Floor*11           -> invalid_units Floor
         0s kill S-A-1*0            -> invalid_units S-A-1
         0s kill Floor@7            -> unknown_channel Floor
         0s allocate 7 S-A-1        -> unknown_channel
         0s allocate 7 S-A-1*2      -> invalid_units S-A-1
         0s restore                 -> no_places
         0s kill S-A-1 row:S-A Box*8 -> killed 7 v3",
    );
}

#[test]
fn a_row_a_section_or_a_level_is_killed_whole() {
    check(
        "0s kill row:S-A            -> killed 6 v3
         0s see S-A-1 S-A-6 S-B-1   -> k k f
         0s allocate 2 Floor*4      -> allocated 4 v4
         0s kill level:standing     -> killed 19 v5
         0s units Floor             -> 0 0 0 10
         0s see Floor Pit Box       -> 0 0 k
         0s restore section:R       -> restored 9 v6
         0s see Pit Box             -> 8 f
         0s restore Floor*3@2       -> restored 3 v7
         0s see Floor               -> 0,3@2
         0s restore section:S       -> restored 13 v8
         0s see Floor               -> 6,4@2
         0s hold alice R-A-1 Pit*2  -> h1 v9 60s
         0s kill section:R          -> held R-A-1 Pit
         0s pay h1                  -> 100s v10
         0s kill section:R force    -> in_payment R-A-1 Pit
         0s book h1 order           -> b1 v11
         0s kill section:R force    -> booked R-A-1 Pit",
    );
}

#[test]
fn units_of_an_area_are_killed_free_ones_first() {
    check(
        "0s hold alice Floor*3      -> h1 v3 60s
         0s hold bob Floor*3 S-A-1  -> h2 v4 60s
         0s hold carol Floor*2      -> h3 v5 60s
         0s kill Floor*3            -> held Floor
         0s kill Floor*2            -> killed 2 v6
         0s kill Floor*9 force      -> invalid_units Floor
         // The holds end in the order of their ids, whole, until there is enough.
         0s kill Floor*4 force      -> killed 4 v9 ended 2
         0s see Floor S-A-1         -> 2 f
         0s holds carol             -> h3@60s
         0s pay h3                  -> 100s v10
         0s kill Floor*3 force      -> in_payment Floor
         0s book h3 order           -> b3 v11
         0s kill Floor*3 force      -> booked Floor
         0s kill Floor*2 force      -> killed 2 v12
         0s units Floor             -> 0 0 2 8",
    );
}

#[test]
fn a_hold_that_ends_for_one_place_frees_the_others_too() {
    check(
        "0s hold alice S-A-1 Floor*5 -> h1 v3 60s
         0s hold bob Floor*5        -> h2 v4 60s
         0s kill S-A-1 Floor*5 force -> killed 6 v6 ended 1
         0s units Floor             -> 0 5 0 5
         0s holds bob               -> h2@60s",
    );
}

#[test]
fn allocating_moves_what_is_free() {
    check(
        "0s allocate 1 S-A-1        -> allocated 1 v3
         0s allocate 1 S-A-1        -> allocated 0 v4
         0s hold alice S-A-2 Floor*4 -> h1 v5 60s
         0s allocate 1 row:S-A      -> taken S-A-2
         0s allocate 1 S-A-2 Floor*7 -> taken S-A-2 Floor
         0s allocate 1 section:S    -> taken S-A-2 Floor
         0s allocate 1 Floor*6      -> allocated 6 v6
         0s see Floor               -> 0,6@1
         0s allocate 2 Floor*3@1    -> allocated 3 v7
         0s see Floor               -> 0,3@1,3@2
         // What is killed stays where it was.
         0s kill S-A-3              -> killed 1 v8
         0s allocate 2 S-A-3 S-A-4  -> allocated 1 v9
         0s restore S-A-3           -> restored 1 v10
         0s see S-A-3 S-A-4         -> f f@2
         1s release alice h1        -> released v11 ended
         1s allocate 0 section:S    -> allocated 8 v12
         1s see S-A-1 Floor         -> f 10
         1s kill Floor*5            -> killed 5 v13
         1s allocate 1 Floor*6      -> invalid_units Floor
         1s allocate 1 section:S    -> allocated 22 v14
         1s restore Floor*5         -> restored 5 v15
         1s see Floor               -> 5,5@1",
    );
}
