//! What no tracked file may say, code or not.

use crate::source::Finding;
use crate::tree::Text;

/// Hosts of package registries: whoever builds has their own, set in their own clients.
const REGISTRIES: &[&str] = &[
    concat!("crates", ".io"),
    concat!("pypi", ".org"),
    concat!("python", "hosted.org"),
    concat!("npm", "js.org"),
    concat!("npm", "js.com"),
    concat!("proxy.go", "lang.org"),
    concat!("deb.deb", "ian.org"),
    concat!("maven", ".org"),
];
/// Folders that exist on somebody's machine only.
const FOLDERS: &[&str] = &[concat!("/ro", "ot"), concat!("/wo", "rk")];
/// Files that a package client writes, with the names of its registry.
const WRITTEN_BY_CLIENTS: &[&str] = &["Cargo.lock", "package-lock.json"];

/// Registries and folders of one machine.
pub fn places_of_one_machine(texts: &[Text]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in texts {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        if WRITTEN_BY_CLIENTS.contains(&name) {
            continue;
        }
        for (index, line) in file.text.lines().enumerate() {
            for host in REGISTRIES.iter().filter(|host| line.contains(**host)) {
                let what = format!("names the registry {host}: say the package's name only");
                findings.push(Finding::new(&file.path, index + 1, what));
            }
            for folder in FOLDERS.iter().filter(|folder| names_folder(line, folder)) {
                let what = format!(
                    "names {folder}, which is a folder of one machine: use a path below the repository"
                );
                findings.push(Finding::new(&file.path, index + 1, what));
            }
        }
    }
    findings
}

/// Whether `line` names the top-level `folder`, and not a longer name or a part of another path.
fn names_folder(line: &str, folder: &str) -> bool {
    let part_of_name = |letter: char| letter.is_alphanumeric() || "._-".contains(letter);
    line.match_indices(folder).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + folder.len()..].chars().next();
        !before.is_some_and(|letter| part_of_name(letter) || letter == '/' || letter == '}')
            && !after.is_some_and(part_of_name)
    })
}

#[test]
fn a_registry_and_a_machine_s_folder_are_found() {
    let host = REGISTRIES[0];
    let folder = FOLDERS[0];
    let text = format!(
        "a https://{host}/x\nb {folder}/x\nc\n\"{folder}\"\na{folder}/x {folder}s ..{folder} b/{folder} ${{A}}{folder}"
    );
    let found = places_of_one_machine(&[Text::new("docs/a.md", &text)]);
    assert_eq!(found.iter().map(|finding| finding.line).collect::<Vec<_>>(), [1, 2, 4]);
    assert_eq!(places_of_one_machine(&[Text::new("web/package-lock.json", &text)]), []);
}
