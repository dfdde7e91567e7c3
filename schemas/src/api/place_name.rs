//! How a request names a place.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::openapi::schema::AnyOfBuilder;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::ids::PlaceIndex;

/// A place by its number in the event's plan, or by its label there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum PlaceName {
    /// Its number.
    Number(PlaceIndex),
    /// Its label in the whole plan, such as `A-12-7`.
    Label(String),
}

impl<'de> Deserialize<'de> for PlaceName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = PlaceName;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a place's number or label")
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<PlaceName, E> {
                u32::try_from(number)
                    .map(|number| PlaceName::Number(PlaceIndex(number)))
                    .map_err(|_| E::invalid_value(de::Unexpected::Unsigned(number), &self))
            }

            fn visit_str<E: de::Error>(self, label: &str) -> Result<PlaceName, E> {
                Ok(PlaceName::Label(label.to_owned()))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl PartialSchema for PlaceName {
    fn schema() -> RefOr<Schema> {
        let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0));
        let number = number.description(Some("Its number in the plan."));
        let label =
            ObjectBuilder::new().schema_type(Type::String).description(Some("Its label in the plan."));
        AnyOfBuilder::new()
            .item(number)
            .item(label)
            .description(Some("A place, by number or by label."))
            .into()
    }
}

impl ToSchema for PlaceName {}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_named_by_number_or_label() {
        let names: Vec<PlaceName> = serde_json::from_str("[7, \"A-1-7\"]").unwrap();
        assert_eq!(names, [PlaceName::Number(PlaceIndex(7)), PlaceName::Label("A-1-7".to_owned())]);
        for other in ["-1", "4294967296", "1.5", "null", "{}"] {
            assert!(serde_json::from_str::<PlaceName>(other).is_err(), "{other}");
        }
    }
}
