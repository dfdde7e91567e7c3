//! Which currencies prices can be in, and how many decimals their amounts have.
//!
//! From list one of ISO 4217 as its maintenance agency, SIX, published it on 2026-01-01, without codes of funds
//! (such as CLF), and without those that have no minor unit: metals, units of account, and the codes for tests
//! and for no currency.

use crate::terms::Currency;

impl Currency {
    /// The currency of a code in capital letters, where prices can be in it.
    #[must_use]
    pub fn by_code(code: &str) -> Option<Self> {
        let currency = Self(code.as_bytes().try_into().ok()?);
        minor_units(currency).map(|_| currency)
    }

    /// Its code.
    #[must_use]
    pub fn code(self) -> String {
        String::from_utf8_lossy(&self.0).into_owned()
    }
}

/// How many decimals an amount of the currency has: 2 where 4500 minor units are 45.00. None where prices cannot be
/// in it. Events of old may be in such a one: their amounts are minor units all the same, and nobody knows of what.
#[must_use]
pub const fn minor_units(currency: Currency) -> Option<u32> {
    match &currency.0 {
        b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF" | b"UGX"
        | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => Some(0),
        b"AED" | b"AFN" | b"ALL" | b"AMD" | b"AOA" | b"ARS" | b"AUD" | b"AWG" | b"AZN" | b"BAM" | b"BBD"
        | b"BDT" | b"BMD" | b"BND" | b"BOB" | b"BRL" | b"BSD" | b"BTN" | b"BWP" | b"BYN" | b"BZD"
        | b"CAD" | b"CDF" | b"CHF" | b"CNY" | b"COP" | b"CRC" | b"CUP" | b"CVE" | b"CZK" | b"DKK"
        | b"DOP" | b"DZD" | b"EGP" | b"ERN" | b"ETB" | b"EUR" | b"FJD" | b"FKP" | b"GBP" | b"GEL"
        | b"GHS" | b"GIP" | b"GMD" | b"GTQ" | b"GYD" | b"HKD" | b"HNL" | b"HTG" | b"HUF" | b"IDR"
        | b"ILS" | b"INR" | b"IRR" | b"JMD" | b"KES" | b"KGS" | b"KHR" | b"KPW" | b"KYD" | b"KZT"
        | b"LAK" | b"LBP" | b"LKR" | b"LRD" | b"LSL" | b"MAD" | b"MDL" | b"MGA" | b"MKD" | b"MMK"
        | b"MNT" | b"MOP" | b"MRU" | b"MUR" | b"MVR" | b"MWK" | b"MXN" | b"MYR" | b"MZN" | b"NAD"
        | b"NGN" | b"NIO" | b"NOK" | b"NPR" | b"NZD" | b"PAB" | b"PEN" | b"PGK" | b"PHP" | b"PKR"
        | b"PLN" | b"QAR" | b"RON" | b"RSD" | b"RUB" | b"SAR" | b"SBD" | b"SCR" | b"SDG" | b"SEK"
        | b"SGD" | b"SHP" | b"SLE" | b"SOS" | b"SRD" | b"SSP" | b"STN" | b"SVC" | b"SYP" | b"SZL"
        | b"THB" | b"TJS" | b"TMT" | b"TOP" | b"TRY" | b"TTD" | b"TWD" | b"TZS" | b"UAH" | b"USD"
        | b"UYU" | b"UZS" | b"VED" | b"VES" | b"WST" | b"XAD" | b"XCD" | b"XCG" | b"YER" | b"ZAR"
        | b"ZMW" | b"ZWG" => Some(2),
        b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => Some(3),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> impl Iterator<Item = Currency> {
        let letters = || b'A'..=b'Z';
        letters().flat_map(move |first| {
            letters().flat_map(move |second| letters().map(move |third| Currency([first, second, third])))
        })
    }

    #[test]
    fn amounts_have_the_decimals_of_their_currency() {
        let table = [
            ("EUR", Some(2)),
            ("USD", Some(2)),
            ("GBP", Some(2)),
            ("CHF", Some(2)),
            ("HUF", Some(2)),
            ("MGA", Some(2)),
            ("XCG", Some(2)),
            ("JPY", Some(0)),
            ("ISK", Some(0)),
            ("XPF", Some(0)),
            ("KWD", Some(3)),
            ("TND", Some(3)),
            // Nobody's; of a fund; of four decimals; a metal; for tests; no currency; replaced by the euro.
            ("QQQ", None),
            ("CHE", None),
            ("CLF", None),
            ("UYW", None),
            ("XAU", None),
            ("XTS", None),
            ("XXX", None),
            ("BGN", None),
        ];
        for (code, decimals) in table {
            assert_eq!(Currency::by_code(code).map(minor_units), decimals.map(Some), "{code}");
        }
        for code in ["", "eur", "EU", "EURO", "€"] {
            assert_eq!(Currency::by_code(code), None, "{code}");
        }
    }

    #[test]
    fn the_list_is_whole() {
        let with = |decimals| all().filter(|currency| minor_units(*currency) == Some(decimals)).count();
        assert_eq!((with(0), with(1), with(2), with(3), with(4)), (16, 0, 133, 7, 0));
    }
}
