//! No secret, signature or token in anything that tagproof writes.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use crate::folder::fresh;
use crate::program::{Ended, ended, tagproof};
use crate::served::Served;
use tagproof::report::ReportFormat;

const SECRETS: [&str; 2] = ["own-secret-7f3a", "other-secret-91c2"];
const TOKEN: &str = "CAIS-token-5d7e";
const SIGNATURE: &str = "c2lnbmF0dXJlLW9mLXRlc3Q=";

#[test]
fn nothing_that_is_written_holds_a_secret_a_signature_or_a_token() {
    let folder = fresh("secrets", "all");
    let said = said_by_every_command(&folder);
    let mut texts: Vec<(String, String)> = said
        .into_iter()
        .map(|text| ("output".to_owned(), text))
        .collect();
    collect(&folder, &mut texts);
    assert!(texts.len() > 100, "{} texts", texts.len());
    for (name, text) in &texts {
        if name.ends_with("recorded.har") {
            continue;
        }
        for secret in SECRETS
            .into_iter()
            .chain([TOKEN, SIGNATURE, "Signature=", "Authorization"])
        {
            assert!(!text.contains(secret), "{secret} in {name}");
        }
        let escaped = ["c2lnbmF0dXJlLW9mLXRlc3Q%3D", "SecurityToken="];
        assert!(
            !escaped.iter().any(|secret| text.contains(secret)),
            "{name}"
        );
    }
    let readable = |name: &str| {
        let text = fs::read_to_string(folder.join(name)).unwrap();
        assert!(text.contains("Tag.1.Key="), "{name}");
    };
    for name in ["v1.json", "acs3.html", "fuzz.json", "judged.json"] {
        readable(name);
    }
}

/// Runs the commands that write something; what they print.
fn said_by_every_command(folder: &Path) -> Vec<String> {
    let keys = [
        format!("own-id={}", SECRETS[0]),
        format!("other-id={}", SECRETS[1]),
    ];
    let keys = ["--access-key", &keys[0], "--access-key", &keys[1]];
    let served = Served::start(&[&keys[..], &["--mutant", "quota-off-by-one"]].concat());
    let target = ["--target", &served.url];
    let mut said = Vec::new();
    let mut run = |args: &[&str], reports: &str, codes: &[i32]| {
        let reports: Vec<String> = ReportFormat::names()
            .filter(|_| !reports.is_empty())
            .map(|format| format!("--report={format}={reports}.{format}"))
            .collect();
        let reports = reports.iter().map(String::as_str);
        let args: Vec<&str> = args.iter().copied().chain(reports).collect();
        let ended = with_keys(folder, &args);
        assert!(codes.contains(&ended.code), "{args:?}: {ended:?}");
        said.push(format!("{args:?}: {}{}", ended.out, ended.err));
    };
    for signature in ["v1", "acs3"] {
        let own = [
            "run",
            "quota",
            "responses",
            "--snapshots",
            "kept",
            "--update-snapshots",
        ];
        let more = [
            "--baseline",
            "known.toml",
            "--update-baseline",
            "--signature",
            signature,
        ];
        run(&[&own[..], &more, &target].concat(), signature, &[0]);
        run(
            &[&["run", "quota", "--signature", signature][..], &target].concat(),
            signature,
            &[1],
        );
    }
    run(
        &[&["fingerprint", "--lock", "lock.toml"][..], &target].concat(),
        "",
        &[0],
    );
    let fuzz = [
        "fuzz",
        "--cases",
        "192",
        "--artifacts",
        "found",
        "--corpus",
        "corpus",
    ];
    run(&[&fuzz[..], &target].concat(), "fuzz", &[1]);
    let found = fs::read_dir(folder.join("found"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    run(
        &[&["replay", found.to_str().unwrap()][..], &target].concat(),
        "",
        &[1],
    );
    for part in ["1/2", "2/2"] {
        let name = part.replace('/', "of");
        run(
            &[&["run", "quota", "--shard", part][..], &target].concat(),
            &name,
            &[0, 1],
        );
    }
    run(&["merge", "1of2.json", "2of2.json"], "merged", &[1]);
    run(&["diff", "v1.json", "acs3.json"], "", &[0, 1]);
    fs::write(folder.join("recorded.har"), recorded()).unwrap();
    run(&["judge", "recorded.har"], "judged", &[1]);
    // Wrong credentials are told without the right ones.
    let mut wrong = tagproof(&[&["run", "quota"][..], &target].concat());
    wrong
        .env("TAGPROOF_ACCESS_KEY_SECRET", SECRETS[1])
        .current_dir(folder);
    let wrong = ended(wrong);
    said.push(format!("{}{}", wrong.out, wrong.err));

    said
}

/// A recording with a signature and a token, and a failure to tell of: a key that
/// is too long was accepted.
fn recorded() -> String {
    let key = "k".repeat(70);
    let query = format!(
        "Action=TagResources&Version=2016-04-28&Format=JSON&AccessKeyId=STS.own&SecurityToken={TOKEN}\
         &Signature=c2lnbmF0dXJlLW9mLXRlc3Q%3D&SignatureMethod=HMAC-SHA1&SignatureVersion=1.0\
         &SignatureNonce=n1&Timestamp=2026-11-25T00%3A00%3A00Z&RegionId=cn-hangzhou&ResourceType=VPC\
         &ResourceId.1=vpc-1&Tag.1.Key={key}&Tag.1.Value=v"
    );
    serde_json::json!({"log": {"version": "1.2", "creator": {"name": "test", "version": "1"}, "entries": [{
        "startedDateTime": "2026-11-25T00:00:00Z", "time": 1,
        "request": {
            "method": "GET", "url": format!("http://localhost/?{query}"),
            "headers": [
                {"name": "x-acs-security-token", "value": TOKEN},
            ],
        },
        "response": {
            "status": 200, "headers": [{"name": "content-type", "value": "application/json"}],
            "content": {
                "mimeType": "application/json",
                "text": "{\"RequestId\":\"C0003E8B-B930-4F59-ADC0-0E209A9012A8\"}",
            },
        },
    }]}})
    .to_string()
}

fn with_keys(folder: &Path, args: &[&str]) -> Ended {
    let mut command: Command = tagproof(args);
    command.current_dir(folder);
    for (name, value) in [
        ("TAGPROOF_ACCESS_KEY_ID", "own-id"),
        ("TAGPROOF_ACCESS_KEY_SECRET", SECRETS[0]),
        ("TAGPROOF_OTHER_ACCESS_KEY_ID", "other-id"),
        ("TAGPROOF_OTHER_ACCESS_KEY_SECRET", SECRETS[1]),
    ] {
        command.env(name, value);
    }
    ended(command)
}

/// Every file below a folder, as text.
fn collect(folder: &Path, texts: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, texts);
        } else {
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            texts.push((path.display().to_string(), text));
        }
    }
}

#[test]
fn a_password_in_an_address_is_sent_and_shown_nowhere() {
    let folder = fresh("secrets", "password");
    let gate = Gate::start();
    let host = gate.url.strip_prefix("http://").unwrap();
    let formats = ReportFormat::names().map(|name| format!("--report={name}={name}"));
    let formats: Vec<String> = formats.collect();
    for target in [
        format!("http://me:hush-4711@{host}/some/where"),
        format!("http://me:$PASSWORD_OF_MINE@{host}/some/where"),
    ] {
        let mut args = vec![
            "run",
            "quota",
            "--target",
            &target,
            "--max-inconclusive",
            "100",
        ];
        args.extend(formats.iter().map(String::as_str));
        let mut command = tagproof(&args);
        command
            .env("PASSWORD_OF_MINE", "hush-4711")
            .current_dir(&folder);
        let ran = ended(command);
        let mut texts = vec![format!("{ran:?}")];
        let files = fs::read_dir(&folder).unwrap();
        texts.extend(files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap()));
        for text in texts {
            assert!(!text.contains("hush"), "{target}: {text}");
            assert!(!text.contains(PASSWORD), "{target}: {text}");
        }
    }
    let seen = gate.seen();
    assert!(!seen.is_empty());
    for head in seen {
        assert!(head.contains(" /some/where"), "{head}");
        // The other signature has the header to itself.
        let signs = head.contains("ACS3-HMAC-SHA256");
        assert!(signs || head.contains(PASSWORD), "{head}");
    }
    let target = format!("--target=http://me:hush@{host}");
    let both = ended(tagproof(&["run", &target, "--signature", "acs3"]));
    assert_eq!(both.code, 2, "{both:?}");
    assert!(both.err.contains("leave one of them out"), "{both:?}");
    let query = format!("--target=http://me:hush@{host}/?x=1");
    let query = ended(tagproof(&["run", &query]));
    assert_eq!(query.code, 2, "{query:?}");
    assert!(query.err.contains("without a query"), "{query:?}");
    assert!(!query.err.contains("hush"), "{query:?}");
}

/// What `me:hush-4711` is in a header.
const PASSWORD: &str = "Basic bWU6aHVzaC00NzEx";

/// A server that answers every request with 401 and keeps what it was asked.
struct Gate {
    url: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Gate {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = Arc::clone(&seen);
        // It ends with the test.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = Arc::clone(&kept);
                std::thread::spawn(move || {
                    let mut bytes = vec![0; 64 << 10];
                    // A request of this size comes in one piece over the loopback.
                    while let Ok(read @ 1..) = (&stream).read(&mut bytes) {
                        let text = String::from_utf8_lossy(&bytes[..read]).into_owned();
                        kept.lock().unwrap().push(text);
                        let answer = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";
                        if (&stream).write_all(answer.as_bytes()).is_err() {
                            break;
                        }
                    }
                });
            }
        });
        Self { url, seen }
    }

    /// The requests, but for what came without a head of its own.
    fn seen(&self) -> Vec<String> {
        let seen = self.seen.lock().unwrap();
        let heads = seen.iter().filter(|text| text.contains(" HTTP/1.1\r\n"));
        heads.cloned().collect()
    }
}

#[test]
fn a_served_key_may_have_its_secret_in_a_file_or_a_variable() {
    let folder = fresh("secrets", "served");
    let file = folder.join("secret");
    fs::write(&file, "hush\n").unwrap();
    fs::write(folder.join("two"), "a\nb\n").unwrap();
    let serve = |key: &str| {
        let mut command = tagproof(&["serve", "--listen", "127.0.0.1:0", "--access-key", key]);
        command.env("SECRET_OF_MINE", "hush").current_dir(&folder);
        command
    };
    for key in ["me=hush", "me=@secret", "me=$SECRET_OF_MINE"] {
        let mut command = serve(key);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let out = child.stdout.take().unwrap();
        BufReader::new(out).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("listening on ").unwrap();
        let run = |secret: &str| {
            let args = ["run", "quota", "--target", url, "--auth", "enforced"];
            let mut command = tagproof(&args);
            command.env("TAGPROOF_ACCESS_KEY_ID", "me");
            command.env("TAGPROOF_ACCESS_KEY_SECRET", secret);
            ended(command)
        };
        let (right, wrong) = (run("hush"), run("other"));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(
            !right.err.contains("refuses the caller"),
            "{key}: {right:?}"
        );
        assert!(wrong.err.contains("refuses the caller"), "{key}: {wrong:?}");
    }
    for key in [
        "me=@nobody",
        "me=@two",
        "me=$NOBODY_SET_THIS",
        "me=",
        "=x",
        "me",
    ] {
        let refused = ended(serve(key));
        assert_eq!(refused.code, 2, "{key}: {refused:?}");
    }
}
