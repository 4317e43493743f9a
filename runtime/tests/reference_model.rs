//! The real runtime against a model of the market that tells beforehand what comes of every call: whether it is refused and why, where
//! every task stands then, whose money is where to the planck, and how every agent stands.
//!
//! A run makes some 10,000 calls, the same each time. `PROPTEST_CASES=5000 PROPTEST_RNG_SEED=7 cargo xtask test --only
//! 'binary(reference_model)'` makes many others.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that fails says where")]

mod common;
mod model;

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use ainur_primitives::{limits::MAX_BIDS, AgentId, Balance, ClientKey, ScoreWeights, TaskId};
use ainur_runtime::{configs::TreasuryAccount, *};
use codec::MaxEncodedLen;
use common::{account, chain, check, pass, CONTENT};
use frame_support::{storage::with_storage_layer, traits::UnfilteredDispatchable};
use model::{
    agents::{Agent, Availability},
    disputes::VERIFIER,
    market::{Bid, Forum, Hiring, Job, Phase, Rules, Spec},
    money::{Account, Reason},
    Act, Model, Money, Side, Who, TREASURY, UNIT,
};
use pallet_task_market as market;
use proptest::{
    prelude::*,
    test_runner::{RngSeed, TestRunner},
};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};
use sp_runtime::DispatchError;

/// Transitions of one life.
const LENGTH: usize = 80;
const LIVES: u32 = 128;

thread_local! {
    /// Which acts came to what, so that it can be demanded that all were tried.
    static SEEN: RefCell<BTreeMap<String, u32>> = const { RefCell::new(BTreeMap::new()) };
}

/// The model as proptest drives it. Nothing is ruled out: what is wrong must be refused.
struct Market;

#[derive(Clone, Debug)]
struct Transition {
    who: Who,
    act: Act,
}

impl ReferenceStateMachine for Market {
    type State = Model;
    type Transition = Transition;

    fn init_state() -> BoxedStrategy<Model> {
        Just(chain([VERIFIER as u8]).execute_with(beginning)).boxed()
    }

    fn transitions(model: &Model) -> BoxedStrategy<Transition> {
        let model = model.clone();
        any::<[u16; 10]>().prop_map(move |dice| Dice(dice.to_vec()).transition(&model)).boxed()
    }

    fn apply(model: Model, Transition { who, act }: &Transition) -> Model {
        model.step(*who, act)
    }
}

/// The chain as the model's beginning: what everybody owns, and the agents.
fn beginning() -> Model {
    let accounts = (0..=TREASURY).map(money_of).collect();
    let agents = (0..5).map(|number| Agent::new(2 + number % 3, 1_000 * UNIT)).collect();
    type Records = (
        market::TaskOf<Runtime>,
        market::PostingOf<Runtime>,
        (AccountId, ClientKey, TaskId),
        frame_support::BoundedVec<market::Bid, frame_support::traits::ConstU32<MAX_BIDS>>,
    );
    let task_deposit = UNIT / 10 + UNIT / 10_000 * Records::max_encoded_len() as Money;
    Model::new(System::block_number(), accounts, agents, task_deposit)
}

/// Random numbers, each used once, that choose among what there is.
struct Dice(Vec<u16>);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        // Numbers shrink towards zero, and with them every choice towards the first.
        let number = self.0.pop().unwrap_or(0);
        let again = number / bound as u16;
        self.0.insert(0, again);
        usize::from(number) % bound
    }

    fn one_in(&mut self, bound: usize) -> bool {
        self.below(bound) == bound - 1
    }

    fn transition(&mut self, model: &Model) -> Transition {
        let open: Vec<u64> = model.tasks.iter().filter(|(_, task)| !task.phase.is_terminal()).map(|(id, _)| *id).collect();
        let kind = self.below(16);
        let (who, act) = match kind {
            0..=2 => (0, Act::Wait { blocks: [1, 1, 2, 3, 6, 12][self.below(6)] }),
            3 if open.len() < 6 => self.posting(model),
            4 | 5 => self.registry(),
            6 => self.about(model, self.0[0].into()),
            _ if open.len() < 2 => self.posting(model),
            _ => {
                let task = open[self.below(open.len())];
                self.about(model, task)
            }
        };
        // Now and then anybody tries.
        let who = if self.one_in(16) { self.below(6) } else { who };
        Transition { who, act }
    }

    fn posting(&mut self, model: &Model) -> (Who, Act) {
        let who = if self.one_in(8) { self.below(6) } else { self.below(2) };
        let key = self.below(32) as u8;
        let known: Vec<_> = model.tasks.values().collect();
        if !known.is_empty() && self.one_in(12) {
            let known = known[self.below(known.len())];
            return (known.requester, Act::Create { key: known.key, spec: known.spec.clone() });
        }
        (who, Act::Create { key, spec: self.spec(model) })
    }

    fn spec(&mut self, model: &Model) -> Spec {
        let now = model.now;
        let budget = match self.below(24) {
            22 => 0,
            23 => 6_000_000 * UNIT,
            _ => (1 + self.below(120) as Money) * UNIT + self.below(7_919) as Money,
        };
        let max_duration = if self.one_in(24) { 0 } else { 1 + self.below(8) as u32 };
        let (hiring, hired_by) = if self.one_in(5) {
            (Hiring::Direct { agent: self.below(6) as u64 }, now + 10)
        } else {
            let opens_at = if self.one_in(6) { Some(now + self.below(4) as u32) } else { None };
            let bidding = if self.one_in(24) { 1 } else { 2 + self.below(5) as u32 };
            let floor = if self.one_in(12) { 0 } else { budget / 3 };
            let rules = [Rules::FirstPrice, Rules::SecondPrice, Rules::Dutch { floor }][self.below(5) / 2];
            (Hiring::Auction { opens_at, bidding, rules, by_hand: self.one_in(3) }, opens_at.unwrap_or(now) + bidding)
        };
        let slack = if self.one_in(24) { 10_000_000 } else { self.below(30) as u32 };
        let needed = hired_by + 1 + 10 + max_duration;
        let deadline = if self.one_in(24) { needed - 1 } else { needed + slack };
        let evaluator = if self.one_in(4) { self.below(6) } else { VERIFIER };
        let forum = [Forum::Committee, Forum::Evaluator(evaluator), Forum::Court][self.below(3)];
        let min_stake = if self.one_in(8) { 990 * UNIT } else { 0 };
        let min_score = if self.one_in(8) { 10 } else { 0 };
        Spec { hiring, budget, max_duration, deadline, min_stake, min_score, forum }
    }

    fn registry(&mut self) -> (Who, Act) {
        let agent = self.below(6) as u64;
        let amount = [0, 1, 30 * UNIT + 7, 100 * UNIT, 500 * UNIT, 20_000_000 * UNIT][self.below(6)];
        let slash = self.below(12) as u64;
        let act = match self.below(12) {
            0 => Act::Bond { agent, amount },
            1 | 2 => Act::Unbond { agent, amount },
            3 | 4 => Act::WithdrawUnbonded { agent },
            5 => Act::Pause { agent },
            6 | 7 => Act::Resume { agent },
            8 => Act::Release { agent },
            9 => Act::AppealSlash { slash },
            10 => match self.below(3) {
                0 => Act::ApplySlash { slash },
                kind => Act::JudgeSlash { slash, upheld: kind == 1 },
            },
            _ => Act::Claim,
        };
        (2 + (agent % 3) as Who, act)
    }

    /// Something that the task is waiting for, mostly by whoever it is waiting for.
    fn about(&mut self, model: &Model, id: u64) -> (Who, Act) {
        let known: Vec<u64> = model.tasks.keys().copied().collect();
        let task = if known.is_empty() || self.one_in(32) { id } else { known[id as usize % known.len()] };
        let task = if model.tasks.contains_key(&id) { id } else { task };
        let Some(record) = model.tasks.get(&task) else { return (0, Act::Poke { task }) };
        let agent = record.phase.job().map_or(self.below(5) as u64, |job| job.agent);
        let (owner, requester) = (2 + (agent % 3) as Who, record.requester);
        let side = if self.one_in(2) { Side::Agent } else { Side::Challenger };
        if self.one_in(8) {
            return self.anything(task, agent, record.spec.budget);
        }
        match record.phase {
            Phase::Scheduled { .. } => [(0, Act::Poke { task }), (requester, Act::Cancel { task })][self.below(5) / 4].clone(),
            Phase::Offered { agent, .. } => {
                let owner = 2 + (agent % 3) as Who;
                if self.one_in(5) {
                    (owner, Act::Decline { task })
                } else {
                    (owner, Act::AcceptOffer { task })
                }
            }
            Phase::Bidding { closes_at } if model.now > closes_at => {
                let close = if self.one_in(2) { Act::CloseBidding { task } } else { Act::Poke { task } };
                (self.below(6), close)
            }
            Phase::Bidding { .. } => match self.below(10) {
                0 => (requester, Act::Cancel { task }),
                1 => (owner, Act::WithdrawBid { task, agent }),
                2 | 3 => (requester, Act::Award { task, agent }),
                _ => (owner, self.bid(task, agent, record.spec.budget)),
            },
            Phase::Matched { .. } => {
                if self.one_in(6) {
                    (owner, Act::Decline { task })
                } else {
                    (owner, Act::Start { task })
                }
            }
            Phase::Running { .. } => {
                if self.one_in(6) {
                    (owner, Act::Fail { task })
                } else {
                    (owner, Act::Submit { task })
                }
            }
            Phase::Verifying { .. } => match self.below(6) {
                0 => (requester, Act::AcceptResult { task }),
                1 => (0, Act::Settle { tasks: vec![task, task + 1] }),
                2 => (VERIFIER, Act::Dispute { task }),
                _ => (requester, Act::Dispute { task }),
            },
            Phase::Disputed { challenger, .. } => {
                let party = if self.one_in(2) { owner } else { challenger };
                let evaluator = match record.spec.forum {
                    Forum::Evaluator(who) => who,
                    _ => VERIFIER,
                };
                [
                    (party, Act::Concede { task }),
                    (party, Act::Appeal { task }),
                    (party, Act::Appeal { task }),
                    (evaluator, Act::Evaluate { task, side }),
                    (evaluator, Act::Evaluate { task, side }),
                    (0, Act::Rule { task, side }),
                    (0, Act::Poke { task }),
                    (0, Act::Poke { task }),
                ][self.below(8)]
                .clone()
            }
            Phase::Finalized { .. } | Phase::Cancelled { .. } => (0, Act::Poke { task }),
        }
    }

    fn bid(&mut self, task: u64, agent: u64, budget: Money) -> Act {
        let price = match self.below(16) {
            14 => 0,
            15 => budget + 1,
            share => budget * (1 + share as Money) / 14,
        };
        Act::Bid { task, agent, price, duration: self.below(9) as u32 }
    }

    /// Any act on a task, by anybody.
    fn anything(&mut self, task: u64, agent: u64, budget: Money) -> (Who, Act) {
        let bid = self.bid(task, agent, budget);
        let acts = [
            Act::Cancel { task },
            bid,
            Act::WithdrawBid { task, agent },
            Act::Award { task, agent },
            Act::CloseBidding { task },
            Act::AcceptOffer { task },
            Act::Decline { task },
            Act::Start { task },
            Act::Submit { task },
            Act::Fail { task },
            Act::AcceptResult { task },
            Act::Settle { tasks: vec![task] },
            Act::Poke { task },
            Act::Dispute { task },
            Act::Concede { task },
            Act::Appeal { task },
            Act::Evaluate { task, side: Side::Agent },
            Act::Rule { task, side: Side::Agent },
        ];
        let act = acts[self.below(acts.len())].clone();
        let owner = 2 + (agent % 3) as Who;
        ([owner, self.below(6)][self.below(2)], act)
    }
}

/// The call of the runtime that an act stands for; none for the passing of time.
fn call(who: Who, act: &Act, key_of: impl Fn(u8) -> ClientKey) -> (RuntimeOrigin, RuntimeCall) {
    use pallet_agent_registry::Call as Registry;
    use pallet_slashing::{Call as Slash, Judgement};
    let (signed, root) = (RuntimeOrigin::signed(account(who as u8)), RuntimeOrigin::root());
    let side = |side| match side {
        Side::Agent => ainur_primitives::Side::Agent,
        Side::Challenger => ainur_primitives::Side::Challenger,
    };
    let call: RuntimeCall = match *act {
        Act::Bond { agent, amount } => Registry::bond { agent: AgentId(agent), amount }.into(),
        Act::Unbond { agent, amount } => Registry::unbond { agent: AgentId(agent), amount }.into(),
        Act::WithdrawUnbonded { agent } => Registry::withdraw_unbonded { agent: AgentId(agent) }.into(),
        Act::Pause { agent } => Registry::pause { agent: AgentId(agent) }.into(),
        Act::Resume { agent } => Registry::resume { agent: AgentId(agent) }.into(),
        Act::Release { agent } => Slash::release { agent: AgentId(agent) }.into(),
        Act::AppealSlash { slash } => Slash::appeal { slash }.into(),
        Act::ApplySlash { slash } => Slash::apply { slash }.into(),
        Act::JudgeSlash { slash, upheld } => {
            let judgement = if upheld { Judgement::Upheld } else { Judgement::Dropped };
            return (root, Slash::judge { slash, judgement }.into());
        }
        Act::Claim => pallet_rewards::Call::claim {}.into(),
        Act::Rule { task, side: right } => return (root, market::Call::rule { task: TaskId(task), side: side(right) }.into()),
        Act::Evaluate { task, side: right } => market::Call::evaluate { task: TaskId(task), side: side(right) }.into(),
        Act::Create { key, ref spec } => market::Call::create_task { client_key: key_of(key), spec: spec_of(spec) }.into(),
        _ => market_call(act).into(),
    };
    (signed, call)
}

fn market_call(act: &Act) -> market::Call<Runtime> {
    use market::{Call, FailReason, WorkResult};
    match *act {
        Act::Cancel { task } => Call::cancel { task: TaskId(task) },
        Act::Bid { task, agent, price, duration } => Call::bid { task: TaskId(task), agent: AgentId(agent), price, duration },
        Act::WithdrawBid { task, agent } => Call::withdraw_bid { task: TaskId(task), agent: AgentId(agent) },
        Act::Award { task, agent } => Call::award { task: TaskId(task), agent: AgentId(agent) },
        Act::CloseBidding { task } => Call::close_bidding { task: TaskId(task) },
        Act::AcceptOffer { task } => Call::accept_offer { task: TaskId(task) },
        Act::Decline { task } => Call::decline { task: TaskId(task) },
        Act::Start { task } => Call::start { task: TaskId(task) },
        Act::Submit { task } => {
            let result = WorkResult { output: CONTENT, output_hash: [3; 32], receipt_hash: [4; 32] };
            Call::submit_result { task: TaskId(task), result }
        }
        Act::Fail { task } => Call::fail { task: TaskId(task), reason: FailReason::Other },
        Act::AcceptResult { task } => Call::accept_result { task: TaskId(task) },
        Act::Settle { ref tasks } => {
            Call::settle { tasks: tasks.iter().copied().map(TaskId).collect::<Vec<_>>().try_into().unwrap() }
        }
        Act::Poke { task } => Call::poke { task: TaskId(task) },
        Act::Dispute { task } => Call::dispute { task: TaskId(task) },
        Act::Concede { task } => Call::concede { task: TaskId(task) },
        Act::Appeal { task } => Call::appeal { task: TaskId(task) },
        _ => unreachable!("{act:?} is no call of the market's"),
    }
}

fn spec_of(spec: &Spec) -> market::SpecOf<Runtime> {
    use market::{Auction, Award, Pricing, Verification};
    let hiring = match spec.hiring {
        Hiring::Direct { agent } => market::Hiring::Direct { agent: AgentId(agent) },
        Hiring::Auction { opens_at, bidding, rules, by_hand } => {
            let rules = match rules {
                Rules::FirstPrice => Auction::Open { pricing: Pricing::First },
                Rules::SecondPrice => Auction::Open { pricing: Pricing::Second },
                Rules::Dutch { floor } => Auction::Dutch { floor },
            };
            let award = if by_hand { Award::ByHand } else { Award::ByScore };
            market::Hiring::Auction { opens_at, bidding, weights: ScoreWeights::default(), rules, award }
        }
    };
    market::TaskSpec {
        title: "Any task".parse().unwrap(),
        description: None,
        input: CONTENT,
        input_hash: [2; 32],
        capabilities: BTreeSet::from(["text.echo".parse().unwrap()]).try_into().unwrap(),
        budget: spec.budget,
        hiring,
        min_reputation: spec.min_score as u64,
        min_stake: spec.min_stake,
        max_duration: spec.max_duration,
        deadline: spec.deadline,
        verification: match spec.forum {
            Forum::Committee => Verification::Deterministic,
            Forum::Evaluator(who) => Verification::Evaluator(account(who as u8)),
            Forum::Court => Verification::RequesterOnly,
        },
        priority: 1,
        parent: None,
        delegable: 0,
        mandate: None,
    }
}

fn id_of(who: Who) -> AccountId {
    if who == TREASURY {
        TreasuryAccount::get()
    } else {
        account(who as u8)
    }
}

fn who_is(id: &AccountId) -> Who {
    (0..=TREASURY).find(|who| id_of(*who) == *id).unwrap()
}

fn money_of(who: Who) -> Account {
    use pallet_agent_registry::HoldReason::{AgentDeposit, AgentStake};
    let held = pallet_balances::Holds::<Runtime>::get(id_of(who)).into_iter().filter(|hold| hold.amount > 0).map(|hold| {
        let reason = match hold.id {
            RuntimeHoldReason::Escrow(_) => Reason::Budget,
            RuntimeHoldReason::TaskMarket(market::HoldReason::TaskDeposit) => Reason::TaskDeposit,
            RuntimeHoldReason::AgentRegistry(AgentStake) => Reason::Stake,
            RuntimeHoldReason::AgentRegistry(AgentDeposit) => Reason::AgentDeposit,
            RuntimeHoldReason::Arbitration(pallet_arbitration::HoldReason::DisputeBond) => Reason::DisputeBond,
            RuntimeHoldReason::Arbitration(pallet_arbitration::HoldReason::VerifierBond) => Reason::VerifierBond,
            RuntimeHoldReason::Slashing(_) => Reason::SlashAppeal,
            RuntimeHoldReason::Rewards(_) => Reason::Vesting,
            _ => Reason::Other,
        };
        (reason, hold.amount)
    });
    Account { free: Balances::free_balance(id_of(who)), held: held.collect() }
}

fn phase_of(phase: market::Phase<AccountId>) -> Phase {
    use market::{CancelReason as Why, Phase as Real};
    let job = |job: market::Assignment<AccountId>| Job {
        agent: job.agent.0,
        price: job.price,
        duration: job.duration,
        payee: who_is(&job.payee),
        matcher: job.matcher.as_ref().map(who_is),
    };
    match phase {
        Real::Scheduled { opens_at } => Phase::Scheduled { opens_at },
        Real::Offered { agent, accept_by } => Phase::Offered { agent: agent.0, accept_by },
        Real::Bidding { closes_at, .. } => Phase::Bidding { closes_at },
        Real::Matched { assignment, start_by } => Phase::Matched { job: job(assignment), start_by },
        Real::Running { assignment, due, .. } => Phase::Running { job: job(assignment), due },
        Real::Verifying { assignment, challenge_until, .. } => Phase::Verifying { job: job(assignment), challenge_until },
        Real::Disputed { assignment, challenger, until, .. } => {
            Phase::Disputed { job: job(assignment), challenger: who_is(&challenger), until }
        }
        Real::Finalized { agent, paid, kept_until, .. } => Phase::Finalized { agent: agent.0, paid, kept_until },
        Real::Cancelled { reason, kept_until } => {
            let why = match reason {
                Why::ByRequester => "ByRequester",
                Why::NoBids => "NoBids",
                Why::Declined { .. } => "Declined",
                Why::OfferExpired { .. } => "OfferExpired",
                Why::NoShow { .. } => "NoShow",
                Why::Timeout { .. } => "Timeout",
                Why::AgentFailed { .. } => "AgentFailed",
                Why::ResultRejected { .. } => "ResultRejected",
            };
            Phase::Cancelled { why, kept_until }
        }
    }
}

/// Model and runtime say the same of everything.
fn compare(model: &Model, after: &Act) {
    assert_eq!(System::block_number(), model.now);
    let real: BTreeMap<u64, _> = market::Tasks::<Runtime>::iter()
        .map(|(id, task)| (id.0, (who_is(&task.requester), phase_of(task.phase), task.let_down_by.map(|agent| agent.0))))
        .collect();
    let told: BTreeMap<u64, _> =
        model.tasks.iter().map(|(id, task)| (*id, (task.requester, task.phase, task.let_down_by))).collect();
    assert_eq!(real, told, "tasks (runtime, model) after {after:?}");
    for (id, task) in &model.tasks {
        let bids = market::Bids::<Runtime>::get(TaskId(*id)).into_iter();
        let real: Vec<_> = bids
            .map(|market::Bid { agent, price, duration, placed_at }| Bid { agent: agent.0, price, duration, placed_at })
            .collect();
        assert_eq!(real, task.bids, "bids (runtime, model) on task {id} after {after:?}");
    }
    for who in 0..=TREASURY {
        assert_eq!(money_of(who), model.accounts[who], "money (runtime, model) of account {who} after {after:?}");
    }
    for (id, told) in &model.agents {
        use pallet_agent_registry::Availability as Real;
        let real = AgentRegistry::agent(AgentId(*id)).unwrap();
        let availability = match real.availability {
            Real::Active => Availability::Active,
            Real::Paused => Availability::Paused,
            Real::Jailed => Availability::Jailed,
            Real::Retired => panic!("nobody retires"),
        };
        let unbonding: Vec<_> = real.unbonding.iter().map(|portion| (portion.amount, portion.withdrawable_at)).collect();
        let standing = Reputation::standing_of(AgentId(*id));
        assert_eq!(
            (availability, real.engaged, real.stake, unbonding, real.claims, Slashing::jailed_until(AgentId(*id))),
            (told.availability, told.engaged, told.stake, told.unbonding.clone(), told.claims, told.jailed_until),
            "agent {id} (runtime, model) after {after:?}"
        );
        assert_eq!(
            (Money::from(standing.trust.deconstruct()), Money::from(standing.score)),
            (told.trust(), told.score()),
            "standing of agent {id} (runtime, model) after {after:?}"
        );
    }
    let real: BTreeMap<u64, _> = pallet_slashing::Slashes::<Runtime>::iter()
        .map(|(id, slash)| (id, (slash.agent.0, slash.amount, slash.state)))
        .map(|(id, (agent, amount, state))| match state {
            pallet_slashing::State::Pending { from } => (id, (agent, amount, None, Some(from))),
            pallet_slashing::State::Appealed { until, .. } => (id, (agent, amount, Some(until), None)),
        })
        .collect();
    let told: BTreeMap<u64, _> = model
        .slashes
        .iter()
        .map(|(id, slash)| {
            let from = if slash.appealed_until.is_none() { Some(slash.from) } else { None };
            (*id, (slash.agent, slash.amount, slash.appealed_until, from))
        })
        .collect();
    assert_eq!(real, told, "slashes (runtime, model) after {after:?}");
}

/// The name of the error, as the model knows it.
fn name_of(error: DispatchError) -> String {
    match error {
        DispatchError::Module(error) => error.message.unwrap_or("unnamed").into(),
        DispatchError::Token(error) => format!("{error:?}"),
        error => format!("{error:?}"),
    }
}

/// The runtime beside the model.
struct Life {
    chain: sp_io::TestExternalities,
    issuance: Balance,
}

impl StateMachineTest for Life {
    type SystemUnderTest = Life;
    type Reference = Market;

    fn init_test(model: &Model) -> Life {
        let mut chain = chain([VERIFIER as u8]);
        let issuance = chain.execute_with(Balances::total_issuance);
        chain.execute_with(|| compare(model, &Act::Wait { blocks: 0 }));
        Life { chain, issuance }
    }

    fn apply(mut life: Life, model: &Model, Transition { who, act }: Transition) -> Life {
        life.chain.execute_with(|| {
            let outcome = match act {
                Act::Wait { blocks } => {
                    pass(blocks);
                    Ok(())
                }
                _ => with_storage_layer(|| {
                    let (origin, call) = call(who, &act, |key| ClientKey([key; 32]));
                    call.dispatch_bypass_filter(origin).map(drop).map_err(|refused| refused.error)
                }),
            };
            let outcome = outcome.map_err(name_of);
            assert_eq!(outcome, model.last.map_err(str::to_owned), "outcome (runtime, model) of {act:?} by {who}");
            compare(model, &act);
            note(&act, &outcome);
        });
        life
    }

    fn teardown(mut life: Life, _: Model) {
        life.chain.execute_with(|| check(life.issuance, "the end"));
    }
}

fn note(act: &Act, outcome: &Result<(), String>) {
    let name = format!("{act:?}");
    let name = name.split([' ', '{']).next().unwrap_or_default();
    let entry = match outcome {
        Ok(()) => name.to_owned(),
        Err(error) => format!("{name}: {error}"),
    };
    SEEN.with_borrow_mut(|seen| *seen.entry(entry).or_default() += 1);
}

#[test]
fn the_runtime_does_what_the_model_says() {
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if config.rng_seed == RngSeed::Random {
        // The same lives each time, so that what they reach can be demanded below.
        config.rng_seed = RngSeed::Fixed(1);
    }
    if config.cases == 256 {
        config.cases = LIVES;
    }
    let mut runner = TestRunner::new(config.clone());
    let lives = Market::sequential_strategy(LENGTH);
    let live = |(model, transitions, seen)| {
        Life::test_sequential(config.clone(), model, transitions, seen);
        Ok(())
    };
    runner.run(&lives, live).unwrap_or_else(|failure| panic!("{failure}"));
    SEEN.with_borrow(|seen| println!("{seen:#?}"));
}
