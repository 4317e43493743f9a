//! What happens for each sub-command.

use ainur_runtime::{opaque::Block, Runtime};
use sc_cli::{Result, SubstrateCli};
use sc_service::{Configuration, TaskManager};

use crate::{
    chain_spec,
    cli::{Cli, Subcommand},
    components::{self, Components},
    run,
};

/// Metadata version that clients are built from.
const METADATA_VERSION: u32 = 15;

impl SubstrateCli for Cli {
    fn impl_name() -> String {
        "Ainur Node".into()
    }

    fn impl_version() -> String {
        env!("SUBSTRATE_CLI_IMPL_VERSION").into()
    }

    fn description() -> String {
        "A market where autonomous agents are registered, hired, judged and paid.".into()
    }

    fn author() -> String {
        "The Ainur authors".into()
    }

    fn support_url() -> String {
        concat!(env!("CARGO_PKG_REPOSITORY"), "/issues").into()
    }

    fn copyright_start_year() -> i32 {
        2026
    }

    fn load_spec(&self, id: &str) -> std::result::Result<Box<dyn sc_service::ChainSpec>, String> {
        chain_spec::load(id).map(|spec| Box::new(spec) as Box<_>)
    }
}

/// Parses the arguments and does what they say.
pub fn run() -> Result<()> {
    let cli = Cli::from_args();
    match &cli.subcommand {
        None => run::until_told_to_end(&cli),
        Some(Subcommand::Key(command)) => command.run(&cli),
        Some(Subcommand::ExportMetadata) => export_metadata(),
        Some(Subcommand::ExportChainSpec(command)) => {
            let spec = cli.load_spec(&command.chain)?;
            command.run(spec)
        }
        Some(Subcommand::PurgeChain(command)) => cli.create_runner(command)?.sync_run(|config| command.run(config.database)),
        Some(Subcommand::ChainInfo(command)) => cli.create_runner(command)?.sync_run(|config| command.run::<Block>(&config)),
        Some(Subcommand::CheckBlock(command)) => {
            offline(&cli, command, |_, parts| Ok((command.run(parts.client, parts.import_queue), parts.task_manager)))
        }
        Some(Subcommand::ExportBlocks(command)) => {
            offline(&cli, command, |config, parts| Ok((command.run(parts.client, config.database), parts.task_manager)))
        }
        Some(Subcommand::ExportState(command)) => {
            offline(&cli, command, |config, parts| Ok((command.run(parts.client, config.chain_spec), parts.task_manager)))
        }
        Some(Subcommand::ImportBlocks(command)) => {
            offline(&cli, command, |_, parts| Ok((command.run(parts.client, parts.import_queue), parts.task_manager)))
        }
        Some(Subcommand::Revert(command)) => offline(&cli, command, |_, parts| {
            let revert_finality = Box::new(|client: std::sync::Arc<components::Client>, _, blocks| {
                sc_consensus_grandpa::revert(client, blocks)?;
                Ok(())
            });
            Ok((command.run(parts.client, parts.backend, Some(revert_finality)), parts.task_manager))
        }),
        #[cfg(feature = "runtime-benchmarks")]
        Some(Subcommand::Benchmark(command)) => benchmark(&cli, command),
    }
}

/// Runs a command that needs the chain's database but no network.
fn offline<Command, Job>(
    cli: &Cli,
    command: &Command,
    job: impl FnOnce(Configuration, Components) -> Result<(Job, TaskManager)>,
) -> Result<()>
where
    Command: sc_cli::CliConfiguration,
    Job: std::future::Future<Output = Result<()>>,
{
    cli.create_runner(command)?.async_run(|config| {
        let parts = components::build(&config)?;
        job(config, parts)
    })
}

fn export_metadata() -> Result<()> {
    let metadata = Runtime::metadata_at_version(METADATA_VERSION).ok_or("the runtime does not offer this metadata version")?;
    println!("{}", sp_core::bytes::to_hex(&metadata, false));
    Ok(())
}

#[cfg(feature = "runtime-benchmarks")]
fn benchmark(cli: &Cli, command: &frame_benchmarking_cli::BenchmarkCmd) -> Result<()> {
    use frame_benchmarking_cli::BenchmarkCmd;
    cli.create_runner(command)?.sync_run(|config| match command {
        BenchmarkCmd::Pallet(command) => {
            command.run_with_spec::<sp_runtime::traits::HashingFor<Block>, ()>(Some(config.chain_spec))
        }
        BenchmarkCmd::Overhead(command) => command.run_with_default_builder_and_spec::<Block, ()>(Some(config.chain_spec)),
        BenchmarkCmd::Block(command) => command.run(components::build(&config)?.client),
        BenchmarkCmd::Storage(command) => {
            let Components { client, backend, .. } = components::build(&config)?;
            let cache = backend.expose_shared_trie_cache();
            command.run(config, client, backend.expose_db(), backend.expose_storage(), cache)
        }
        BenchmarkCmd::Machine(command) => command.run(&config, frame_benchmarking_cli::SUBSTRATE_REFERENCE_HARDWARE.clone()),
        _ => Err("only the sub-commands pallet, overhead, storage, block and machine are offered".into()),
    })
}
