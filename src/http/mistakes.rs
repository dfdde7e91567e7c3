//! All that is wrong with a request, gathered, so that one answer tells it.

use super::problem::Failure;

/// What is wrong, in the order in which it was found.
#[derive(Debug, Default)]
pub struct Mistakes(Vec<Failure>);

impl Mistakes {
    /// Notes one.
    pub fn note(&mut self, mistake: Failure) {
        self.0.push(mistake);
    }

    /// The value; none where it is a mistake, which is noted.
    pub fn kept<Value>(&mut self, checked: Result<Value, Failure>) -> Option<Value> {
        checked.map_err(|mistake| self.note(mistake)).ok()
    }

    /// Whether nothing is wrong so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Notes all of `others`, which are about a part of the request that lies within `place`.
    pub fn note_within(&mut self, place: &str, others: Self) {
        self.0.extend(others.0.into_iter().map(|mistake| mistake.within(place)));
    }

    /// That nothing is wrong.
    ///
    /// # Errors
    /// All that is: the first, with every one listed.
    pub fn none(self) -> Result<(), Failure> {
        Failure::all(self.0).map_or(Ok(()), Err)
    }
}
