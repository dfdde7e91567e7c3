//! What must never be printed.

use std::fmt;

/// A secret. Its `Debug` prints nothing of it, and it has no `Display`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Secret<Inner>(Inner);

impl<Inner> Secret<Inner> {
    /// Wraps a secret.
    pub const fn new(inner: Inner) -> Self {
        Self(inner)
    }

    /// The secret itself, for the one place that needs it.
    pub const fn reveal(&self) -> &Inner {
        &self.0
    }
}

impl<Inner> fmt::Debug for Secret<Inner> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[secret]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_secret_is_printed() {
        let secret = Secret::new("swordfish");
        assert_eq!(format!("{secret:?} {:?}", Some(secret)), "[secret] Some([secret])");
        assert_eq!(*secret.reveal(), "swordfish");
    }
}
