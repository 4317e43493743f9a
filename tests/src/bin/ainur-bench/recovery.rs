//! How soon the orchestrator is up to date again after a fault on its way to the node or to the database.

use std::time::Duration;

use ainur_tests::outage::{Outage, Way, FAULTS};
use anyhow::Result;

use crate::figure::{quantile, report, Peer};

/// How often each fault strikes.
const ROUNDS: usize = 5;
/// What it should take at most.
const AIM: Duration = Duration::from_secs(5);

/// Strikes both ways with every fault, and measures from its end to the projection of the head that stood then.
pub async fn run() -> Result<()> {
    println!("recovery: {ROUNDS} times {} faults on each of two ways", FAULTS.len());
    let outage = Outage::start().await?;
    for (to, way) in [("node", Way::Node), ("database", Way::Database)] {
        for (name, fault) in FAULTS {
            let mut sample = Vec::new();
            for _ in 0..ROUNDS {
                sample.push(outage.recovery(way, fault).await?.as_secs_f64());
            }
            let aim = Peer { name: "the aim", value: AIM.as_secs_f64() };
            report("recovery", &format!("{name}, {to}, slowest"), quantile(&sample, 1.0), "s", Some(aim));
        }
    }
    Ok(())
}
