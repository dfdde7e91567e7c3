//! The kernel's side of a session: how much it keeps unsent, and how a connection is cut that takes nothing.

use std::any::Any;
use std::net::Shutdown;
use std::sync::Arc;

use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use socket2::{SockRef, Socket};

use super::limits::UNSENT_BYTES_PER_SOCKET;

/// A second descriptor of a connection, in the connection's data. The transport keeps its own to itself.
#[derive(Clone, Debug)]
pub struct ConnectionSocket(Arc<Socket>);

impl ConnectionSocket {
    /// Keeps a descriptor of an accepted connection; to be called by `HttpServer::on_connect`. A connection
    /// whose descriptor cannot be copied is served without.
    pub fn keep(stream: &dyn Any, data: &mut Extensions) {
        let copied = stream.downcast_ref::<TcpStream>().map(|stream| SockRef::from(stream).try_clone());
        match copied {
            Some(Ok(socket)) => {
                data.insert(Self(Arc::new(socket)));
            }
            Some(Err(error)) => tracing::warn!(%error, "no second descriptor for a connection"),
            None => {}
        }
    }

    /// Bounds what the kernel keeps unsent. What is under way to a client that reads is not bounded, so a
    /// buyer far away is not slowed down.
    pub fn bound_unsent(&self) {
        if let Err(error) = self.0.set_tcp_notsent_lowat(UNSENT_BYTES_PER_SOCKET) {
            tracing::debug!(%error, "unsent bytes are not bounded");
        }
    }

    /// Cuts the connection, whatever waits in it.
    pub fn cut(&self) {
        if let Err(error) = self.0.shutdown(Shutdown::Both) {
            tracing::debug!(%error, "the connection was gone already");
        }
    }
}
