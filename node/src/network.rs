//! How a node joins the network: which protocols it speaks, and how it catches up.

use std::sync::Arc;

use ainur_runtime::{opaque::Block, Hash};
use sc_client_api::BlockBackend;
use sc_consensus_grandpa::warp_proof::NetworkProvider;
use sc_network::{config::FullNetworkConfiguration, NetworkBackend, NotificationService, ProtocolName};
use sc_network_sync::SyncingService;
use sc_network_transactions::TransactionsHandlerController;
use sc_service::{error::Error as ServiceError, Configuration, TaskManager, WarpSyncConfig};
use sc_utils::mpsc::TracingUnboundedSender;

use crate::components::{Backend, Client, GrandpaLink, Pool};

/// The network, as the rest of the node uses it.
pub type Network = Arc<dyn sc_network::service::traits::NetworkService>;

/// What a node has once it has joined.
pub struct Joined {
    pub network: Network,
    pub sync: Arc<SyncingService<Block>>,
    pub system_rpc_tx: TracingUnboundedSender<sc_rpc::system::Request<Block>>,
    pub transactions: TransactionsHandlerController<Hash>,
    /// None on a node that does not follow votes.
    pub votes: Option<Votes>,
}

/// How a node hears of votes for blocks, and tells its own.
pub struct Votes {
    pub protocol: ProtocolName,
    pub notifications: Box<dyn NotificationService>,
}

/// Joins the network of the chain.
pub fn join<Net: NetworkBackend<Block, Hash>>(
    config: &Configuration,
    task_manager: &TaskManager,
    client: &Arc<Client>,
    backend: &Arc<Backend>,
    pool: &Arc<Pool>,
    import_queue: sc_consensus::DefaultImportQueue<Block>,
    grandpa_link: &GrandpaLink,
) -> Result<Joined, ServiceError> {
    let registry = config.prometheus_config.as_ref().map(|prometheus| prometheus.registry.clone());
    let mut net_config = FullNetworkConfiguration::<_, _, Net>::new(&config.network, registry);
    let metrics = Net::register_notification_metrics(config.prometheus_registry());
    let genesis = client.block_hash(0)?.ok_or_else(|| ServiceError::Other("the chain has no genesis block".into()))?;
    // A protocol that is offered and that nobody listens to ends every connection.
    let votes = (!config.disable_grandpa).then(|| {
        let protocol = sc_consensus_grandpa::protocol_standard_name(&genesis, &config.chain_spec);
        let (protocol_config, notifications) = sc_consensus_grandpa::grandpa_peers_set_config::<Block, Net>(
            protocol.clone(),
            metrics.clone(),
            net_config.peer_store_handle(),
        );
        net_config.add_notification_protocol(protocol_config);
        Votes { protocol, notifications }
    });

    let warp_sync = NetworkProvider::new(backend.clone(), grandpa_link.shared_authority_set().clone(), Vec::new());
    let (network, system_rpc_tx, transactions, sync, _bitswap) = sc_service::build_network(sc_service::BuildNetworkParams {
        config,
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
    Ok(Joined { network, sync, system_rpc_tx, transactions, votes })
}
