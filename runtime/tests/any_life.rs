//! The whole market on the real runtime: whatever anybody does in whatever order, money is neither made nor lost, every pallet's
//! invariants hold after every call, and strangers alone bring everything to its end. In each life the runtime is upgraded
//! several times.
//!
//! A run makes some 50,000 calls, the same each time. `PROPTEST_CASES=5000 PROPTEST_RNG_SEED=7 cargo xtask test --only
//! 'binary(any_life)'` makes a million others. Some of the lives are led once more by signed extrinsics in real blocks; `cargo xtask
//! fuzz` begins with them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that fails says where")]

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use ainur_primitives::{AgentId, Balance, BlockNumber, ClientKey, Opinion, Rating, ScoreWeights, Side, TaskId, Vote};
use ainur_runtime::*;
use codec::Encode;
use common::{account, agent_spec, by_module, chain, check, pass, receipt, signed, CONTENT, FUEL, OUTPUT, SALT};
use frame_support::traits::{GetCallMetadata, OriginTrait, UnfilteredDispatchable};
use pallet_agent_registry::{Availability, Execution};
use pallet_slashing::Judgement;
use pallet_task_market::{
    sealed_bid, Auction, Award, FailReason, Hiring, Pricing, SpecOf, TaskSpec, Tasks, Verification, WorkResult,
};
use proptest::{
    prelude::*,
    test_runner::{RngSeed, TestRunner},
};
use sp_runtime::Permill;

mod common;
#[path = "common/upgrade.rs"]
mod upgrade;

type MarketCall = pallet_task_market::Call<Runtime>;

/// Calls of one life.
const CALLS: usize = 200;
/// Blocks that a court has: whatever parameters say, not fewer than its track takes.
const COURT: u32 = 200;
/// Steps of a life from one upgrade of the runtime to the next.
const UPGRADE_AFTER: usize = 25;

/// The number of who makes a call, as the search for other lives reads it; governance is the last.
fn who_is(origin: &RuntimeOrigin) -> u8 {
    (0..6).find(|who| *origin.caller() == *signed(*who).caller()).unwrap_or(6)
}

/// One thing that somebody does. Numbers choose among what there is.
#[derive(Clone, Debug)]
struct Step {
    kind: u8,
    who: u8,
    task: u64,
    agent: u64,
    choice: u8,
    amount: Balance,
}

fn step() -> impl Strategy<Value = Step> {
    (0..64u8, 0..6u8, any::<u64>(), 0..5u64, any::<u8>(), 1..120u128).prop_map(|(kind, who, task, agent, choice, amount)| Step {
        kind,
        who,
        task,
        agent,
        choice,
        amount,
    })
}

/// How many blocks pass after a step: mostly none, so that a window sees several of them; now and then so many that a court misses its own.
fn blocks() -> impl Strategy<Value = u32> {
    prop_oneof![600 => Just(0u32), 300 => Just(1u32), 100 => 2..6u32, 2 => Just(COURT + 1)]
}

/// The step with a task that is there in place of any number: mostly one that has not ended.
fn aimed(step: Step) -> Step {
    let (ended, open): (Vec<_>, Vec<_>) = Tasks::<Runtime>::iter().partition(|(_, task)| task.phase.is_terminal());
    let among = if step.choice.is_multiple_of(16) || open.is_empty() { ended } else { open };
    let mut ids: Vec<_> = among.into_iter().map(|(id, _)| id.0).collect();
    ids.sort_unstable();
    let task = usize::try_from(step.task).ok().and_then(|number| ids.get(number.checked_rem(ids.len())?)).copied().unwrap_or(0);
    // One time in four anything is tried, else what the task is waiting for; and there are never many tasks at a time.
    let fits = if step.choice.is_multiple_of(4) { step.kind } else { fitting(TaskId(task), &step) };
    let may_slash = step.choice % 8 == 3 && pallet_slashing::NextSlashId::<Runtime>::get() > 0;
    let kind = match fits {
        _ if may_slash => 57,
        0..=5 if ids.len() > 4 => 29,
        fits => fits,
    };
    Step { task, kind, ..step }
}

/// A kind of step that the task is waiting for.
fn fitting(task: TaskId, step: &Step) -> u8 {
    use pallet_arbitration::Stage;
    use pallet_task_market::Phase;
    let among = |kinds: &[u8]| kinds[usize::from(step.kind) % kinds.len()];
    match Tasks::<Runtime>::get(task).map(|task| task.phase) {
        None => step.kind,
        Some(Phase::Scheduled { .. }) => 29,
        Some(Phase::Offered { .. }) => among(&[15, 15, 15, 16]),
        Some(Phase::Bidding { commits_until: None, .. }) => among(&[7, 7, 7, 34, 29]),
        Some(Phase::Bidding { commits_until: Some(until), .. }) if System::block_number() <= until => 35,
        Some(Phase::Bidding { .. }) => among(&[37, 37, 37, 29]),
        Some(Phase::Matched { .. }) => among(&[17, 17, 17, 16]),
        Some(Phase::Running { .. }) => among(&[0, 21, 21, 21, 26]),
        Some(Phase::Verifying { challenge_until, .. }) if System::block_number() > challenge_until => 28,
        Some(Phase::Verifying { .. }) => match Arbitration::audit(task).map(|audit| audit.finding) {
            None => among(&[39, 39, 27, 63, 63, 63, 63, 63]),
            Some(None) => 64,
            Some(Some(_)) => among(&[65, 65, 65, 39, 27]),
        },
        Some(Phase::Finalized { .. } | Phase::Cancelled { .. }) => among(&[46, 29]),
        Some(Phase::Disputed { .. }) => match pallet_arbitration::Cases::<Runtime>::get(task).map(|case| case.stage) {
            Some(Stage::Committing { .. }) => among(&[47, 47, 47, 29]),
            Some(Stage::Revealing { .. }) => among(&[51, 51, 51, 55, 29]),
            Some(Stage::Appealable { .. }) => among(&[42, 42, 43, 29]),
            Some(Stage::Evaluating { .. }) => 44,
            Some(Stage::Court { .. }) => among(&[45, 29]),
            _ => step.kind,
        },
    }
}

fn spec(step: &Step, now: BlockNumber) -> SpecOf<Runtime> {
    let budget = step.amount * AINU;
    let rules = match step.choice % 6 {
        0 => Auction::Sealed { pricing: Pricing::First, reveal: 8 },
        1 => Auction::Sealed { pricing: Pricing::Second, reveal: 8 },
        2 => Auction::Dutch { floor: budget / 2 },
        3 => Auction::Open { pricing: Pricing::Second },
        _ => Auction::Open { pricing: Pricing::First },
    };
    let award = if step.choice.is_multiple_of(5) { Award::ByHand } else { Award::ByScore };
    let hiring = match step.choice % 7 {
        0 => Hiring::Direct { agent: AgentId(step.agent) },
        1 => Hiring::Auction { opens_at: Some(now + 3), bidding: 8, weights: ScoreWeights::default(), rules, award },
        _ => Hiring::Auction { opens_at: None, bidding: 8, weights: ScoreWeights::default(), rules, award },
    };
    let verification = match step.choice % 9 {
        0 => Verification::Evaluator(account(5)),
        1 => Verification::RequesterOnly,
        2 => Verification::Replayable,
        _ => Verification::Deterministic,
    };
    let is_part = step.choice.is_multiple_of(4);
    TaskSpec {
        title: "Any task".parse().unwrap(),
        description: None,
        input: CONTENT,
        input_hash: [2; 32],
        capabilities: BTreeSet::from(["text.echo".parse().unwrap()]).try_into().unwrap(),
        budget,
        hiring,
        min_reputation: 0,
        min_stake: 0,
        max_duration: if is_part { 6 } else { 90 },
        deadline: now + if is_part { 40 } else { 160 },
        verification,
        priority: 1 + step.choice % 10,
        parent: is_part.then_some(TaskId(step.task)),
        delegable: budget / 2,
        mandate: None,
    }
}

fn result(step: &Step) -> WorkResult {
    let output_hash = if step.choice.is_multiple_of(3) { [9; 32] } else { OUTPUT };
    WorkResult { output: CONTENT, output_hash, receipt_hash: receipt(TaskId(step.task)).hash() }
}

fn opinion(choice: u8) -> Opinion {
    match choice {
        0 => Opinion::Output { output_hash: OUTPUT, fuel_used: FUEL },
        1 => Opinion::Failure,
        _ => Opinion::Unavailable,
    }
}

/// The vote of whoever sits there in the committee.
fn vote(step: &Step, member: usize) -> Option<Vote<AccountId>> {
    let case = pallet_arbitration::Cases::<Runtime>::get(TaskId(step.task))?;
    let voter = case.committee.get(member)?.who.clone();
    // The same each time, so that what was bound can be shown; mostly the truth.
    let found = opinion(u8::try_from((step.task + member as u64) % 7).ok()?.saturating_sub(4));
    Some(Vote { task: TaskId(step.task), round: case.round, voter, opinion: found, salt: SALT })
}

/// Those who may do what a step asks for. Mostly they do it, so that lives get somewhere; sometimes anybody tries.
struct Actors {
    /// Who owns the agent that is hired, else the one that is named.
    owner: RuntimeOrigin,
    /// Who owns the agent that is named.
    named_owner: RuntimeOrigin,
    requester: RuntimeOrigin,
    anybody: RuntimeOrigin,
}

impl Actors {
    fn of(step: &Step) -> Self {
        let record = Tasks::<Runtime>::get(TaskId(step.task));
        let at_work = record.as_ref().and_then(|task| task.phase.engaged()).unwrap_or(AgentId(step.agent));
        let anybody = signed(step.who);
        let owner_of = |agent: u64| signed(2 + (agent % 3) as u8);
        if step.choice > 230 {
            let (owner, requester) = (anybody.clone(), anybody.clone());
            return Self { owner, named_owner: owner_of(step.agent), requester, anybody };
        }
        Self {
            owner: owner_of(at_work.0),
            named_owner: owner_of(step.agent),
            requester: record.map_or(anybody.clone(), |task| RuntimeOrigin::signed(task.requester)),
            anybody,
        }
    }

    fn party(&self, step: &Step) -> RuntimeOrigin {
        if step.choice.is_multiple_of(2) {
            self.owner.clone()
        } else {
            self.requester.clone()
        }
    }
}

/// The call a step stands for, and who makes it.
fn call(step: &Step) -> Option<(RuntimeOrigin, RuntimeCall)> {
    let actors = Actors::of(step);
    match step.kind {
        0..=28 | 34..=38 => hiring_call(step, actors).map(|(who, call)| (who, RuntimeCall::TaskMarket(call))),
        29..=33 | 39..=46 => verdict_call(step, actors).map(|(who, call)| (who, RuntimeCall::TaskMarket(call))),
        47..=56 => court_call(step, actors).map(|(who, call)| (who, RuntimeCall::Arbitration(call))),
        57 => Some(slashing_call(step, actors)).map(|(who, call)| (who, RuntimeCall::Slashing(call))),
        64 | 65 => audit_call(step, actors).map(|(who, call)| (who, RuntimeCall::TaskMarket(call))),
        58..=62 => registry_call(step, actors).map(|(who, call)| (who, RuntimeCall::AgentRegistry(call))),
        _ => Some((actors.anybody, RuntimeCall::Rewards(pallet_rewards::Call::claim {}))),
    }
}

fn hiring_call(step: &Step, actors: Actors) -> Option<(RuntimeOrigin, MarketCall)> {
    use pallet_task_market::Call;
    let (task, agent, duration) = (TaskId(step.task), AgentId(step.agent), 6);
    let Actors { owner, requester, anybody, .. } = actors;
    Some(match step.kind {
        0..=5 => {
            let client_key = ClientKey([step.choice % 16; 32]);
            let who = if step.choice.is_multiple_of(4) { owner } else { signed(step.who % 2) };
            (who, Call::create_task { client_key, spec: spec(step, System::block_number()) })
        }
        6 => (requester, Call::cancel { task }),
        7..=13 => (owner, Call::bid { task, agent, price: AINU + step.amount * AINU / 8, duration }),
        14 => (owner, Call::withdraw_bid { task, agent }),
        15 => (owner, Call::accept_offer { task }),
        16 => (owner, Call::decline { task }),
        17..=20 => (owner, Call::start { task }),
        21..=25 => (owner, Call::submit_result { task, result: result(step) }),
        26 => (owner, Call::fail { task, reason: FailReason::Other }),
        27 => (requester, Call::accept_result { task }),
        28 => (anybody, Call::settle { tasks: vec![task, TaskId(step.agent)].try_into().ok()? }),
        34 => (requester, Call::award { task, agent }),
        35 | 36 => {
            let commitment = sealed_bid(task, agent, sealed_price(agent), duration, SALT);
            (owner, Call::commit_bid { task, agent, commitment })
        }
        _ => (anybody, Call::reveal_bid { task, agent, price: sealed_price(agent), duration, salt: SALT }),
    })
}

fn verdict_call(step: &Step, actors: Actors) -> Option<(RuntimeOrigin, MarketCall)> {
    use pallet_task_market::Call;
    let task = TaskId(step.task);
    let side = if step.choice.is_multiple_of(2) { Side::Agent } else { Side::Challenger };
    Some(match step.kind {
        29..=33 => (actors.anybody, Call::poke { task }),
        39..=41 => (actors.requester, Call::dispute { task }),
        42 => (actors.party(step), Call::appeal { task }),
        43 => (actors.party(step), Call::concede { task }),
        44 => (signed(5), Call::evaluate { task, side }),
        45 => (RuntimeOrigin::root(), Call::rule { task, side }),
        _ => {
            let stars = step.choice % 7;
            let rating = Rating { stars, quality: 3, speed: 3, communication: 3, comment: None };
            (actors.requester, Call::rate { task, rating })
        }
    })
}

/// The auditor says what it found, mostly with the fuel that the receipt names; or the agent shows that it was another.
fn audit_call(step: &Step, actors: Actors) -> Option<(RuntimeOrigin, MarketCall)> {
    use pallet_task_market::{Call, Phase};
    let task = TaskId(step.task);
    if step.kind == 65 {
        return Some((actors.owner, Call::contradict_audit { receipt: receipt(task) }));
    }
    let Phase::Verifying { result, .. } = Tasks::<Runtime>::get(task)?.phase else { return None };
    let opinion = match step.choice % 8 {
        0 => Opinion::Unavailable,
        1 => Opinion::Failure,
        2..=4 => Opinion::Output { output_hash: result.output_hash, fuel_used: FUEL + 1 },
        _ => Opinion::Output { output_hash: result.output_hash, fuel_used: FUEL },
    };
    Some((RuntimeOrigin::signed(Arbitration::audit(task)?.auditor), Call::audit { task, opinion }))
}

fn court_call(step: &Step, actors: Actors) -> Option<(RuntimeOrigin, pallet_arbitration::Call<Runtime>)> {
    use pallet_arbitration::Call;
    let task = TaskId(step.task);
    Some(match step.kind {
        47..=50 if step.choice.is_multiple_of(64) => {
            // Nobody is bound to what nobody can show.
            let Vote { voter, .. } = vote(step, 0)?;
            (RuntimeOrigin::signed(voter), Call::commit_vote { task, commitment: [0; 32] })
        }
        47..=50 => {
            let vote = vote(step, usize::from(step.who))?;
            let commitment = vote.commitment();
            (RuntimeOrigin::signed(vote.voter), Call::commit_vote { task, commitment })
        }
        51..=54 => {
            let Vote { voter, opinion, salt, .. } = vote(step, usize::from(step.who))?;
            (RuntimeOrigin::signed(voter), Call::reveal_vote { task, opinion, salt })
        }
        55 => (actors.owner, Call::show_receipt { receipt: receipt(task) }),
        _ => {
            let calls = [Call::take_seat {}, Call::give_up_seat {}, Call::withdraw_bond {}];
            (actors.anybody, calls[usize::from(step.choice % 3)].clone())
        }
    })
}

fn slashing_call(step: &Step, actors: Actors) -> (RuntimeOrigin, pallet_slashing::Call<Runtime>) {
    use pallet_slashing::Call;
    let agent = AgentId(step.agent);
    let slashes: Vec<_> = pallet_slashing::Slashes::<Runtime>::iter_keys().collect();
    let slash = slashes.get(usize::from(step.kind % 4)).copied().unwrap_or(0);
    let judgement = if step.choice.is_multiple_of(2) { Judgement::Dropped } else { Judgement::Upheld };
    match step.who {
        0 => (actors.named_owner, Call::appeal { slash }),
        1 => (RuntimeOrigin::root(), Call::judge { slash, judgement }),
        2 | 3 => (actors.named_owner, Call::release { agent }),
        4 if step.choice > 200 => (RuntimeOrigin::root(), Call::punish { agent, share: Permill::from_percent(5) }),
        _ => (actors.anybody, Call::apply { slash }),
    }
}

fn registry_call(step: &Step, actors: Actors) -> Option<(RuntimeOrigin, pallet_agent_registry::Call<Runtime>)> {
    use pallet_agent_registry::Call;
    let (agent, amount) = (AgentId(step.agent), step.amount * AINU);
    Some(match step.kind {
        58 => (actors.named_owner, Call::bond { agent, amount }),
        59 => (actors.named_owner, Call::unbond { agent, amount }),
        60 => (actors.anybody, Call::withdraw_unbonded { agent }),
        61 => {
            let execution = if step.choice.is_multiple_of(8) { Execution::Endpoint { descriptor: CONTENT } } else { by_module() };
            let spec = agent_spec(amount, execution, 1 + u16::from(step.choice % 3));
            let update = Call::update { agent, spec };
            let call = match AgentRegistry::agent(agent).map(|record| record.availability) {
                Some(Availability::Paused) => Call::resume { agent },
                Some(Availability::Active) if step.who < 3 => Call::pause { agent },
                _ => update,
            };
            (actors.named_owner, call)
        }
        // Who is retired is out of the game.
        _ if step.choice > 240 => (actors.named_owner, Call::retire { agent }),
        _ => return None,
    })
}

/// The same each time, so that what was sealed can be shown.
fn sealed_price(agent: AgentId) -> Balance {
    AINU + Balance::from(agent.0) * AINU
}

/// Strangers and the clock bring every task, dispute and slash to its end; nothing stays held for them.
fn bring_to_an_end() {
    for _ in 0..400 {
        for task in Tasks::<Runtime>::iter_keys().collect::<Vec<_>>() {
            let poke = RuntimeCall::TaskMarket(pallet_task_market::Call::poke { task });
            let _not_due = frame_support::storage::with_storage_layer(|| {
                poke.dispatch_bypass_filter(RuntimeOrigin::signed(account(5))).map_err(|refused| refused.error)
            });
        }
        for slash in pallet_slashing::Slashes::<Runtime>::iter_keys().collect::<Vec<_>>() {
            let _not_due = frame_support::storage::with_storage_layer(|| Slashing::apply(signed(5), slash));
        }
        let left = Tasks::<Runtime>::iter_keys().count() + pallet_slashing::Slashes::<Runtime>::iter_keys().count();
        if left == 0 {
            break;
        }
        pass(1);
    }
    assert_eq!(Tasks::<Runtime>::iter_keys().collect::<Vec<_>>(), [], "tasks that nobody can end");
    assert_eq!(pallet_slashing::Slashes::<Runtime>::iter_keys().count(), 0, "slashes that nobody can apply");
    for who in 0..6 {
        let left: Vec<_> = pallet_balances::Holds::<Runtime>::get(account(who)).into_iter().map(|hold| hold.id).collect();
        let lasting = |reason: &RuntimeHoldReason| {
            matches!(
                reason,
                RuntimeHoldReason::AgentRegistry(_)
                    | RuntimeHoldReason::Rewards(_)
                    | RuntimeHoldReason::Session(_)
                    | RuntimeHoldReason::Validators(_)
                    | RuntimeHoldReason::Arbitration(pallet_arbitration::HoldReason::VerifierBond)
            )
        };
        assert!(left.iter().all(lasting), "{left:?} is still held of {}", account(who));
    }
    for agent in pallet_agent_registry::AgentsById::<Runtime>::iter_values() {
        assert_eq!((agent.pledges, agent.claims), (0, 0), "an agent's stake is still bound");
    }
    assert_eq!(pallet_agent_registry::Workloads::<Runtime>::iter_keys().count(), 0, "an agent is still at work");
}

/// Every fifth result is audited, and there is time for it.
fn audit_often() {
    use ainur_runtime::params::{
        dynamic::{arbitration, market},
        ranges::{Blocks, Share},
        RuntimeParameters,
    };
    let parameters = [
        RuntimeParameters::Market(market::Parameters::ChallengeWindow(market::ChallengeWindow, Some(Blocks::of(16)))),
        RuntimeParameters::Arbitration(arbitration::Parameters::CommitWindow(arbitration::CommitWindow, Some(Blocks::of(6)))),
        RuntimeParameters::Arbitration(arbitration::Parameters::RevealWindow(arbitration::RevealWindow, Some(Blocks::of(5)))),
        RuntimeParameters::Arbitration(arbitration::Parameters::AuditShare(
            arbitration::AuditShare,
            Some(Share::of(Permill::from_percent(20))),
        )),
    ];
    for parameter in parameters {
        assert_eq!(Parameters::set_parameter(RuntimeOrigin::root(), parameter), Ok(()));
    }
}

/// Calls without which a run has seen too little of the market. Each must have succeeded.
const SEEN: [&str; 39] = [
    "accept_offer",
    "accept_result",
    "appeal",
    "apply",
    "audit",
    "award",
    "bid",
    "bond",
    "cancel",
    "claim",
    "commit_bid",
    "commit_vote",
    "concede",
    "contradict_audit",
    "create_task",
    "decline",
    "dispute",
    "evaluate",
    "fail",
    "give_up_seat",
    "judge",
    "pause",
    "poke",
    "punish",
    "rate",
    "release",
    "resume",
    "retire",
    "reveal_bid",
    "reveal_vote",
    "rule",
    "settle",
    "show_receipt",
    "start",
    "submit_result",
    "take_seat",
    "unbond",
    "update",
    "withdraw_bid",
];

/// Where anything can stand when the runtime changes.
const STATES: [&str; 17] = [
    "scheduled",
    "offered",
    "bidding",
    "committing bids",
    "revealing bids",
    "matched",
    "running",
    "verifying",
    "audited",
    "committing",
    "revealing",
    "appealable",
    "evaluating",
    "before the court",
    "finalized",
    "cancelled",
    "slash",
];

/// The states in which something stands.
fn states() -> BTreeSet<&'static str> {
    use pallet_arbitration::Stage;
    use pallet_task_market::Phase;
    let now = System::block_number();
    let state = |(id, task): (TaskId, pallet_task_market::TaskOf<Runtime>)| match task.phase {
        Phase::Scheduled { .. } => "scheduled",
        Phase::Offered { .. } => "offered",
        Phase::Bidding { commits_until: None, .. } => "bidding",
        Phase::Bidding { commits_until: Some(until), .. } if now <= until => "committing bids",
        Phase::Bidding { .. } => "revealing bids",
        Phase::Matched { .. } => "matched",
        Phase::Running { .. } => "running",
        Phase::Verifying { .. } if Arbitration::audit(id).is_some() => "audited",
        Phase::Verifying { .. } => "verifying",
        Phase::Finalized { .. } => "finalized",
        Phase::Cancelled { .. } => "cancelled",
        Phase::Disputed { .. } => match pallet_arbitration::Cases::<Runtime>::get(id).map(|case| case.stage) {
            Some(Stage::Committing { .. }) => "committing",
            Some(Stage::Revealing { .. }) => "revealing",
            Some(Stage::Appealable { .. }) => "appealable",
            Some(Stage::Evaluating { .. }) => "evaluating",
            Some(Stage::Court { .. }) => "before the court",
            _ => "disputed",
        },
    };
    let slash = pallet_slashing::Slashes::<Runtime>::iter_keys().next().map(|_| "slash");
    Tasks::<Runtime>::iter().map(state).chain(slash).collect()
}

#[test]
fn whatever_anybody_does_money_is_conserved_and_everything_ends() {
    let succeeded = RefCell::new(BTreeMap::<&str, u32>::new());
    let lives = RefCell::new(Vec::new());
    let crossed = RefCell::new(BTreeSet::new());
    let life = |steps: Vec<(Step, u32)>| {
        chain(0..6).execute_with(|| {
            audit_often();
            let issuance = Balances::total_issuance();
            let mut acts = Vec::new();
            // Again and again the runtime is another from some step on.
            let first_upgrade = steps.first().map_or(0, |(step, _)| usize::from(step.choice) % UPGRADE_AFTER);
            for (number, (step, blocks)) in steps.into_iter().enumerate() {
                if number % UPGRADE_AFTER == first_upgrade {
                    crossed.borrow_mut().extend(states());
                    upgrade::upgrade();
                    check(issuance, "the upgrade");
                }
                let step = aimed(step);
                if let Some((origin, call)) = call(&step) {
                    acts.extend((blocks as u8, who_is(&origin), &call).encode());
                    let name = call.get_call_metadata().function_name;
                    let outcome = frame_support::storage::with_storage_layer(|| {
                        call.dispatch_bypass_filter(origin).map_err(|refused| refused.error)
                    });
                    if outcome.is_ok() && number >= first_upgrade {
                        *succeeded.borrow_mut().entry(name).or_default() += 1;
                    }
                    check(issuance, &format!("{step:?}"));
                }
                if blocks > 0 {
                    pass(blocks);
                    check(issuance, &format!("{blocks} blocks"));
                }
            }
            bring_to_an_end();
            check(issuance, "the end");
            lives.borrow_mut().push(acts);
        });
        Ok(())
    };
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if config.rng_seed == RngSeed::Random {
        // The same lives each time, so that what they reach can be demanded below.
        config.rng_seed = RngSeed::Fixed(1);
    }
    let mut runner = TestRunner::new(config);
    runner.run(&proptest::collection::vec((step(), blocks()), CALLS), life).unwrap_or_else(|failure| panic!("{failure}"));
    let succeeded = succeeded.into_inner();
    println!("{succeeded:?}");
    let missed: Vec<_> = SEEN.iter().filter(|call| !succeeded.contains_key(*call)).collect();
    assert!(missed.is_empty(), "nobody got through with {missed:?} after an upgrade: {succeeded:?}");
    let crossed = crossed.into_inner();
    let missed: Vec<_> = STATES.iter().filter(|state| !crossed.contains(**state)).collect();
    assert!(missed.is_empty(), "no upgrade found anything {missed:?}: {crossed:?}");
    lead_again(&lives.into_inner());
}

/// Leads some of the lives again by signed extrinsics in real blocks, and keeps them where `cargo xtask fuzz` wants them.
#[allow(clippy::disallowed_methods, reason = "the folder of whoever runs it, not a setting")]
fn lead_again(lives: &[Vec<u8>]) {
    let world = ainur_runtime_fuzz::World::new();
    let outcomes: Vec<_> = lives.iter().take(16).map(|life| world.live(life)).collect();
    let (acts, succeeded) = outcomes.iter().fold((0, 0), |(acts, succeeded), it| (acts + it.acts, succeeded + it.succeeded));
    assert!(acts > 500 && succeeded * 10 > acts, "of {acts} extrinsics {succeeded} succeeded");
    if let Some(folder) = std::env::var_os("AINUR_LIVES") {
        for (number, life) in lives.iter().enumerate() {
            std::fs::write(std::path::Path::new(&folder).join(number.to_string()), life).unwrap();
        }
    }
}
