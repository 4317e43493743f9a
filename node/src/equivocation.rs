//! Two blocks of one author in one slot: found when the second is imported, and reported with both of its signatures.
//!
//! The import of `sc-consensus-babe` looks for them too, but at headers whose seal the verifier has taken off, and the runtime accepts no
//! evidence without signatures. What that import would report therefore goes nowhere ([`Nowhere`]), whatever it logs, and [`Witness`] stands
//! in its place.

use std::sync::Arc;

use ainur_runtime::{opaque::Block, Hash};
use sc_client_api::AuxStore;
use sc_consensus::{BlockCheckParams, BlockImport, BlockImportParams, ImportResult};
use sc_consensus_babe::find_pre_digest;
use sc_consensus_slots::check_equivocation;
use sc_transaction_pool_api::{LocalTransactionPool, OffchainTransactionPoolFactory};
use sp_api::{ApiExt, ProvideRuntimeApi};
use sp_consensus::{BlockOrigin, Error as ConsensusError, SelectChain as _};
use sp_consensus_babe::{AuthorityId, BabeApi, EquivocationProof, Slot, SlotDuration};
use sp_runtime::{traits::Header as _, OpaqueExtrinsic};
use sp_timestamp::Timestamp;

use crate::components::{Client, SelectChain};

type Header = <Block as sp_runtime::traits::Block>::Header;
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Looks at each block before it hands it on to be imported.
#[derive(Clone)]
pub struct Witness<Import> {
    /// What imports the block.
    pub import: Import,
    /// The chain so far, and what is known of the authors of the last slots.
    pub client: Arc<Client>,
    /// Which block a report is made on.
    pub select_chain: SelectChain,
    /// Where reports go.
    pub reports: OffchainTransactionPoolFactory<Block>,
    /// How long a slot is.
    pub slot: SlotDuration,
}

#[async_trait::async_trait]
impl<Import> BlockImport<Block> for Witness<Import>
where
    Import: BlockImport<Block, Error = ConsensusError> + Send + Sync,
{
    type Error = ConsensusError;

    async fn check_block(&self, block: BlockCheckParams<Block>) -> Result<ImportResult, ConsensusError> {
        self.import.check_block(block).await
    }

    async fn import_block(&self, block: BlockImportParams<Block>) -> Result<ImportResult, ConsensusError> {
        // A block of long ago accuses nobody whom the present state could find guilty.
        let is_new = matches!(block.origin, BlockOrigin::NetworkBroadcast | BlockOrigin::ConsensusBroadcast | BlockOrigin::Own);
        if is_new && !block.with_state() {
            if let Err(failure) = self.look_at(&block.post_header()).await {
                tracing::warn!("cannot say whether block {} is the second of its slot: {failure}", block.post_hash());
            }
        }
        self.import.import_block(block).await
    }
}

impl<Import> Witness<Import> {
    /// Remembers who wrote the block in its slot, and reports whoever wrote another one in it. The verifier has checked the seal.
    async fn look_at(&self, header: &Header) -> Result<(), Failure> {
        let claim = find_pre_digest::<Block>(header)?;
        let Some(author) = self.author(*header.parent_hash(), claim.slot(), claim.authority_index())? else { return Ok(()) };
        let now = Slot::from_timestamp(Timestamp::current(), self.slot);
        match check_equivocation(&Sealed(self.client.clone()), now, claim.slot(), header, &author)? {
            Some(evidence) => self.report(evidence).await,
            None => Ok(()),
        }
    }

    /// Whose the slot is in the epoch that it belongs to on this chain.
    fn author(&self, parent: Hash, slot: Slot, place: u32) -> Result<Option<AuthorityId>, Failure> {
        let api = self.client.runtime_api();
        let mut epoch = api.current_epoch(parent)?;
        if slot >= epoch.start_slot + epoch.duration {
            epoch = api.next_epoch(parent)?;
        }
        Ok(usize::try_from(place).ok().and_then(|place| epoch.authorities.get(place)).map(|(author, _)| author.clone()))
    }

    /// Hands evidence to the runtime, which makes a transaction of it.
    async fn report(&self, evidence: EquivocationProof<Header>) -> Result<(), Failure> {
        let best = self.select_chain.best_chain().await?.hash();
        let prove = |at| self.client.runtime_api().generate_key_ownership_proof(at, evidence.slot, evidence.offender.clone());
        // Only a proof of the session that the slot belongs to is accepted. It is in force in the block that was seen first, and not yet
        // in its parent when the block begins the session.
        let Some(owner) = [evidence.first_header.hash(), best].into_iter().find_map(|at| prove(at).ok().flatten()) else {
            tracing::warn!(
                "{} has written two blocks in slot {}, and nobody knows whose key that is",
                evidence.offender,
                evidence.slot
            );
            return Ok(());
        };
        let fault = format!("{} has written two blocks in slot {}", evidence.offender, evidence.slot);
        let mut api = self.client.runtime_api();
        api.register_extension(self.reports.offchain_transaction_pool(best));
        match api.submit_report_equivocation_unsigned_extrinsic(best, evidence, owner)? {
            Some(()) => tracing::info!("{fault}: reported"),
            None => tracing::info!("{fault}: not reported, because it is known or out of date"),
        }
        Ok(())
    }
}

/// Where the headers with their seals are kept, apart from those without.
struct Sealed(Arc<Client>);

fn apart(key: &[u8]) -> Vec<u8> {
    [b"sealed:", key].concat()
}

impl AuxStore for Sealed {
    fn insert_aux<'a, 'b: 'a, 'c: 'a, I: IntoIterator<Item = &'a (&'c [u8], &'c [u8])>, D: IntoIterator<Item = &'a &'b [u8]>>(
        &self,
        insert: I,
        delete: D,
    ) -> sp_blockchain::Result<()> {
        let insert: Vec<_> = insert.into_iter().map(|(key, value)| (apart(key), *value)).collect();
        let delete: Vec<_> = delete.into_iter().map(|key| apart(key)).collect();
        let insert: Vec<_> = insert.iter().map(|(key, value)| (key.as_slice(), *value)).collect();
        let delete: Vec<_> = delete.iter().map(Vec::as_slice).collect();
        self.0.insert_aux(&insert, &delete)
    }

    fn get_aux(&self, key: &[u8]) -> sp_blockchain::Result<Option<Vec<u8>>> {
        self.0.get_aux(&apart(key))
    }
}

/// A pool that takes everything and keeps nothing.
pub struct Nowhere;

impl LocalTransactionPool for Nowhere {
    type Block = Block;
    type Hash = Hash;
    type Error = sc_transaction_pool_api::error::Error;

    fn submit_local(&self, _: Hash, _: OpaqueExtrinsic) -> Result<Hash, Self::Error> {
        Ok(Hash::zero())
    }
}
