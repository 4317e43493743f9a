//! Random lives: whatever anybody does in whatever order, money is neither made nor lost and every invariant holds.

use ainur_primitives::{AgentId, ClientKey, Opinion, Receipt, TaskId};
use proptest::prelude::*;

use crate::{mock::*, sealed_bid, Auction, FailReason, Hiring, Phase, Pricing, TaskSpec, Tasks, WorkResult};

/// Somebody does something.
#[derive(Clone, Debug)]
enum Step {
    Create { who: u64, key: u8, budget: u128, agent: Option<u64>, rules: u8, parent: Option<u64> },
    Bid { who: u64, task: u64, agent: u64, price: u128 },
    Withdraw { who: u64, task: u64, agent: u64 },
    Sealed { who: u64, task: u64, agent: u64, price: u128, show: bool },
    OnTask { who: u64, task: u64, call: u8 },
    Wait { blocks: u32 },
    Idle,
}

fn step() -> impl Strategy<Value = Step> {
    let (who, task, agent) = (1..=5u64, 0..6u64, 0..4u64);
    prop_oneof![
        3 => (who.clone(), 0..6u8, 0..2_000u128, proptest::option::of(agent.clone()), 0..5u8, proptest::option::of(task.clone()))
            .prop_map(|(who, key, budget, agent, rules, parent)| Step::Create { who, key, budget, agent, rules, parent }),
        2 => (who.clone(), task.clone(), agent.clone(), 0..1_500u128, any::<bool>())
            .prop_map(|(who, task, agent, price, show)| Step::Sealed { who, task, agent, price, show }),
        4 => (who.clone(), task.clone(), agent.clone(), 0..1_500u128)
            .prop_map(|(who, task, agent, price)| Step::Bid { who, task, agent, price }),
        1 => (who.clone(), task.clone(), agent).prop_map(|(who, task, agent)| Step::Withdraw { who, task, agent }),
        8 => (who, task, 0..21u8).prop_map(|(who, task, call)| Step::OnTask { who, task, call }),
        3 => (0..12u32).prop_map(|blocks| Step::Wait { blocks }),
        1 => Just(Step::Idle),
    ]
}

/// Takes a step; a refusal is as good as a success.
fn take(step: Step) {
    let _outcome = frame_support::storage::with_storage_layer(|| match step {
        Step::Create { who, key, budget, agent, rules, parent } => {
            let rules = match rules {
                0 => Auction::Sealed { pricing: Pricing::First, reveal: 3 },
                1 => Auction::Sealed { pricing: Pricing::Second, reveal: 3 },
                2 => Auction::Dutch { floor: budget / 2 },
                3 => Auction::Open { pricing: Pricing::Second },
                _ => Auction::Open { pricing: Pricing::First },
            };
            let hiring = agent.map_or(by_auction(None, rules), |agent| Hiring::Direct { agent: AgentId(agent) });
            let parent = parent.map(TaskId);
            // Parts are shorter than what they are parts of.
            let (max_duration, span) = if parent.is_some() { (1, 16) } else { (100, 150) };
            let deadline = System::block_number() + span;
            let spec = TaskSpec { budget, hiring, deadline, max_duration, parent, delegable: budget / 2, ..auction() };
            TaskMarket::create_task(signed(who), ClientKey([key; 32]), spec)
        }
        Step::Bid { who, task, agent, price } => TaskMarket::bid(signed(who), TaskId(task), AgentId(agent), price, 90),
        Step::Withdraw { who, task, agent } => TaskMarket::withdraw_bid(signed(who), TaskId(task), AgentId(agent)),
        Step::Sealed { who, task, agent, price, show } => {
            let (task, agent) = (TaskId(task), AgentId(agent));
            if show {
                TaskMarket::reveal_bid(signed(who), task, agent, price, 9, SALT)
            } else {
                TaskMarket::commit_bid(signed(who), task, agent, sealed_bid(task, agent, price, 9, SALT))
            }
        }
        Step::OnTask { who, task, call } => on_task(who, TaskId(task), call),
        Step::Wait { blocks } => {
            jump_to(System::block_number() + blocks);
            Ok(())
        }
        Step::Idle => {
            idle();
            Ok(())
        }
    });
}

fn on_task(who: u64, task: TaskId, call: u8) -> sp_runtime::DispatchResult {
    let who = signed(who);
    match call {
        0 => TaskMarket::cancel(who, task),
        1 => TaskMarket::close_bidding(who, task),
        2 => TaskMarket::accept_offer(who, task),
        3 => TaskMarket::decline(who, task),
        4 => TaskMarket::start(who, task),
        5 => {
            let receipt_hash = Receipt { task, ..receipt() }.hash();
            TaskMarket::submit_result(who, task, WorkResult { receipt_hash, ..result() })
        }
        6 => TaskMarket::fail(who, task, FailReason::Other),
        7 => plain(TaskMarket::accept_result(who, task)),
        8 => plain(TaskMarket::settle(who, vec![task, TaskId(0), TaskId(1)].try_into().unwrap())),
        9 => TaskMarket::dispute(who, task),
        10 => TaskMarket::appeal(who, task),
        11 => TaskMarket::concede(who, task),
        12 => TaskMarket::rate(who, task, rating(3)),
        13 => TaskMarket::rule(RuntimeOrigin::root(), task, ainur_primitives::Side::Challenger),
        14 => TaskMarket::award(who, task, AGENT),
        15 => {
            let is_open = Tasks::<Test>::get(task).is_some_and(|task| matches!(task.phase, Phase::Verifying { .. }));
            if is_open && Entered::get().contains(&task) {
                Drawn::insert(task, (AUDITOR, None::<u64>, false));
            }
            Ok(())
        }
        16 => TaskMarket::audit(signed(AUDITOR), task, same_output(41)),
        17 => TaskMarket::audit(signed(AUDITOR), task, Opinion::Unavailable),
        18 => TaskMarket::audit(signed(AUDITOR), task, Opinion::Failure),
        19 => TaskMarket::contradict_audit(who, Receipt { task, ..receipt() }),
        _ => plain(TaskMarket::poke(who, task)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn nothing_anybody_does_breaks_an_invariant(steps in proptest::collection::vec(step(), 1..100)) {
        build_and_execute(|| {
            let before = wealth();
            for step in steps {
                take(step.clone());
                TaskMarket::check_state().unwrap_or_else(|error| panic!("{step:?}: {error:?}"));
                assert_eq!(wealth(), before, "{step:?}");
            }
        });
    }
}
