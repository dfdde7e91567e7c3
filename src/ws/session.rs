//! One live session: a response stream that reads, decides what to ask, and writes when the transport has
//! room.

mod asked;
mod reading;
mod stream;

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use actix_http::ws::CloseCode;
use actix_web::web::Payload;
use actors::hub::Subscription;
use bytes::BytesMut;
use schemas::ids::EventId;
use schemas::ws::server::ByeCode;

use self::asked::Asked;
use super::answer::put_bye;
use super::buyers::{Buyers, VerifiedToken};
use super::inbox::Inbox;
use super::pace::Pace;
use super::socket::ConnectionSocket;

/// What a session is opened with.
pub struct Opening {
    /// Whose places.
    pub event: EventId,
    /// Its place in the hub.
    pub subscription: Subscription,
    /// What the edge knows about buyers.
    pub buyers: Arc<dyn Buyers>,
    /// Keyed hash of the client's address prefix; none where bounds per address are lifted.
    pub address: Option<u64>,
    /// Frames a second; none where the bound is lifted.
    pub frames_per_second: Option<u32>,
    /// The connection's descriptor, where one was kept.
    pub socket: Option<ConnectionSocket>,
}

/// One live session.
pub struct Session {
    payload: Option<Payload>,
    inbox: Inbox,
    subscription: Subscription,
    event: EventId,
    buyers: Arc<dyn Buyers>,
    address: Option<u64>,
    pace: Option<Pace>,
    greeted: bool,
    buyer: Option<VerifiedToken>,
    /// Commands sent and not yet answered, in order.
    asked: VecDeque<Asked>,
    /// Commands in `asked`.
    unanswered: usize,
    out: BytesMut,
    /// The close frame is written, or the connection gone: nothing more is read or told.
    over: bool,
}

impl Session {
    /// A session that reads from `payload`.
    #[must_use]
    pub fn new(opening: Opening, payload: Payload) -> Self {
        if let Some(socket) = opening.socket {
            socket.bound_unsent();
            opening.subscription.set_cut_off(Box::new(move || socket.cut()));
        }
        Self {
            payload: Some(payload),
            inbox: Inbox::default(),
            subscription: opening.subscription,
            event: opening.event,
            buyers: opening.buyers,
            address: opening.address,
            pace: opening.frames_per_second.map(|per_second| Pace::new(per_second, Instant::now())),
            greeted: false,
            buyer: None,
            asked: VecDeque::new(),
            unanswered: 0,
            out: BytesMut::new(),
            over: false,
        }
    }

    /// Says why, then closes.
    fn bye(&mut self, code: ByeCode) {
        put_bye(&mut self.out, code);
        self.close(match code {
            ByeCode::Restart => CloseCode::Restart,
            ByeCode::Unavailable => CloseCode::Again,
            ByeCode::Idle => CloseCode::Normal,
            ByeCode::Slow | ByeCode::HelloTimeout | ByeCode::TooFast | ByeCode::HoldToken => {
                CloseCode::Policy
            }
        });
    }

    /// Writes the close frame; what was asked goes on being decided, its answers are for a repeat.
    fn close(&mut self, code: CloseCode) {
        if !self.over {
            let [high, low] = u16::from(code).to_be_bytes();
            self.out.extend_from_slice(&[0x88, 2, high, low]);
            self.over = true;
            self.payload = None;
            self.asked.clear();
        }
    }

    fn source(&self) -> Rc<dyn actors::hub::source::EventSource> {
        Rc::clone(self.subscription.source())
    }
}
