//! Warm jobs: how many a second, two at a time, and how long one takes by itself.

use std::{
    error::Error,
    fs,
    num::NonZeroU16,
    path::Path,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use ainur_sandbox::{Limits, Sandbox};

use crate::{
    bare::{Host, Watch},
    figure::{quantile, Figure},
};

const BENCH: &str = "sandbox";
const PEER: &str = "bare wasmtime";
/// Runs at a time where the rate is measured.
const THREADS: u16 = 2;
/// Turns that the sandbox and its peer take, one after the other, so that a disturbance meets both; the first is not counted.
const TURNS: u32 = 11;
/// How long a turn is, of each of the two.
const SPAN: Duration = Duration::from_millis(200);
/// A text in English, of six KiB.
const TEXT: &str = include_str!("../../../../../agents/summariser/golden/tide-mills.input");

/// Something that can be run time and again.
type Job<'a> = &'a (dyn Fn() -> Result<Vec<u8>, Box<dyn Error>> + Sync);

/// What the runs of one of the two took.
#[derive(Default)]
struct Sample {
    /// Microseconds of each that ran by itself.
    latencies: Vec<f64>,
    /// Runs a second of each turn.
    rates: Vec<f64>,
}

/// Measures echo and summariser with small, usual and large inputs.
pub fn run(agents: &Path) -> Result<(), Box<dyn Error>> {
    for length in [0, 1 << 10, 64 << 10, 1 << 20] {
        let input: Vec<u8> = TEXT.bytes().cycle().take(length).collect();
        compare(agents, "echo", &input)?;
    }
    for copies in [1, 10, 100] {
        compare(agents, "summariser", TEXT.repeat(copies).as_bytes())?;
    }
    Ok(())
}

fn compare(agents: &Path, agent: &str, input: &[u8]) -> Result<(), Box<dyn Error>> {
    let package = fs::read(agents.join(agent).with_extension("wasm"))?;
    let runs = NonZeroU16::new(THREADS).ok_or("no thread")?;
    let sandbox = Sandbox::new(runs)?;
    let (module, limits) = (sandbox.compile(&package)?, Limits::default());
    let bare = Host::new(&package, runs, Watch::Nothing)?;
    let ours: Job = &|| Ok(sandbox.execute(&module, input, &limits)?.output);
    let theirs: Job = &|| bare.run(input);
    if ours()? != theirs()? {
        return Err(format!("{agent} gives another output in the sandbox").into());
    }
    let mut samples = [Sample::default(), Sample::default()];
    for turn in 0..TURNS {
        for (job, sample) in [ours, theirs].into_iter().zip(&mut samples) {
            let (latencies, rate) = (latencies(job)?, rate(job)?);
            if turn > 0 {
                sample.latencies.extend(latencies);
                sample.rates.push(rate);
            }
        }
    }
    report(&format!("{agent} of {}", size(input.len())), &mut samples);
    Ok(())
}

/// Microseconds of each run of a turn.
fn latencies(job: Job) -> Result<Vec<f64>, Box<dyn Error>> {
    let (turn, mut latencies) = (Instant::now(), Vec::new());
    while turn.elapsed() < SPAN {
        let begun = Instant::now();
        job()?;
        latencies.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    Ok(latencies)
}

/// Runs a second of a turn, several at a time.
fn rate(job: Job) -> Result<f64, Box<dyn Error>> {
    let (begun, runs, has_failed) = (Instant::now(), AtomicU64::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while begun.elapsed() < SPAN {
                    has_failed.fetch_or(job().is_err(), Ordering::Relaxed);
                    runs.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    if has_failed.into_inner() {
        return Err("a run failed".into());
    }
    Ok(runs.into_inner() as f64 / begun.elapsed().as_secs_f64())
}

fn report(job: &str, [ours, theirs]: &mut [Sample; 2]) {
    let figure = |metric: &str, unit, aim, value, peer_value| {
        let metric = format!("{job}, {metric}");
        Figure { bench: BENCH, metric, value, unit, peer: PEER, peer_value, aim: Some(aim) }.report();
    };
    let rates = [&mut ours.rates, &mut theirs.rates].map(|rates| quantile(rates, 0.5));
    figure(&format!("jobs {THREADS} at a time"), "1/s", "ratio >= 0.9", rates[0], rates[1]);
    for (name, share) in [("median", 0.5), ("p99", 0.99)] {
        let latencies = [&mut ours.latencies, &mut theirs.latencies].map(|latencies| quantile(latencies, share));
        figure(name, "us", "ratio <= 2", latencies[0], latencies[1]);
    }
}

/// A length for people.
fn size(length: usize) -> String {
    match length {
        0..1024 => format!("{length} B"),
        _ => format!("{} KiB", length / 1024),
    }
}
