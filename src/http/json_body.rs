//! Reads bodies in JSON, and says of one that cannot be read which field is wrong, what it is and what is expected.

use schemas::error_code::ErrorCode;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

use super::problem::Failure;
use crate::limits::BODY_VALUE_CHARACTERS_TOLD;

/// Reads a body; an empty one is `{}`.
///
/// # Errors
/// `invalid_json` for what is no JSON, `invalid_value` with the pointer of the field that is wrong.
pub fn read<Content: DeserializeOwned>(body: &[u8]) -> Result<Content, Failure> {
    let body = if body.is_empty() { b"{}" } else { body };
    // What is derived for an object would take a list of its fields' values, too.
    if body.trim_ascii_start().first() == Some(&b'[') {
        let detail = "expected an object, and this is an array";
        return Err(Failure::new(ErrorCode::InvalidValue, detail).at(""));
    }
    serde_json::from_slice(body).map_err(|error| {
        let Ok(whole) = serde_json::from_slice::<Value>(body) else {
            return Failure::new(ErrorCode::InvalidJson, format!("the body is no JSON: {error}")).at("body");
        };
        // Read once more, keeping the way to where it fails: only a field that stands twice fails in the text alone.
        let (pointer, detail) = match serde_path_to_error::deserialize::<_, Content>(&whole) {
            Err(error) => {
                let pointer = pointer(error.path());
                let words = error.inner().to_string();
                mistake(pointer, &words, &whole)
            }
            Ok(_) => (String::new(), error.to_string()),
        };
        Failure::new(ErrorCode::InvalidValue, detail).at(pointer)
    })
}

/// The way to a value as a JSON pointer.
fn pointer(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.extend(["/", &index.to_string()]),
            Segment::Map { key } => pointer.extend(["/", &key.replace('~', "~0").replace('/', "~1")]),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}

/// What serde says of a value there, in words for whoever wrote the body, and where that is.
fn mistake(pointer: String, words: &str, whole: &Value) -> (String, String) {
    if let Some(field) = words.strip_prefix("missing field ") {
        let name = field.trim_matches('`');
        return (format!("{pointer}/{name}"), format!("the field {field} is missing"));
    }
    let (said, expected) = words.split_once(", expected ").unwrap_or((words, ""));
    let given = quoted(said).next().unwrap_or_default();
    if said.starts_with("unknown field ") {
        return (pointer, unknown_field(given, expected));
    }
    if said.starts_with("unknown variant ") {
        let nearest = nearest(given, expected).map(|name| format!("; the nearest is `{name}`"));
        let detail = format!("`{given}` is unknown: expected {expected}{}", nearest.unwrap_or_default());
        return (pointer, detail);
    }
    if said.starts_with("invalid type: ") || said.starts_with("invalid value: ") {
        let found = whole.pointer(&pointer).map_or_else(|| "there is nothing".to_owned(), found);
        return (pointer, format!("expected {}, and this is {found}", plain(expected)));
    }
    (pointer, words.to_owned())
}

fn unknown_field(given: &str, expected: &str) -> String {
    if expected.is_empty() {
        return format!("there is no field `{given}` here: none is expected");
    }
    let nearest = nearest(given, expected).map(|name| format!(": the nearest is `{name}`"));
    let fields: Vec<String> = quoted(expected).map(|name| format!("`{name}`")).collect();
    format!(
        "there is no field `{given}` here{}; fields are {}",
        nearest.unwrap_or_default(),
        fields.join(", ")
    )
}

/// What stands between backticks.
fn quoted(words: &str) -> impl Iterator<Item = &str> {
    words.split('`').skip(1).step_by(2)
}

/// The name that was probably meant: of few letters others.
fn nearest<'names>(given: &str, names: &'names str) -> Option<&'names str> {
    let distance = |name: &&str| strsim::damerau_levenshtein(given, name);
    let nearest = quoted(names).min_by_key(distance)?;
    (distance(&nearest) <= given.chars().count().div_ceil(3)).then_some(nearest)
}

/// What is expected, in JSON's words for Rust's.
fn plain(expected: &str) -> String {
    let most = match expected {
        "u8" => u64::from(u8::MAX),
        "u16" => u64::from(u16::MAX),
        "u32" => u64::from(u32::MAX),
        "u64" | "usize" => u64::MAX,
        "f32" | "f64" => return "a number".to_owned(),
        "a sequence" => return "an array".to_owned(),
        "a map" => return "an object".to_owned(),
        "string or map" => return "a string".to_owned(),
        _ if expected.starts_with("struct ") => return "an object".to_owned(),
        _ => return expected.to_owned(),
    };
    format!("a whole number from 0 to {most}")
}

/// The kind of a value, and the value where it is short.
fn found(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => format!("the boolean {flag}"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) if text.chars().count() > BODY_VALUE_CHARACTERS_TOLD => {
            let start: String = text.chars().take(BODY_VALUE_CHARACTERS_TOLD).collect();
            format!("a string that begins with {start:?}")
        }
        Value::String(text) => format!("the string {text:?}"),
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use schemas::api::configuration::TermsChange;
    use schemas::api::events::NewEvent;
    use serde_json::json;

    use super::*;
    use crate::http::told::Nothing;

    /// Code, pointer and sentence of what is told of a body.
    fn told<Content: DeserializeOwned + Debug>(body: &str) -> [String; 3] {
        let failure = read::<Content>(body.as_bytes()).unwrap_err();
        let problem = failure.problem();
        let pointer = problem.pointer.clone().unwrap_or_default();
        [problem.code.name().to_owned(), pointer, problem.detail.clone()]
    }

    fn event(change: impl Fn(&mut Value)) -> String {
        let mut event = json!({
            "name": "x", "starts_at": "2030-01-01T19:30:00Z", "plan": "0".repeat(64), "currency": "EUR",
            "prices": [{ "level": "near", "amount_minor": 4500 }],
        });
        change(&mut event);
        event.to_string()
    }

    /// How an event is changed, and the pointer and the sentence that are told of it then.
    type Mistaken<'test> = (&'test dyn Fn(&mut Value), &'test str, &'test str);

    fn check(table: &[Mistaken<'_>]) {
        for (change, pointer, detail) in table {
            assert_eq!(told::<NewEvent>(&event(change)), ["invalid_value", pointer, detail]);
        }
    }

    #[test]
    fn the_wrong_field_is_pointed_to_with_what_it_is_and_what_is_expected() {
        read::<NewEvent>(event(|_| {}).as_bytes()).unwrap();
        let long = "y".repeat(BODY_VALUE_CHARACTERS_TOLD);
        let begins = format!("expected an array, and this is a string that begins with {long:?}");
        let whole = "expected a whole number from 0 to 18446744073709551615, and this is the";
        let number = "/prices/0/amount_minor";
        check(&[
            (
                &|event| event["prices"][0]["amount_minor"] = json!("45"),
                number,
                &format!("{whole} string \"45\""),
            ),
            (
                &|event| event["prices"][0]["amount_minor"] = json!(45.5),
                number,
                &format!("{whole} number 45.5"),
            ),
            (
                &|event| event["terms"] = json!({ "maximum_extensions": 5_000_000_000_u64 }),
                "/terms/maximum_extensions",
                "expected a whole number from 0 to 4294967295, and this is the number 5000000000",
            ),
            (&|event| event["name"] = json!(null), "/name", "expected a string, and this is null"),
            (&|event| event["name"] = json!([]), "/name", "expected a string, and this is an array"),
            (
                &|event| event["starts_at"] = json!(7),
                "/starts_at",
                "expected a string, and this is the number 7",
            ),
            (
                &|event| event["starts_at"] = json!("soon"),
                "/starts_at",
                "expected a moment such as 2026-11-21T19:30:00Z",
            ),
            (&|event| event["prices"] = json!({}), "/prices", "expected an array, and this is an object"),
            (&|event| event["prices"] = json!(long.clone() + "z"), "/prices", &begins),
            (
                &|event| event["terms"] = json!(true),
                "/terms",
                "expected an object, and this is the boolean true",
            ),
        ]);
    }

    #[test]
    fn a_list_is_no_object_whose_fields_come_in_order() {
        for body in ["[]", " [\"x\", \"2030-01-01T19:30:00Z\"]"] {
            assert_eq!(
                told::<NewEvent>(body),
                ["invalid_value", "", "expected an object, and this is an array"]
            );
        }
    }

    #[test]
    fn fields_that_are_unknown_or_missing_are_named_with_those_there_are() {
        let fields = "fields are `name`, `starts_at`, `about`, `plan`, `currency`, `prices`, `channels`, `tables`, \
                      `schedule`, `terms`";
        let version = "/api/v1/plans/pl_aaaaaaaaaaaaa";
        check(&[
            (
                &|event| event["prices"][0]["amount"] = json!(4),
                "/prices/0/amount",
                "there is no field `amount` here; fields are `level`, `amount_minor`",
            ),
            (
                &|event| event["pirces"] = json!([]),
                "/pirces",
                &format!("there is no field `pirces` here: the nearest is `prices`; {fields}"),
            ),
            (
                &|event| event["a/b~c"] = json!(1),
                "/a~1b~0c",
                &format!("there is no field `a/b~c` here; {fields}"),
            ),
            (
                &|event| drop(event.as_object_mut().unwrap().remove("plan")),
                "/plan",
                "the field `plan` is missing",
            ),
            (
                &|event| event["prices"] = json!([{ "level": "near" }]),
                "/prices/0/amount_minor",
                "the field `amount_minor` is missing",
            ),
            (
                &|event| event["plan"] = json!("pl_aaaaaaaaaaaaa"),
                "/plan",
                &format!(
                    "pl_aaaaaaaaaaaaa is a plan's id; expected the hash of one of its published versions: \
                     `versions` of GET {version} lists them, and POST {version}/publish answers with a new one"
                ),
            ),
        ]);
    }

    #[test]
    fn words_and_bodies_of_another_kind_are_told() {
        let scope = |text: &str| told::<schemas::api::keys::NewKey>(text);
        let known = "expected one of `read`, `sell`, `manage`, `admin`";
        assert_eq!(
            scope(r#"{"name":"x","scope":"slel"}"#)[1..],
            ["/scope".to_owned(), format!("`slel` is unknown: {known}; the nearest is `sell`")]
        );
        assert_eq!(
            scope(r#"{"name":"x","scope":5}"#),
            ["invalid_value", "/scope", "expected a string, and this is the number 5"]
        );
        let list = ["invalid_value", "", "expected an object, and this is the number 5"];
        assert_eq!(told::<TermsChange>("5"), list);
        assert_eq!(
            told::<Nothing>(r#"{"x":1}"#),
            ["invalid_value", "/x", "there is no field `x` here: none is expected"]
        );
        let twice = told::<Nothing>(r#"{"x":1,"x":2}"#);
        assert_eq!(twice[1], "/x");
        let twice = told::<TermsChange>(r#"{"currency":"EUR","currency":"EUR"}"#);
        assert_eq!(twice, ["invalid_value", "", "duplicate field `currency` at line 1 column 28"]);
        let broken = told::<TermsChange>("{\n\"currency\": EUR}");
        assert_eq!(
            broken,
            ["invalid_json", "body", "the body is no JSON: expected value at line 2 column 13"]
        );
    }
}
