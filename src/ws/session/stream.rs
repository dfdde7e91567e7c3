//! The writing half: one poll of the transport, one chunk.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actors::hub::Delivery;
use bytes::{Bytes, BytesMut};
use futures_util::Stream;

use super::Session;

/// A ping without content.
const PING: [u8; 2] = [0x89, 0];

impl Stream for Session {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let session = &mut *self;
        session.collect(context);
        let more = session.read(context);
        // What was asked just now may be answered already, and must be polled to wake.
        session.collect(context);
        if more {
            context.waker().wake_by_ref();
        }
        while session.out.is_empty() {
            if session.over {
                return Poll::Ready(None);
            }
            match session.subscription.poll(context) {
                Poll::Ready(Delivery::Frames(shared)) => return Poll::Ready(Some(Ok(shared))),
                Poll::Ready(Delivery::Ping) => session.out.extend_from_slice(&PING),
                Poll::Ready(Delivery::Bye(code)) => session.bye(code),
                Poll::Pending => {
                    // An idle session keeps no buffer.
                    session.out = BytesMut::new();
                    return Poll::Pending;
                }
            }
        }
        Poll::Ready(Some(Ok(session.out.split().freeze())))
    }
}

impl Session {
    /// Appends the answers that are there, batch after batch in the order asked.
    fn collect(&mut self, context: &mut Context<'_>) {
        while let Some(asked) = self.asked.front_mut() {
            let subscription = &self.subscription;
            if asked.poll(context, &mut self.out, |version| subscription.answered(version)).is_pending() {
                return;
            }
            self.unanswered -= asked.count();
            self.asked.pop_front();
        }
    }
}
