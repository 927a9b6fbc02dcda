//! The measurements, one function for each group of rows.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tagproof::contract::Edition;

use crate::bare_loop::{self, as_number, reset};
use crate::fuzzing::{self, Targets};
use crate::hand_written::Stores;
use crate::in_process::tape::{belief_pass, calls, model_pass, tapes};
use crate::in_process::{Failure, Suite, client, judged};
use crate::processes::{Done, Served, Summary, program, run};
use crate::recording::Recording;
use crate::table::{Pairs, Row, Unit, Wanted};
use crate::wrk::{MISSING, Repeated};

/// What no run takes.
const LIMIT: Duration = Duration::from_secs(120);

/// The same where a million cases may be drawn.
const LONG: Duration = Duration::from_secs(1800);

/// How long each round of steps takes.
const STEPPING: Duration = Duration::from_millis(200);

/// A store that answers less than this as the reference does is none to compare
/// with.
const AGREEMENT: f64 = 0.98;

const REQUESTS: Unit = Unit::Rate("requests");
const STEPS: Unit = Unit::Rate("steps");

/// One row over loopback: jobs, and what is wanted of the bare loop and of wrk.
const JOBS: [(usize, f64, f64); 2] = [(1, 0.8, 0.35), (16, 0.8, 0.6)];

/// `run` over loopback beside a bare loop and wrk.
pub(crate) fn loopback(rounds: usize) -> Result<Vec<Row>, Failure> {
    let recording = Arc::new(Recording::of_a_run()?);
    let served = Served::start()?;
    let mut rows = Vec::new();
    for (jobs, of_bare, of_wrk) in JOBS {
        let (mut bare, mut wrk) = (Pairs::default(), Some(Pairs::default()));
        let mut otherwise: f64 = 0.0;
        for _ in 0..rounds {
            reset(&served.url)?;
            let jobs_flag = jobs.to_string();
            let ran = run(&["--target", &served.url, "--jobs", &jobs_flag], LIMIT)?.0;
            reset(&served.url)?;
            let sent = bare_loop::send(&recording, &served.url, jobs)?;
            bare.push(ran.rate(), sent.rate);
            otherwise = otherwise.max(sent.otherwise);
            match (Repeated::on(&served.url)?.rate(jobs)?, &mut wrk) {
                (Some(rate), Some(wrk)) => wrk.push(ran.rate(), rate),
                _ => wrk = None,
            }
        }
        let noun = if jobs == 1 { "job" } else { "jobs" };
        let figure = format!("`run` over loopback, {jobs} {noun}");
        let same = format!(
            "bare reqwest loop, {jobs} at once ({:.1} % answered otherwise)",
            otherwise * 100.0
        );
        rows.push(bare.row(&figure, REQUESTS, &same, Wanted::AtLeast(of_bare)));
        rows.push(wrk.map_or_else(
            || Row::without(&figure, MISSING, Wanted::AtLeast(of_wrk)),
            |wrk| {
                let reference = format!("wrk -c{jobs}, one listing");
                wrk.row(&figure, REQUESTS, &reference, Wanted::AtLeast(of_wrk))
            },
        ));
    }
    Ok(rows)
}

/// `run` in process with two cores beside one, of so many cases that what is done
/// once before the first does not count.
pub(crate) fn in_process(rounds: usize) -> Result<Vec<Row>, Failure> {
    let mut pairs = Pairs::default();
    let drawn = ["--target", "in-process", "--cases", "5000", "--jobs"];
    let run = |jobs| run(&[&drawn[..], &[jobs]].concat(), LIMIT);
    for _ in 0..rounds {
        pairs.push(run("2")?.0.rate(), run("1")?.0.rate());
    }
    let figure = "`run` in process, 5000 drawn cases, 2 jobs";
    Ok(vec![pairs.row(
        figure,
        REQUESTS,
        "1 job",
        Wanted::AtLeast(1.8),
    )])
}

/// Steps of the belief beside those of the model, and these beside those of a
/// store written by hand.
pub(crate) fn steps(rounds: usize) -> Result<Vec<Row>, Failure> {
    let edition = Edition::of_record();
    let reading = edition.complete(&edition.readings());
    let suite = Suite::load()?;
    let client = client(crate::in_process::reference());
    let judged = judged(&suite, &client, 1)?;
    let tapes = tapes(&judged)?;
    let by_hand = Stores::of(&tapes);
    let agreement = by_hand.agreement(&tapes);
    if agreement < AGREEMENT {
        return Err(format!("the store by hand agrees in {agreement:.3} of the steps").into());
    }
    let calls = as_number(calls(&tapes));
    let (mut belief, mut model) = (Pairs::default(), Pairs::default());
    for _ in 0..rounds {
        let of_belief = calls * passes(|| belief_pass(&tapes, &judged.frozen))?;
        let of_model = calls
            * passes(|| {
                model_pass(&tapes, &reading);
                Ok(())
            })?;
        let of_store = calls
            * passes(|| {
                by_hand.pass(&tapes);
                Ok(())
            })?;
        belief.push(of_belief, of_model);
        model.push(of_model, of_store);
    }
    let reference = format!("a HashMap by hand ({:.1} % agree)", agreement * 100.0);
    Ok(vec![
        belief.row(
            "belief after the fingerprint",
            STEPS,
            "model",
            Wanted::AtLeast(0.5),
        ),
        model.row("model", STEPS, &reference, Wanted::AtLeast(0.3)),
    ])
}

/// How often something can be done in a second.
fn passes(mut pass: impl FnMut() -> Result<(), Failure>) -> Result<f64, Failure> {
    let begun = Instant::now();
    let mut done = 0;
    while begun.elapsed() < STEPPING {
        pass()?;
        done += 1;
    }
    Ok(as_number(done) / begun.elapsed().as_secs_f64())
}

/// Whole commands: the default run beside wrk, `mutants` beside the default run.
pub(crate) fn whole(rounds: usize) -> Result<Vec<Row>, Failure> {
    let served = Served::start()?;
    let (mut default, mut mutants) = (Some(Pairs::default()), Pairs::default());
    for _ in 0..rounds {
        let (summary, ran) = run(&[], LIMIT)?;
        match (Repeated::on(&served.url)?.rate(16)?, &mut default) {
            (Some(rate), Some(default)) => default.push(ran.seconds, summary.requests / rate),
            _ => default = None,
        }
        mutants.push(program(&["mutants"], LIMIT)?.seconds, ran.seconds);
    }
    let wanted = Wanted::Below(2.5);
    let figure = "whole default `run`";
    Ok(vec![
        default.map_or_else(
            || Row::without(figure, MISSING, wanted),
            |default| {
                let reference = "as many requests by wrk -c16";
                default.row(figure, Unit::Seconds, reference, wanted)
            },
        ),
        mutants.row(
            "`mutants`",
            Unit::Seconds,
            "the default `run`",
            Wanted::Below(1.5),
        ),
    ])
}

/// What few and many drawn cases take.
pub(crate) fn memory(rounds: usize, few: u32, many: u32) -> Result<Vec<Row>, Failure> {
    let (mut peak, mut time) = (Some(Pairs::default()), Pairs::default());
    let run = |drawn: u32| {
        let drawn = drawn.to_string();
        run(&["--target", "in-process", "--cases", &drawn], LONG)
    };
    let mut not_run: f64 = 0.0;
    for _ in 0..rounds {
        let (of_few, of_half, of_many) = (run(few)?, run(many / 2)?, run(many)?);
        not_run = not_run.max(of_many.0.not_run);
        match (of_many.1.peak, of_few.1.peak, &mut peak) {
            (Some(many), Some(few), Some(peak)) => peak.push(many, few),
            _ => peak = None,
        }
        time.push(between(&of_half, &of_many), between(&of_few, &of_half));
    }
    let stopped = if not_run > 0.0 {
        format!(" (stopped before {not_run} of them)")
    } else {
        String::new()
    };
    let peak_wanted = Wanted::Below(30.0);
    let reference = format!("{few} cases");
    let figure = format!("peak memory of {many} drawn cases{stopped}");
    Ok(vec![
        peak.map_or_else(
            || Row::without(&figure, "/proc tells no peak", peak_wanted),
            |peak| peak.difference(&figure, Unit::Memory, &reference, peak_wanted),
        ),
        time.row(
            &format!("time of a drawn case, {} to {many}{stopped}", many / 2),
            Unit::Micros("a case"),
            &format!("{few} to {}", many / 2),
            Wanted::Below(1.1),
        ),
    ])
}

/// The slowest fuzz targets beside the empty one.
pub(crate) fn fuzzing(rounds: usize) -> Result<Vec<Row>, Failure> {
    let wanted = [(true, "decoder", 0.2), (false, "other fuzz target", 0.05)];
    let Some(targets) = Targets::build()? else {
        let row = |(_, what, least)| {
            let figure = format!("slowest {what}");
            Row::without(&figure, fuzzing::MISSING, Wanted::AtLeast(least))
        };
        return Ok(wanted.map(row).into());
    };
    let mut rows = Vec::new();
    for (decodes, what, least) in wanted {
        let mut measured = Vec::new();
        for name in &targets.names {
            if Targets::decodes(name) != decodes {
                continue;
            }
            let mut pairs = Pairs::default();
            for _ in 0..rounds {
                let (rate, empty) = Targets::rates(name)?;
                pairs.push(rate, empty);
            }
            measured.push((name, pairs));
        }
        let slowest = measured
            .iter()
            .min_by(|(_, one), (_, other)| one.ratio().total_cmp(&other.ratio()));
        if let Some((name, pairs)) = slowest {
            let figure = format!("slowest {what}, `{name}`");
            let wanted = Wanted::AtLeast(least);
            rows.push(pairs.row(&figure, Unit::Rate("runs"), "an empty target", wanted));
        }
    }
    Ok(rows)
}

/// What each case takes by which one run is longer than another.
fn between(short: &(Summary, Done), long: &(Summary, Done)) -> f64 {
    (long.1.seconds - short.1.seconds) / (long.0.cases() - short.0.cases())
}
