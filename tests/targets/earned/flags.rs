//! The flags of a verdict, and how every report tells of it.

use std::path::Path;

use super::altered::{Altered, rewritten};
use crate::program::{Ended, ended, tagproof};
use tagproof::report::ReportFormat;
use tagproof::wire::Format;

fn no_xml() -> Altered {
    Altered::reference().veil(|response, call| {
        if response.body.first() == Some(&b'<') {
            rewritten(&response, call, Format::Xml, Format::Json)
        } else {
            response
        }
    })
}

fn said(args: &[&str]) -> Ended {
    ended(tagproof(args))
}

#[test]
fn what_the_flags_leave_out_is_in_the_verdict() {
    for (args, told) in [
        (
            &["quota", "--without", "xml", "--cases", "0"][..],
            "reference conforms to vpc-2023-03 without xml; narrowed by quota",
        ),
        (
            &[
                "keys", "--wire", "json", "--skip", "keys/a*", "--level", "must",
            ],
            "reference conforms to vpc-2023-03, narrowed by keys, --skip keys/a*, --level must, --wire json",
        ),
    ] {
        let ended = said(&[&["run"], args].concat());
        assert_eq!(ended.code, 0, "{ended:?}");
        assert_eq!(ended.out.lines().last().unwrap(), told);
    }
}

#[test]
fn what_need_not_be_left_out_is_told() {
    let ended = said(&["run", "quota", "--without", "xml,type:eip"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    for ability in ["xml", "type:eip"] {
        let told = format!("note  --without {ability} is not needed: the target can do it\n");
        assert!(ended.out.contains(&told), "{ended:?}");
    }
}

#[test]
fn what_is_no_ability_is_said_before_anything_is_sent() {
    for command in ["run", "fuzz", "replay", "judge", "merge"] {
        let file = if ["run", "fuzz"].contains(&command) {
            &[][..]
        } else {
            &["no.json"][..]
        };
        let nowhere: &[&str] = match command {
            "judge" | "merge" => &[],
            _ => &["--target", "http://127.0.0.1:1"],
        };
        let ended = said(&[&[command, "--without", "xmk"], file, nowhere].concat());
        assert_eq!(ended.code, 2, "{ended:?}");
        assert_eq!(
            ended.err,
            "error: unknown ability 'xmk', did you mean 'xml'?; `tagproof list abilities` names them\n"
        );
    }
}

#[test]
fn who_lets_more_stay_open_demands_less() {
    let ended = said(&["run", "quota", "--max-inconclusive", "30"]);
    assert!(
        ended
            .out
            .contains("note  --max-inconclusive 30 leaves --min-coverage 70"),
        "{ended:?}"
    );
    let ended = said(&[
        "run",
        "quota",
        "--max-inconclusive",
        "30",
        "--min-coverage",
        "90",
    ]);
    assert!(!ended.out.contains("leaves"), "{ended:?}");
}

#[test]
fn abilities_are_listed_with_what_they_are_worth() {
    let ended = said(&["list", "abilities"]);
    let first: Vec<&str> = ended
        .out
        .lines()
        .map(|line| line.split_whitespace().next().unwrap())
        .collect();
    for name in ["json", "at-once", "type:vswitch", "UnTagResources"] {
        assert!(first.contains(&name), "{ended:?}");
    }
    let xml = said(&["explain", "xml"]);
    assert_eq!(xml.code, 0, "{xml:?}");
    assert!(xml.out.contains("--without xml"), "{xml:?}");
}

#[test]
fn no_report_says_pass_where_the_exit_is_not_0() {
    let target = no_xml().served();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = |format: &str| {
        folder
            .join(format!("earned-{format}"))
            .display()
            .to_string()
    };
    let flags: Vec<String> = ReportFormat::names()
        .map(|format| format!("--report={format}={}", path(format)))
        .collect();
    let mut args = vec!["run", "--target", &target.url, "responses"];
    args.extend(flags.iter().map(String::as_str));
    let ended = said(&args);
    assert_eq!(ended.code, 3, "{ended:?}");
    let text = |format: &str| std::fs::read_to_string(path(format)).unwrap();
    let junit = text("junit");
    let verdict = junit.split("name=\"tagproof/verdict\"").nth(1).unwrap();
    let verdict = verdict.split("</testcase>").next().unwrap();
    assert!(verdict.contains("<error message=\"exit 3: "), "{verdict}");
    assert!(text("markdown").starts_with("## tagproof: **inconclusive**\n"));
    assert!(text("markdown").contains("--without xml"));
    let html = text("html");
    assert!(html.contains("<h1 class=\"bad\">exit 3: "), "the headline");
    assert!(html.contains("--without xml"), "the cause");
    assert!(text("github").contains("::error title=tagproof::exit 3: "));
    assert!(text("ndjson").contains("\"ability\":\"xml\""));
}

#[test]
fn a_divergence_says_in_a_line_what_was_not_tried() {
    let target = no_xml().mutant("quota-off-by-one").served();
    let (ended, _) = target.judged(&[]);
    assert_eq!(ended.code, 1, "{ended:?}");
    let told: Vec<&str> = ended
        .out
        .lines()
        .filter(|line| line.starts_with("not tried: "))
        .collect();
    assert_eq!(told.len(), 1, "{ended:?}");
    assert!(told[0].ends_with(" cases, for want of xml"), "{told:?}");
}

#[test]
fn shards_are_judged_together_and_by_one_scope() {
    let target = no_xml().served();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let shard = |part: &str, without: &[&str]| {
        let file = folder
            .join(format!("earned-shard-{part}.json"))
            .display()
            .to_string();
        let (part, report) = (format!("{part}/2"), format!("--report=json={file}"));
        let args = [
            "run",
            "--target",
            &target.url,
            "--shard",
            &part,
            &report,
            "responses",
        ];
        (said(&[&args, without].concat()), file)
    };
    let (one, first) = shard("1", &[]);
    let (two, second) = shard("2", &[]);
    assert_eq!((one.code, two.code), (0, 0), "{one:?} {two:?}");
    let last = one.out.lines().last().unwrap();
    assert!(last.starts_with("shard 1/2 of ") && last.contains("`tagproof merge` says"));
    let merged = said(&["merge", &first, &second]);
    assert_eq!(merged.code, 3, "{merged:?}");
    assert!(merged.out.contains("missing   xml, which "), "{merged:?}");
    let merged = said(&["merge", &first, &second, "--without", "xml"]);
    assert_eq!(merged.code, 0, "{merged:?}");
    let (_, second) = shard("2", &["--without", "xml"]);
    let merged = said(&["merge", &first, &second]);
    assert_eq!(merged.code, 2, "{merged:?}");
    assert!(merged.err.contains("the scope"), "{merged:?}");
}
