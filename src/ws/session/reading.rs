//! The reading half: everything that one read brought, as one batch.

use std::borrow::Cow;
use std::task::{Context, Poll};
use std::time::Instant;

use actix_http::ws::CloseCode;
use actors::limits::UNANSWERED_COMMANDS_PER_SESSION;
use actors::seat_map::command::{Command, Part, Request, WantedPlace, WantedPlaces};
use bytes::{Bytes, BytesMut};
use futures_util::Stream;
use schemas::record::Principal;
use schemas::ws::decode::{Ask, FrameError, Incoming, WantedLines, decode};
use schemas::ws::server::{ByeCode, ErrorFrameCode};

use super::Session;
use super::asked::Asked;
use crate::command_content;
use crate::ws::answer::put_error;
use crate::ws::buyers::{TokenRefused, VerifiedToken};
use crate::ws::inbox::Inbound;
use crate::ws::limits::{FRAMES_PER_READ, READ_AHEAD_BYTES};

impl Session {
    /// Reads, as long as there is room for what the client asks. Returns whether frames may be waiting that
    /// this turn left for the next.
    pub(super) fn read(&mut self, context: &mut Context<'_>) -> bool {
        if self.over || self.unanswered + FRAMES_PER_READ > UNANSWERED_COMMANDS_PER_SESSION {
            return false;
        }
        self.fetch(context);
        let mut asked = Asked::default();
        let mut frames = 0;
        while frames < FRAMES_PER_READ && !self.over {
            match self.inbox.next_message() {
                Ok(Some(inbound)) => {
                    frames += 1;
                    self.take(&mut asked, inbound);
                }
                Ok(None) => break,
                Err(fault) => {
                    tracing::debug!(%fault, "a session broke the protocol");
                    self.close(fault.close_code());
                }
            }
        }
        if frames > 0 {
            self.subscription.heard();
            if !self.within_pace(frames) {
                self.bye(ByeCode::TooFast);
                return false;
            }
        }
        if asked.count() > 0 {
            // Also where a close came behind it: what was asked before is decided.
            asked.submit(&*self.source());
            if !self.over {
                self.unanswered += asked.count();
                self.asked.push_back(asked);
            }
        }
        !self.over && frames == FRAMES_PER_READ
    }

    fn within_pace(&mut self, frames: usize) -> bool {
        let frames = u32::try_from(frames).unwrap_or(u32::MAX);
        self.pace.as_mut().is_none_or(|pace| pace.take(frames, Instant::now()))
    }

    /// Takes all that the transport has, up to the bound on what is read ahead.
    fn fetch(&mut self, context: &mut Context<'_>) {
        while self.inbox.waiting() < READ_AHEAD_BYTES {
            let Some(payload) = &mut self.payload else { return };
            match std::pin::Pin::new(payload).poll_next(context) {
                Poll::Ready(Some(Ok(bytes))) => self.inbox.feed(bytes),
                Poll::Ready(Some(Err(_)) | None) => {
                    // The client is gone, without a close frame.
                    self.payload = None;
                    self.asked.clear();
                    self.over = true;
                }
                Poll::Pending => return,
            }
        }
    }

    fn take(&mut self, asked: &mut Asked, inbound: Inbound) {
        match inbound {
            Inbound::Pong => {}
            Inbound::Ping(bytes) => {
                // A control frame has at most 125 bytes.
                self.out.extend_from_slice(&[0x8a, u8::try_from(bytes.len()).unwrap_or(0)]);
                self.out.extend_from_slice(&bytes);
            }
            Inbound::Close(_) => self.close(CloseCode::Normal),
            Inbound::Text(text) => self.take_text(asked, &text),
        }
    }

    fn take_text(&mut self, asked: &mut Asked, text: &Bytes) {
        // The inbox has checked it.
        let Ok(frame) = std::str::from_utf8(text) else { return };
        match decode(frame) {
            Ok(Incoming::Hello { hold_token, resume_from }) => {
                self.greet(asked, hold_token.as_deref(), resume_from);
            }
            Ok(_) if !self.greeted => asked.said(error(ErrorFrameCode::HelloFirst, None)),
            Ok(Incoming::Snapshot) => self.subscription.ask_snapshot(),
            Ok(Incoming::Command { id, ask }) => match self.buyer {
                Some(buyer) => {
                    let request = self.request(buyer, id.as_bytes(), ask);
                    asked.command(shared(text, id), request);
                }
                None => asked.said(error(ErrorFrameCode::HoldTokenMissing, Some(&id))),
            },
            Err(FrameError { code, id, detail }) => {
                let mut out = BytesMut::new();
                put_error(&mut out, code, id.as_deref(), Some(detail));
                asked.said(out.freeze());
            }
        }
    }

    fn greet(
        &mut self,
        asked: &mut Asked,
        hold_token: Option<&str>,
        resume_from: Option<(u32, schemas::ids::Version)>,
    ) {
        if self.greeted {
            asked.said(error(ErrorFrameCode::HelloTwice, None));
            return;
        }
        let verified = hold_token.map(|token| self.buyers.verify(token, self.event)).transpose();
        match verified {
            Ok(buyer) => {
                self.greeted = true;
                self.buyer = buyer;
                self.subscription.greet(buyer.map(|buyer| buyer.token), resume_from);
            }
            Err(refused) => {
                let code = match refused {
                    TokenRefused::Invalid => ErrorFrameCode::HoldTokenInvalid,
                    TokenRefused::Expired => ErrorFrameCode::HoldTokenExpired,
                };
                put_error(&mut self.out, code, None, None);
                self.bye(ByeCode::HoldToken);
            }
        }
    }

    fn request(&self, buyer: VerifiedToken, id: &[u8], ask: Ask) -> Request {
        let (content, command) = match ask {
            Ask::Hold(lines) => {
                let places = wanted(&lines);
                let content = command_content::hold(&places);
                (content, Command::Hold { places, channels: buyer.channels, address: self.address })
            }
            Ask::HoldBest(wish) => {
                let content = command_content::hold_best(&wish);
                (content, Command::HoldBest { wish, channels: buyer.channels, address: self.address })
            }
            Ask::Release(hold, lines) => {
                let part = if lines.is_empty() { Part::All } else { Part::Some(wanted(&lines)) };
                (command_content::release(hold, &part), Command::Release { hold, part })
            }
            Ask::Extend(hold) => (command_content::extend(hold), Command::Extend { hold }),
        };
        Request {
            principal: Principal::Buyer(buyer.token),
            id: self.buyers.command(id),
            digest: self.buyers.digest(&content),
            command,
        }
    }
}

fn wanted(lines: &WantedLines) -> WantedPlaces {
    lines
        .iter()
        .map(|line| WantedPlace { place: line.place, units: line.units, channel: line.channel })
        .collect()
}

fn error(code: ErrorFrameCode, id: Option<&str>) -> Bytes {
    let mut out = BytesMut::new();
    put_error(&mut out, code, id, None);
    out.freeze()
}

/// The id without a copy, where it stands in the frame as it is.
fn shared(frame: &Bytes, id: Cow<'_, str>) -> Bytes {
    match id {
        Cow::Borrowed(id) => frame.slice_ref(id.as_bytes()),
        Cow::Owned(id) => Bytes::from(id),
    }
}
