//! Rows of bits in words, the first in the lowest bit of the first word. What lies beyond the last word is 0.

/// The 64 bits from `first` on.
#[inline]
pub(super) fn read(words: &[u64], first: usize) -> u64 {
    let (word, shift) = (first / 64, first % 64);
    let low = words.get(word).copied().unwrap_or_default() >> shift;
    if shift == 0 { low } else { low | words.get(word + 1).copied().unwrap_or_default() << (64 - shift) }
}

/// The word numbered `at` of all bits moved up by `by`, which is 1 or 2.
#[inline]
pub(super) fn moved_up(words: &[u64], at: usize, by: usize) -> u64 {
    let carried = if at == 0 { 0 } else { words[at - 1] >> (64 - by) };
    words[at] << by | carried
}

/// The word numbered `at` of all bits moved down by `by`.
#[inline]
pub(super) fn moved_down(words: &[u64], at: usize, by: usize) -> u64 {
    read(words, at * 64 + by)
}

/// Leaves the bits at which `count` bits in a row begin.
#[inline]
pub(super) fn keep_runs(words: &mut [u64], count: usize) {
    let mut have = 1;
    while have < count {
        let by = have.min(count - have);
        // Upwards: a word is read before it is changed, or is its own.
        for at in 0..words.len() {
            words[at] &= moved_down(words, at, by);
        }
        have += by;
    }
}

/// Sets the bits from `length` on to what the first ones are, as often as there is room for.
pub(super) fn go_round(words: &mut [u64], length: usize) {
    for bit in length..words.len() * 64 {
        let is_set = words[(bit - length) / 64] >> ((bit - length) % 64) & 1;
        words[bit / 64] |= is_set << (bit % 64);
    }
}

/// Clears the bits from `length` on.
#[inline]
pub(super) fn cut(words: &mut [u64], length: usize) {
    for (at, word) in words.iter_mut().enumerate() {
        let kept = length.saturating_sub(at * 64);
        if kept < 64 {
            *word &= (1 << kept) - 1;
        }
    }
}

/// The positions of the bits that are set, lowest first.
#[inline]
pub(super) fn each(mut word: u64, first: usize) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (word != 0).then(|| {
            let bit = word.trailing_zeros() as usize;
            word &= word - 1;
            first + bit
        })
    })
}

/// How many bits are set.
#[inline]
pub(super) fn count(words: &[u64]) -> u32 {
    words.iter().map(|word| word.count_ones()).sum()
}

/// Whether the bit is set.
#[inline]
pub(super) fn has(words: &[u64], bit: usize) -> bool {
    words.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
}
