//! One line a request, written on a thread of its own, so that no answer waits for it.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use crate::contract::visible;
use crate::wire::{Format, Request, Response, asked_format, decode, read};

use super::control;
use super::faults::Met;
use crate::endpoint::gateway::Clock;
use crate::endpoint::lag::Elapsed;

/// Characters of a text that a client sent, at most.
const MAX_TEXT: usize = 64;

/// Lines that wait to be written, at most; further ones are left out, and a
/// line tells how many.
const MAX_WAITING: usize = 10_000;

/// How long the end waits for the last lines.
const PATIENCE: Duration = Duration::from_secs(1);

/// A log of requests, such as
/// `time=2026-11-24T11:18:53Z account=testid action=TagResources region=cn-hangzhou status=400 code=InvalidTagKey ms=0.4`,
/// with `fault=throttle`, `fault=reset` or `fault=late` behind it where a request
/// met one.
///
/// What a request does not say, or an answer does not have, is `-`. Texts are
/// cut after 64 characters, and whatever is no letter, digit or ASCII
/// punctuation in them is written as `\u{…}`, so that a line is a line and
/// fields are parted by spaces. Of a request nothing else is written: no
/// signature, and no parameter. Requests that are no HTTP, and those whose
/// client left before the answer, have no line.
///
/// What cannot be written is left out, and nobody waits for it.
pub struct Log {
    clock: Clock,
    elapsed: Elapsed,
    lines: Option<SyncSender<String>>,
    left_out: Arc<AtomicU64>,
    /// Hears when the last line is written; the lock only lets threads share it.
    written: Mutex<Receiver<()>>,
}

/// What a line tells.
pub(super) struct Exchange<'a> {
    /// What was asked.
    pub(super) request: &'a Request,
    /// What was answered, if anything.
    pub(super) response: Option<&'a Response>,
    /// The fault that was met.
    pub(super) met: Met,
    /// When the request came, by the log's own clock.
    pub(super) begun: Duration,
}

impl Log {
    /// A log that is written to `out`, with timestamps of `clock` and durations
    /// by `elapsed`.
    ///
    /// # Errors
    ///
    /// When its thread cannot be started.
    pub fn new(out: Box<dyn Write + Send>, clock: Clock, elapsed: Elapsed) -> io::Result<Self> {
        let (lines, waiting) = sync_channel(MAX_WAITING);
        let (done, written) = channel();
        let left_out = Arc::new(AtomicU64::new(0));
        let missing = Arc::clone(&left_out);
        std::thread::Builder::new()
            .name("tagproof-log".to_owned())
            .spawn(move || {
                write(out, &waiting, &missing);
                // Nobody waits any more if it took too long.
                let _ = done.send(());
            })?;
        Ok(Self {
            clock,
            elapsed,
            lines: Some(lines),
            left_out,
            written: Mutex::new(written),
        })
    }

    /// The time by which exchanges are measured.
    pub(super) fn now(&self) -> Duration {
        (self.elapsed)()
    }

    /// Writes a line, some time soon.
    pub(super) fn write(&self, exchange: &Exchange<'_>) {
        let took = self.now().saturating_sub(exchange.begun);
        let line = line((self.clock)(), exchange, took);
        let taken = self
            .lines
            .as_ref()
            .is_some_and(|lines| lines.try_send(line).is_ok());
        if !taken {
            self.left_out.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.lines = None;
        // A reader that has stalled must not hold up the end.
        let written = self
            .written
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        let _ = written.recv_timeout(PATIENCE);
    }
}

fn write(mut out: Box<dyn Write + Send>, lines: &Receiver<String>, left_out: &AtomicU64) {
    for mut line in lines {
        let missing = left_out.swap(0, Ordering::Relaxed);
        if missing > 0 {
            // Writing to a string cannot fail.
            let _ = writeln!(line, "left out: {missing} lines");
        }
        // The disk may have room again for the next one.
        let _ = out.write_all(line.as_bytes());
        let _ = out.flush();
    }
}

fn line(now: i64, exchange: &Exchange<'_>, took: Duration) -> String {
    let request = exchange.request;
    let time = Timestamp::from_second(now).map_or_else(|_| String::new(), |time| time.to_string());
    let (account, action, region) = match decode(request) {
        _ if control::Asked::of(request).is_some() => {
            (String::new(), request.path.clone(), String::new())
        }
        Ok(incoming) => {
            let region = incoming.call.get("RegionId").unwrap_or_default().to_owned();
            let account = incoming.access_key_id.unwrap_or_default();
            (account, incoming.action.unwrap_or_default(), region)
        }
        Err(_) => (String::new(), String::new(), String::new()),
    };
    let status = exchange
        .response
        .map(|response| response.status.to_string());
    let mut line = format!(
        "time={} account={} action={} region={} status={} code={} ms={:.1}",
        word(&time),
        word(&account),
        word(&action),
        word(&region),
        word(&status.unwrap_or_default()),
        word(&code(exchange).unwrap_or_default()),
        took.as_secs_f64() * 1000.0,
    );
    line.push_str(match exchange.met {
        Met::Nothing => "",
        Met::Throttled => " fault=throttle",
        Met::Reset { .. } => " fault=reset",
        Met::Late { .. } => " fault=late",
    });
    line.push('\n');
    line
}

/// The code of a refusal.
fn code(exchange: &Exchange<'_>) -> Option<String> {
    let response = exchange.response?;
    if response.status < 400 {
        return None;
    }
    let format = asked_format(exchange.request).unwrap_or(Format::Json);
    let answer = read(response, format).ok()?;
    answer.code().map(str::to_owned)
}

/// A text as one word of bounded length.
fn word(text: &str) -> String {
    if text.is_empty() {
        return "-".to_owned();
    }
    let mut word = String::new();
    for (place, character) in text.chars().enumerate() {
        if place == MAX_TEXT {
            word.push('…');
            break;
        }
        let shows = character.is_alphanumeric() || character.is_ascii_graphic();
        if shows && character != '\\' {
            word.push(character);
        } else {
            word.extend(character.escape_unicode());
        }
    }
    // A log on the standard error of a CI job is read for commands.
    visible(&word).into_owned()
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::Sender;

    use super::*;
    use crate::endpoint::client::plain;

    fn log(out: impl Write + Send + 'static) -> Log {
        Log::new(Box::new(out), Arc::new(|| 0), Arc::new(Duration::default)).unwrap()
    }

    fn exchange(request: &Request) -> Exchange<'_> {
        Exchange {
            request,
            response: None,
            met: Met::Nothing,
            begun: Duration::ZERO,
        }
    }

    #[test]
    fn a_line_is_one_line_of_bounded_length_and_no_secret() {
        let nasty = "a b\r\nstatus=200\u{1b}[31m\u{202e}\\\u{0}é";
        let long = "\u{10ffff}".repeat(100_000);
        let request = plain(&[
            ("Action", nasty),
            ("AccessKeyId", &long),
            ("RegionId", "r"),
            ("Signature", "c2VjcmV0"),
            ("SignatureNonce", "nonce"),
        ]);
        let line = line(0, &exchange(&request), Duration::from_micros(1250));
        let account = format!("{}…", "\\u{10ffff}".repeat(MAX_TEXT));
        assert_eq!(
            line,
            format!(
                "time=1970-01-01T00:00:00Z account={account} \
                 action=a\\u{{20}}b\\u{{d}}\\u{{a}}status=200\\u{{1b}}[31m\\u{{202e}}\\u{{5c}}\\u{{0}}é \
                 region=r status=- code=- ms=1.2\n"
            )
        );
        assert_eq!(word("##[error]x"), "#\\u{23}[error]x");
        let mut broken = plain(&[]);
        broken.query = "Action=%ff".to_owned();
        let line = super::line(0, &exchange(&broken), Duration::ZERO);
        assert!(
            line.contains("account=- action=- region=- status=-"),
            "{line}"
        );
    }

    /// Takes nothing until it may.
    struct Stalled(Arc<Mutex<Vec<u8>>>, Sender<()>);

    impl Write for Stalled {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let _ = self.1.send(());
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn nobody_waits_for_a_log_that_stalls_and_it_tells_what_it_left_out() {
        let written = Arc::new(Mutex::new(Vec::new()));
        let (begun, waits) = channel();
        let log = log(Stalled(Arc::clone(&written), begun));
        let request = plain(&[]);
        let held = written.lock().unwrap();
        log.write(&exchange(&request));
        waits.recv().unwrap();
        for _ in 0..MAX_WAITING + 3 {
            log.write(&exchange(&request));
        }
        drop(held);
        drop(log);
        let text = String::from_utf8(written.lock().unwrap().clone()).unwrap();
        assert_eq!(text.matches("time=").count(), MAX_WAITING + 1);
        assert!(text.contains("\nleft out: 3 lines\n"), "{}", &text[..300]);
    }

    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_cannot_be_written_is_left_out() {
        let log = log(Full);
        for _ in 0..100 {
            log.write(&exchange(&plain(&[])));
        }
    }
}
