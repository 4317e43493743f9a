//! Who authors, who finalises, and how signing twice is proved.

use alloc::vec::Vec;
use core::marker::PhantomData;

use frame_support::{
    parameter_types,
    traits::{tokens::imbalance::ResolveTo, ConstU32, ConstU64, Get, KeyOwnerProofSystem},
    weights::Weight,
};
use frame_system::EnsureRoot;
use sp_consensus_babe::{AuthorityId as BabeId, Slot};
use sp_consensus_grandpa::AuthorityId as GrandpaId;
use sp_core::crypto::KeyTypeId;
use sp_runtime::traits::{Convert, ConvertInto, OpaqueKeys};
use sp_staking::SessionIndex;

use super::{key_ownership::KeysInForce, TreasuryAccount};
use crate::{
    params::{dynamic::validators, ValueOf},
    *,
};

/// Who says which validators are invulnerable.
pub type ValidatorAdmin = EnsureRoot<AccountId>;

/// Sessions for which evidence is accepted: those of a week, where sessions are real ones. A chain with shorter sessions accepts it for
/// as many.
const EVIDENT_SESSIONS: u32 = 7 * time::DAYS / time::EPOCH_SLOTS;

/// Most roots that are dropped at the end of a session: more than come, so that a long past is dropped in the end.
const DROPPED_ROOTS: u32 = 16;

/// Most validators of a session.
const MAX_AUTHORITIES: u32 = 100;

parameter_types! {
    /// Evidence of an offence is accepted for a week.
    pub const ReportLongevity: u64 = 7 * time::DAYS as u64;
    /// GRANDPA remembers the sessions that evidence may name.
    pub const SetIdSessions: u64 = EVIDENT_SESSIONS as u64;
    /// Bonds stay held until no evidence against their owner is accepted any more. Whoever leaves in a session may serve in the next
    /// one too, whose root is dropped when the session `EVIDENT_SESSIONS + 1` after it ends.
    pub const BondingSessions: SessionIndex = EVIDENT_SESSIONS + 3;
    /// Held from an account while it has session keys set, in plancks.
    pub const KeyDeposit: Balance = AINU;
}

impl pallet_babe::Config for Runtime {
    type EpochDuration = SessionSlots;
    type ExpectedBlockTime = ConstU64<{ time::SLOT_MILLIS }>;
    // Sessions decide when an epoch ends.
    type EpochChangeTrigger = pallet_babe::ExternalTrigger;
    type DisabledValidators = Session;
    type WeightInfo = WithPunishment;
    type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
    // Validators have no nominators.
    type MaxNominators = ConstU32<0>;
    type KeyOwnerProof = <KeysInForce as KeyOwnerProofSystem<(KeyTypeId, BabeId)>>::Proof;
    type EquivocationReportSystem = pallet_babe::EquivocationReportSystem<Self, Reports, KeysInForce, ReportLongevity>;
}

impl pallet_grandpa::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = WithPunishment;
    type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
    type MaxNominators = ConstU32<0>;
    type MaxSetIdSessionEntries = SetIdSessions;
    type KeyOwnerProof = <KeysInForce as KeyOwnerProofSystem<(KeyTypeId, GrandpaId)>>::Proof;
    type EquivocationReportSystem = pallet_grandpa::EquivocationReportSystem<Self, Reports, KeysInForce, ReportLongevity>;
}

impl pallet_timestamp::Config for Runtime {
    type Moment = u64;
    type OnTimestampSet = Babe;
    type MinimumPeriod = ConstU64<{ time::SLOT_MILLIS / 2 }>;
    type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Runtime>;
}

impl pallet_authorship::Config for Runtime {
    type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Babe>;
    type EventHandler = ();
}

impl pallet_session::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type ValidatorId = AccountId;
    type ValidatorIdOf = ConvertInto;
    type ShouldEndSession = Babe;
    type NextSessionRotation = Babe;
    type SessionManager = pallet_session::historical::NoteHistoricalRoot<Self, Evident<Validators>>;
    type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
    type Keys = SessionKeys;
    // Up to a third, the gravest first.
    type DisablingStrategy = pallet_session::disabling::UpToLimitWithReEnablingDisablingStrategy;
    type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
    type Currency = Balances;
    type KeyDeposit = KeyDeposit;
}

impl pallet_session::historical::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type FullIdentification = ();
    type FullIdentificationOf = NoFurtherIdentification;
}

impl pallet_offences::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type IdentificationTuple = pallet_session::historical::IdentificationTuple<Self>;
    type OnOffenceHandler = Validators;
}

/// What calls to BABE and GRANDPA weigh: what these pallets measured, which is the implementation for `()`, and of reports what it takes
/// to punish all who may be concerned.
pub struct WithPunishment;

impl pallet_babe::WeightInfo for WithPunishment {
    fn plan_config_change() -> Weight {
        <() as pallet_babe::WeightInfo>::plan_config_change()
    }

    fn report_equivocation(validators: u32, nominators: u32) -> Weight {
        let evidence = <() as pallet_babe::WeightInfo>::report_equivocation(validators, nominators);
        evidence.saturating_add(Validators::weight_of_report(validators))
    }
}

impl pallet_grandpa::WeightInfo for WithPunishment {
    fn report_equivocation(validators: u32, nominators: u32) -> Weight {
        let evidence = <() as pallet_grandpa::WeightInfo>::report_equivocation(validators, nominators);
        evidence.saturating_add(Validators::weight_of_report(validators))
    }

    fn note_stalled() -> Weight {
        <() as pallet_grandpa::WeightInfo>::note_stalled()
    }
}

/// Where those reports go that are worth taking.
type Reports = pallet_validators::WorthTaking<Runtime, Offences, Present>;

/// What is in the present session.
pub struct Present;

impl pallet_validators::SessionOf<Slot> for Present {
    fn if_present(slot: &Slot) -> Option<SessionIndex> {
        (*slot >= Babe::current_epoch_start()).then(Session::current_index)
    }
}

impl pallet_validators::SessionOf<pallet_grandpa::TimeSlot> for Present {
    fn if_present(time: &pallet_grandpa::TimeSlot) -> Option<SessionIndex> {
        (time.set_id == Grandpa::current_set_id()).then(Session::current_index)
    }
}

impl pallet_validators::Config for Runtime {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type OnSlash = ResolveTo<TreasuryAccount, Balances>;
    type AdminOrigin = ValidatorAdmin;
    type Sessions = Session;
    type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Babe>;
    type MinBond = ValueOf<validators::MinBond>;
    type Seats = ValueOf<validators::Seats>;
    type BondingSessions = BondingSessions;
    type AbsentSessions = ValueOf<validators::AbsentSessions>;
    type AbsenceShare = ValueOf<validators::AbsenceShare>;
    type EquivocationShare = ValueOf<validators::EquivocationShare>;
    type ReporterShare = ValueOf<validators::ReporterShare>;
    type RealSession = ConstU32<{ time::EPOCH_SLOTS }>;
    type MaxInvulnerables = ConstU32<32>;
    type MaxCandidates = ConstU32<64>;
    #[cfg(feature = "runtime-benchmarks")]
    type ByFirst = ByFirst;
    type WeightInfo = pallet_validators::weights::SubstrateWeight<Runtime>;
}

/// The claim of a block by the first who serves.
#[cfg(feature = "runtime-benchmarks")]
pub struct ByFirst;

#[cfg(feature = "runtime-benchmarks")]
impl Get<sp_runtime::DigestItem> for ByFirst {
    fn get() -> sp_runtime::DigestItem {
        use sp_consensus_babe::digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest};
        let claim = SecondaryPlainPreDigest { authority_index: 0, slot: Slot::default() };
        <sp_runtime::DigestItem as CompatibleDigestItem>::babe_pre_digest(PreDigest::SecondaryPlain(claim))
    }
}

/// Slots of a session, which is also an epoch: what genesis says.
pub struct SessionSlots;

impl Get<u64> for SessionSlots {
    fn get() -> u64 {
        Validators::session_length().into()
    }
}

/// A validator is its account: nobody else backs it.
pub struct NoFurtherIdentification;

impl Convert<AccountId, Option<()>> for NoFurtherIdentification {
    fn convert(_: AccountId) -> Option<()> {
        Some(())
    }
}

/// Notes the root of each session that `Manager` plans, genesis' sessions included, so that evidence can be checked later, and drops it
/// when evidence is no longer accepted.
pub struct Evident<Manager>(PhantomData<Manager>);

impl<Manager: pallet_session::SessionManager<AccountId>> pallet_session::SessionManager<AccountId> for Evident<Manager> {
    fn new_session(index: SessionIndex) -> Option<Vec<AccountId>> {
        Manager::new_session(index)
    }

    fn new_session_genesis(index: SessionIndex) -> Option<Vec<AccountId>> {
        Manager::new_session_genesis(index)
    }

    fn start_session(index: SessionIndex) {
        Manager::start_session(index);
    }

    fn end_session(ended: SessionIndex) {
        Manager::end_session(ended);
        let Some((first, _)) = pallet_session::historical::StoredRange::<Runtime>::get() else { return };
        let up_to = ended.saturating_sub(EVIDENT_SESSIONS).min(first.saturating_add(DROPPED_ROOTS));
        if up_to > first {
            Historical::prune_up_to(up_to);
        }
    }
}

impl<Manager: pallet_session::SessionManager<AccountId>> pallet_session::historical::SessionManager<AccountId, ()>
    for Evident<Manager>
{
    fn new_session(index: SessionIndex) -> Option<Vec<(AccountId, ())>> {
        let validators = Manager::new_session(index)?;
        Some(validators.into_iter().map(|validator| (validator, ())).collect())
    }

    fn start_session(index: SessionIndex) {
        <Self as pallet_session::SessionManager<_>>::start_session(index);
    }

    fn end_session(index: SessionIndex) {
        <Self as pallet_session::SessionManager<_>>::end_session(index);
    }
}

impl<LocalCall> frame_system::offchain::CreateTransactionBase<LocalCall> for Runtime
where
    RuntimeCall: From<LocalCall>,
{
    type Extrinsic = UncheckedExtrinsic;
    type RuntimeCall = RuntimeCall;
}

impl<LocalCall> frame_system::offchain::CreateBare<LocalCall> for Runtime
where
    RuntimeCall: From<LocalCall>,
{
    fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
        UncheckedExtrinsic::new_bare(call)
    }
}

#[cfg(test)]
mod tests {
    use pallet_session::historical::{HistoricalSessions, StoredRange};
    use sp_keyring::Sr25519Keyring::{Alice, Bob};

    use super::*;

    type Manager = <Runtime as pallet_session::Config>::SessionManager;

    /// The life of sessions as the session pallet tells it.
    fn end_sessions(ended: impl Iterator<Item = SessionIndex>) {
        use pallet_session::SessionManager;
        for index in ended {
            Manager::end_session(index);
            Manager::start_session(index + 1);
            Manager::new_session(index + 2);
        }
    }

    fn execute(test: impl FnOnce()) {
        sp_io::TestExternalities::default().execute_with(|| {
            let chosen = vec![Alice.to_account_id(), Bob.to_account_id()];
            pallet_validators::Invulnerables::<Runtime>::put(frame_support::BoundedVec::truncate_from(chosen));
            for key in [Alice, Bob] {
                let keys = SessionKeys { babe: key.public().into(), grandpa: sp_keyring::Ed25519Keyring::Alice.public().into() };
                pallet_session::NextKeys::<Runtime>::insert(key.to_account_id(), keys);
            }
            test();
        });
    }

    #[test]
    fn a_report_weighs_what_it_takes_to_punish_everybody_and_fits_into_a_block() {
        use frame_support::dispatch::DispatchClass;
        use pallet_validators::WeightInfo;
        let of_babe = <WithPunishment as pallet_babe::WeightInfo>::report_equivocation;
        let of_grandpa = <WithPunishment as pallet_grandpa::WeightInfo>::report_equivocation;
        let punishments = <Runtime as pallet_validators::Config>::WeightInfo::on_offence;
        let normal = <Runtime as frame_system::Config>::BlockWeights::get().get(DispatchClass::Normal).max_extrinsic.unwrap();
        for report in [of_babe, of_grandpa] {
            assert!(report(47, 0).all_gte(report(1, 0) + punishments(47) - punishments(1)));
            assert!(report(MAX_AUTHORITIES, 0).all_lte(normal));
        }
    }

    #[test]
    fn roots_are_kept_for_as_long_as_evidence_is_accepted() {
        assert_eq!(u64::from(EVIDENT_SESSIONS) * u64::from(time::EPOCH_SLOTS), ReportLongevity::get());
        execute(|| {
            let last = 3 * EVIDENT_SESSIONS;
            end_sessions(0..last + 1);
            let oldest = last - EVIDENT_SESSIONS;
            assert_eq!(StoredRange::<Runtime>::get(), Some((oldest, last + 3)));
            let mut kept: Vec<_> = HistoricalSessions::<Runtime>::iter_keys().collect();
            kept.sort_unstable();
            assert_eq!(kept, (oldest..last + 3).collect::<Vec<_>>());
        });
    }

    #[test]
    fn a_long_past_is_dropped_bit_by_bit() {
        execute(|| {
            let long = 2 * EVIDENT_SESSIONS;
            for index in 0..long {
                <Manager as pallet_session::SessionManager<AccountId>>::new_session(index);
            }
            end_sessions(long..long + 1);
            assert_eq!(StoredRange::<Runtime>::get().map(|range| range.0), Some(DROPPED_ROOTS));
            end_sessions(long + 1..long + 200);
            assert_eq!(StoredRange::<Runtime>::get().map(|range| range.0), Some(long + 199 - EVIDENT_SESSIONS));
        });
    }
}
