//! The whole public state at one version, encoded once for every session and every reader of this thread.

use std::cell::OnceCell;

use bytes::{Bytes, BytesMut};
use schemas::ids::Version;
use schemas::ws::first_state::StateView;

use super::frame::put_text_frame;

/// The encodings of one version. Compressed forms are made when first asked for, by whoever asks: how is the
/// edge's business.
#[derive(Debug)]
pub struct FirstState {
    stream: u32,
    version: Version,
    frame: Bytes,
    json: Bytes,
    binary: Bytes,
    json_compressed: OnceCell<Bytes>,
    binary_compressed: OnceCell<Bytes>,
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
            json_compressed: OnceCell::new(),
            binary_compressed: OnceCell::new(),
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

    /// [`Self::json`] as `compress` makes it; the first one's is kept for everybody.
    ///
    /// # Errors
    /// What `compress` says. Nothing is kept then.
    pub fn json_compressed<E>(&self, compress: impl FnOnce(&[u8]) -> Result<Bytes, E>) -> Result<Bytes, E> {
        kept(&self.json_compressed, &self.json, compress)
    }

    /// [`Self::binary`] as `compress` makes it; the first one's is kept for everybody.
    ///
    /// # Errors
    /// What `compress` says. Nothing is kept then.
    pub fn binary_compressed<E>(&self, compress: impl FnOnce(&[u8]) -> Result<Bytes, E>) -> Result<Bytes, E> {
        kept(&self.binary_compressed, &self.binary, compress)
    }
}

fn kept<E>(
    cell: &OnceCell<Bytes>,
    plain: &Bytes,
    compress: impl FnOnce(&[u8]) -> Result<Bytes, E>,
) -> Result<Bytes, E> {
    if let Some(made) = cell.get() {
        return Ok(made.clone());
    }
    let made = compress(plain)?;
    Ok(cell.get_or_init(|| made).clone())
}
