//! Where a server is.

use std::fmt;
use std::net::{SocketAddr, ToSocketAddrs};
use std::str::FromStr;
use std::sync::Arc;

/// A server's address, resolved once. Text form: `http://host:port`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerAddress {
    authority: Arc<str>,
    socket: SocketAddr,
}

/// Why a text is not a server's address.
#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    /// Not of the form.
    #[error("{0:?} is not of the form http://host:port")]
    Form(String),
    /// The name has no address.
    #[error("{0:?} has no address")]
    Unknown(String),
}

impl ServerAddress {
    /// Host and port, as a `Host` header has them.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The address to connect to.
    #[must_use]
    pub const fn socket(&self) -> SocketAddr {
        self.socket
    }
}

impl From<SocketAddr> for ServerAddress {
    fn from(socket: SocketAddr) -> Self {
        Self { authority: socket.to_string().into(), socket }
    }
}

impl FromStr for ServerAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let form = || AddressError::Form(text.to_owned());
        let authority = text.strip_prefix("http://").ok_or_else(form)?.trim_end_matches('/');
        let named_port = authority.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
        if authority.contains('/') || authority.contains('@') {
            return Err(form());
        }
        let with_port = if named_port { authority.to_owned() } else { format!("{authority}:80") };
        let unknown = || AddressError::Unknown(authority.to_owned());
        let socket = with_port.to_socket_addrs().map_err(|_| unknown())?.next().ok_or_else(unknown)?;
        Ok(Self { authority: authority.into(), socket })
    }
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "http://{}", self.authority)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn an_address_needs_a_scheme_and_may_leave_the_port_out() {
        let read = |text: &str| text.parse::<ServerAddress>();
        assert_eq!(read("http://127.0.0.1:8080/").unwrap().to_string(), "http://127.0.0.1:8080");
        assert_eq!(read("http://127.0.0.1").unwrap().socket().port(), 80);
        assert_eq!(read("http://[::1]:81").unwrap().socket().port(), 81);
        for wrong in ["127.0.0.1:80", "https://127.0.0.1", "http://127.0.0.1:1/path", "http://a@127.0.0.1"] {
            assert!(matches!(read(wrong), Err(AddressError::Form(_))), "{wrong}");
        }
    }
}
