//! What a handler may ask to be allowed, and the least scope of a key that allows it.

use schemas::scope::Scope;

/// Something that a key allows from a scope on.
pub trait Permission: 'static {
    /// The least scope that allows it.
    const LEAST: Scope;

    /// Whether only a key of the platform allows it, one of no organiser.
    const OF_PLATFORM: bool;
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident: $least:ident $($platform:ident)?;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}

        impl Permission for $name {
            const LEAST: Scope = Scope::$least;
            const OF_PLATFORM: bool = permissions!(@ $($platform)?);
        }
    )*};
    (@) => { false };
    (@ platform) => { true };
}
permissions! {
    /// See organisers.
    ReadOrganisers: Read;
    /// See events.
    ReadEvents: Read;
    /// See plans, drafts too.
    ReadPlans: Read;
    /// See holds, bookings and history of places, and logs.
    ReadHistory: Read;
    /// Begin and end payments, book and give back.
    SellPlaces: Sell;
    /// Open channels to buyers.
    OpenChannels: Sell;
    /// Make and publish seating plans.
    ManagePlans: Manage;
    /// Make events and open, pause, resume and end their sale.
    ManageEvents: Manage;
    /// Take places off sale, put them back, move them between channels.
    ManagePlaces: Manage;
    /// See who changed what.
    ReadAudit: Manage;
    /// Make, see, rotate and revoke keys.
    ManageKeys: Admin;
    /// Make organisers and name them.
    ManageOrganisers: Admin platform;
}
