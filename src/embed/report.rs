//! What a test says of a run: a message for its reader and a file for machines.

use std::io;
use std::path::{Path, PathBuf};

use crate::cases::DRAWN;
use crate::check::{Failure, Judgement, Run, Standing, Verdict};
use crate::contract::printable;
use crate::files::replace;
use crate::report::{self, Report};

/// The report that a test shows when it fails.
pub(super) fn message(run: &Run, judgement: &Judgement, written: &io::Result<PathBuf>) -> String {
    let standing = judgement.standing;
    let (failing, cases) = (run.count(Verdict::Fail), run.total());
    let headline = match standing {
        Standing::Diverges => format!(
            "{} diverges from {}: {failing} of {cases} cases fail",
            run.target, run.edition.name
        ),
        other => format!("{}: {} ({cases} cases)", run.target, other.meaning()),
    };
    let written = match written {
        Ok(path) => format!("report: {}", path.display()),
        Err(cause) => format!("the report could not be written: {cause}"),
    };
    let again = (!judgement.leave_out.is_empty()).then(|| {
        let left_out = run.scope.without.union(&judgement.leave_out);
        let names: Vec<String> = left_out.map(|ability| format!("\"{ability}\"")).collect();
        format!(
            "Conformance::of(…).without(&[{}]).assert()",
            names.join(", ")
        )
    });
    let told = Report {
        run,
        exit: standing.code(),
        verdict: &written,
        judgement,
        again: again.as_deref(),
    };
    let text = report::terminal(&told, report::Style::plain());
    printable(&format!("{headline}\n\n{text}")).into_owned()
}

/// Writes the JSON report of a run as `NAME.json` in a folder; its path.
pub(super) fn write(
    run: &Run,
    standing: Standing,
    folder: &Path,
    name: &str,
) -> io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join(format!("{}.json", file_name(name)));
    let text = report::json(run, standing.code());
    replace(&path, &|file| file.write_all(text.as_bytes()))?;
    Ok(path)
}

/// Makes a failure say how it is shown again in a test: no command reaches into
/// another program.
pub(super) fn again(failure: &mut Failure, drawn: Option<(u64, usize)>) {
    let drawn = drawn
        .filter(|(seed, count)| *seed != 0 || *count > DRAWN as usize)
        .map_or_else(String::new, |(seed, count)| {
            format!(".seed({seed}).cases({count})")
        });
    failure.replay = format!(
        "Conformance::of(…){drawn}.only(&[{:?}]).assert()",
        failure.case
    );
}

/// A name that every file system takes.
fn file_name(name: &str) -> String {
    let plain: String = name
        .replace("::", "-")
        .chars()
        .map(|character| match character {
            'A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '_' => character,
            _ => '_',
        })
        .take(120)
        .collect();
    if plain.is_empty() {
        "report".to_owned()
    } else {
        plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_becomes_that_of_a_file() {
        assert_eq!(file_name("app-tests::it_conforms"), "app-tests-it_conforms");
        assert_eq!(file_name("../é b"), "_____b");
        assert_eq!(file_name(""), "report");
        assert_eq!(file_name(&"x".repeat(500)).len(), 120);
    }
}
