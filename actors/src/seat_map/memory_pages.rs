//! Where the bytes of remembered commands lie: in pages, one behind the other in the order in which they
//! came, whoever asked. So remembering one writes where the last one ended, however many tokens there are.
//!
//! What is forgotten leaves a hole. A page of holes only is filled anew; where half of what the full pages
//! have is holes, the page with most of them is cleared: what lives in it is written once more, at the end.

/// Bytes of a page. What would not fit into one has a page of its own.
const PAGE_BYTES: usize = 1 << PAGE_BITS;
const PAGE_BITS: u32 = 15;

/// Empty pages that keep their room for the next time, beside half as many as are full.
const EMPTY_PAGES_KEPT: usize = 16;

/// Where an entry lies: its page, and its first byte there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Spot(u32);

impl Spot {
    fn new(page: usize, start: usize) -> Self {
        // Both fit: an event remembers far less than the 4 GiB that are numbered so.
        Self(u32::try_from(page << PAGE_BITS | start).unwrap_or(u32::MAX))
    }

    const fn page(self) -> usize {
        (self.0 >> PAGE_BITS) as usize
    }

    const fn start(self) -> usize {
        self.0 as usize % PAGE_BYTES
    }
}

/// Whose an entry is: the slot of its token, and its number in the ring of that token's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Owner {
    pub token: u32,
    pub number: u8,
}

/// What stands before each entry: owner and length.
const HEAD_BYTES: usize = 9;

fn head(owner: Owner, length: usize) -> [u8; HEAD_BYTES] {
    let mut head = [0; HEAD_BYTES];
    head[..4].copy_from_slice(&owner.token.to_le_bytes());
    head[4..8].copy_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
    head[8] = owner.number;
    head
}

/// The first entry of `bytes`, and what is behind it.
fn split(bytes: &[u8]) -> Option<(Owner, &[u8], &[u8])> {
    let (token, rest) = bytes.split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (number, rest) = rest.split_first()?;
    let (entry, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    Some((Owner { token: u32::from_le_bytes(*token), number: *number }, entry, rest))
}

#[derive(Clone, Debug, Default)]
struct Page {
    bytes: Vec<u8>,
    /// Entries written, and those of them that are not forgotten.
    written: u32,
    live: u32,
}

/// The pages of one event.
#[derive(Clone, Debug)]
pub(super) struct MemoryPages {
    pages: Vec<Page>,
    /// The one that is being filled.
    current: usize,
    /// Empty ones with room for their bytes, and those without.
    empty: Vec<usize>,
    bare: Vec<usize>,
    /// Entries of the full pages: written, and not forgotten.
    written: u64,
    live: u64,
}

impl Default for MemoryPages {
    fn default() -> Self {
        Self {
            pages: vec![Page::default()],
            current: 0,
            empty: Vec::new(),
            bare: Vec::new(),
            written: 0,
            live: 0,
        }
    }
}

impl MemoryPages {
    /// Writes an entry at the end.
    pub fn write(&mut self, owner: Owner, entry: &[u8]) -> Spot {
        let needed = HEAD_BYTES + entry.len();
        let filled = self.pages[self.current].bytes.len();
        if filled > 0 && filled + needed > PAGE_BYTES {
            self.turn_page(needed);
        }
        let page = &mut self.pages[self.current];
        let start = page.bytes.len();
        page.bytes.extend_from_slice(&head(owner, entry.len()));
        page.bytes.extend_from_slice(entry);
        page.written += 1;
        page.live += 1;
        Spot::new(self.current, start)
    }

    /// The bytes of an entry.
    pub fn read(&self, spot: Spot) -> &[u8] {
        let from = self.pages.get(spot.page()).and_then(|page| page.bytes.get(spot.start()..));
        from.and_then(split).map_or(&[], |(_, entry, _)| entry)
    }

    /// Forgets an entry.
    pub fn forget(&mut self, spot: Spot) {
        let number = spot.page();
        let page = &mut self.pages[number];
        page.live -= 1;
        if number != self.current {
            self.live -= 1;
            if page.live == 0 {
                self.vacate(number);
            }
        }
    }

    /// The current page is full: another one is begun.
    fn turn_page(&mut self, needed: usize) {
        let full = &self.pages[self.current];
        self.written += u64::from(full.written);
        self.live += u64::from(full.live);
        if full.live == 0 {
            self.vacate(self.current);
        }
        self.current = self.empty.pop().or_else(|| self.bare.pop()).unwrap_or_else(|| {
            self.pages.push(Page::default());
            self.pages.len() - 1
        });
        let room = needed.max(PAGE_BYTES);
        let bytes = &mut self.pages[self.current].bytes;
        bytes.reserve_exact(room);
    }

    /// A full page that has nothing left is empty.
    fn vacate(&mut self, number: usize) {
        let full = self.pages.len() - self.empty.len() - self.bare.len();
        let page = &mut self.pages[number];
        self.written -= u64::from(page.written);
        page.written = 0;
        page.bytes.clear();
        if page.bytes.capacity() <= 2 * PAGE_BYTES && self.empty.len() < EMPTY_PAGES_KEPT + full / 2 {
            self.empty.push(number);
        } else {
            page.bytes = Vec::new();
            self.bare.push(number);
        }
    }

    /// The page to clear, where there are too many holes.
    pub fn page_to_clear(&self) -> Option<usize> {
        if !self.empty.is_empty() || self.live * 2 >= self.written {
            return None;
        }
        let full = self.pages.iter().enumerate();
        let full = full.filter(|(number, page)| *number != self.current && page.written > 0);
        let share = |page: &Page| u64::from(page.live) * 1_000 / u64::from(page.written);
        full.min_by_key(|(_, page)| share(page)).map(|(number, _)| number)
    }

    /// Takes the bytes of a page to clear it; [`Self::cleared`] gives them back.
    pub fn clear(&mut self, number: usize) -> Vec<u8> {
        std::mem::take(&mut self.pages[number].bytes)
    }

    /// Everything that lived in this page was written once more.
    pub fn cleared(&mut self, number: usize, bytes: Vec<u8>) {
        let page = &mut self.pages[number];
        self.live -= u64::from(page.live);
        page.live = 0;
        page.bytes = bytes;
        self.vacate(number);
    }

    /// Checks the counts against the pages, and that no more than half are holes where no page is empty.
    #[cfg(test)]
    pub fn check(&self, entries: u64) {
        let count = |of: fn(&Page) -> u32| self.pages.iter().map(|page| u64::from(of(page))).sum::<u64>();
        let current = &self.pages[self.current];
        assert_eq!(count(|page| page.live), entries);
        assert_eq!(self.live, entries - u64::from(current.live));
        assert_eq!(self.written, count(|page| page.written) - u64::from(current.written));
        assert!(!self.empty.is_empty() || self.live * 2 >= self.written, "{} of {}", self.live, self.written);
        let full = self.pages.len() - self.empty.len() - self.bare.len();
        assert!(self.empty.len() <= EMPTY_PAGES_KEPT + full / 2 + 1);
        assert!(self.empty.iter().all(|page| self.pages[*page].bytes.is_empty()));
        assert!(self.bare.iter().all(|page| self.pages[*page].bytes.capacity() == 0));
    }
}

/// The entries in the bytes of a page, forgotten ones too.
pub(super) fn entries(number: usize, bytes: &[u8]) -> impl Iterator<Item = (Spot, Owner, &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let start = bytes.len() - rest.len();
        let (owner, entry, behind) = split(rest)?;
        rest = behind;
        Some((Spot::new(number, start), owner, entry))
    })
}
