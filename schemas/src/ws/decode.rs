//! Client frames as the server reads them: one pass, strings borrowed from the frame, lists inline for the
//! usual sizes.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use smallvec::SmallVec;

use super::client::WantedArea;
use super::server::ErrorFrameCode;
use super::{COMMAND_ID_BYTES, LINES_PER_COMMAND};
use crate::best::{BestWish, LevelSet};
use crate::ids::{ChannelIndex, ContentHash, HoldId, LevelIndex, PlaceIndex, Version};
use crate::plan::{SectionIndex, ZoneIndex};

/// A client frame, borrowing from its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incoming<'a> {
    /// Opens the session.
    Hello {
        /// The buyer's secret.
        hold_token: Option<Cow<'a, str>>,
        /// The state the client has, as (stream, version).
        resume_from: Option<(u32, Version)>,
    },
    /// A command, which carries an id and gets an answer.
    Command {
        /// The client's id for it, 1 to 64 bytes.
        id: Cow<'a, str>,
        /// What is asked.
        ask: Ask,
    },
    /// Asks for the whole state.
    Snapshot,
}

/// What a command asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Claims all these or none.
    Hold(WantedLines),
    /// Picks the best and claims them. Boxed: large.
    HoldBest(Box<BestWish>),
    /// Gives these back; everything where empty.
    Release(HoldId, WantedLines),
    /// Gives a hold its full time again.
    Extend(HoldId),
}

/// One place asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WantedLine {
    /// Which.
    pub place: PlaceIndex,
    /// How many units.
    pub units: u32,
    /// The channel whose units are wanted.
    pub channel: Option<ChannelIndex>,
}

/// The places asked for: `places` first, then `areas`, each in the order given.
pub type WantedLines = SmallVec<[WantedLine; 4]>;

/// Why a text is no frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameError<'a> {
    /// What is wrong.
    pub code: ErrorFrameCode,
    /// The command's id, where it could be read.
    pub id: Option<Cow<'a, str>>,
    /// For people.
    pub detail: String,
}

/// A string, borrowed where it holds no escape.
#[derive(Debug)]
struct Text<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string")
            }
            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(TextVisitor)
    }
}

/// A list that stays inline while it is short.
#[derive(Debug)]
struct List<T>(SmallVec<[T; 4]>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListVisitor<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
            type Value = List<T>;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                let mut list = SmallVec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(List(list))
            }
        }
        deserializer.deserialize_seq(ListVisitor(std::marker::PhantomData))
    }
}

/// Every field of every client frame.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields<'a> {
    #[serde(rename = "type", borrow)]
    kind: Text<'a>,
    #[serde(default, borrow)]
    id: Option<Text<'a>>,
    #[serde(default)]
    hold: Option<HoldId>,
    #[serde(default)]
    places: Option<List<PlaceIndex>>,
    #[serde(default)]
    areas: Option<List<WantedArea>>,
    #[serde(default)]
    count: Option<u32>,
    #[serde(default)]
    accessible: Option<u32>,
    #[serde(default)]
    levels: Option<List<LevelIndex>>,
    #[serde(default)]
    sections: Option<List<u16>>,
    #[serde(default)]
    zones: Option<List<u16>>,
    #[serde(default)]
    channel: Option<ChannelIndex>,
    #[serde(default)]
    together: Option<bool>,
    #[serde(default)]
    plan: Option<ContentHash>,
    #[serde(default, borrow)]
    hold_token: Option<Text<'a>>,
    #[serde(default)]
    resume_from: Option<Version>,
    #[serde(default)]
    stream: Option<u32>,
}

/// The fields that a frame type takes beside `type`.
fn fields_of(kind: &str) -> Option<&'static [&'static str]> {
    Some(match kind {
        "hold" => &["id", "places", "areas"],
        "hold_best" => {
            &["id", "count", "accessible", "levels", "sections", "zones", "channel", "together", "plan"]
        }
        "release" => &["id", "hold", "places", "areas"],
        "extend" => &["id", "hold"],
        "hello" => &["hold_token", "resume_from", "stream"],
        "snapshot" => &[],
        _ => return None,
    })
}

impl<'a> Fields<'a> {
    fn stray(&self, takes: &[&str]) -> Option<&'static str> {
        let present = [
            ("id", self.id.is_some()),
            ("hold", self.hold.is_some()),
            ("places", self.places.is_some()),
            ("areas", self.areas.is_some()),
            ("count", self.count.is_some()),
            ("accessible", self.accessible.is_some()),
            ("levels", self.levels.is_some()),
            ("sections", self.sections.is_some()),
            ("zones", self.zones.is_some()),
            ("channel", self.channel.is_some()),
            ("together", self.together.is_some()),
            ("plan", self.plan.is_some()),
            ("hold_token", self.hold_token.is_some()),
            ("resume_from", self.resume_from.is_some()),
            ("stream", self.stream.is_some()),
        ];
        present.into_iter().find(|(name, is)| *is && !takes.contains(name)).map(|(name, _)| name)
    }

    fn check(&self) -> Result<(), (ErrorFrameCode, String)> {
        let kind = &self.kind.0;
        let Some(takes) = fields_of(kind) else {
            let shown: String = kind.chars().take(64).collect();
            return Err((ErrorFrameCode::UnknownType, format!("no frame of type {shown:?} exists")));
        };
        if let Some(name) = self.stray(takes) {
            return Err((ErrorFrameCode::Malformed, format!("a {kind} frame has no field `{name}`")));
        }
        if takes.contains(&"id") {
            match &self.id {
                None => return Err(missing(kind, "id")),
                Some(id) if id.0.is_empty() || id.0.len() > COMMAND_ID_BYTES => {
                    return Err((ErrorFrameCode::InvalidId, "an id has 1 to 64 bytes".to_owned()));
                }
                Some(_) => {}
            }
        }
        if takes.contains(&"hold") && self.hold.is_none() {
            return Err(missing(kind, "hold"));
        }
        if takes.contains(&"count") && self.count.is_none() {
            return Err(missing(kind, "count"));
        }
        if takes.contains(&"stream") && self.resume_from.is_some() != self.stream.is_some() {
            return Err(missing(kind, if self.stream.is_none() { "stream" } else { "resume_from" }));
        }
        let lengths = [
            self.places.as_ref().map(|list| list.0.len()),
            self.areas.as_ref().map(|list| list.0.len()),
            self.levels.as_ref().map(|list| list.0.len()),
            self.sections.as_ref().map(|list| list.0.len()),
            self.zones.as_ref().map(|list| list.0.len()),
        ];
        let lines: usize = lengths.into_iter().flatten().sum();
        if lines > LINES_PER_COMMAND {
            return Err((
                ErrorFrameCode::TooManyPlaces,
                format!("at most {LINES_PER_COMMAND} in one command"),
            ));
        }
        Ok(())
    }

    fn lines(&self) -> WantedLines {
        let places = self.places.iter().flat_map(|list| &list.0);
        let areas = self.areas.iter().flat_map(|list| &list.0);
        places
            .map(|&place| WantedLine { place, units: 1, channel: None })
            .chain(areas.map(|area| WantedLine {
                place: area.place,
                units: area.units,
                channel: area.channel,
            }))
            .collect()
    }

    fn best_wish(&self) -> BestWish {
        let numbers = |list: &Option<List<u16>>| list.as_ref().map(|list| list.0.clone()).unwrap_or_default();
        BestWish {
            count: self.count.unwrap_or_default(),
            accessible: self.accessible.unwrap_or_default(),
            levels: self.levels.as_ref().map(|levels| LevelSet::of(&levels.0)),
            sections: numbers(&self.sections).into_iter().map(SectionIndex).collect(),
            zones: numbers(&self.zones).into_iter().map(ZoneIndex).collect(),
            channel: self.channel,
            together: self.together.unwrap_or_default(),
            plan: self.plan,
        }
    }

    fn into_incoming(self) -> Result<Incoming<'a>, FrameError<'a>> {
        if let Err((code, detail)) = self.check() {
            let id = self.id.map(|id| id.0).filter(|id| !id.is_empty() && id.len() <= COMMAND_ID_BYTES);
            return Err(FrameError { code, id, detail });
        }
        let hold = self.hold.unwrap_or(HoldId(0));
        let ask = match &*self.kind.0 {
            "hello" => {
                return Ok(Incoming::Hello {
                    hold_token: self.hold_token.map(|token| token.0),
                    resume_from: self.stream.zip(self.resume_from),
                });
            }
            "hold" => Ask::Hold(self.lines()),
            "hold_best" => Ask::HoldBest(Box::new(self.best_wish())),
            "release" => Ask::Release(hold, self.lines()),
            "extend" => Ask::Extend(hold),
            _ => return Ok(Incoming::Snapshot),
        };
        let id = self.id.map(|id| id.0).unwrap_or_default();
        Ok(Incoming::Command { id, ask })
    }
}

fn missing(kind: &str, name: &str) -> (ErrorFrameCode, String) {
    (ErrorFrameCode::Malformed, format!("a {kind} frame needs the field `{name}`"))
}

/// Reads one client frame.
///
/// # Errors
/// [`FrameError`], ready to be sent as an `error` frame.
pub fn decode(text: &str) -> Result<Incoming<'_>, FrameError<'_>> {
    match serde_json::from_str::<Fields<'_>>(text) {
        Ok(fields) => fields.into_incoming(),
        Err(error) => {
            Err(FrameError { code: ErrorFrameCode::Malformed, id: None, detail: error.to_string() })
        }
    }
}
