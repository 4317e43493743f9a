//! What a batch of settlements weighs: as much as it has tasks and different parties.

use ainur_primitives::{
    limits::{MAX_AUDITED, MAX_SETTLE_BATCH},
    AgentId, ClientKey, TaskId,
};
use frame_support::{
    assert_ok,
    dispatch::{DispatchClass, DispatchResultWithPostInfo, GetDispatchInfo, Pays},
    traits::Get,
    weights::Weight,
};
use frame_system::{limits::BlockWeights, CheckWeight};
use proptest::prelude::*;
use sp_runtime::traits::DispatchTransaction;

use crate::{mock::*, weights::SubstrateWeight, Batch, Call, Error, Hiring, NextTaskId, TaskSpec, Tasks, WeightInfo};

type Weights = SubstrateWeight<Test>;

/// What so many tasks weigh that have so many different agents and payers, and nothing else about them.
fn ordinary(tasks: u32, agents: u32, payers: u32) -> Weight {
    let (by_agents, alike) = (Weights::settle_for_one(agents), Weights::settle_alike(agents));
    let (by_payers, for_one) = (Weights::settle(payers), Weights::settle_for_one(payers));
    // All sums before all differences: of few tasks, common things are most of the work.
    Weights::settle_alike(tasks) + by_agents + by_payers - alike - for_one
}

/// A task that an agent delivered to a requester.
fn delivered(requester: u64, agent: AgentId) -> TaskId {
    let task = NextTaskId::<Test>::get();
    let owner = MockAgents::mutate(agent, |agent| {
        let agent = agent.as_mut().unwrap();
        agent.places = 100;
        agent.owner
    });
    let spec = TaskSpec { hiring: Hiring::Direct { agent }, ..auction() };
    assert_ok!(TaskMarket::create_task(signed(requester), ClientKey([task.0 as u8; 32]), spec));
    assert_ok!(TaskMarket::accept_offer(signed(owner), task));
    assert_ok!(TaskMarket::start(signed(owner), task));
    assert_ok!(TaskMarket::submit_result(signed(owner), task, result()));
    task
}

/// So many tasks of the same parties.
fn alike(count: u64) -> Vec<TaskId> {
    (0..count).map(|_| delivered(REQUESTER, AGENT)).collect()
}

/// Lets the time to object to all tasks run out.
fn run_out() {
    let last = Tasks::<Test>::iter_values().map(|task| task.phase.clock()).max().unwrap();
    jump_to(last + 1);
}

fn settle(tasks: &[TaskId]) -> DispatchResultWithPostInfo {
    TaskMarket::settle(signed(STRANGER), tasks.to_vec().try_into().unwrap())
}

/// What settling them weighed in the end, which is never more than it was said to.
fn weighed(tasks: &[TaskId]) -> Weight {
    let declared = call(tasks).get_dispatch_info().call_weight;
    let (Ok(post) | Err(sp_runtime::DispatchErrorWithPostInfo { post_info: post, .. })) = settle(tasks);
    assert_eq!(post.pays_fee, Pays::Yes);
    let actual = post.actual_weight.unwrap();
    assert!(actual.all_lte(declared), "{actual} of {declared}");
    actual
}

fn call(tasks: &[TaskId]) -> RuntimeCall {
    Call::<Test>::settle { tasks: tasks.to_vec().try_into().unwrap() }.into()
}

#[test]
fn a_batch_is_declared_as_if_all_parties_differed() {
    for count in [1, 7, MAX_SETTLE_BATCH] {
        let tasks: Vec<_> = (0..u64::from(count)).map(TaskId).collect();
        let special = Weights::leave_family() * u64::from(count) + Weights::end_audit() * u64::from(count.min(MAX_AUDITED));
        assert_eq!(call(&tasks).get_dispatch_info().call_weight, Weights::settle(count) + special);
    }
}

#[test]
fn the_same_parties_are_charged_once() {
    build_and_execute(|| {
        let tasks = alike(10);
        run_out();
        assert_eq!(weighed(&tasks), ordinary(10, 1, 1));
        assert!(ordinary(10, 1, 1).ref_time() < ordinary(10, 2, 1).ref_time());
        assert!(ordinary(10, 1, 1).ref_time() < ordinary(10, 1, 2).ref_time());
    });
}

#[test]
fn different_requesters_and_agents_are_charged_each() {
    build_and_execute(|| {
        let tasks = [REQUESTER, OWNER, OPERATOR, STRANGER, STRANGER].map(|requester| delivered(requester, RIVAL));
        run_out();
        assert_eq!(weighed(&tasks), ordinary(5, 1, 4), "four requesters of one agent");
    });
    build_and_execute(|| {
        let tasks = [AGENT, RIVAL, AGENT].map(|agent| delivered(STRANGER, agent));
        run_out();
        assert_eq!(weighed(&tasks), ordinary(3, 2, 1), "one requester of two agents");
    });
}

#[test]
fn different_payees_are_charged_each() {
    build_and_execute(|| {
        let first = delivered(REQUESTER, AGENT);
        MockAgents::mutate_extant(AGENT, |agent| agent.owner = RIVAL_OWNER);
        let second = delivered(REQUESTER, AGENT);
        run_out();
        assert_eq!(weighed(&[first, second]), ordinary(2, 2, 1));
    });
}

#[test]
fn different_matchers_are_charged_each() {
    build_and_execute(|| {
        MockAgents::mutate_extant(AGENT, |agent| agent.places = 3);
        let tasks = [VERIFIER, STRANGER, STRANGER].map(|matcher| {
            let task = NextTaskId::<Test>::get();
            assert_ok!(TaskMarket::create_task(signed(REQUESTER), ClientKey([task.0 as u8; 32]), auction()));
            assert_ok!(TaskMarket::bid(signed(OWNER), task, AGENT, 400, 10));
            jump_to(System::block_number() + BIDDING + 1);
            assert_ok!(TaskMarket::close_bidding(signed(matcher), task));
            assert_ok!(TaskMarket::start(signed(OWNER), task));
            assert_ok!(TaskMarket::submit_result(signed(OWNER), task, result()));
            task
        });
        run_out();
        assert_eq!(weighed(&tasks), ordinary(3, 1, 2));
    });
}

#[test]
fn the_unknown_payer_of_a_part_is_charged() {
    build_and_execute(|| {
        let [whole, part] = [REQUESTER, REQUESTER].map(|requester| delivered(requester, AGENT));
        Tasks::<Test>::mutate_extant(whole, |task| task.family.open = 1);
        Tasks::<Test>::mutate_extant(part, |task| task.family.parent = Some(whole));
        run_out();
        assert_eq!(weighed(&[part, TaskId(9)]), ordinary(2, 1, 2) + Weights::leave_family());
        assert_eq!(Tasks::<Test>::get(whole).unwrap().family.open, 0);
        Tasks::<Test>::mutate_extant(part, |task| task.family.parent = None);
    });
}

#[test]
fn what_fails_is_charged_for_what_was_looked_up() {
    build_and_execute(|| {
        let tasks = [delivered(REQUESTER, AGENT), delivered(STRANGER, AGENT)];
        run_out();
        let lock = Locked::take(tasks[1]).unwrap();
        let named = [tasks[0], tasks[1], tasks[0], TaskId(9)];
        assert_eq!(weighed(&named), ordinary(4, 1, 2), "the money of the second task's payer was looked for");
        Locked::insert(tasks[1], lock);
        assert_eq!(weighed(&named[1..]), ordinary(3, 1, 1), "what was paid before is no work");
    });
}

#[test]
fn a_batch_of_which_nothing_is_paid_is_charged_as_little() {
    build_and_execute(|| {
        let tasks = alike(10);
        run_out();
        assert_ok!(settle(&tasks));
        let refused = settle(&tasks).unwrap_err();
        assert_eq!(refused.error, Error::<Test>::NothingToSettle.into());
        assert_eq!(refused.post_info.pays_fee, Pays::Yes);
        assert_eq!(refused.post_info.actual_weight, Some(ordinary(10, 0, 0)));
    });
}

#[test]
fn the_block_gets_back_what_a_batch_did_not_need() {
    build_and_execute(|| {
        let tasks = alike(8);
        run_out();
        let used = || System::block_weight().get(DispatchClass::Normal).to_owned();
        let (before, call) = (used(), call(&tasks));
        let info = call.get_dispatch_info();
        let checked = CheckWeight::<Test>::new().dispatch_transaction(signed(STRANGER), call, &info, 0, 0);
        assert_ok!(checked.unwrap());
        let limits: BlockWeights = <Test as frame_system::Config>::BlockWeights::get();
        let fixed = info.extension_weight + limits.get(DispatchClass::Normal).base_extrinsic;
        assert_eq!(used() - before, fixed + ordinary(8, 1, 1));
    });
}

proptest! {
    #[test]
    fn no_batch_weighs_more_than_the_worst_or_less_than_one_with_less_in_it(
        tasks in 1..=MAX_SETTLE_BATCH,
        agents in 0..250u32,
        payers in 0..250u32,
        parts in 0..=MAX_SETTLE_BATCH,
        audited in 0..=MAX_AUDITED,
    ) {
        let batch = Batch { tasks, agents, payers, parts: parts.min(tasks), audited: audited.min(tasks) };
        let weight = TaskMarket::weight_of_settling(batch);
        prop_assert!(weight.all_lte(TaskMarket::weight_of_settling(Batch::worst(tasks))));
        let less = [
            Batch { agents: agents.saturating_sub(1), ..batch },
            Batch { payers: payers.saturating_sub(1), ..batch },
            Batch { parts: parts.min(tasks).saturating_sub(1), ..batch },
            Batch { audited: audited.min(tasks).saturating_sub(1), ..batch },
            Batch { tasks: tasks - 1, ..batch },
        ];
        for less in less {
            prop_assert!(TaskMarket::weight_of_settling(less).ref_time() <= weight.ref_time());
        }
    }

    #[test]
    fn strangers_weigh_what_is_declared(tasks in 1..=MAX_SETTLE_BATCH) {
        prop_assert_eq!(ordinary(tasks, tasks, tasks), Weights::settle(tasks));
        let batch = Batch { parts: 0, audited: 0, ..Batch::worst(tasks) };
        prop_assert_eq!(TaskMarket::weight_of_settling(batch), Weights::settle(tasks));
    }
}
