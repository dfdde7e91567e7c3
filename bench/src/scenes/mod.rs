//! What `onsale` can play: each scene starts or joins a server, lets buyers act, prints what it measured and
//! says whether everything was right.

mod cost;
pub mod fanout;
pub mod mixed;
pub mod one_seat;
pub mod rate;
pub mod stage;
pub mod stalled;
mod words;

/// How a scene ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Nothing was wrong.
    Sound,
    /// A rule was broken; what and where was printed.
    Broken,
}
