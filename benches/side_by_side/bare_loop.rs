//! A bare reqwest loop that sends a recording and looks at nothing but statuses:
//! what HTTP alone costs.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::in_process::Failure;
use crate::recording::{Blank, Piece, Recording, Text};

/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// What sending came to.
pub(crate) struct Sent {
    /// Requests a second.
    pub(crate) rate: f64,
    /// The share that got another status than in the recording.
    pub(crate) otherwise: f64,
}

/// Makes a server forget everything, so that each time begins alike.
pub(crate) fn reset(url: &str) -> Result<(), Failure> {
    let sent = client()?.post(format!("{url}/_tagproof/reset"));
    answered(sent).map(drop)
}

/// Sends one GET request and returns the body of its answer.
pub(crate) fn get(address: &str) -> Result<String, Failure> {
    answered(client()?.get(address))
}

fn answered(request: reqwest::RequestBuilder) -> Result<String, Failure> {
    let text = runtime()?.block_on(async {
        let answer = request.send().await?.error_for_status()?;
        answer.text().await
    })?;
    Ok(text)
}

/// Sends a recording, so many groups at a time.
pub(crate) fn send(recording: &Arc<Recording>, url: &str, at_once: usize) -> Result<Sent, Failure> {
    let ids: Vec<OnceLock<String>> = recording.ids.iter().map(|_| OnceLock::new()).collect();
    let sender = Arc::new(Sender {
        client: client()?,
        url: url.to_owned(),
        recording: Arc::clone(recording),
        ids,
        next: AtomicUsize::new(1),
        otherwise: AtomicUsize::new(0),
    });
    let runtime = runtime()?;
    let begun = Instant::now();
    runtime.block_on(async {
        // The probes come first and one after the other, as in a run.
        sender.group(0).await?;
        let mut lanes = tokio::task::JoinSet::new();
        for _ in 0..at_once {
            let sender = Arc::clone(&sender);
            lanes.spawn(async move { sender.lane().await });
        }
        while let Some(ended) = lanes.join_next().await {
            ended.map_err(|error| error.to_string())??;
        }
        Ok::<(), String>(())
    })?;
    let seconds = begun.elapsed().as_secs_f64();
    let requests = as_number(recording.requests());
    let otherwise = as_number(sender.otherwise.load(Ordering::Relaxed));
    Ok(Sent {
        rate: requests / seconds,
        otherwise: otherwise / requests,
    })
}

/// A count as a number to divide by.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub(crate) fn as_number(count: usize) -> f64 {
    count as f64
}

fn client() -> Result<reqwest::Client, Failure> {
    // It wants one for addresses that never come; it fails only if one is there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(reqwest::Client::builder().timeout(PATIENCE).build()?)
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    // One thread, as several would take a core from the server for no gain.
    let mut builder = tokio::runtime::Builder::new_current_thread();
    Ok(builder.enable_all().build()?)
}

struct Sender {
    client: reqwest::Client,
    url: String,
    recording: Arc<Recording>,
    ids: Vec<OnceLock<String>>,
    next: AtomicUsize,
    otherwise: AtomicUsize,
}

impl Sender {
    async fn lane(&self) -> Result<(), String> {
        loop {
            let place = self.next.fetch_add(1, Ordering::Relaxed);
            if place >= self.recording.groups.len() {
                return Ok(());
            }
            self.group(place).await?;
        }
    }

    async fn group(&self, place: usize) -> Result<(), String> {
        for request in self.recording.groups.get(place).into_iter().flatten() {
            self.send(request)
                .await
                .map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    async fn send(&self, blank: &Blank) -> Result<(), reqwest::Error> {
        let query = self.filled(&blank.query);
        let address = format!("{}/?{query}", self.url);
        let mut builder = match blank.method.as_str() {
            "GET" => self.client.get(address),
            _ => self.client.post(address),
        };
        for (name, value) in &blank.headers {
            builder = builder.header(name, value);
        }
        let answer = builder.body(self.filled(&blank.body)).send().await?;
        let status = answer.status().as_u16();
        let body = answer.bytes().await?;
        if status != blank.status {
            self.otherwise.fetch_add(1, Ordering::Relaxed);
        }
        if let Some((field, number)) = &blank.makes
            && let Ok(body) = serde_json::from_slice::<Value>(&body)
            && let Some(id) = body.get(field).and_then(Value::as_str)
        {
            // A resource that another answer made first keeps its id.
            let _ = self.ids[*number].set(id.to_owned());
        }
        Ok(())
    }

    fn filled(&self, text: &Text) -> String {
        let pieces = text.iter().map(|piece| match piece {
            Piece::Literal(literal) => literal.as_str(),
            Piece::Id(number) => self.ids[*number]
                .get()
                .map_or(self.recording.ids[*number].as_str(), String::as_str),
        });
        pieces.collect()
    }
}
