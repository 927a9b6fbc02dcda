//! Snapshots of what a target answers, in insta's file format.

use similar::TextDiff;

/// What ends the head of a snapshot file.
const MARK: &str = "---\n";

/// Unchanged lines that are shown around a change.
const CONTEXT: usize = 2;

/// The file of a snapshot: a head that says where it comes from, and the text.
pub fn snapshot_file(case: &str, transcript: &str) -> String {
    // A case id is of letters that need no quoting beyond these marks.
    let name = case.replace('\\', "\\\\").replace('"', "\\\"");
    format!("{MARK}source: tagproof run\ndescription: \"{name}\"\n{MARK}{transcript}")
}

/// The text in a snapshot file, whoever wrote its head; none if it has no head.
pub fn snapshot_text(file: &str) -> Option<String> {
    let file = file.replace("\r\n", "\n");
    let (_, text) = file.strip_prefix(MARK)?.split_once("\n---\n")?;
    Some(text.to_owned())
}

/// Line by line what changed from one transcript to another; none if nothing
/// did. Lines with `-` are gone, with `+` are new.
pub fn snapshot_diff(before: &str, after: &str) -> Option<String> {
    // What insta writes does not end with a line break.
    let (before, after) = (before.trim_end(), after.trim_end());
    (before != after).then(|| {
        TextDiff::from_lines(&format!("{before}\n"), &format!("{after}\n"))
            .unified_diff()
            .context_radius(CONTEXT)
            .to_string()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_gives_its_text_back_with_any_head() {
        let text = "a/b\n> GET\n---\n< 200\n";
        assert_eq!(snapshot_text(&snapshot_file("a/b", text)).unwrap(), text);
        let reviewed = "---\nsource: x\nassertion_line: 3\n---\na/b\r\n";
        assert_eq!(snapshot_text(reviewed).unwrap(), "a/b\n");
        assert_eq!(snapshot_text("a/b\n"), None);
    }

    #[test]
    fn a_difference_shows_the_lines_that_changed() {
        assert_eq!(snapshot_diff("a\nb\n", "a\nb"), None);
        let diff = snapshot_diff("a\nb\nc\n", "a\nx\nc\n").unwrap();
        assert!(diff.contains("\n a\n-b\n+x\n c\n"), "{diff}");
    }
}
