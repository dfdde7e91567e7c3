//! How many connections an address prefix has open.

use std::any::Any;
use std::sync::Arc;

use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use dashmap::DashMap;

use super::address::{AddressPrefix, Addresses};

/// Counts connections by address prefix.
#[derive(Debug)]
pub struct Connections {
    addresses: Addresses,
    most: u32,
    open: DashMap<AddressPrefix, u32>,
}

/// One open connection; counted until it is dropped.
#[derive(Debug)]
pub struct Connection {
    counted: Option<(Arc<Connections>, AddressPrefix)>,
    /// The prefix had as many as it may have already.
    pub one_too_many: bool,
}

impl Connections {
    /// A counter that allows `most` a prefix.
    #[must_use]
    pub fn new(addresses: Addresses, most: u32) -> Arc<Self> {
        Arc::new(Self { addresses, most, open: DashMap::new() })
    }

    /// Counts a connection that was accepted and keeps its mark in the connection's data.
    pub fn accepted(self: &Arc<Self>, stream: &dyn Any, data: &mut Extensions) {
        let peer = stream.downcast_ref::<TcpStream>().and_then(|stream| stream.peer_addr().ok());
        let prefix = peer.and_then(|peer| self.addresses.bounded_connection(peer.ip()));
        data.insert(self.open(prefix));
    }

    fn open(self: &Arc<Self>, prefix: Option<AddressPrefix>) -> Connection {
        let Some(prefix) = prefix else { return Connection { counted: None, one_too_many: false } };
        let mut open = self.open.entry(prefix).or_insert(0);
        *open += 1;
        Connection { counted: Some((Arc::clone(self), prefix)), one_too_many: *open > self.most }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let Some((connections, prefix)) = &self.counted else { return };
        connections.open.remove_if_mut(prefix, |_, open| {
            *open -= 1;
            *open == 0
        });
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use super::*;

    #[test]
    fn the_bound_holds_per_prefix_and_ends_with_the_connection() {
        let addresses = Addresses { trusted_proxies: Vec::new(), lift_for_loopback: false };
        let connections = Connections::new(addresses, 2);
        let one = Some(AddressPrefix::of("10.0.0.1".parse().unwrap()));
        let other = Some(AddressPrefix::of("10.0.0.2".parse().unwrap()));
        let first = connections.open(one);
        let second = connections.open(one);
        let third = connections.open(one);
        let foreign = connections.open(other);
        let marks = [&first, &second, &third, &foreign].map(|connection| connection.one_too_many);
        assert_eq!(marks, [false, false, true, false]);
        drop((first, third));
        assert!(!connections.open(one).one_too_many);
        drop((second, foreign));
        assert!(connections.open.is_empty());
    }
}
