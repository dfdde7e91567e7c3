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
fn a_file_with_errors_is_refused_and_each_error_is_told() {
    let stage = Stage::new();
    let mut broken = plan();
    broken["sections"][0]["rows"][0]["seats"][1]["label"] = "1".into();
    broken["sections"][0]["level"] = "nearr".into();
    let told = "frontrow: error duplicate_label at /sections/0/rows/0/seats/0, /sections/0/rows/0/seats/1 (S-A-1): \
                give each of these 2 places a label of its own\n\
                frontrow: error unknown_level at /sections/0/level (nearr): add the price level to the plan or name \
                one it has\n\
                frontrow: warning unused at /levels/0 (near): remove it, or name it where it belongs\n\
                frontrow: 422 plan_invalid: 3 issues, warnings included\n";
    let imported = stage.run(&["plan", "import", &stage.file("plan.json", &broken.to_string())]);
    assert_eq!((imported.code, imported.out.as_str(), imported.err.as_str()), (1, "", told));
    assert_eq!(stage.run(&["plan", "list"]).well(), "", "nothing half done");
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
        println!("{}", said.err);
        let missing = format!("cannot read {none}: No such file or directory (os error 2)");
        stage.run(&["plan", command, &none]).fails(1, &missing);
    }
    stage
        .run(&["plan", "publish", "pl_aaaaaaaaaaaaa"])
        .fails(1, "404 unknown_plan: there is no plan pl_aaaaaaaaaaaaa");
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
