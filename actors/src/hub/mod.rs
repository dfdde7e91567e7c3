//! The hub: the live sessions of one worker thread, and what they are told.
//!
//! Enter by [`Hub::join`] for a session and by [`Hub::first_state`] for a read. Once a tick the hub asks each
//! watched event what changed, encodes one `delta` frame for everybody, and wakes the sessions. A session
//! holds a cursor and takes the next frame when its transport has room: nothing is queued for it.
//!
//! The hub must never wait for a session, never keep more for a slow session than for a quick one, and never
//! show what the seat map has not let out as durable.

mod cursor;
pub mod feed;
pub mod figures;
pub mod first_state;
pub mod frame;
mod holds_frame;
pub mod live_event;
mod own_holds;
mod replica;
mod ring;
pub mod source;
mod subscription;
mod sweep;
#[cfg(test)]
mod tests;
mod ticks;

pub use self::figures::HubFigures;
pub use self::first_state::FirstState;
pub use self::subscription::{Delivery, Subscription};
pub use self::ticks::Hub;
