//! How a node is run until it is told to end, and how it ends.
//!
//! `sc-cli` 0.63 has a runner of its own, which ends the runtime of tokio while the node's tasks are being told. A task that is at work at
//! that moment panics in one of two ways, and a node that ended as it was told to says that it failed: the task asks for a timer that is gone,
//! or, as the engine that syncs, for the next command when the last one who could send any is gone. Here the tasks end first, then the
//! runtime, then who holds their handles. A node that fails to start ends without that order.

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use ainur_runtime::opaque::Block;
use futures::FutureExt;
use sc_cli::{CliConfiguration, Result, Signals, SubstrateCli};
use sc_network::config::NetworkBackendType;
use sc_network_sync::SyncingService;
use sc_service::{TaskManager, TaskRegistry};

use crate::{cli::Cli, service};

/// How long a node may take to end; tasks that run until then are named and left behind.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often it is looked whether all tasks have ended.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// A node at work.
pub struct Node {
    /// What it does; ends when one of the essential tasks does.
    pub tasks: TaskManager,
    /// Outlives the tasks, so that there is always somebody whom the engine that syncs can hear from.
    pub sync: Arc<SyncingService<Block>>,
}

/// Runs a node until the process is told to end by SIGINT or SIGTERM.
///
/// # Errors
///
/// When the node cannot start, and when one of its essential tasks ends by itself.
pub fn until_told_to_end(cli: &Cli) -> Result<()> {
    let runtime = sc_cli::build_runtime()?;
    // Before anything else. A signal that comes from now on is heeded when the node has started; one that came before ended the process.
    let signals = runtime.block_on(async { Signals::capture() })?;
    let config = cli.run.create_configuration(cli, runtime.handle().clone())?;
    cli.run.init(&Cli::support_url(), &Cli::impl_version(), |_| ())?;
    sc_cli::print_node_infos::<Cli>(&config);

    let Node { mut tasks, sync } = runtime.block_on(async {
        match config.network.network_backend {
            NetworkBackendType::Libp2p => service::start::<sc_network::NetworkWorker<_, _>>(config),
            NetworkBackendType::Litep2p => service::start::<sc_network::Litep2pNetworkBackend>(config),
        }
    })?;
    let outcome = runtime.block_on(signals.run_until_signal(tasks.future().fuse()));
    let deadline = Instant::now() + PATIENCE;
    wait_for_the_end_of(&tasks.into_task_registry(), deadline);
    // What is no task of the node, as the connections of its RPC server.
    runtime.shutdown_timeout(deadline.saturating_duration_since(Instant::now()));
    drop(sync);
    Ok(outcome?)
}

/// Waits until none of the tasks runs that have begun; all have been told to end.
#[expect(clippy::disallowed_methods, reason = "the registry tells nobody when a task ends")]
fn wait_for_the_end_of(tasks: &TaskRegistry, deadline: Instant) {
    while !tasks.running_tasks().is_empty() {
        if Instant::now() > deadline {
            for (task, count) in tasks.running_tasks() {
                tracing::error!(task = task.name, group = task.group, count, patience = ?PATIENCE, "left behind: has not ended");
            }
            return;
        }
        thread::sleep(LOOK_EVERY);
    }
}
