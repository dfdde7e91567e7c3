//! No input makes an import panic, or say nothing of what it could not read: the real files with random changes of
//! their structure, and of their bytes.

use std::sync::OnceLock;

use proptest::prelude::*;

use super::*;
use crate::plan::{ExportFormat, PublishedPlan, export_plan, geometry};

/// Small files of each format. Where the real ones are missing, one of each is made here.
fn sources() -> &'static [Value] {
    static SOURCES: OnceLock<Vec<Value>> = OnceLock::new();
    SOURCES.get_or_init(|| {
        let names = ["seatsio-Chart.json", "seatsio-ChartWithSections.json", "seatsio-ChartWithTables.json"];
        let mut sources: Vec<Value> = names
            .iter()
            .filter_map(|name| shared(name))
            .map(|text| serde_json::from_str(&text).unwrap())
            .collect();
        sources.extend([crate::plan::tests::sample(), chart()]);
        if let Some(mut stadium) = pretix::mended_stadium() {
            // Two rows of it are as good as ninety.
            for zone in stadium["zones"].as_array_mut().unwrap() {
                zone["rows"].as_array_mut().unwrap().truncate(2);
            }
            sources.push(stadium);
        }
        sources
    })
}

/// Pointers to all values.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| pointers(value, &format!("{at}/{name}"), found));
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(number, item)| pointers(item, &format!("{at}/{number}"), found));
        }
        _ => {}
    }
}

/// What a value is replaced by; beyond these, it is removed, doubled, or wrapped.
fn other(choice: u32) -> Value {
    match choice % 16 {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(0),
        3 => json!(-1),
        4 => json!(1e300),
        5 => json!(-1e-300),
        6 => json!(u64::MAX),
        7 => json!(""),
        8 => json!("\u{0}\u{feff}\u{1f600}"),
        9 => json!("1"),
        10 => json!([]),
        11 => json!({}),
        12 => json!([[[[[[[[1]]]]]]]]),
        13 => json!({"x": 1, "y": "2"}),
        14 => json!("A".repeat(1_000)),
        _ => json!([null, 1, "a", {}, []]),
    }
}

fn change(file: &mut Value, place: u32, choice: u32) {
    let mut places = Vec::new();
    pointers(file, "", &mut places);
    let pointer = &places[place as usize % places.len()];
    let Some(value) = file.pointer_mut(pointer) else { return };
    match choice % 20 {
        0..16 => *value = other(choice),
        16 => *value = json!([value.clone(), value.clone()]),
        17 => *value = json!({ "inside": value.clone() }),
        18 => {
            if let Value::Array(items) = value {
                let again = items.clone();
                items.extend(again);
            } else if let Value::Object(fields) = value {
                let first = fields.keys().next().cloned();
                first.and_then(|first| fields.remove(&first));
            }
        }
        _ => {
            if let Value::Array(items) = value {
                items.reverse();
            } else if let Value::Object(fields) = value {
                fields.insert("sur~/prise".to_owned(), json!(1));
            }
        }
    }
}

/// An import, with all that must hold of whatever comes out.
fn check(bytes: &[u8], fix: bool, file: Option<&Value>) -> Result<(), TestCaseError> {
    let import = import_plan(bytes, ImportOptions { fix, ..ImportOptions::default() });
    prop_assert!(import.issues.len() <= ISSUES_MAX + 1);
    prop_assert!(
        import.issues.is_sorted_by_key(|issue| std::cmp::Reverse(issue.severity))
            || import.issues.len() > ISSUES_MAX
    );
    for issue in &import.issues {
        prop_assert!(!issue.advice.is_empty());
        prop_assert!(issue.value.chars().count() <= 64);
        // A pointer leads into the file, or to what is missing in something that is there.
        if let Some(file) = file {
            let holder = issue.pointer.rsplit_once('/').map_or("", |(holder, _)| holder);
            let found = file.pointer(&issue.pointer).or_else(|| file.pointer(holder));
            prop_assert!(found.is_some(), "{issue:?} leads nowhere");
        }
    }
    if import.is_usable() {
        let published = PublishedPlan::publish(import.plan.clone(), None);
        prop_assert!(published.is_ok(), "{:?}", published.err());
        prop_assert!(geometry(&published.unwrap()).is_ok());
        for format in [ExportFormat::Native, ExportFormat::Pretix, ExportFormat::Seatsio] {
            prop_assert!(export_plan(&import.plan, format).is_ok());
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changes_of_the_structure_are_told_and_never_panic(
        source in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<u32>(), any::<u32>()), 1..6),
        fix in any::<bool>(),
    ) {
        let mut file = source.get(sources()).clone();
        for (place, choice) in changes {
            change(&mut file, place, choice);
        }
        check(file.to_string().as_bytes(), fix, Some(&file))?;
    }

    #[test]
    fn changes_of_the_bytes_are_told_and_never_panic(
        source in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        cut in any::<prop::sample::Index>(),
        fix in any::<bool>(),
    ) {
        let mut bytes = source.get(sources()).to_string().into_bytes();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if fix {
            bytes.truncate(cut.index(bytes.len()));
        }
        check(&bytes, fix, None)?;
    }

    #[test]
    fn any_bytes_are_told_and_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), fix in any::<bool>()) {
        check(&bytes, fix, None)?;
    }
}
