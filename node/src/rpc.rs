//! What can be asked over RPC beyond what every node of polkadot-sdk answers.

use std::sync::Arc;

use ainur_runtime::{opaque::Block, AccountId, BlockNumber, Hash, Nonce};
use jsonrpsee::RpcModule;
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_babe_rpc::{Babe, BabeApiServer};
use sc_consensus_grandpa::{FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_rpc::SubscriptionTaskExecutor;
use sp_keystore::KeystorePtr;

use crate::components::{Backend, Client, Pool, SelectChain};

/// What GRANDPA's methods read.
#[derive(Clone)]
pub struct Finality {
    pub voter_state: SharedVoterState,
    pub authorities: SharedAuthoritySet<Hash, BlockNumber>,
    pub justifications: GrandpaJustificationStream<Block>,
    pub proofs: Arc<FinalityProofProvider<Backend, Block>>,
}

/// What all the methods read.
#[derive(Clone)]
pub struct Dependencies {
    pub client: Arc<Client>,
    pub pool: Arc<Pool>,
    pub select_chain: SelectChain,
    pub keystore: KeystorePtr,
    pub babe_worker: BabeWorkerHandle<Block>,
    pub finality: Finality,
}

/// Builds the methods of accounts, fees, authorship and finality.
pub fn module(
    deps: Dependencies,
    executor: SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, Box<dyn std::error::Error + Send + Sync>> {
    use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
    use substrate_frame_rpc_system::{System, SystemApiServer};

    let Dependencies { client, pool, select_chain, keystore, babe_worker, finality } = deps;
    let mut module = RpcModule::new(());
    module.merge(SystemApiServer::<Hash, AccountId, Nonce>::into_rpc(System::new(client.clone(), pool)))?;
    module.merge(TransactionPaymentApiServer::into_rpc(TransactionPayment::new(client.clone())))?;
    module.merge(Babe::new(client, babe_worker, keystore, select_chain).into_rpc())?;
    module.merge(
        Grandpa::new(executor, finality.authorities, finality.voter_state, finality.justifications, finality.proofs).into_rpc(),
    )?;
    Ok(module)
}
