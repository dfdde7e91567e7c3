//! Whose bounds a request counts against: the prefix of its client's address.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use actix_web::HttpRequest;

/// What one client has: an IPv4 address, or the first 64 bits of an IPv6 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AddressPrefix(u128);

impl AddressPrefix {
    /// The prefix of an address. IPv4 within IPv6 counts as IPv4.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(u128::from(u32::from(address))),
            IpAddr::V6(address) => Self(u128::from(address) >> 64 << 64),
        }
    }

    /// The prefix as bytes, for hashing.
    #[must_use]
    pub const fn bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    /// Whether it is this very machine.
    #[must_use]
    pub fn is_loopback(self) -> bool {
        u32::try_from(self.0).is_ok_and(|address| Ipv4Addr::from(address).is_loopback())
            || self == Self::of(IpAddr::V6(Ipv6Addr::LOCALHOST))
    }
}

/// Who a request's client is and whether bounds per address hold for it.
#[derive(Clone, Debug)]
pub struct Addresses {
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Clients on this very machine have no bounds per address.
    pub lift_for_loopback: bool,
}

impl Addresses {
    /// The client's prefix; none where bounds per address are lifted for it.
    #[must_use]
    pub fn bounded(&self, request: &HttpRequest) -> Option<AddressPrefix> {
        let peer = request.peer_addr()?.ip();
        let forwarded = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
        let lines: Vec<&str> = forwarded.collect();
        self.bounded_address(self.client(peer, &lines))
    }

    /// The prefix that a connection from `address` counts against; none where it has no bound.
    #[must_use]
    pub fn bounded_connection(&self, address: IpAddr) -> Option<AddressPrefix> {
        if self.trusted_proxies.contains(&address.to_canonical()) {
            None
        } else {
            self.bounded_address(address)
        }
    }

    fn bounded_address(&self, address: IpAddr) -> Option<AddressPrefix> {
        let prefix = AddressPrefix::of(address);
        (!(self.lift_for_loopback && prefix.is_loopback())).then_some(prefix)
    }

    /// The nearest address that is no trusted proxy: whatever stands left of it anybody can have written.
    fn client(&self, peer: IpAddr, forwarded: &[&str]) -> IpAddr {
        let mut client = peer;
        let mut hops = forwarded.iter().flat_map(|line| line.split(',')).rev();
        while self.trusted_proxies.contains(&client.to_canonical()) {
            let Some(next) = hops.next().and_then(|hop| hop.trim().parse().ok()) else { break };
            client = next;
        }
        client
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use super::*;

    fn prefix(text: &str) -> AddressPrefix {
        AddressPrefix::of(text.parse().unwrap())
    }

    #[test]
    fn ipv4_counts_by_address_and_ipv6_by_its_first_half() {
        assert_ne!(prefix("10.0.0.1"), prefix("10.0.0.2"));
        assert_eq!(prefix("::ffff:10.0.0.1"), prefix("10.0.0.1"));
        assert_eq!(prefix("2001:db8:0:1::1"), prefix("2001:db8:0:1:ffff::2"));
        assert_ne!(prefix("2001:db8:0:1::1"), prefix("2001:db8:0:2::1"));
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let addresses =
            Addresses { trusted_proxies: vec!["10.0.0.1".parse().unwrap()], lift_for_loopback: false };
        let client =
            |peer: &str, forwarded: &[&str]| addresses.client(peer.parse().unwrap(), forwarded).to_string();
        assert_eq!(client("192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(client("10.0.0.1", &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &["203.0.113.9, 198.51.100.7"]), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &["203.0.113.9", "198.51.100.7, 10.0.0.1"]), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &["nonsense"]), "10.0.0.1");
    }

    #[test]
    fn bounds_are_lifted_for_loopback_where_asked_alone() {
        let addresses = |lift_for_loopback| Addresses { trusted_proxies: Vec::new(), lift_for_loopback };
        for (address, lifted) in
            [("127.0.0.1", true), ("127.9.9.9", true), ("::1", true), ("10.0.0.1", false)]
        {
            let address: IpAddr = address.parse().unwrap();
            assert!(addresses(false).bounded_connection(address).is_some(), "{address}");
            assert_eq!(addresses(true).bounded_connection(address).is_none(), lifted, "{address}");
        }
    }
}
