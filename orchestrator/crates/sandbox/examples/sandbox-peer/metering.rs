//! What it costs to count fuel: ten kernels on an engine that does and on one that does not, and in the sandbox with all its limits.

use std::{error::Error, fs, num::NonZeroU16, path::Path, time::Instant};

use ainur_sandbox::{Limits, Sandbox};

use crate::{
    bare::{Host, Watch},
    figure::{geometric_mean, Figure},
};

const BENCH: &str = "metering";
const PEER: &str = "without fuel";
const KERNELS: [&str; 10] = ["sha256", "sort", "matmul", "json", "nbody", "fannkuch", "levenshtein", "sieve", "base64", "crc32"];
/// A kernel is repeated until a run without fuel takes this long, in seconds: hundreds of times what an instance takes, and shorter than the
/// time that a process has to itself on a machine that does other work.
const RUN: f64 = 0.003;
/// Runs of each kernel on each host, in turns. The quickest counts: whatever disturbs a run makes it slower.
const TURNS: u32 = 100;
/// Runs by which it is found out how often a kernel is to be repeated.
const TRIES: u32 = 5;
/// Nothing looked after, fuel, fuel and clock, the sandbox.
const HOSTS: usize = 4;

/// Something that gives an output for an order.
type Runner<'a> = &'a dyn Fn(&[u8]) -> Result<Vec<u8>, Box<dyn Error>>;

/// Seconds that a run took on each host.
struct Times {
    plain: f64,
    metered: f64,
    clocked: f64,
    sandboxed: f64,
}

/// Measures each kernel and the mean of all.
pub fn run(agents: &Path) -> Result<(), Box<dyn Error>> {
    let package = fs::read(agents.join("kernels.wasm"))?;
    let one = NonZeroU16::MIN;
    let host = |watch| Host::new(&package, one, watch);
    let (plain, metered, clocked) = (host(Watch::Nothing)?, host(Watch::Fuel)?, host(Watch::FuelAndClock)?);
    let sandbox = Sandbox::new(one)?;
    let (module, limits) = (sandbox.compile(&package)?, Limits::default());
    let sandboxed: Runner = &|order| Ok(sandbox.execute(&module, order, &limits)?.output);
    let runners: [Runner; HOSTS] =
        [&|order| plain.run(order), &|order| metered.run(order), &|order| clocked.run(order), sandboxed];
    let mut all = Vec::new();
    for kernel in KERNELS {
        let times = measure(kernel, runners)?;
        figure(format!("{kernel} with fuel"), times.metered, times.plain, None);
        all.push(times);
    }
    report(&all);
    Ok(())
}

/// The quickest run of the kernel on each host.
fn measure(kernel: &str, runners: [Runner; HOSTS]) -> Result<Times, Box<dyn Error>> {
    let [plain, ..] = runners;
    let mut rounds = 1_u32;
    while quickest(plain, kernel, rounds)? < RUN {
        rounds = rounds.saturating_mul(2);
    }
    let mut quickest = [f64::INFINITY; HOSTS];
    for _ in 0..TURNS {
        let mut outputs = Vec::new();
        for (runner, quickest) in runners.into_iter().zip(&mut quickest) {
            let (seconds, output) = time(runner, kernel, rounds)?;
            *quickest = quickest.min(seconds);
            outputs.push(output);
        }
        if outputs.iter().any(|output| Some(output) != outputs.first()) {
            return Err(format!("{kernel} gives different outputs").into());
        }
    }
    let [plain, metered, clocked, sandboxed] = quickest;
    Ok(Times { plain, metered, clocked, sandboxed })
}

/// Seconds of the quickest of a few runs.
fn quickest(runner: Runner, kernel: &str, rounds: u32) -> Result<f64, Box<dyn Error>> {
    (0..TRIES).try_fold(f64::INFINITY, |quickest, _| Ok(time(runner, kernel, rounds)?.0.min(quickest)))
}

/// Seconds of a run, and its output.
fn time(runner: Runner, kernel: &str, rounds: u32) -> Result<(f64, Vec<u8>), Box<dyn Error>> {
    let order = format!("{kernel} {rounds}");
    let begun = Instant::now();
    let output = runner(order.as_bytes())?;
    Ok((begun.elapsed().as_secs_f64(), output))
}

fn report(all: &[Times]) {
    let mean = |of: fn(&Times) -> f64| geometric_mean(&all.iter().map(of).collect::<Vec<_>>());
    // The mean of the ratios is the ratio of the means.
    let plain = mean(|times| times.plain);
    figure("geometric mean with fuel".into(), mean(|times| times.metered), plain, Some("ratio <= 1.25"));
    let ratio = |times: &Times| times.metered / times.plain;
    let worst = KERNELS.iter().zip(all).max_by(|(_, one), (_, other)| ratio(one).total_cmp(&ratio(other)));
    if let Some((kernel, times)) = worst {
        figure(format!("worst of ten with fuel: {kernel}"), times.metered, times.plain, None);
    }
    figure("geometric mean with fuel and kill switch".into(), mean(|times| times.clocked), plain, None);
    figure("geometric mean in the sandbox".into(), mean(|times| times.sandboxed), plain, None);
}

/// Writes a figure of a run, in milliseconds.
fn figure(metric: String, seconds: f64, peer: f64, aim: Option<&str>) {
    Figure { bench: BENCH, metric, value: seconds * 1e3, unit: "ms", peer: PEER, peer_value: peer * 1e3, aim }.report();
}
