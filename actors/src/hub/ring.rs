//! Recent delta frames of one event, bounded in count and bytes: what a session lacks that resumes or missed
//! ticks.

use std::collections::VecDeque;

use bytes::Bytes;
use schemas::ids::Version;

use super::replica::Touched;
use crate::limits::{RECENT_FRAME_BYTES_PER_EVENT, RECENT_FRAMES_PER_EVENT};

/// One tick's frame.
#[derive(Debug)]
pub struct RecentFrame {
    /// The delta's `to`; its `from` is the `to` of the frame before.
    pub to: Version,
    /// The whole WebSocket frame, with a `plan`, a `sale` and a `terms` frame before it, where these changed.
    pub bytes: Bytes,
    /// The places it names.
    pub touched: Touched,
}

/// The frames, oldest first, without a gap between them.
#[derive(Debug)]
pub struct Ring {
    frames: VecDeque<RecentFrame>,
    bytes: usize,
    /// The version the oldest frame starts from, or the present one where there is none.
    base: Version,
}

/// What a session at some version lacks.
#[derive(Debug)]
pub enum Lacks<'a> {
    /// Nothing.
    Nothing,
    /// This one frame.
    One(&'a RecentFrame),
    /// Several: what they touched together, leading to this version.
    Several(Touched, Version),
    /// More than the ring has.
    TooMuch,
}

impl Ring {
    pub fn new(base: Version) -> Self {
        Self { frames: VecDeque::new(), bytes: 0, base }
    }

    /// The version that the newest frame leads to.
    pub fn newest(&self) -> Version {
        self.frames.back().map_or(self.base, |frame| frame.to)
    }

    pub fn push(&mut self, frame: RecentFrame) {
        self.bytes += cost(&frame);
        self.frames.push_back(frame);
        while self.frames.len() > RECENT_FRAMES_PER_EVENT
            || (self.bytes > RECENT_FRAME_BYTES_PER_EVENT && self.frames.len() > 1)
        {
            let Some(gone) = self.frames.pop_front() else { break };
            self.bytes -= cost(&gone);
            self.base = gone.to;
        }
    }

    /// What a session at `version` lacks.
    pub fn lacks(&self, version: Version) -> Lacks<'_> {
        if version < self.base {
            return Lacks::TooMuch;
        }
        let first = self.frames.partition_point(|frame| frame.to <= version);
        match self.frames.len() - first {
            0 => Lacks::Nothing,
            1 => Lacks::One(&self.frames[first]),
            _ => {
                let mut touched = Touched::default();
                for frame in self.frames.range(first..) {
                    touched.add(&frame.touched);
                }
                touched.settle();
                Lacks::Several(touched, self.newest())
            }
        }
    }

    #[cfg(test)]
    pub fn size(&self) -> (usize, usize) {
        (self.frames.len(), self.bytes)
    }
}

fn cost(frame: &RecentFrame) -> usize {
    frame.bytes.len() + frame.touched.bytes()
}
