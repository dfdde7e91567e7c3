//! `frontrow plan`.

use std::io::Read;
use std::process::{Command, Stdio};

use schemas::plan::{VenueKind, generate};

use crate::stage::{PROGRAM, Stage, plan, run};

#[test]
fn a_plan_is_imported_published_and_listed() {
    let stage = Stage::new();
    let file = stage.file("plan.json", &plan().to_string());
    let made = stage.run(&["plan", "import", &file]).well();
    assert!(made.starts_with("pl_") && made.len() == 16, "{made}");
    let hash = stage.run(&["plan", "publish", &made]).well();
    assert!(hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{hash}");
    assert_eq!(stage.run(&["plan", "publish", &made]).well(), hash, "a draft that is a version already");
    let listed = format!("{made}  Small house\n  version 1  {hash}  5 places, 5 units");
    assert_eq!(stage.run(&["plan", "list"]).well(), listed);
}

#[test]
fn a_file_with_errors_is_kept_as_a_draft_and_each_error_is_told() {
    let stage = Stage::new();
    let mut broken = plan();
    broken["sections"][0]["rows"][0]["seats"][1]["label"] = "1".into();
    broken["sections"][0]["level"] = "nearr".into();
    let issues = "frontrow: error duplicate_label at /sections/0/rows/0/seats/0, /sections/0/rows/0/seats/1 (S-A-1): \
                give each of these 2 places a label of its own\n\
                frontrow: error unknown_level at /sections/0/level (nearr): add the price level to the plan or name \
                one it has\n\
                frontrow: warning unused at /levels/0 (near): remove it, or name it where it belongs\n";
    let file = stage.file("plan.json", &broken.to_string());
    let imported = stage.run(&["plan", "import", &file]);
    let made = imported.out.trim_end();
    let go_on = format!(
        "frontrow: {made} is a draft with 2 errors and cannot be published yet: mend the file, then frontrow plan \
         import FILE --into {made}\n"
    );
    assert_eq!((imported.code, imported.err), (1, format!("{issues}{go_on}")));
    stage
        .run(&["plan", "issues", made])
        .fails(1, format!("{issues}{go_on}")["frontrow: ".len()..].trim_end());
    let warning = issues.lines().find(|line| line.contains("warning")).unwrap();
    let of_severity = |severity: &str| stage.run(&["plan", "issues", made, "--severity", severity]);
    assert_eq!(of_severity("warning").err, format!("{warning}\n{go_on}"));
    assert_eq!(of_severity("note").err, go_on);
    let refused = format!("{issues}frontrow: 422 plan_invalid: 3 issues, warnings included");
    stage.run(&["plan", "publish", made]).fails(1, &refused["frontrow: ".len()..]);

    stage.file("plan.json", &plan().to_string());
    assert_eq!(stage.run(&["plan", "import", &file, "--into", made]).well(), made);
    assert_eq!(stage.run(&["plan", "issues", made]).well(), "");
    stage.run(&["plan", "publish", made]).well();
    assert_eq!(stage.run(&["plan", "list"]).well().lines().count(), 2, "one plan, one version");
}

#[test]
fn a_file_that_is_no_plan_is_told_by_its_name() {
    let stage = Stage::new();
    let cut = stage.file("cut.json", r#"{"format":"frontrow-plan/1","name":"#);
    let word = stage.file("word.json", "hello");
    let none = stage.path("none.json").to_str().unwrap().to_owned();
    let at_the_end = "frontrow: error invalid_json in line 1, column 35 (frontrow-plan/1\",\"name\":): mend the text: \
                      EOF while parsing a value\n";
    for command in ["import", "draw"] {
        let said = stage.run(&["plan", command, &cut]);
        assert_eq!((said.code, said.out.as_str()), (1, ""));
        assert!(said.err.starts_with(at_the_end), "{}", said.err);
        let said = stage.run(&["plan", command, &word]);
        assert_eq!((said.code, said.out.as_str()), (1, ""));
        assert!(
            said.err.starts_with("frontrow: error unknown_format in the whole (a text): "),
            "{}",
            said.err
        );
        let missing = format!("cannot read {none}: No such file or directory (os error 2)");
        stage.run(&["plan", command, &none]).fails(1, &missing);
    }
    let sheet = stage.file("hall.xlsx", "PK\u{3}\u{4}");
    stage.run(&["plan", "import", &sheet]).fails(
        1,
        "error unknown_format in the whole (a ZIP archive, as .xlsx and .ods are): open it in a spreadsheet, save the \
         table of seats as CSV in UTF-8 with a first line section,row,seat,level, and import that file\n\
         frontrow: 422 plan_invalid: one issue",
    );
    stage
        .run(&["plan", "publish", "pl_aaaaaaaaaaaaa"])
        .fails(1, "404 unknown_plan: there is no plan pl_aaaaaaaaaaaaa");
}

#[test]
fn notes_are_counted_and_shown_when_asked() {
    let stage = Stage::new();
    let table = stage.file("hall.csv", "row,seat,level\nA,1,front\nA,2,front\n");
    let counted = stage.run(&["plan", "import", &table]);
    let one = "frontrow: and 1 note that asks for nothing; --notes shows it\n";
    assert_eq!((counted.code, counted.err.as_str()), (0, one));
    let shown = stage.run(&["plan", "import", &table, "--notes"]);
    assert!(shown.code == 0 && shown.err.starts_with("frontrow: note laid_out "), "{shown:?}");
    let bare = stage.file("bare.csv", "row,seat\nA,1\n");
    let counted = stage.run(&["plan", "import", &bare]);
    assert_eq!(counted.err, "frontrow: and 2 notes that ask for nothing; --notes shows them\n");
}

#[test]
fn a_plan_is_drawn_without_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plan.json");
    std::fs::write(&file, plan().to_string()).unwrap();
    let drawn = run(&[], &["plan", "draw", file.to_str().unwrap()]).well();
    assert!(drawn.starts_with("<svg ") && drawn.ends_with("</svg>"), "{drawn}");
    assert!(drawn.contains(">Near · 5<") && drawn.contains(">5 places in 1 section<"), "{drawn}");
}

#[test]
fn whoever_reads_only_the_beginning_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("arena.json");
    std::fs::write(&file, serde_json::to_vec(&generate(VenueKind::Arena, 20_000, 1).unwrap()).unwrap())
        .unwrap();
    let mut command = Command::new(PROGRAM);
    command.args(["plan", "draw"]).arg(&file).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut begin = [0; 5];
    child.stdout.take().unwrap().read_exact(&mut begin).unwrap();
    assert_eq!(&begin, b"<svg ");
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), String::from_utf8(ended.stderr).unwrap().as_str()), (Some(0), ""));
}

#[test]
fn two_files_and_two_versions_are_compared() {
    let stage = Stage::new();
    let first = stage.file("first.json", &plan().to_string());
    let mut changed = plan();
    let row = &mut changed["sections"][0]["rows"][0]["seats"];
    row[0]["position"]["y"] = 3.into();
    row[1]["label"] = "2a".into();
    row.as_array_mut().unwrap().remove(4);
    let second = stage.file("second.json", &changed.to_string());
    let told = "removed S-A-5\nmoved S-A-1: 20,0 -> 20,3\nrelabelled S-A-2 -> S-A-2a\n\
                3 kept, 0 added, 1 removed, 1 moved, 1 relabelled";
    assert_eq!(run(&[], &["plan", "diff", &first, &second]).well(), told, "no server is needed");

    let made = stage.run(&["plan", "import", &first]).well();
    let hash = stage.run(&["plan", "publish", &made]).well();
    let diff = |before: &str, after: &str| stage.run(&["plan", "diff", before, after, "--plan", &made]);
    let same = "5 kept, 0 added, 0 removed, 0 moved, 0 relabelled";
    assert_eq!(diff("1", "draft").well(), same);
    assert_eq!(diff(&hash, "1").well(), same);
    diff("1", "2").fails(1, &format!("404 unknown_plan: plan {made} has no version \"2\""));
    diff("1", "a/b").fails(1, "\"a/b\" is no version: give its number or hash, or `draft`");
}

#[test]
fn a_plan_goes_with_its_versions_unless_an_event_needs_one() {
    let stage = Stage::new();
    let event = stage.event();
    let listed = stage.run(&["plan", "list"]).well();
    let (used, hash) = (listed[..16].to_owned(), listed.split_whitespace().nth(5).unwrap().to_owned());
    let refused = format!("409 plan_in_use: needed by {event}");
    stage.run(&["plan", "delete", &used]).fails(1, &refused);
    stage.run(&["plan", "delete", &used, "--version", &hash]).fails(1, &refused);
    let mut other = plan();
    other["name"] = "Other house".into();
    let other = stage.run(&["plan", "import", &stage.file("other.json", &other.to_string())]).well();
    let hash = stage.run(&["plan", "publish", &other]).well();
    assert_eq!(stage.run(&["plan", "delete", &other, "--version", &hash]).well(), "");
    assert_eq!(stage.run(&["plan", "delete", &other]).well(), "");
    assert_eq!(stage.run(&["plan", "list"]).well(), listed);
    stage.run(&["plan", "delete", &other]).fails(1, &format!("404 unknown_plan: there is no plan {other}"));
}
