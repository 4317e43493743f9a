//! How a node lives: it joins the network, answers RPC, authors blocks and votes for their finality.

use std::{sync::Arc, time::Duration};

use ainur_runtime::opaque::Block;
use futures::FutureExt;
use sc_client_api::{Backend as _, BlockBackend};
use sc_consensus_babe::{BabeLink, SlotProportion};
use sc_consensus_grandpa::{FinalityProofProvider, GrandpaBlockImport, LinkHalf, SharedVoterState, VotingRulesBuilder};
use sc_network::{NetworkBackend, NotificationService, ProtocolName};
use sc_network_sync::SyncingService;
use sc_service::{error::Error as ServiceError, Configuration, TaskManager, WarpSyncConfig};
use sc_telemetry::TelemetryHandle;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_keystore::KeystorePtr;

use crate::{
    components::{self, Backend, BlockImport, Client, Components, Consensus, Pool, SelectChain, JUSTIFICATION_PERIOD},
    rpc,
};

/// How long a vote may take to spread. Short, so that finality follows each block; see the crate's README.
const GOSSIP_INTERVAL: Duration = Duration::from_millis(100);

/// Part of a slot in which the author fills the block.
const PROPOSAL_SHARE: f32 = 0.5;

type Network = Arc<dyn sc_network::service::traits::NetworkService>;

/// Starts every task of a node; the task manager ends when one of the essential ones does.
pub fn start<Net: NetworkBackend<Block, ainur_runtime::Hash>>(config: Configuration) -> Result<TaskManager, ServiceError> {
    let Components {
        client,
        backend,
        mut task_manager,
        import_queue,
        keystore_container,
        select_chain,
        transaction_pool: pool,
        other: Consensus { block_import, babe_link, babe_worker, grandpa_link, mut telemetry },
    } = components::build(&config)?;
    let keystore = keystore_container.keystore();

    let mut net_config = sc_network::config::FullNetworkConfiguration::<_, _, Net>::new(
        &config.network,
        config.prometheus_config.as_ref().map(|prometheus| prometheus.registry.clone()),
    );
    let metrics = Net::register_notification_metrics(config.prometheus_registry());
    let genesis = client.block_hash(0)?.ok_or_else(|| ServiceError::Other("the chain has no genesis block".into()))?;
    let grandpa_protocol = sc_consensus_grandpa::protocol_standard_name(&genesis, &config.chain_spec);
    let (protocol_config, grandpa_notifications) = sc_consensus_grandpa::grandpa_peers_set_config::<Block, Net>(
        grandpa_protocol.clone(),
        metrics.clone(),
        net_config.peer_store_handle(),
    );
    net_config.add_notification_protocol(protocol_config);

    let warp_sync = sc_consensus_grandpa::warp_proof::NetworkProvider::new(
        backend.clone(),
        grandpa_link.shared_authority_set().clone(),
        Vec::new(),
    );
    let (network, system_rpc_tx, tx_handler_controller, sync, _bitswap) =
        sc_service::build_network(sc_service::BuildNetworkParams {
            config: &config,
            net_config,
            client: client.clone(),
            transaction_pool: pool.clone(),
            spawn_handle: task_manager.spawn_handle(),
            spawn_essential_handle: task_manager.spawn_essential_handle(),
            import_queue,
            block_announce_validator_builder: None,
            warp_sync_config: Some(WarpSyncConfig::WithProvider(Arc::new(warp_sync))),
            block_relay: None,
            metrics,
            gap_sync_body_policy: None,
        })?;
    if config.offchain_worker.enabled {
        spawn_offchain_workers(&config, &task_manager, &client, &backend, &pool, &network, keystore.clone())?;
    }

    let voter_state = SharedVoterState::empty();
    let rpc_deps = rpc::Dependencies {
        client: client.clone(),
        pool: pool.clone(),
        select_chain: select_chain.clone(),
        keystore: keystore.clone(),
        babe_worker,
        finality: rpc::Finality {
            voter_state: voter_state.clone(),
            authorities: grandpa_link.shared_authority_set().clone(),
            justifications: grandpa_link.justification_stream(),
            proofs: FinalityProofProvider::new_for_service(backend.clone(), Some(grandpa_link.shared_authority_set().clone())),
        },
    };
    let role = config.role;
    let name = config.network.node_name.clone();
    let force_authoring = config.force_authoring;
    let finalise = !config.disable_grandpa;
    let prometheus_registry = config.prometheus_registry().cloned();
    sc_service::spawn_tasks(sc_service::SpawnTasksParams {
        config,
        client: client.clone(),
        backend,
        task_manager: &mut task_manager,
        keystore: keystore.clone(),
        transaction_pool: pool.clone(),
        rpc_builder: Box::new(move |executor| rpc::module(rpc_deps.clone(), executor).map_err(Into::into)),
        network: network.clone(),
        system_rpc_tx,
        tx_handler_controller,
        sync_service: sync.clone(),
        telemetry: telemetry.as_mut(),
        tracing_execute_block: None,
    })?;

    let telemetry = telemetry.as_ref().map(sc_telemetry::Telemetry::handle);
    if role.is_authority() {
        let author = Author {
            client,
            select_chain,
            block_import,
            babe_link,
            pool: pool.clone(),
            keystore: keystore.clone(),
            sync: sync.clone(),
            force_authoring,
            prometheus_registry: prometheus_registry.clone(),
            telemetry: telemetry.clone(),
        };
        author.spawn(&task_manager)?;
    }
    if finalise {
        let voter = sc_consensus_grandpa::run_grandpa_voter(sc_consensus_grandpa::GrandpaParams {
            config: sc_consensus_grandpa::Config {
                gossip_duration: GOSSIP_INTERVAL,
                justification_generation_period: JUSTIFICATION_PERIOD,
                observer_enabled: false,
                local_role: role,
                name: Some(name),
                keystore: role.is_authority().then_some(keystore),
                telemetry: telemetry.clone(),
                protocol_name: grandpa_protocol,
            },
            link: grandpa_link,
            network,
            sync,
            notification_service: grandpa_notifications,
            // No rule: vote for the best block at once.
            voting_rule: VotingRulesBuilder::new().build(),
            prometheus_registry,
            shared_voter_state: voter_state,
            telemetry,
            offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(pool),
        })?;
        task_manager.spawn_essential_handle().spawn_blocking("grandpa-voter", None, voter);
    }
    Ok(task_manager)
}

fn spawn_offchain_workers(
    config: &Configuration,
    task_manager: &TaskManager,
    client: &Arc<Client>,
    backend: &Arc<Backend>,
    pool: &Arc<Pool>,
    network: &Network,
    keystore: KeystorePtr,
) -> Result<(), ServiceError> {
    let workers = sc_offchain::OffchainWorkers::new(sc_offchain::OffchainWorkerOptions {
        runtime_api_provider: client.clone(),
        keystore: Some(keystore),
        offchain_db: backend.offchain_storage(),
        transaction_pool: Some(OffchainTransactionPoolFactory::new(pool.clone())),
        network_provider: Arc::new(network.clone()),
        is_validator: config.role.is_authority(),
        // The runtime has no offchain worker that asks the web.
        enable_http_requests: false,
        custom_extensions: |_| Vec::new(),
    })?;
    task_manager.spawn_handle().spawn(
        "offchain-workers-runner",
        "offchain-worker",
        workers.run(client.clone(), task_manager.spawn_handle()).boxed(),
    );
    Ok(())
}

/// What a validator needs to author blocks.
struct Author {
    client: Arc<Client>,
    select_chain: SelectChain,
    block_import: BlockImport,
    babe_link: BabeLink<Block>,
    pool: Arc<Pool>,
    keystore: KeystorePtr,
    sync: Arc<SyncingService<Block>>,
    force_authoring: bool,
    prometheus_registry: Option<substrate_prometheus_endpoint::Registry>,
    telemetry: Option<TelemetryHandle>,
}

impl Author {
    fn spawn(self, task_manager: &TaskManager) -> Result<(), ServiceError> {
        let slot_duration = self.babe_link.config().slot_duration();
        let proposer = sc_basic_authorship::ProposerFactory::new(
            task_manager.spawn_handle(),
            self.client.clone(),
            self.pool,
            self.prometheus_registry.as_ref(),
            self.telemetry.clone(),
        );
        let inherents = components::inherents(slot_duration);
        let worker = sc_consensus_babe::start_babe(sc_consensus_babe::BabeParams {
            keystore: self.keystore,
            client: self.client,
            select_chain: self.select_chain,
            env: proposer,
            block_import: self.block_import,
            sync_oracle: self.sync.clone(),
            justification_sync_link: self.sync,
            create_inherent_data_providers: move |parent, ()| {
                let inherents = inherents.clone();
                async move { sp_inherents::CreateInherentDataProviders::create_inherent_data_providers(&*inherents, parent, ()).await }
            },
            force_authoring: self.force_authoring,
            backoff_authoring_blocks: Some(sc_consensus_slots::BackoffAuthoringOnFinalizedHeadLagging::default()),
            babe_link: self.babe_link,
            block_proposal_slot_portion: SlotProportion::new(PROPOSAL_SHARE),
            max_block_proposal_slot_portion: None,
            telemetry: self.telemetry,
        })?;
        task_manager.spawn_essential_handle().spawn_blocking("babe", Some("block-authoring"), worker);
        Ok(())
    }
}
