//! What the full node and the offline commands share: client, pool, import queue.

use std::sync::Arc;

use ainur_runtime::{apis::RuntimeApi, opaque::Block};
use sc_consensus_babe::{BabeBlockImport, BabeLink, BabeWorkerHandle};
use sc_consensus_grandpa::GrandpaBlockImport;
use sc_service::{error::Error as ServiceError, Configuration};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_babe::inherents::BabeCreateInherentDataProviders;

use crate::equivocation::{Nowhere, Witness};

type Executor = sc_executor::WasmExecutor<sp_io::SubstrateHostFunctions>;
type FinalityImport = GrandpaBlockImport<Backend, Block, Client, SelectChain>;

/// The client of this chain.
pub type Client = sc_service::TFullClient<Block, RuntimeApi, Executor>;
/// The client's storage.
pub type Backend = sc_service::TFullBackend<Block>;
/// How the best chain is chosen.
pub type SelectChain = sc_consensus::LongestChain<Backend, Block>;
type BabeImport = BabeBlockImport<Block, Client, FinalityImport, BabeCreateInherentDataProviders<Block>, SelectChain>;
/// Looks for second blocks of a slot, then checks authorship, then finality, of every block that comes in.
pub type BlockImport = Witness<BabeImport>;
/// What joins the voter with the import of blocks.
pub type GrandpaLink = sc_consensus_grandpa::LinkHalf<Block, Client, SelectChain>;
/// The pool of transactions.
pub type Pool = sc_transaction_pool::TransactionPoolHandle<Block, Client>;

/// What authoring and finality need beyond the parts every command uses.
pub struct Consensus {
    pub block_import: BlockImport,
    pub babe_link: BabeLink<Block>,
    pub babe_worker: BabeWorkerHandle<Block>,
    pub grandpa_link: GrandpaLink,
    pub telemetry: Option<Telemetry>,
}

/// The parts of a node that exist without a network.
pub type Components =
    sc_service::PartialComponents<Client, Backend, SelectChain, sc_consensus::DefaultImportQueue<Block>, Pool, Consensus>;

/// At least every so many blocks a justification is kept, for those who sync by proofs of finality.
pub const JUSTIFICATION_PERIOD: u32 = 512;

/// Opens the database and builds the parts around it.
pub fn build(config: &Configuration) -> Result<Components, ServiceError> {
    let telemetry = telemetry_worker(config)?;
    let executor = sc_service::new_wasm_executor::<sp_io::SubstrateHostFunctions>(&config.executor);
    let (client, backend, keystore_container, task_manager) = sc_service::new_full_parts::<Block, RuntimeApi, _>(
        config,
        telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
        executor,
        Vec::new(),
    )?;
    let client = Arc::new(client);
    let telemetry = telemetry.map(|(worker, telemetry)| {
        task_manager.spawn_handle().spawn("telemetry", None, worker.run());
        telemetry
    });

    let select_chain = sc_consensus::LongestChain::new(backend.clone());
    let transaction_pool = Arc::new(
        sc_transaction_pool::Builder::new(
            task_manager.spawn_essential_handle(),
            client.clone(),
            config.role.is_authority().into(),
        )
        .with_options(config.transaction_pool.clone())
        .with_prometheus(config.prometheus_registry())
        .build(),
    );

    let (finality_import, grandpa_link) = sc_consensus_grandpa::block_import(
        client.clone(),
        JUSTIFICATION_PERIOD,
        &client,
        select_chain.clone(),
        telemetry.as_ref().map(Telemetry::handle),
    )?;
    let babe_config = sc_consensus_babe::configuration(&*client)?;
    let slot_duration = babe_config.slot_duration();
    let (babe_import, babe_link) = sc_consensus_babe::block_import(
        babe_config,
        finality_import.clone(),
        client.clone(),
        inherents(slot_duration),
        select_chain.clone(),
        OffchainTransactionPoolFactory::new(Nowhere),
    )?;
    let block_import = Witness {
        import: babe_import,
        client: client.clone(),
        select_chain: select_chain.clone(),
        reports: OffchainTransactionPoolFactory::new(transaction_pool.clone()),
        slot: slot_duration,
    };
    let (import_queue, babe_worker) = sc_consensus_babe::import_queue(sc_consensus_babe::ImportQueueParams {
        link: babe_link.clone(),
        block_import: block_import.clone(),
        justification_import: Some(Box::new(finality_import)),
        client: client.clone(),
        slot_duration,
        spawner: &task_manager.spawn_essential_handle(),
        registry: config.prometheus_registry(),
        telemetry: telemetry.as_ref().map(Telemetry::handle),
    })?;

    Ok(Components {
        client,
        backend,
        task_manager,
        import_queue,
        keystore_container,
        select_chain,
        transaction_pool,
        other: Consensus { block_import, babe_link, babe_worker, grandpa_link, telemetry },
    })
}

/// The slot and the time that go into every block, by the machine's clock.
pub fn inherents(slot_duration: sp_consensus_babe::SlotDuration) -> BabeCreateInherentDataProviders<Block> {
    Arc::new(move |_, ()| async move {
        let timestamp = sp_timestamp::InherentDataProvider::from_system_time();
        let slot =
            sp_consensus_babe::inherents::InherentDataProvider::from_timestamp_and_slot_duration(*timestamp, slot_duration);
        Ok((slot, timestamp))
    })
}

fn telemetry_worker(config: &Configuration) -> Result<Option<(TelemetryWorker, Telemetry)>, sc_telemetry::Error> {
    let Some(endpoints) = config.telemetry_endpoints.clone().filter(|endpoints| !endpoints.is_empty()) else { return Ok(None) };
    let worker = TelemetryWorker::new(16)?;
    let telemetry = worker.handle().new_telemetry(endpoints);
    Ok(Some((worker, telemetry)))
}
