//! What an audit can find wrong.

use schemas::ids::{BookingId, ContentHash, HoldId, PlaceIndex, Version};

/// One rule broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// The log's versions do not grow by one.
    #[error("SM-3: after {after} the log goes on with {found}")]
    VersionGap {
        /// The record before.
        after: Version,
        /// The record found.
        found: Version,
    },
    /// A record takes units that are not there to take: somebody else has them.
    #[error("SM-1: at {version} place {} has two holders", place.0)]
    PlaceTwice {
        /// The record.
        version: Version,
        /// The place.
        place: PlaceIndex,
    },
    /// A record ends or changes a hold that does not live.
    #[error("SM-4: at {version} hold {} does not live", hold.0)]
    NoSuchHold {
        /// The record.
        version: Version,
        /// The hold.
        hold: HoldId,
    },
    /// A record gives back a booking that is not there.
    #[error("at {version} there is no booking {}", booking.0)]
    NoSuchBooking {
        /// The record.
        version: Version,
        /// The booking.
        booking: BookingId,
    },
    /// A record names a place that the plan does not have.
    #[error("at {version} there is no place {}", place.0)]
    UnknownPlace {
        /// The record.
        version: Version,
        /// The place.
        place: PlaceIndex,
    },
    /// A record moves the event to a plan version that the auditor was not given.
    #[error("at {version} the event moves to plan {plan}, which is not known")]
    UnknownPlan {
        /// The record.
        version: Version,
        /// The plan version.
        plan: ContentHash,
    },
    /// Free, held, booked and killed do not add up.
    #[error("SM-2: the units of place {} do not add up to {capacity}", place.0)]
    Sum {
        /// The place.
        place: PlaceIndex,
        /// What it has.
        capacity: u32,
    },
    /// An acknowledged answer is not in the log.
    #[error("acknowledged and lost: {answer} (the log says: {logged})")]
    Lost {
        /// The answer, in words.
        answer: String,
        /// What the log has at its version.
        logged: String,
    },
    /// Two buyers were acknowledged with one version.
    #[error("{version} was acknowledged to buyer {first} and to buyer {second}")]
    VersionTwice {
        /// The version.
        version: Version,
        /// One.
        first: u32,
        /// The other.
        second: u32,
    },
    /// A client saw a version that the log does not have.
    #[error("SM-5: a client saw {seen}, and the log ends at {durable}")]
    SeenAndUndone {
        /// What the client saw.
        seen: Version,
        /// The log's last record.
        durable: Version,
    },
    /// Two sides that should agree do not.
    #[error("{what}: {ours} here, {theirs} there, at {version}")]
    HashDiffers {
        /// Which hash of whom.
        what: String,
        /// The version both speak of.
        version: Version,
        /// One side.
        ours: ContentHash,
        /// The other.
        theirs: ContentHash,
    },
    /// A client sees something else of a place than the log says.
    #[error("client {client} sees {seen} of place {}, the log says {logged}", place.0)]
    PlaceDiffers {
        /// Which client of the run.
        client: u32,
        /// The place.
        place: PlaceIndex,
        /// What the client sees.
        seen: String,
        /// What the log says.
        logged: String,
    },
    /// A client sees another plan or sale, or another number of places, than the log says.
    #[error("client {client} sees {seen}, the log says {logged}")]
    HeadDiffers {
        /// Which client of the run.
        client: u32,
        /// What the client sees.
        seen: String,
        /// What the log says.
        logged: String,
    },
    /// A client did not reach the last version.
    #[error("client {client} stopped at {reached}, the server is at {expected}")]
    ClientBehind {
        /// Which client of the run.
        client: u32,
        /// Where it stands.
        reached: Version,
        /// The server's version.
        expected: Version,
    },
    /// A client did not say what it sees.
    #[error("a client did not reach {expected} in time")]
    ClientSilent {
        /// The server's version.
        expected: Version,
    },
}
