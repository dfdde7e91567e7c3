//! The whole public state at one version, encoded once for every session and every reader of this thread.

use std::cell::OnceCell;
use std::io::Write;

use bytes::{Bytes, BytesMut};
use flate2::Compression;
use flate2::write::GzEncoder;
use schemas::ids::Version;
use schemas::ws::first_state::StateView;

use super::frame::put_text_frame;

/// The encodings of one version. Compressed forms are made when first asked for.
#[derive(Debug)]
pub struct FirstState {
    stream: u32,
    version: Version,
    frame: Bytes,
    json: Bytes,
    binary: Bytes,
    json_gzip: OnceCell<Bytes>,
    binary_gzip: OnceCell<Bytes>,
}

impl FirstState {
    pub(super) fn new(view: StateView<'_>) -> Self {
        let mut frame = BytesMut::new();
        let header = put_text_frame(&mut frame, |out| view.put_json(out));
        let frame = frame.freeze();
        let mut binary = BytesMut::new();
        view.put_binary(&mut binary);
        Self {
            stream: view.stream,
            version: view.version,
            json: frame.slice(header..),
            frame,
            binary: binary.freeze(),
            json_gzip: OnceCell::new(),
            binary_gzip: OnceCell::new(),
        }
    }

    /// Raised by a restore from backup.
    #[must_use]
    pub fn stream(&self) -> u32 {
        self.stream
    }

    /// The version it is the state of.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// The `snapshot` frame as it goes over a socket.
    #[must_use]
    pub fn frame(&self) -> Bytes {
        self.frame.clone()
    }

    /// The same without the WebSocket header.
    #[must_use]
    pub fn json(&self) -> Bytes {
        self.json.clone()
    }

    /// The binary form (`schemas::ws::first_state`).
    #[must_use]
    pub fn binary(&self) -> Bytes {
        self.binary.clone()
    }

    /// [`Self::json`], compressed.
    #[must_use]
    pub fn json_gzip(&self) -> Bytes {
        self.json_gzip.get_or_init(|| gzip(&self.json)).clone()
    }

    /// [`Self::binary`], compressed.
    #[must_use]
    pub fn binary_gzip(&self) -> Bytes {
        self.binary_gzip.get_or_init(|| gzip(&self.binary)).clone()
    }
}

fn gzip(bytes: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4 + 64), Compression::fast());
    // Writing into a vector cannot fail.
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    Bytes::from(written.unwrap_or_default())
}
