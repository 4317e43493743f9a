//! The sandbox beside the same components in a wasmtime without any of its limits: jobs as they come in, and metering alone.
//! Writes lines of JSON, in the form that `cargo xtask bench` reads.

mod bare;
mod figure;
mod jobs;
mod metering;

use std::{env, error::Error, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let agents = arguments.next().map(PathBuf::from);
    match (arguments.next().as_deref(), agents) {
        (Some("sandbox"), Some(agents)) => jobs::run(&agents),
        (Some("metering"), Some(agents)) => metering::run(&agents),
        _ => Err("usage: sandbox-peer FOLDER-OF-COMPONENTS sandbox|metering".into()),
    }
}
