//! A runtime with the market, real balances, and doubles of its neighbours that keep their state in storage, so that a
//! refused call takes it back too.

use std::collections::BTreeSet;

use ainur_primitives::{
    receipt::EngineName, AgentId, Balance, BlockNumber, Capabilities, Cid, ClientKey, ContentCodec, Engine, Opinion, Outcome,
    Rating, Receipt, ScoreWeights, Side, Standing, TaskId,
};
use ainur_support::{
    Agents, Audited, Audits, Complaint, Concession, Disputes, Ending, Escrow, Fault, FaultReport, Faults, Payment, Profile,
    Progress, RecordOutcome, RecordRating, Ruling, Settlement, Standings,
};
use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::dispatch::DispatchResultWithPostInfo;
use frame_support::{
    derive_impl, parameter_types, storage_alias,
    traits::{
        fungible::{HoldConsideration, Inspect, Mutate},
        tokens::{imbalance::ResolveTo, Preservation},
        ConstU128, ConstU32, ConstU8, Hooks, LinearStoragePrice,
    },
    weights::Weight,
    Twox64Concat,
};
use scale_info::TypeInfo;
use sp_runtime::{BuildStorage, DispatchError, DispatchResult};

use crate::{
    self as pallet_task_market, sealed_bid, Auction, Award, Hiring, Phase, Pricing, TaskSpec, Tasks, Verification, WorkResult,
};

pub const REQUESTER: u64 = 1;
pub const OWNER: u64 = 2;
pub const OPERATOR: u64 = 3;
pub const STRANGER: u64 = 4;
/// Owns `RIVAL`.
pub const RIVAL_OWNER: u64 = 5;
/// May dispute what can be run again.
pub const VERIFIER: u64 = 6;
/// Decides on tasks of `evaluated`.
pub const EVALUATOR: u64 = 7;
/// Audits what `Drawn` says; no verifier any more.
pub const AUDITOR: u64 = 8;
/// Where the escrow's double keeps money.
const VAULT: u64 = 99;
/// What every account begins with.
pub const WEALTH: Balance = 10_000_000;

/// Owned by `OWNER`, operated by `OPERATOR`.
pub const AGENT: AgentId = AgentId(0);
/// Owned by `RIVAL_OWNER`.
pub const RIVAL: AgentId = AgentId(1);
/// Owned by the requester.
pub const OWN_AGENT: AgentId = AgentId(2);
pub const TASK: TaskId = TaskId(0);
/// Keeps every sealed bid secret.
pub const SALT: [u8; 32] = [6; 32];
pub const KEY: ClientKey = ClientKey([1; 32]);

pub const BIDDING: BlockNumber = 5;
pub const ACCEPT: BlockNumber = 6;
pub const START: BlockNumber = 7;
pub const CHALLENGE: BlockNumber = 8;
pub const HISTORY: BlockNumber = 20;
/// How long each stage of a dispute lasts.
pub const STAGE: BlockNumber = 9;
/// What a sealed bid's deposit is.
pub const DEPOSIT: Balance = 50;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        TaskMarket: pallet_task_market,
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
    pub const Treasury: u64 = VAULT;
    pub const Deposit: RuntimeHoldReason = RuntimeHoldReason::TaskMarket(pallet_task_market::HoldReason::TaskDeposit);
}

impl pallet_task_market::Config for Test {
    type Agents = Registry;
    type Standings = Books;
    type Reputation = Books;
    type Ratings = Books;
    type Faults = Books;
    type Disputes = Court;
    type Audits = Lottery;
    type CourtOrigin = frame_system::EnsureRoot<u64>;
    type Escrow = Vault;
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type OnForfeit = ResolveTo<Treasury, Balances>;
    type Consideration = HoldConsideration<u64, Balances, Deposit, LinearStoragePrice<ConstU128<10>, ConstU128<1>, Balance>>;
    type BlockNumberProvider = System;
    type MinBudget = ConstU128<10>;
    type MinBidding = ConstU32<2>;
    type MaxBidding = ConstU32<50>;
    type AcceptWindow = ConstU32<ACCEPT>;
    type StartWindow = ConstU32<START>;
    type ChallengeWindow = ConstU32<CHALLENGE>;
    type HistoryWindow = ConstU32<HISTORY>;
    type MaxTaskSpan = ConstU32<1_000>;
    type BidDeposit = ConstU128<DEPOSIT>;
    type MaxDepth = ConstU8<3>;
    type MaxChildren = ConstU8<2>;
    type MaxIdleWork = ConstU32<10>;
    type WeightInfo = pallet_task_market::weights::SubstrateWeight<Test>;
}

/// An agent of the double.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone)]
pub struct MockAgent {
    pub owner: u64,
    pub operator: Option<u64>,
    pub stake: Balance,
    pub places: u16,
    pub engaged: u32,
    pub score: u64,
    pub module: Option<ainur_primitives::Hash>,
    pub cover: Balance,
}

impl MockAgent {
    /// An agent with a stake of 100, two places and 10 points.
    pub fn of(owner: u64, operator: Option<u64>) -> Self {
        Self { owner, operator, stake: 100, places: 2, engaged: 0, score: 10, module: Some([9; 32]), cover: 0 }
    }
}

#[storage_alias]
pub type MockAgents = StorageMap<Mock, Twox64Concat, AgentId, MockAgent>;
#[storage_alias]
pub type Locked = StorageMap<Mock, Twox64Concat, TaskId, (u64, Balance)>;
/// From which lock another was split.
#[storage_alias]
pub type SplitFrom = StorageMap<Mock, Twox64Concat, TaskId, TaskId>;
/// The disputes that are open: who disputes, the last block of the stage, and what the court will say then.
#[storage_alias]
pub type Cases = StorageMap<Mock, Twox64Concat, TaskId, (u64, BlockNumber, Option<Ruling>)>;
#[storage_alias]
pub type Ratings = StorageValue<Mock, Vec<(TaskId, AgentId, u64, u8)>, frame_support::pallet_prelude::ValueQuery>;
/// Agent, fault, victim and reporter.
#[storage_alias]
pub type Reported =
    StorageValue<Mock, Vec<(AgentId, Fault, Option<u64>, Option<u64>)>, frame_support::pallet_prelude::ValueQuery>;
#[storage_alias]
pub type Outcomes = StorageValue<Mock, Vec<(AgentId, u64, Outcome)>, frame_support::pallet_prelude::ValueQuery>;

/// The agent registry's double: every agent can do `text.echo`.
pub struct Registry;

impl Agents<u64> for Registry {
    fn profile(agent: AgentId) -> Option<Profile<u64>> {
        let MockAgent { owner, operator, stake, module, .. } = MockAgents::get(agent)?;
        Some(Profile { owner, operator, capabilities: capabilities("text.echo"), module, price: 70, stake })
    }

    fn candidate(agent: AgentId) -> Option<(Profile<u64>, u16)> {
        let MockAgent { places, engaged, .. } = MockAgents::get(agent)?;
        Self::profile(agent).map(|profile| (profile, places.saturating_sub(engaged as u16)))
    }

    fn engage(agent: AgentId, cover: Balance) -> Result<(), DispatchError> {
        let (_, free_places) = Self::candidate(agent).ok_or("unknown")?;
        frame_support::ensure!(free_places > 0, "busy");
        MockAgents::mutate_extant(agent, |agent| {
            agent.engaged += 1;
            agent.cover += cover;
        });
        Ok(())
    }

    fn release(agent: AgentId, places: u16, cover: Balance) {
        MockAgents::mutate_extant(agent, |agent| {
            agent.engaged -= u32::from(places);
            agent.cover -= cover;
        });
    }

    fn engagements(agent: AgentId) -> Option<u32> {
        MockAgents::get(agent).map(|agent| agent.engaged)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn register_for_benchmark(owner: &u64, _: Capabilities) -> AgentId {
        let id = AgentId(MockAgents::iter_keys().count() as u64);
        let agent = MockAgent { places: 1_000, ..MockAgent::of(*owner, None) };
        MockAgents::insert(id, agent);
        id
    }
}

/// The reputation's double.
pub struct Books;

impl Standings for Books {
    fn standing(agent: AgentId) -> Standing {
        Standing { score: MockAgents::get(agent).map_or(0, |agent| agent.score), ..Standing::default() }
    }
}

impl RecordOutcome<u64> for Books {
    fn record_all(endings: &[Ending<u64>]) {
        endings.iter().for_each(|ending| Outcomes::append((ending.agent, ending.requester, ending.outcome)));
    }
}

impl RecordRating<u64> for Books {
    fn rate(task: TaskId, agent: AgentId, requester: &u64, rating: Rating) {
        Ratings::append((task, agent, *requester, rating.stars));
    }
}

impl Faults<u64> for Books {
    fn report(report: FaultReport<u64>) {
        Reported::append((report.agent, report.fault, report.victim, report.reporter));
    }
}

/// The court's double: one stage, a verdict told to it beforehand, and one appeal. `VERIFIER` may dispute anything.
pub struct Court;

impl Court {
    /// What the court will say about `TASK` when its stage is over.
    pub fn will_say(ruling: Ruling) {
        Cases::mutate_extant(TASK, |case| case.2 = Some(ruling));
    }

    fn prolong(task: TaskId, ruling: Option<Ruling>) -> Result<BlockNumber, DispatchError> {
        let (challenger, ..) = Cases::get(task).ok_or("no dispute")?;
        let until = System::block_number() + STAGE;
        Cases::insert(task, (challenger, until, ruling));
        Ok(until)
    }
}

impl Disputes<u64> for Court {
    fn is_verifier(who: &u64) -> bool {
        *who == VERIFIER
    }

    fn open(complaint: Complaint<u64>) -> Result<BlockNumber, DispatchError> {
        frame_support::ensure!(!Cases::contains_key(complaint.task), "disputed");
        let until = System::block_number() + STAGE;
        Cases::insert(complaint.task, (complaint.challenger, until, None::<Ruling>));
        Ok(until)
    }

    fn advance(task: TaskId) -> Result<Progress, DispatchError> {
        let (_, until, ruling) = Cases::get(task).ok_or("no dispute")?;
        frame_support::ensure!(System::block_number() > until, "not over");
        Cases::remove(task);
        Ok(Progress::Ended(ruling.unwrap_or(Ruling::Undecided)))
    }

    fn appeal(task: TaskId, who: &u64) -> Result<BlockNumber, DispatchError> {
        frame_support::ensure!([REQUESTER, OWNER].contains(who), "no party");
        Self::prolong(task, None)
    }

    fn concede(task: TaskId, who: &u64) -> Result<Concession, DispatchError> {
        let (challenger, ..) = Cases::get(task).ok_or("no dispute")?;
        frame_support::ensure!([challenger, OWNER].contains(who), "no party");
        Cases::remove(task);
        let ruling = Ruling::For(if *who == challenger { Side::Agent } else { Side::Challenger });
        Ok(Concession { ruling, is_proven: false })
    }

    fn evaluate(task: TaskId, who: &u64, side: Side) -> Result<BlockNumber, DispatchError> {
        frame_support::ensure!(*who == EVALUATOR, "not the evaluator");
        Self::prolong(task, Some(Ruling::For(side)))
    }

    fn rule(task: TaskId, _: Side) -> sp_runtime::DispatchResult {
        Cases::take(task).map(drop).ok_or("no dispute".into())
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn set_scene_for_benchmark(_: TaskId, _: ainur_support::Scene) {}
}

/// Results that were entered for the lottery.
#[storage_alias]
pub type Entered = StorageValue<Mock, Vec<TaskId>, frame_support::pallet_prelude::ValueQuery>;
/// Who audits a task, the fuel it found, and whether that was contradicted.
#[storage_alias]
pub type Drawn = StorageMap<Mock, Twox64Concat, TaskId, (u64, Option<u64>, bool)>;
/// The audits that were closed, and whether the time to object had run out.
#[storage_alias]
pub type Closed = StorageValue<Mock, Vec<(TaskId, bool)>, frame_support::pallet_prelude::ValueQuery>;

/// The lottery's double: it draws whom the test says.
pub struct Lottery;

impl Audits<u64> for Lottery {
    fn delivered(task: TaskId) {
        Entered::append(task);
    }

    fn auditor(task: TaskId) -> Option<u64> {
        Drawn::get(task).map(|(auditor, ..)| auditor)
    }

    fn finding(task: TaskId) -> Option<Audited<u64>> {
        Drawn::get(task).map(|(auditor, fuel, contradicted)| match fuel {
            Some(_) if contradicted => Audited::Contradicted,
            Some(_) => Audited::Agreed(auditor),
            None => Audited::Silent,
        })
    }

    fn report(task: TaskId, who: &u64, opinion: Opinion) -> DispatchResult {
        let (auditor, known, _) = Drawn::get(task).ok_or("no audit")?;
        frame_support::ensure!(auditor == *who && known.is_none(), "reported before");
        match opinion {
            Opinion::Output { fuel_used, .. } => Drawn::insert(task, (auditor, Some(fuel_used), false)),
            _ => Drawn::remove(task),
        }
        Ok(())
    }

    fn contradict(task: TaskId, receipt_fuel: u64) -> DispatchResult {
        let (auditor, fuel, contradicted) = Drawn::get(task).ok_or("no audit")?;
        frame_support::ensure!(fuel.is_some_and(|fuel| fuel != receipt_fuel) && !contradicted, "no contradiction");
        Drawn::insert(task, (auditor, fuel, true));
        Ok(())
    }

    fn close(task: TaskId, run_out: bool) {
        if Drawn::take(task).is_some() {
            Closed::append((task, run_out));
        }
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn draw_for_benchmark(task: TaskId, fuel: Option<u64>) -> u64 {
        Drawn::insert(task, (AUDITOR, fuel, false));
        AUDITOR
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn deliver_for_benchmark() {}
}

/// The escrow's double: a vault, and a tenth of the price as fee, half of which goes to the matcher and a quarter to the auditor.
pub struct Vault;

/// What is to leave the vault, and for whom.
#[derive(Default)]
pub struct Transfers(Vec<(u64, Balance)>);

impl Drop for Transfers {
    fn drop(&mut self) {
        assert!(self.0.is_empty() || std::thread::panicking(), "payments were agreed to and never made");
    }
}

impl Vault {
    /// Locks what comes back for the nearest task above that has not ended, and says which that is.
    fn give_back(task: TaskId, amount: Balance) -> Option<TaskId> {
        let mut above = std::iter::successors(SplitFrom::get(task), |task| SplitFrom::get(*task));
        let heir = above.find(|task| Locked::contains_key(*task))?;
        Locked::mutate_extant(heir, |lock| lock.1 += amount);
        Some(heir)
    }
}

impl Escrow<u64> for Vault {
    type Payments = Transfers;

    fn lock(task: TaskId, payer: &u64, amount: Balance) -> Result<(), DispatchError> {
        frame_support::ensure!(!Locked::contains_key(task), "locked");
        Balances::transfer(payer, &VAULT, amount, Preservation::Preserve)?;
        Locked::insert(task, (*payer, amount));
        Ok(())
    }

    fn split(parent: TaskId, child: TaskId, amount: Balance) -> Result<(), DispatchError> {
        let (payer, whole) = Locked::get(parent).ok_or("nothing locked")?;
        Locked::insert(parent, (payer, whole.checked_sub(amount).ok_or("too little")?));
        Locked::insert(child, (payer, amount));
        SplitFrom::insert(child, parent);
        Ok(())
    }

    fn pay(task: TaskId, payment: Payment<u64>, payments: &mut Transfers) -> Result<(Settlement, Option<TaskId>), DispatchError> {
        let (payer, amount) = Locked::get(task).ok_or("nothing locked")?;
        let returned = amount.checked_sub(payment.price).ok_or("too little locked")?;
        Locked::remove(task);
        let taken = payment.price / 10;
        let tip = if payment.matcher.is_some() { taken / 2 } else { 0 };
        let audit = if payment.auditor.is_some() { taken / 4 } else { 0 };
        let settlement = Settlement { paid: payment.price - taken, fee: taken - tip - audit, tip, audit, returned };
        let heir = Self::give_back(task, returned);
        let freed = heir.is_none().then_some((payer, returned));
        let parts = [Some((payment.payee, settlement.paid)), freed, payment.matcher.map(|matcher| (matcher, tip))];
        payments.0.extend(parts.into_iter().flatten().chain(payment.auditor.map(|auditor| (auditor, audit))));
        Ok((settlement, heir))
    }

    fn make(mut payments: Transfers) -> DispatchResult {
        for (to, amount) in std::mem::take(&mut payments.0) {
            Balances::transfer(&VAULT, &to, amount, Preservation::Preserve)?;
        }
        Ok(())
    }

    fn refund(task: TaskId) -> Result<(Balance, Option<TaskId>), DispatchError> {
        let (payer, amount) = Locked::take(task).ok_or("nothing locked")?;
        let heir = Self::give_back(task, amount);
        if heir.is_none() {
            Balances::transfer(&VAULT, &payer, amount, Preservation::Preserve)?;
        }
        Ok((amount, heir))
    }

    fn locked(task: TaskId) -> Option<Balance> {
        Locked::get(task).map(|(_, amount)| amount)
    }
}

pub fn capabilities(name: &str) -> Capabilities {
    BTreeSet::from([name.parse().unwrap()]).try_into().unwrap()
}

pub fn cid(seed: u8) -> Cid {
    Cid { codec: ContentCodec::Raw, digest: [seed; 32] }
}

/// A task by auction that `AGENT` and `RIVAL` qualify for.
pub fn auction() -> TaskSpec<u64> {
    TaskSpec {
        title: "A task".parse().unwrap(),
        description: None,
        input: cid(1),
        input_hash: [1; 32],
        capabilities: capabilities("text.echo"),
        budget: 1_000,
        hiring: by_auction(None, Auction::Open { pricing: Pricing::First }),
        min_reputation: 0,
        min_stake: 0,
        max_duration: 10,
        deadline: 200,
        verification: Verification::Deterministic,
        priority: 5,
        parent: None,
        delegable: 0,
        mandate: None,
    }
}

/// Bids for five blocks by these rules, compared by price and reputation.
pub fn by_auction(opens_at: Option<BlockNumber>, rules: Auction) -> Hiring {
    Hiring::Auction { opens_at, bidding: BIDDING, weights: ScoreWeights::default(), rules, award: Award::ByScore }
}

/// The same task by sealed bids that are shown within five more blocks.
pub fn sealed(pricing: Pricing) -> TaskSpec<u64> {
    TaskSpec { hiring: by_auction(None, Auction::Sealed { pricing, reveal: BIDDING }), ..auction() }
}

/// The same task, with the requester's own choice among open bids.
pub fn by_hand() -> TaskSpec<u64> {
    let mut spec = auction();
    if let Hiring::Auction { award, .. } = &mut spec.hiring {
        *award = Award::ByHand;
    }
    spec
}

/// The same task at a price that rises from 500 to 1,000.
pub fn dutch() -> TaskSpec<u64> {
    TaskSpec { hiring: by_auction(None, Auction::Dutch { floor: 500 }), ..auction() }
}

/// The same for `AGENT` alone.
pub fn direct() -> TaskSpec<u64> {
    TaskSpec { hiring: Hiring::Direct { agent: AGENT }, ..auction() }
}

pub fn result() -> WorkResult {
    WorkResult { output: cid(2), output_hash: [2; 32], receipt_hash: receipt().hash() }
}

/// What the agent says its module did.
pub fn receipt() -> Receipt {
    Receipt {
        task: TASK,
        module_hash: [9; 32],
        input_hash: [1; 32],
        output_hash: [2; 32],
        output: cid(2),
        fuel_used: 42,
        fuel_limit: 1_000,
        engine: Engine { name: EngineName::Wasmtime, version: (36, 0, 20), cost_table: [5; 32] },
        transcript_hash: None,
        started: 1,
        finished: 2,
        salt: [8; 32],
    }
}

/// What an auditor says that found the output that the agent claims, with this fuel.
pub fn same_output(fuel_used: u64) -> Opinion {
    Opinion::Output { output_hash: [2; 32], fuel_used }
}

/// So many stars in every respect.
pub fn rating(stars: u8) -> Rating {
    Rating { stars, quality: stars, speed: stars, communication: stars, comment: None }
}

pub fn phase() -> Phase<u64> {
    Tasks::<Test>::get(TASK).unwrap().phase
}

pub fn signed(who: u64) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

/// Jumps to a block without running the ones between.
pub fn jump_to(block: BlockNumber) {
    System::set_block_number(block);
}

/// Jumps to the first block after the task's phase.
pub fn run_out() {
    jump_to(phase().clock() + 1);
}

/// Runs the chain's own work of the present block.
pub fn idle() -> Weight {
    TaskMarket::on_idle(System::block_number(), Weight::MAX)
}

/// What all accounts own, held or free, the vault included.
pub fn wealth() -> Balance {
    [REQUESTER, OWNER, OPERATOR, STRANGER, RIVAL_OWNER, VERIFIER, AUDITOR, VAULT].iter().map(Balances::total_balance).sum()
}

/// The outcome of a call without what it weighed.
pub fn plain(outcome: DispatchResultWithPostInfo) -> DispatchResult {
    outcome.map(drop).map_err(|error| error.error)
}

/// What an account owns, held or free.
pub fn owned(who: u64) -> Balance {
    Balances::total_balance(&who)
}

pub mod step;
/// Runs a test on a chain at block 1, and checks all invariants in the end.
pub fn build_and_execute(test: impl FnOnce()) {
    let accounts = [REQUESTER, OWNER, OPERATOR, STRANGER, RIVAL_OWNER, VERIFIER, AUDITOR, VAULT];
    let balances = accounts.iter().map(|account| (*account, WEALTH)).collect();
    let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
    pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }.assimilate_storage(&mut storage).unwrap();
    sp_io::TestExternalities::from(storage).execute_with(|| {
        System::set_block_number(1);
        for (id, owner, operator) in [(AGENT, OWNER, Some(OPERATOR)), (RIVAL, RIVAL_OWNER, None), (OWN_AGENT, REQUESTER, None)] {
            MockAgents::insert(id, MockAgent::of(owner, operator));
        }
        let before = wealth();
        test();
        assert_eq!(wealth(), before, "money was made or lost");
        TaskMarket::check_state().unwrap();
    });
}
