//! How a node lives: it joins the network, answers RPC, authors blocks and votes for their finality.

use std::{sync::Arc, time::Duration};

use ainur_runtime::opaque::Block;
use futures::FutureExt;
use sc_client_api::Backend as _;
use sc_consensus_babe::{BabeLink, SlotProportion};
use sc_consensus_grandpa::{FinalityProofProvider, SharedVoterState, VotingRulesBuilder};
use sc_network::{config::Role, NetworkBackend};
use sc_network_sync::SyncingService;
use sc_service::{error::Error as ServiceError, Configuration, TaskManager};
use sc_telemetry::TelemetryHandle;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_keystore::KeystorePtr;

use crate::{
    components::{
        self, Backend, BlockImport, Client, Components, Consensus, GrandpaLink, Pool, SelectChain, JUSTIFICATION_PERIOD,
    },
    network::{self, Network, Votes},
    rpc,
    run::Node,
};

/// How long a vote may take to spread. Short, so that finality follows each block; see the crate's README.
const GOSSIP_INTERVAL: Duration = Duration::from_millis(100);

/// Part of a slot in which the author fills the block.
const PROPOSAL_SHARE: f32 = 0.5;

/// Starts every task of a node.
pub fn start<Net: NetworkBackend<Block, ainur_runtime::Hash>>(config: Configuration) -> Result<Node, ServiceError> {
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
    let network::Joined { network, sync, system_rpc_tx, transactions, votes } =
        network::join::<Net>(&config, &task_manager, &client, &backend, &pool, import_queue, &grandpa_link)?;
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
        finality: finality(&grandpa_link, &backend, &voter_state),
    };
    let (role, name) = (config.role, config.network.node_name.clone());
    let force_authoring = config.force_authoring;
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
        tx_handler_controller: transactions,
        sync_service: sync.clone(),
        telemetry: telemetry.as_mut(),
        tracing_execute_block: None,
    })?;
    let telemetry = telemetry.map(|telemetry| telemetry.handle());
    if role.is_authority() {
        Author {
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
        }
        .spawn(&task_manager)?;
    }
    if let Some(votes) = votes {
        Voter {
            link: grandpa_link,
            network,
            sync: sync.clone(),
            votes,
            state: voter_state,
            pool,
            keystore,
            role,
            name,
            prometheus_registry,
            telemetry,
        }
        .spawn(&task_manager)?;
    }
    Ok(Node { tasks: task_manager, sync })
}

/// What RPC tells of finality.
fn finality(link: &GrandpaLink, backend: &Arc<Backend>, voter_state: &SharedVoterState) -> rpc::Finality {
    let authorities = link.shared_authority_set().clone();
    rpc::Finality {
        voter_state: voter_state.clone(),
        justifications: link.justification_stream(),
        proofs: FinalityProofProvider::new_for_service(backend.clone(), Some(authorities.clone())),
        authorities,
    }
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

/// What a node needs to vote for blocks, or to follow the votes of others.
struct Voter {
    link: GrandpaLink,
    network: Network,
    sync: Arc<SyncingService<Block>>,
    votes: Votes,
    state: SharedVoterState,
    pool: Arc<Pool>,
    keystore: KeystorePtr,
    role: Role,
    name: String,
    prometheus_registry: Option<substrate_prometheus_endpoint::Registry>,
    telemetry: Option<TelemetryHandle>,
}

impl Voter {
    fn spawn(self, task_manager: &TaskManager) -> Result<(), ServiceError> {
        let voter = sc_consensus_grandpa::run_grandpa_voter(sc_consensus_grandpa::GrandpaParams {
            config: sc_consensus_grandpa::Config {
                gossip_duration: GOSSIP_INTERVAL,
                justification_generation_period: JUSTIFICATION_PERIOD,
                observer_enabled: false,
                local_role: self.role,
                name: Some(self.name),
                keystore: self.role.is_authority().then_some(self.keystore),
                telemetry: self.telemetry.clone(),
                protocol_name: self.votes.protocol,
            },
            link: self.link,
            network: self.network,
            sync: self.sync,
            notification_service: self.votes.notifications,
            // No rule: vote for the best block at once.
            voting_rule: VotingRulesBuilder::new().build(),
            prometheus_registry: self.prometheus_registry,
            shared_voter_state: self.state,
            telemetry: self.telemetry,
            offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(self.pool),
        })?;
        task_manager.spawn_essential_handle().spawn_blocking("grandpa-voter", None, voter);
        Ok(())
    }
}
