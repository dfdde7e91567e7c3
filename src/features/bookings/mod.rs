//! Payments and bookings, called by an existing shop: begin payment, payment failed, book, unbook. For
//! organisers.

pub(crate) mod book;
pub(crate) mod payment;
pub(crate) mod unbook;

use crate::http::routes::Routes;

/// `/events/{event}/holds/{hold}/…`, `/events/{event}/bookings/{booking}/unbook`
pub fn routes(routes: &mut Routes) {
    routes
        .add(payment::__path_begin, payment::begin)
        .add(payment::__path_failed, payment::failed)
        .add(book::__path_book, book::book)
        .add(unbook::__path_unbook, unbook::unbook);
}
