//! A chain with this pallet, balances and real sessions; blocks are authored by whom the test says.

use ainur_primitives::Balance;
use codec::Encode;
use frame_support::{
    derive_impl, parameter_types,
    traits::{
        fungible::hold::Inspect as _, tokens::imbalance::ResolveTo, ConstU128, ConstU32, FindAuthor, OnFinalize, OnInitialize,
    },
    ConsensusEngineId,
};
use pallet_session::{disabling::UpToLimitWithReEnablingDisablingStrategy, PeriodicSessions, TestSessionHandler};
use sp_runtime::{
    impl_opaque_keys,
    testing::UintAuthorityId,
    traits::{Convert, ConvertInto},
    BuildStorage, DigestItem, DispatchResult, Perbill, Permill, TryRuntimeError,
};
use sp_staking::{
    offence::{OffenceDetails, OnOffenceHandler},
    SessionIndex,
};

use crate::{self as pallet_validators, Candidates, Event, HoldReason, Invulnerables, Members, Standing, Validator};

pub type AccountId = u64;

/// The invulnerables of genesis.
pub const CHOSEN: [AccountId; 5] = [1, 2, 3, 4, 5];
/// Has session keys and money, as all from here to [`ERIN`].
pub const ALICE: AccountId = 11;
pub const BOB: AccountId = 12;
pub const CAROL: AccountId = 13;
pub const DAVE: AccountId = 14;
pub const ERIN: AccountId = 15;
/// Has money and no session keys.
pub const KEYLESS: AccountId = 20;
pub const REPORTER: AccountId = 21;
pub const TREASURY: AccountId = 99;
/// Has no account, and less than it needs for one.
pub const NOBODY: AccountId = 77;

pub const WEALTH: Balance = 100_000;
pub const MIN_BOND: Balance = 1_000;
pub const EXISTENTIAL: Balance = 10;
/// Sessions for which a bond stays held.
pub const BONDING: SessionIndex = 6;
/// Sessions without a block that are too many.
pub const ABSENT: u8 = 3;
/// Blocks of a session.
pub const SESSION: u32 = 64;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        Validators: pallet_validators,
        Session: pallet_session,
        Historical: pallet_session::historical,
        Offences: pallet_offences,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlockU32<Test>;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<EXISTENTIAL>;
    type AccountStore = System;
}

impl_opaque_keys! {
    pub struct Keys {
        pub only: UintAuthorityId,
    }
}

impl From<AccountId> for Keys {
    fn from(who: AccountId) -> Self {
        Self { only: UintAuthorityId(who) }
    }
}

impl pallet_session::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type ValidatorId = AccountId;
    type ValidatorIdOf = ConvertInto;
    type ShouldEndSession = PeriodicSessions<ConstU32<SESSION>, ConstU32<0>>;
    type NextSessionRotation = PeriodicSessions<ConstU32<SESSION>, ConstU32<0>>;
    type SessionManager = Validators;
    type SessionHandler = TestSessionHandler;
    type Keys = Keys;
    type DisablingStrategy = UpToLimitWithReEnablingDisablingStrategy;
    type WeightInfo = ();
    type Currency = Balances;
    type KeyDeposit = ConstU128<0>;
}

impl pallet_session::historical::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type FullIdentification = ();
    type FullIdentificationOf = Nothing;
}

impl pallet_offences::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type IdentificationTuple = (AccountId, ());
    type OnOffenceHandler = Validators;
}

/// Nothing more is to be known of a validator.
pub struct Nothing;

impl Convert<AccountId, Option<()>> for Nothing {
    fn convert(_: AccountId) -> Option<()> {
        Some(())
    }
}

parameter_types! {
    pub storage MinBond: Balance = MIN_BOND;
    pub storage Seats: u8 = 2;
    pub const BondingSessions: SessionIndex = BONDING;
    pub const AbsentSessions: u8 = ABSENT;
    pub const AbsenceShare: Permill = Permill::from_percent(1);
    pub const EquivocationShare: Perbill = Perbill::from_percent(10);
    pub const ReporterShare: Permill = Permill::from_percent(20);
    pub const Treasury: AccountId = TREASURY;
}

/// The author is named in the block's digest.
pub struct Named;

impl FindAuthor<AccountId> for Named {
    fn find_author<'a, I: 'a + IntoIterator<Item = (ConsensusEngineId, &'a [u8])>>(digests: I) -> Option<AccountId> {
        digests.into_iter().find_map(|(_, bytes)| Some(AccountId::from_le_bytes(bytes.try_into().ok()?)))
    }
}

impl pallet_validators::Config for Test {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type OnSlash = ResolveTo<Treasury, Balances>;
    type AdminOrigin = frame_system::EnsureRoot<AccountId>;
    type Sessions = Session;
    type FindAuthor = Named;
    type MinBond = MinBond;
    type Seats = Seats;
    type BondingSessions = BondingSessions;
    type AbsentSessions = AbsentSessions;
    type AbsenceShare = AbsenceShare;
    type EquivocationShare = EquivocationShare;
    type ReporterShare = ReporterShare;
    type RealSession = ConstU32<300>;
    type MaxInvulnerables = ConstU32<6>;
    type MaxCandidates = ConstU32<4>;
    #[cfg(feature = "runtime-benchmarks")]
    type ByFirst = ByFirst;
    type WeightInfo = pallet_validators::weights::SubstrateWeight<Test>;
}

/// Names the first who serves.
#[cfg(feature = "runtime-benchmarks")]
pub struct ByFirst;

#[cfg(feature = "runtime-benchmarks")]
impl frame_support::traits::Get<DigestItem> for ByFirst {
    fn get() -> DigestItem {
        DigestItem::PreRuntime(*b"test", Session::validators()[0].to_le_bytes().to_vec())
    }
}

/// Sets up a chain on which some are candidates already.
#[derive(Default)]
pub struct ExtBuilder {
    candidates: Vec<(AccountId, Balance)>,
    invulnerables: Option<&'static [AccountId]>,
    session: Option<u32>,
}

impl ExtBuilder {
    /// Has a candidate with this bond.
    pub fn candidate(mut self, who: AccountId, bond: Balance) -> Self {
        self.candidates.push((who, bond));
        self
    }

    /// Begins with these instead of all of [`CHOSEN`].
    pub fn invulnerables(mut self, chosen: &'static [AccountId]) -> Self {
        self.invulnerables = Some(chosen);
        self
    }

    /// Begins with sessions of so many slots.
    pub fn session(mut self, slots: u32) -> Self {
        self.session = Some(slots);
        self
    }

    /// Runs `test`, then checks every invariant, and that no money came or went.
    pub fn build_and_execute(self, test: impl FnOnce()) {
        self.build().execute_with(|| {
            let issuance = Balances::total_issuance();
            test();
            check_all().unwrap();
            assert_eq!(Balances::total_issuance(), issuance);
        });
    }

    pub fn build(self) -> sp_io::TestExternalities {
        let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
        let chosen = self.invulnerables.unwrap_or(&CHOSEN).to_vec();
        let with_keys: Vec<_> = chosen.iter().copied().chain(ALICE..=ERIN).collect();
        let rich = with_keys.iter().copied().chain([KEYLESS, REPORTER]).map(|who| (who, WEALTH));
        let balances = rich.chain([(TREASURY, EXISTENTIAL)]).collect();
        pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }.assimilate_storage(&mut storage).unwrap();
        let bond = MIN_BOND;
        pallet_validators::GenesisConfig::<Test> { invulnerables: chosen, bond, session: self.session }
            .assimilate_storage(&mut storage)
            .unwrap();
        let keys = with_keys.into_iter().map(|who| (who, who, who.into())).collect();
        pallet_session::GenesisConfig::<Test> { keys, ..Default::default() }.assimilate_storage(&mut storage).unwrap();
        let mut ext = sp_io::TestExternalities::from(storage);
        ext.execute_with(|| {
            System::set_block_number(1);
            for (who, bond) in self.candidates {
                Validators::do_join(who, bond).unwrap();
            }
            System::reset_events();
        });
        ext
    }
}

/// Every invariant, of the accounts without a bond too.
pub fn check_all() -> Result<(), TryRuntimeError> {
    Validators::check_state()?;
    Validators::check_held(pallet_balances::Holds::<Test>::iter_keys())
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

/// Sets session keys, with the proof that they are owned.
pub fn set_keys(who: AccountId, key: AccountId) -> DispatchResult {
    let mut keys = Keys::from(key);
    let proof = keys.create_ownership_proof(&who.encode()).unwrap();
    Session::set_keys(signed(who), keys, proof.encode())
}

/// Makes the next block, authored by whoever it is.
pub fn block_by(author: AccountId) {
    let number = System::block_number() + 1;
    System::reset_events();
    let digest = sp_runtime::Digest { logs: vec![DigestItem::PreRuntime(*b"test", author.to_le_bytes().to_vec())] };
    System::initialize(&number, &Default::default(), &digest);
    AllPalletsWithSystem::on_initialize(number);
    AllPalletsWithSystem::on_finalize(number);
}

/// Makes blocks up to the first of the next session; all who serve take turns but these.
pub fn session_without(absent: &[AccountId]) {
    let session = Session::current_index();
    let mut turn = 0;
    while Session::current_index() == session {
        let authors: Vec<_> = Session::validators().into_iter().filter(|who| !absent.contains(who)).collect();
        block_by(authors[turn % authors.len()]);
        turn += 1;
    }
}

/// As [`session_without`], nobody absent, so many times.
pub fn pass_sessions(count: u32) {
    for _ in 0..count {
        session_without(&[]);
    }
}

/// Reports that these signed twice in a session, by whom each was reported.
pub fn report(offenders: &[(AccountId, Option<AccountId>)], share: Perbill, session: SessionIndex) {
    let details: Vec<_> = offenders
        .iter()
        .map(|(who, reporter)| OffenceDetails { offender: (*who, ()), reporters: reporter.iter().copied().collect() })
        .collect();
    Validators::on_offence(&details, &vec![share; offenders.len()], session);
}

pub fn member(who: AccountId) -> Validator {
    Members::<Test>::get(who).unwrap()
}

pub fn standing(who: AccountId) -> Standing {
    member(who).standing
}

pub fn held(who: AccountId) -> Balance {
    Balances::balance_on_hold(&HoldReason::ValidatorBond.into(), &who)
}

pub fn treasury() -> Balance {
    Balances::free_balance(TREASURY) - EXISTENTIAL
}

/// The candidates, in order.
pub fn candidates() -> Vec<AccountId> {
    Candidates::<Test>::get().into_inner()
}

/// The invulnerables, in order.
pub fn chosen() -> Vec<AccountId> {
    Invulnerables::<Test>::get().into_inner()
}

/// Who serves now, in order.
pub fn serving() -> Vec<AccountId> {
    Session::validators()
}

/// Who serves now and may not author.
pub fn disabled() -> Vec<AccountId> {
    let validators = Session::validators();
    Session::disabled_validators().into_iter().map(|index| validators[index as usize]).collect()
}

/// The events of this pallet in the present block, oldest first; forgets them.
pub fn events() -> Vec<Event<Test>> {
    let events = System::events().into_iter().filter_map(|record| match record.event {
        RuntimeEvent::Validators(event) => Some(event),
        _ => None,
    });
    let events = events.collect();
    System::reset_events();
    events
}
