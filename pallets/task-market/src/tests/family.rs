//! Tasks that are parts of others.

use ainur_primitives::{ClientKey, Outcome, TaskId};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, Error, FailReason, Phase, TaskSpec, Tasks};

const CHILD: TaskId = TaskId(1);

/// A part of `TASK` that `RIVAL` is asked to do.
fn part(budget: u128) -> TaskSpec<u64> {
    let hiring = crate::Hiring::Direct { agent: RIVAL };
    TaskSpec { parent: Some(TASK), budget, hiring, max_duration: 1, deadline: 17, delegable: 0, ..auction() }
}

fn post_part(who: u64, key: u8, spec: TaskSpec<u64>) -> sp_runtime::DispatchResult {
    TaskMarket::create_task(signed(who), ClientKey([key; 32]), spec)
}

/// The parent is at work since block 7, due at 17; there is time for a part if its windows are short.
fn delegating() {
    step::delegating();
    // The windows of the double are longer than the parent's time: the parent gets more of it.
    Tasks::<Test>::mutate_extant(TASK, |task| {
        if let Phase::Running { due, .. } = &mut task.phase {
            *due = 100;
        }
    });
}

fn with_part(budget: u128) {
    delegating();
    assert_ok!(post_part(OPERATOR, 9, TaskSpec { deadline: 60, ..part(budget) }));
}

fn finish_part() {
    assert_ok!(TaskMarket::accept_offer(signed(RIVAL_OWNER), CHILD));
    assert_ok!(TaskMarket::start(signed(RIVAL_OWNER), CHILD));
    assert_ok!(TaskMarket::submit_result(signed(RIVAL_OWNER), CHILD, result()));
    assert_ok!(TaskMarket::accept_result(signed(OPERATOR), CHILD));
}

#[test]
fn a_part_is_paid_out_of_the_price_of_the_whole() {
    build_and_execute(|| {
        with_part(100);
        assert_eq!((Locked::get(TASK), Locked::get(CHILD)), (Some((REQUESTER, 900)), Some((REQUESTER, 100))));
        finish_part();
        assert_eq!(Balances::free_balance(RIVAL_OWNER), WEALTH + 90);
        assert_ok!(TaskMarket::submit_result(signed(OPERATOR), TASK, result()));
        assert_ok!(TaskMarket::accept_result(signed(REQUESTER), TASK));
        assert_eq!(Balances::free_balance(OWNER), WEALTH + 270, "nine tenths of the 300 that are left of its price");
        assert_eq!(Outcomes::get().len(), 2);
    });
}

#[test]
fn what_a_part_does_not_cost_stays_with_the_whole() {
    build_and_execute(|| {
        with_part(100);
        assert_ok!(TaskMarket::cancel(signed(OPERATOR), CHILD));
        assert_eq!(Locked::get(TASK), Some((REQUESTER, 1_000)));
        let family = Tasks::<Test>::get(TASK).unwrap().family;
        assert_eq!((family.spent, family.open, family.children), (0, 0, 1));
    });
}

#[test]
fn a_whole_is_not_delivered_before_its_parts() {
    build_and_execute(|| {
        with_part(100);
        assert_noop!(TaskMarket::submit_result(signed(OPERATOR), TASK, result()), Error::<Test>::PartsOpen);
        finish_part();
        assert_ok!(TaskMarket::submit_result(signed(OPERATOR), TASK, result()));
    });
}

#[test]
fn parts_do_not_hold_up_the_end_of_a_whole_that_fails() {
    let give_up = || TaskMarket::fail(signed(OPERATOR), TASK, crate::FailReason::Other);
    let time_out = || {
        jump_to(101);
        plain(TaskMarket::poke(signed(STRANGER), TASK))
    };
    for end in [&give_up as &dyn Fn() -> sp_runtime::DispatchResult, &time_out] {
        build_and_execute(|| {
            with_part(100);
            assert_ok!(end());
            assert!(matches!(phase(), Phase::Cancelled { .. }));
            assert_eq!(owned(REQUESTER), WEALTH - 100, "all but what its part may cost is back");
            jump_to(200);
            assert_ok!(TaskMarket::poke(signed(STRANGER), CHILD));
            assert_eq!((Locked::get(CHILD), owned(REQUESTER)), (None, WEALTH));
        });
    }
}

/// A part of `CHILD`, which `RIVAL` works on, that nobody is asked to do yet.
fn with_part_of_part() {
    delegating();
    assert_ok!(post_part(OPERATOR, 9, TaskSpec { deadline: 60, delegable: 100, max_duration: 20, ..part(100) }));
    assert_ok!(TaskMarket::accept_offer(signed(RIVAL_OWNER), CHILD));
    assert_ok!(TaskMarket::start(signed(RIVAL_OWNER), CHILD));
    Tasks::<Test>::mutate_extant(CHILD, |task| {
        if let Phase::Running { due, .. } = &mut task.phase {
            *due = 60;
        }
    });
    let spec = TaskSpec { parent: Some(CHILD), hiring: auction().hiring, deadline: 59, ..part(80) };
    assert_ok!(post_part(RIVAL_OWNER, 8, spec));
}

#[test]
fn what_comes_back_is_for_the_nearest_task_that_is_still_worked_on() {
    build_and_execute(|| {
        with_part_of_part();
        let spent = |task| Tasks::<Test>::get(task).unwrap().family.spent;
        assert_ok!(TaskMarket::fail(signed(RIVAL_OWNER), CHILD, crate::FailReason::Other));
        assert_eq!((Locked::get(TASK), spent(TASK)), (Some((REQUESTER, 920)), 80), "its own part may still cost that");
        assert_ok!(TaskMarket::cancel(signed(RIVAL_OWNER), TaskId(2)));
        assert_eq!((Locked::get(TASK), spent(TASK)), (Some((REQUESTER, 1_000)), 0));
        assert_eq!(owned(REQUESTER), WEALTH - 1_000);
    });
}

#[test]
fn a_record_stays_as_long_as_parts_need_it() {
    build_and_execute(|| {
        with_part_of_part();
        assert_ok!(TaskMarket::fail(signed(RIVAL_OWNER), CHILD, crate::FailReason::Other));
        let kept_until = Tasks::<Test>::get(CHILD).unwrap().phase.clock();
        jump_to(kept_until + 1);
        assert_noop!(plain(TaskMarket::poke(signed(STRANGER), CHILD)), Error::<Test>::PartsOpen);
        assert_ok!(TaskMarket::poke(signed(STRANGER), TaskId(2)));
        assert_ok!(TaskMarket::poke(signed(STRANGER), CHILD));
        assert!(!Tasks::<Test>::contains_key(CHILD));
    });
}

/// Four generations: on all but the last somebody works, and the last is an offer. Each is paid for out of the one before.
fn generations() -> [TaskId; 4] {
    let tasks = [0, 1, 2, 3].map(TaskId);
    let workers = [(AGENT, OWNER), (RIVAL, RIVAL_OWNER), (AGENT, OWNER), (RIVAL, RIVAL_OWNER)];
    let mut requester = REQUESTER;
    for (task, (agent, owner)) in tasks.into_iter().zip(workers) {
        let number = task.0 as usize;
        let budget = [100, 60, 40, 20][number];
        let spec = TaskSpec {
            parent: task.0.checked_sub(1).map(TaskId),
            hiring: crate::Hiring::Direct { agent },
            budget,
            delegable: budget,
            max_duration: [150, 100, 60, 1][number],
            deadline: [200, 150, 100, 60][number],
            ..auction()
        };
        assert_ok!(post_part(requester, task.0 as u8, spec));
        if task != tasks[3] {
            assert_ok!(TaskMarket::accept_offer(signed(owner), task));
            assert_ok!(TaskMarket::start(signed(owner), task));
        }
        requester = owner;
    }
    tasks
}

fn fails(who: u64, task: TaskId) {
    assert_ok!(TaskMarket::fail(signed(who), task, crate::FailReason::Other));
}

/// What is locked for a task, and what its parts cost.
fn books(task: TaskId) -> (Option<(u64, u128)>, u128) {
    (Locked::get(task), Tasks::<Test>::get(task).unwrap().family.spent)
}

/// The work itself is delivered, accepted and paid in full.
fn is_paid_in_full() {
    assert_ok!(TaskMarket::submit_result(signed(OWNER), TASK, result()));
    assert_ok!(TaskMarket::accept_result(signed(REQUESTER), TASK));
    assert_eq!((owned(OWNER), owned(REQUESTER)), (WEALTH + 90, WEALTH - 100));
}

#[test]
fn what_comes_back_climbs_over_two_that_have_ended() {
    build_and_execute(|| {
        let [whole, first, second, third] = generations();
        fails(RIVAL_OWNER, first);
        assert_eq!(books(whole), (Some((REQUESTER, 60)), 40));
        fails(OWNER, second);
        assert_eq!(books(whole), (Some((REQUESTER, 80)), 20));
        assert_ok!(TaskMarket::cancel(signed(OWNER), third));
        assert_eq!(books(whole), (Some((REQUESTER, 100)), 0));
        is_paid_in_full();
    });
}

#[test]
fn what_comes_back_climbs_over_one_whose_record_is_gone() {
    build_and_execute(|| {
        let [whole, first, second, third] = generations();
        fails(RIVAL_OWNER, first);
        fails(OWNER, second);
        jump_to(1 + HISTORY + 1);
        assert_ok!(TaskMarket::poke(signed(STRANGER), first));
        assert!(!Tasks::<Test>::contains_key(first));
        assert_ok!(TaskMarket::poke(signed(STRANGER), third));
        assert_eq!(books(whole), (Some((REQUESTER, 100)), 0));
        is_paid_in_full();
    });
}

#[test]
fn where_all_above_have_ended_what_comes_back_is_the_requesters() {
    build_and_execute(|| {
        let [whole, first, second, third] = generations();
        fails(OWNER, whole);
        fails(RIVAL_OWNER, first);
        fails(OWNER, second);
        assert_eq!((Locked::get(third), owned(REQUESTER)), (Some((REQUESTER, 20)), WEALTH - 20));
        assert_ok!(TaskMarket::decline(signed(RIVAL_OWNER), third));
        assert_eq!(owned(REQUESTER), WEALTH);
    });
}

#[test]
fn nobody_is_hired_for_a_part_of_what_has_ended() {
    build_and_execute(|| {
        delegating();
        let spec = TaskSpec { hiring: auction().hiring, deadline: 60, ..part(100) };
        assert_ok!(post_part(OPERATOR, 9, spec));
        assert_ok!(TaskMarket::bid(signed(RIVAL_OWNER), CHILD, RIVAL, 90, 1));
        assert_ok!(TaskMarket::fail(signed(OPERATOR), TASK, crate::FailReason::Other));
        for (who, agent) in [(OWNER, AGENT), (RIVAL_OWNER, RIVAL)] {
            assert_noop!(TaskMarket::bid(signed(who), CHILD, agent, 80, 1), Error::<Test>::RequirementsNotMet);
        }
        jump_to(60);
        assert_ok!(TaskMarket::poke(signed(STRANGER), CHILD));
        assert_eq!((Locked::get(CHILD), owned(REQUESTER)), (None, WEALTH));
    });
}

#[test]
fn nobody_but_its_requester_holds_up_a_part() {
    build_and_execute(|| {
        with_part(100);
        assert_ok!(TaskMarket::accept_offer(signed(RIVAL_OWNER), CHILD));
        assert_ok!(TaskMarket::start(signed(RIVAL_OWNER), CHILD));
        assert_ok!(TaskMarket::submit_result(signed(RIVAL_OWNER), CHILD, result()));
        for who in [VERIFIER, REQUESTER] {
            assert_noop!(TaskMarket::dispute(signed(who), CHILD), Error::<Test>::MayNotDispute);
        }
        assert_ok!(TaskMarket::dispute(signed(OPERATOR), CHILD));
    });
}

#[test]
fn no_planck_counts_twice_for_anybodys_record() {
    build_and_execute(|| {
        with_part(100);
        finish_part();
        assert_ok!(TaskMarket::submit_result(signed(OPERATOR), TASK, result()));
        assert_ok!(TaskMarket::accept_result(signed(REQUESTER), TASK));
        let value = |outcome: Outcome| match outcome {
            Outcome::Completed { value, .. } => value,
            other => panic!("{other:?}"),
        };
        assert_eq!(Outcomes::get().into_iter().map(|(_, _, outcome)| value(outcome)).collect::<Vec<_>>(), [100, 300]);
    });
}

#[test]
fn what_a_part_has_cost_is_spent_even_when_the_whole_fails() {
    build_and_execute(|| {
        with_part(100);
        finish_part();
        assert_ok!(TaskMarket::fail(signed(OPERATOR), TASK, crate::FailReason::Other));
        assert_eq!(owned(REQUESTER), WEALTH - 100);
    });
}

#[test]
fn only_who_works_on_the_whole_posts_parts_of_it() {
    build_and_execute(|| {
        step::post(auction());
        let not_working = Error::<Test>::NotWorkingOnParent;
        assert_noop!(post_part(OWNER, 9, part(100)), not_working);
    });
    build_and_execute(|| {
        delegating();
        let spec = TaskSpec { deadline: 60, ..part(100) };
        for who in [REQUESTER, STRANGER] {
            assert_noop!(post_part(who, 9, spec.clone()), Error::<Test>::NotWorkingOnParent);
        }
        let of_nothing = TaskSpec { parent: Some(TaskId(77)), ..spec.clone() };
        assert_noop!(post_part(OPERATOR, 9, of_nothing), Error::<Test>::UnknownTask);
        let too_long = TaskSpec { deadline: 101, ..part(100) };
        assert_noop!(post_part(OPERATOR, 9, too_long), Error::<Test>::OutlivesParent);
        assert_noop!(post_part(OPERATOR, 9, TaskSpec { budget: 301, ..spec }), Error::<Test>::DelegatesTooMuch);
        assert_ok!(post_part(OWNER, 9, TaskSpec { deadline: 60, ..part(300) }));
        assert_noop!(post_part(OWNER, 10, TaskSpec { deadline: 60, ..part(10) }), Error::<Test>::DelegatesTooMuch);
    });
}

#[test]
fn who_works_on_the_whole_is_not_paid_for_its_parts_as_well() {
    build_and_execute(|| {
        delegating();
        let itself = crate::Hiring::Direct { agent: AGENT };
        let spec = TaskSpec { deadline: 60, hiring: itself, ..part(100) };
        assert_noop!(post_part(OPERATOR, 9, spec), Error::<Test>::SelfDealing);
        // Nor by another agent of the same owner.
        MockAgents::mutate_extant(RIVAL, |agent| agent.owner = OWNER);
        let spec = TaskSpec { deadline: 60, ..part(100) };
        assert_noop!(post_part(OPERATOR, 9, spec.clone()), Error::<Test>::SelfDealing);
        let by_bids = TaskSpec { hiring: auction().hiring, ..spec };
        assert_ok!(post_part(OPERATOR, 9, by_bids));
        assert_noop!(TaskMarket::bid(signed(OWNER), CHILD, RIVAL, 50, 1), Error::<Test>::SelfDealing);
    });
}

#[test]
fn nothing_is_delegated_without_the_requesters_consent() {
    build_and_execute(|| {
        step::running();
        Tasks::<Test>::mutate_extant(TASK, |task| {
            if let Phase::Running { due, .. } = &mut task.phase {
                *due = 100;
            }
        });
        let spec = TaskSpec { deadline: 60, ..part(100) };
        assert_noop!(post_part(OPERATOR, 9, spec), Error::<Test>::DelegatesTooMuch);
        let more_than_all = TaskSpec { delegable: 1_001, ..auction() };
        let posted = TaskMarket::create_task(signed(STRANGER), KEY, more_than_all);
        assert_noop!(posted, Error::<Test>::DelegatesTooMuch);
    });
}

#[test]
fn parts_are_few_and_not_too_deep() {
    build_and_execute(|| {
        with_part(100);
        assert_ok!(post_part(OPERATOR, 10, TaskSpec { deadline: 60, ..part(100) }));
        let third = TaskSpec { deadline: 60, ..part(50) };
        assert_noop!(post_part(OPERATOR, 11, third), Error::<Test>::TooManyParts);
    });
    build_and_execute(|| {
        with_part(100);
        Tasks::<Test>::mutate_extant(TASK, |task| task.family.depth = 3);
        let deeper = TaskSpec { deadline: 60, ..part(50) };
        assert_noop!(post_part(OPERATOR, 11, deeper), Error::<Test>::TooManyParts);
    });
}

#[test]
fn what_an_agent_delegated_in_part_is_not_handed_on() {
    let ends: [fn(); 2] = [
        || TaskMarket::fail(signed(OPERATOR), TASK, FailReason::Other).unwrap(),
        || {
            run_out();
            assert_ok!(TaskMarket::poke(signed(STRANGER), TASK));
        },
    ];
    for end in ends {
        build_and_execute(|| {
            with_part(100);
            end();
            assert!(matches!(phase(), Phase::Cancelled { .. }));
        });
    }
}

#[test]
fn a_part_is_handed_on_only_while_its_whole_is_worked_on() {
    for has_ended in [false, true] {
        build_and_execute(|| {
            delegating();
            let spec = TaskSpec { hiring: auction().hiring, deadline: 60, ..part(100) };
            assert_ok!(post_part(OPERATOR, 9, spec));
            assert_ok!(TaskMarket::bid(signed(RIVAL_OWNER), CHILD, RIVAL, 90, 1));
            jump_to(Tasks::<Test>::get(CHILD).unwrap().phase.clock() + 1);
            assert_ok!(TaskMarket::close_bidding(signed(STRANGER), CHILD));
            assert_ok!(TaskMarket::start(signed(RIVAL_OWNER), CHILD));
            if has_ended {
                assert_ok!(TaskMarket::fail(signed(OPERATOR), TASK, FailReason::Other));
            }
            assert_ok!(TaskMarket::fail(signed(RIVAL_OWNER), CHILD, FailReason::Other));
            let part = Tasks::<Test>::get(CHILD).unwrap().phase;
            assert_eq!(matches!(part, Phase::Bidding { .. }), !has_ended, "{part:?}");
            assert_eq!(Locked::get(CHILD).is_none(), has_ended);
            assert_eq!(owned(REQUESTER), if has_ended { WEALTH } else { WEALTH - 1_000 });
        });
    }
}

#[test]
fn priorities_go_from_1_to_10() {
    build_and_execute(|| {
        for priority in [0, 11] {
            let spec = TaskSpec { priority, ..auction() };
            assert_noop!(TaskMarket::create_task(signed(REQUESTER), KEY, spec), Error::<Test>::BadPriority);
        }
        step::post(TaskSpec { priority: 10, ..auction() });
    });
}
