//! The `holds` frame of one token.

use bytes::{Bytes, BytesMut};
use schemas::ws::ServerFrame;
use schemas::ws::server::{HoldLine, Holds, OwnHold};

use super::own_holds::put_frame;
use crate::seat_map::view::{HoldView, TokenHolds};

/// The whole set, encoded once for all sessions of the token.
pub fn holds_frame(of_token: &TokenHolds) -> Bytes {
    let holds = of_token.holds.iter().map(own_hold).collect();
    let mut out = BytesMut::new();
    put_frame(&mut out, &ServerFrame::Holds(Holds { version: of_token.version, holds }));
    out.freeze()
}

fn own_hold(hold: &HoldView) -> OwnHold {
    let line = |line: &schemas::seat::HeldPlace| HoldLine {
        place: line.units.place,
        units: line.units.units,
        channel: line.units.channel,
        price_minor: line.price_minor,
    };
    OwnHold {
        hold: hold.hold,
        deadline_ms: hold.deadline,
        lifetime_end_ms: hold.lifetime_end,
        in_payment: hold.in_payment,
        places: hold.places.iter().map(line).collect(),
    }
}
