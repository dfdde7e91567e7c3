//! Where the server listens.

use std::net::{IpAddr, SocketAddr};

use super::setting::settings;

settings! {
    /// Where the server listens.
    pub struct Listen as "listen" {
        /// Address and port; port 0 takes a free one.
        address: SocketAddr = "127.0.0.1:8080",
        /// Threads that serve connections; 0 is one a core.
        workers: usize = "0",
        /// Connections that may wait to be accepted.
        backlog: u32 = "1024",
        /// Proxies whose `X-Forwarded-For` is believed.
        trusted_proxies: Vec<IpAddr> = "",
    }
}
