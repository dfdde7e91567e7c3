//! A connection that reads into a buffer shared by all of them: what is kept of its own is only what has not
//! come whole.

use std::cell::RefCell;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;

use crate::client::address::ServerAddress;
use crate::limits::{CONNECT_TIME, LOAD_READ_BYTES};

/// Why a connection of a load ended.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The connection failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The server closed it.
    #[error("the server closed the connection{0}")]
    Closed(String),
    /// It did not open within [`CONNECT_TIME`].
    #[error("no connection in time")]
    Time,
    /// Bytes that no server of this protocol sends.
    #[error("the server broke the protocol: {0}")]
    Broken(String),
}

/// The buffer that connections of one thread read into, one after the other.
#[derive(Clone)]
pub struct ReadRoom(Rc<RefCell<Vec<u8>>>);

impl Default for ReadRoom {
    fn default() -> Self {
        Self(Rc::new(RefCell::new(vec![0; LOAD_READ_BYTES])))
    }
}

/// One connection.
pub struct Stream {
    socket: TcpStream,
    room: ReadRoom,
    /// What came and is not whole yet.
    rest: Vec<u8>,
}

impl Stream {
    /// Connects.
    ///
    /// # Errors
    /// See [`LoadError`].
    pub async fn connect(address: &ServerAddress, room: ReadRoom) -> Result<Self, LoadError> {
        let socket = within(CONNECT_TIME, TcpStream::connect(address.socket())).await??;
        socket.set_nodelay(true)?;
        Ok(Self { socket, room, rest: Vec::new() })
    }

    /// Writes all of it.
    ///
    /// # Errors
    /// The connection failed.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), LoadError> {
        Ok(self.socket.write_all(bytes).await?)
    }

    /// Reads once. `take` is given all that waits, and says how much of it was whole; the rest is given
    /// again with what comes next. May be dropped at any await.
    ///
    /// # Errors
    /// The connection is gone; what `take` returns.
    pub async fn read(
        &mut self,
        mut take: impl FnMut(&[u8]) -> Result<usize, LoadError>,
    ) -> Result<(), LoadError> {
        poll_fn(|context| {
            let mut room = self.room.0.borrow_mut();
            let mut buffer = ReadBuf::new(&mut room);
            ready!(Pin::new(&mut self.socket).poll_read(context, &mut buffer))?;
            let came = buffer.filled();
            if came.is_empty() {
                return Poll::Ready(Err(LoadError::Closed(String::new())));
            }
            if self.rest.is_empty() {
                let taken = take(came)?;
                self.rest.extend_from_slice(&came[taken..]);
            } else {
                self.rest.extend_from_slice(came);
                let taken = take(&self.rest)?;
                if taken == self.rest.len() {
                    // Thousands of connections keep no buffer of their own.
                    self.rest = Vec::new();
                } else {
                    self.rest.drain(..taken);
                }
            }
            Poll::Ready(Ok(()))
        })
        .await
    }
}

/// The future's output.
///
/// # Errors
/// [`LoadError::Time`] where it takes longer than this.
pub async fn within<T>(time: Duration, future: impl Future<Output = T>) -> Result<T, LoadError> {
    tokio::time::timeout(time, future).await.map_err(|_| LoadError::Time)
}
