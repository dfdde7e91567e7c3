//! The same command again: the same answer, as long as it is remembered.

use super::table::check;

#[test]
fn an_accepted_command_is_answered_as_the_first_time() {
    check(
        "0s  hold alice S-A-1 #one      -> h1 v3 60s
         1s  same                       -> h1 v3 60s
         2s  release alice h1 #two      -> released v4 ended
         3s  same                       -> released v4 ended
         3s  hold alice S-A-1 #one      -> h1 v3 60s
         3s  see S-A-1                  -> f
         3s  hold alice S-A-1 #one!     -> id_reused
         // Ids are each token's own.
         3s  hold bob S-A-1 #one!       -> h2 v5 63s
         // A refusal is decided anew.
         4s  hold alice S-A-1 #three    -> taken S-A-1
         5s  release bob h2             -> released v6 ended
         6s  hold alice S-A-1 #three!   -> h3 v7 66s
         7s  extend alice h3 #four      -> 67s v8
         8s  extend alice h3            -> 68s v9
         9s  extend alice h3 #four      -> 67s v8",
    );
}

#[test]
fn a_tokens_memory_ends_ten_minutes_after_its_last_hold() {
    check(
        "0s   hold alice S-A-1 #one     -> h1 v3 60s
         0s   hold alice S-A-2 #two     -> h2 v4 60s
         60s  expire                    -> 2
         659s hold alice S-A-1 #one     -> h1 v3 60s
         659s hold alice S-A-1 #one!    -> id_reused
         660s hold alice S-A-1 #one!    -> h3 v7 720s
         660s hold alice S-A-1 #one!    -> h3 v7 720s
         // A hold keeps it alive; it counts from the last one's end.
         700s release alice h3          -> released v8 ended
         1299s hold alice S-A-1 #one!   -> h3 v7 720s
         1300s hold alice S-A-1 #one    -> h4 v9 1360s",
    );
}

#[test]
fn organisers_commands_are_remembered_for_a_day() {
    check(
        "0s     hold alice S-A-1 S-A-2  -> h1 v3 60s
         1s     kill S-A-1 force #kill  -> killed 1 v5 ended 1
         2s     restore S-A-1 #restore  -> restored 1 v6
         3s     kill S-A-1 force #kill  -> killed 1 v5 ended 1
         3s     see S-A-1               -> f
         4s     load
         4s     kill S-A-1 force #kill  -> killed 1 v5 ended 1
         4s     restore S-A-1 #restore! -> id_reused
         5s     hold bob S-A-1          -> h2 v7 65s
         5s     pay h2 #pay             -> 105s v8
         6s     book h2 order #book     -> b2 v9
         7s     unbook b2 #unbook       -> unbooked v10 ended
         8s     book h2 order #book     -> b2 v9
         8s     pay h2 #pay             -> 105s v8
         8s     unbook b2 #unbook       -> unbooked v10 ended
         86400s kill S-A-1 force #kill  -> killed 1 v5 ended 1
         86401s kill S-A-1 force #kill  -> killed 1 v11",
    );
}
