//! Live sessions: `GET /api/v1/events/{event}/live`, WebSocket, subprotocol `frontrow.v1`
//! (`docs/PROTOCOL.md`).
//!
//! Enter by `live::live`, the route. A session is one response stream over actix-http's codec
//! ([`session`]): it takes all frames of a read, sends their commands to the seat map as one batch, writes the
//! batch's answers at once and in order, and hands on the hub's shared frames whenever the transport has room.
//!
//! A session must never queue what a slow client does not take, free a hold when it closes, or show the
//! client anything that the seat map has not let out.

pub mod answer;
pub mod buyers;
pub mod inbox;
pub mod limits;
pub mod live;
pub mod origin;
pub mod pace;
pub mod session;
pub mod socket;
