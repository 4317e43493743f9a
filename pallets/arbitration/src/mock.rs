//! A chain with this pallet, real balances, and doubles of the stake behind an agent and of the randomness.

use ainur_primitives::{AgentId, Balance, BlockNumber, Cid, Claim, ContentCodec, Engine, Hash, Opinion, Receipt, TaskId, Vote};
use ainur_support::{Auditable, Audits as _, Complaint, Disputes, Forum, Parties, Stakes};
use frame_support::{
    derive_impl, parameter_types, storage_alias,
    traits::{
        fungible::{Balanced, Credit},
        tokens::{imbalance::ResolveTo, Fortitude, Precision, Preservation},
        ConstU128, ConstU32, ConstU8, Hooks, Imbalance as _, Randomness,
    },
    Twox64Concat,
};
use sp_core::H256;
use sp_runtime::{BuildStorage, Permill};

use crate::{self as pallet_arbitration, Audits, Cases, DRAW_DELAY};

pub type AccountId = u64;

pub const REQUESTER: AccountId = 1;
/// Owns `AGENT`.
pub const OWNER: AccountId = 2;
pub const OPERATOR: AccountId = 3;
pub const STRANGER: AccountId = 4;
pub const EVALUATOR: AccountId = 5;
pub const TREASURY: AccountId = 9;
/// The first of those that take a seat.
pub const VERIFIER: AccountId = 100;
pub const AGENT: AgentId = AgentId(0);
pub const TASK: TaskId = TaskId(7);

/// What every account begins with.
pub const WEALTH: Balance = 100_000;
/// What stands behind `AGENT`.
pub const STAKE: Balance = 5_000;
pub const PRICE: Balance = 1_000;
/// A tenth of the price.
pub const BOND: Balance = 100;
pub const VERIFIER_BOND: Balance = 1_000;
/// What a verifier loses: a tenth.
pub const PENALTY: Balance = 100;

pub const COMMIT: BlockNumber = 5;
pub const REVEAL: BlockNumber = 4;
pub const APPEAL: BlockNumber = 6;
pub const EVALUATION: BlockNumber = 7;
pub const COURT: BlockNumber = 8;
pub const LEAVING: BlockNumber = 20;
/// Time to object to a result.
pub const CHALLENGE: BlockNumber = 30;

pub const SALT: Hash = [6; 32];
/// What the module makes of the input.
pub const TRUTH: Opinion = Opinion::Output { output_hash: [3; 32], fuel_used: 42 };
/// What somebody says who did not run it.
pub const GUESS: Opinion = Opinion::Output { output_hash: [3; 32], fuel_used: 41 };

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        Arbitration: pallet_arbitration,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlockU32<Test>;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type AccountStore = System;
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<1>;
}

parameter_types! {
    pub const Treasury: AccountId = TREASURY;
    pub const TenPercent: Permill = Permill::from_percent(10);
    pub storage AuditShare: Permill = Permill::from_percent(2);
}

impl pallet_arbitration::Config for Test {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Stakes = Stake;
    type Tasks = Market;
    type Randomness = Dice;
    type OnForfeit = ResolveTo<Treasury, Balances>;
    type BlockNumberProvider = System;
    type VerifierBond = ConstU128<VERIFIER_BOND>;
    type VerifierSlash = TenPercent;
    type LeavingPeriod = ConstU32<LEAVING>;
    type MinBond = ConstU128<50>;
    type BondShare = TenPercent;
    type CommitteeSize = ConstU8<3>;
    type MaxRepeats = ConstU8<2>;
    type CommitWindow = ConstU32<COMMIT>;
    type RevealWindow = ConstU32<REVEAL>;
    type AppealWindow = ConstU32<APPEAL>;
    type EvaluationWindow = ConstU32<EVALUATION>;
    type CourtWindow = ConstU32<COURT>;
    type AuditShare = AuditShare;
    type WeightInfo = pallet_arbitration::weights::SubstrateWeight<Test>;
}

/// What the dice show.
#[storage_alias]
pub type Seed = StorageValue<Mock, u64, frame_support::pallet_prelude::ValueQuery>;

/// The randomness' double: what the test says.
pub struct Dice;

impl Randomness<H256, BlockNumber> for Dice {
    fn random(subject: &[u8]) -> (H256, BlockNumber) {
        (H256(ainur_primitives::receipt::hash(&[subject, &Seed::get().to_le_bytes()].concat())), 0)
    }
}

/// The tasks whose result can be objected to, and up to when.
#[storage_alias]
pub type Verifying = StorageMap<Mock, Twox64Concat, TaskId, BlockNumber>;

/// The market's double: every task is between the same parties.
pub struct Market;

impl Auditable<AccountId> for Market {
    fn parties(task: TaskId) -> Option<Parties<AccountId>> {
        let until = Verifying::get(task)?;
        Some(Parties { defendant: OWNER, operator: Some(OPERATOR), requester: REQUESTER, until })
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn delivered_for_benchmark(number: u32) -> TaskId {
        deliver(TaskId(number.into()));
        TaskId(number.into())
    }
}

/// A result is delivered that can be objected to for `CHALLENGE` blocks.
pub fn deliver(task: TaskId) {
    Verifying::insert(task, System::block_number() + CHALLENGE);
    Arbitration::delivered(task);
}

/// The time to object to a result is over, or somebody objected; what comes of its audit.
pub fn leave(task: TaskId, run_out: bool) -> Option<ainur_support::Audited<AccountId>> {
    let found = Arbitration::finding(task);
    Arbitration::close(task, run_out);
    Verifying::remove(task);
    found
}

/// Stake and pledges of agents.
#[storage_alias]
pub type Staked = StorageMap<Mock, Twox64Concat, AgentId, (Balance, Balance)>;

/// The stake's double: money on the owner's account.
pub struct Stake;

impl Stakes<AccountId> for Stake {
    type Currency = Balances;

    fn owner(_: AgentId) -> Option<AccountId> {
        Some(OWNER)
    }

    fn at_stake(agent: AgentId) -> Balance {
        Staked::get(agent).map_or(0, |(stake, _)| stake)
    }

    fn claim(_: AgentId, _: Balance) {}

    fn release_claim(_: AgentId, _: Balance) {}

    fn take_claim(_: AgentId, _: Balance) -> Credit<AccountId, Balances> {
        Credit::<AccountId, Balances>::zero()
    }

    fn claims(_: AgentId) -> Balance {
        0
    }

    fn pledge(agent: AgentId, amount: Balance) -> Balance {
        let Some((stake, claims)) = Staked::get(agent) else { return 0 };
        let claimed = amount.min(stake - claims);
        Staked::insert(agent, (stake, claims + claimed));
        claimed
    }

    fn release_pledge(agent: AgentId, amount: Balance) {
        Staked::mutate_extant(agent, |(_, claims)| *claims -= amount);
    }

    fn take_pledge(agent: AgentId, amount: Balance) -> Credit<AccountId, Balances> {
        Staked::mutate_extant(agent, |(stake, claims)| (*stake, *claims) = (*stake - amount, *claims - amount));
        Balances::withdraw(&OWNER, amount, Precision::Exact, Preservation::Preserve, Fortitude::Force).unwrap()
    }

    fn jail(_: AgentId) {}

    fn leave_jail(_: AgentId) {}

    #[cfg(feature = "runtime-benchmarks")]
    fn staked_agent_for_benchmark(_: &AccountId) -> AgentId {
        AGENT
    }
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

/// What the agent delivered; honest, and nobody knows it but the agent.
pub fn receipt() -> Receipt {
    let Opinion::Output { output_hash, fuel_used } = TRUTH else { unreachable!("the truth is an output") };
    Receipt {
        task: TASK,
        module_hash: [1; 32],
        input_hash: [2; 32],
        output_hash,
        output: Cid { codec: ContentCodec::Raw, digest: [4; 32] },
        fuel_used,
        fuel_limit: 1_000,
        engine: Engine { name: ainur_primitives::receipt::EngineName::Wasmtime, version: (36, 0, 20), cost_table: [5; 32] },
        transcript_hash: None,
        started: 1,
        finished: 2,
        salt: [8; 32],
    }
}

pub fn claim() -> Claim {
    let Receipt { module_hash, input_hash, output_hash, .. } = receipt();
    Claim { module_hash, input_hash, output_hash, receipt_hash: receipt().hash() }
}

/// `challenger` disputes what `AGENT` delivered for `PRICE`.
pub fn complaint(challenger: AccountId, forum: Forum<AccountId>) -> Complaint<AccountId> {
    Complaint {
        task: TASK,
        agent: AGENT,
        defendant: OWNER,
        operator: Some(OPERATOR),
        requester: REQUESTER,
        challenger,
        price: PRICE,
        forum,
    }
}

pub fn committee() -> Vec<AccountId> {
    Cases::<Test>::get(TASK).unwrap().committee.iter().map(|member| member.who).collect()
}

pub fn vote(who: AccountId, opinion: Opinion) -> Vote<AccountId> {
    Vote { task: TASK, round: Cases::<Test>::get(TASK).unwrap().round, voter: who, opinion, salt: SALT }
}

/// Goes on to a block, drawing what is due on the way.
pub fn go_to(block: BlockNumber) {
    while System::block_number() < block {
        System::set_block_number(System::block_number() + 1);
        Arbitration::on_initialize(System::block_number());
    }
}

/// Goes on to the first block after the present stage.
pub fn run_out() {
    let case = Cases::<Test>::get(TASK).unwrap();
    go_to(Arbitration::end_of(&case.stage) + 1);
}

/// Steps on the usual way through a dispute.
pub mod step {
    use super::*;
    use frame_support::assert_ok;

    /// `count` accounts from `VERIFIER` on take seats.
    pub fn seat(count: u64) {
        for who in VERIFIER..VERIFIER + count {
            assert_ok!(Arbitration::take_seat(signed(who)));
        }
    }

    /// The requester disputes, and a committee of three out of nine is drawn.
    pub fn drawn() {
        seat(9);
        assert_ok!(Arbitration::open(complaint(REQUESTER, Forum::Committee(claim()))));
        go_to(System::block_number() + DRAW_DELAY);
    }

    /// A result is drawn for an audit, among nine verifiers; returns the auditor.
    pub fn audited() -> AccountId {
        seat(9);
        AuditShare::set(&Permill::one());
        deliver(TASK);
        go_to(System::block_number() + DRAW_DELAY);
        Audits::<Test>::get(TASK).unwrap().auditor
    }

    pub fn commit(opinions: &[Opinion]) {
        for (who, opinion) in committee().into_iter().zip(opinions) {
            assert_ok!(Arbitration::commit_vote(signed(who), TASK, vote(who, *opinion).commitment()));
        }
    }

    /// All three vote, and can show how.
    pub fn revealing(opinions: &[Opinion]) {
        drawn();
        commit(opinions);
        assert_ok!(Arbitration::advance(TASK));
    }

    pub fn reveal(opinions: &[Opinion]) {
        for (who, opinion) in committee().into_iter().zip(opinions) {
            assert_ok!(Arbitration::reveal_vote(signed(who), TASK, *opinion, SALT));
        }
    }

    /// There is a verdict, found by these opinions, with the agent's receipt shown.
    pub fn decided(opinions: &[Opinion]) {
        revealing(opinions);
        reveal(opinions);
        assert_ok!(Arbitration::show_receipt(signed(OPERATOR), receipt()));
        assert_ok!(Arbitration::advance(TASK));
    }
}

/// Runs a test on a chain at block 1; checks in the end that no money was made or lost and that all invariants hold.
pub fn build_and_execute(test: impl FnOnce()) {
    let accounts: Vec<_> = (1..10).chain(VERIFIER..VERIFIER + 60).collect();
    let balances = accounts.iter().map(|account| (*account, WEALTH)).collect();
    let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
    pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }.assimilate_storage(&mut storage).unwrap();
    sp_io::TestExternalities::from(storage).execute_with(|| {
        System::set_block_number(1);
        Staked::insert(AGENT, (STAKE, 0));
        let before = Balances::total_issuance();
        test();
        assert_eq!(Balances::total_issuance(), before, "money was made or lost");
        Arbitration::check_state().unwrap();
    });
}
