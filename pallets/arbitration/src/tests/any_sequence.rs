//! Whatever anybody does in whatever order: every dispute can be brought to its end, no money is made or lost, and every
//! invariant holds in between.

use ainur_primitives::{Opinion, Side, TaskId};
use ainur_support::{Audits as _, Complaint, Disputes, Forum, Progress};
use proptest::prelude::*;

use crate::{mock::*, Cases, Verifiers};

/// Somebody does something.
#[derive(Clone, Debug)]
enum Step {
    Seat(u64),
    Leave(u64),
    Withdraw(u64),
    Open { task: u64, forum: u8 },
    Commit { task: u64, member: usize, opinion: u8 },
    Reveal { task: u64, member: usize, opinion: u8 },
    ShowReceipt,
    Advance(u64),
    Appeal { task: u64, by_owner: bool },
    Concede { task: u64, by_owner: bool },
    Evaluate { task: u64, side: bool },
    Rule { task: u64, side: bool },
    Deliver(u64),
    Report { task: u64, opinion: u8, by_stranger: bool },
    Contradict { task: u64, fuel: u64 },
    Pay { task: u64, run_out: bool },
    Wait(u32),
}

fn step() -> impl Strategy<Value = Step> {
    let (task, member, opinion, yes) = (6..9u64, 0..7usize, 0..4u8, any::<bool>());
    prop_oneof![
        4 => (VERIFIER..VERIFIER + 12).prop_map(Step::Seat),
        1 => (VERIFIER..VERIFIER + 12).prop_map(Step::Leave),
        1 => (VERIFIER..VERIFIER + 12).prop_map(Step::Withdraw),
        3 => (task.clone(), 0..6u8).prop_map(|(task, forum)| Step::Open { task, forum }),
        8 => (task.clone(), member.clone(), opinion.clone()).prop_map(|(task, member, opinion)| Step::Commit { task, member, opinion }),
        8 => (task.clone(), member, opinion).prop_map(|(task, member, opinion)| Step::Reveal { task, member, opinion }),
        3 => Just(Step::ShowReceipt),
        6 => task.clone().prop_map(Step::Advance),
        2 => (task.clone(), yes).prop_map(|(task, by_owner)| Step::Appeal { task, by_owner }),
        1 => (task.clone(), yes).prop_map(|(task, by_owner)| Step::Concede { task, by_owner }),
        1 => (task.clone(), yes).prop_map(|(task, side)| Step::Evaluate { task, side }),
        1 => (task.clone(), yes).prop_map(|(task, side)| Step::Rule { task, side }),
        4 => task.clone().prop_map(Step::Deliver),
        4 => (task.clone(), 0..4u8, yes).prop_map(|(task, opinion, by_stranger)| Step::Report { task, opinion, by_stranger }),
        2 => (task.clone(), 41..43u64).prop_map(|(task, fuel)| Step::Contradict { task, fuel }),
        2 => (task, yes).prop_map(|(task, run_out)| Step::Pay { task, run_out }),
        5 => (1..8u32).prop_map(Step::Wait),
    ]
}

fn opinion(number: u8) -> Opinion {
    [TRUTH, GUESS, Opinion::Failure, Opinion::Unavailable][usize::from(number)]
}

fn side(agent: bool) -> Side {
    if agent {
        Side::Agent
    } else {
        Side::Challenger
    }
}

fn party(by_owner: bool) -> u64 {
    if by_owner {
        OWNER
    } else {
        REQUESTER
    }
}

/// Who sits there in a task's committee, and its vote.
fn ballot(task: u64, member: usize, of: u8) -> Option<ainur_primitives::Vote<u64>> {
    let case = Cases::<Test>::get(TaskId(task))?;
    let voter = case.committee.get(member)?.who;
    Some(ainur_primitives::Vote { task: TaskId(task), round: case.round, voter, opinion: opinion(of), salt: SALT })
}

/// Takes a step; a refusal is as good as a success, and leaves no trace.
fn take(step: Step) {
    let _outcome = frame_support::storage::with_storage_layer(|| match step {
        Step::Seat(who) => Arbitration::take_seat(signed(who)),
        Step::Leave(who) => Arbitration::give_up_seat(signed(who)),
        Step::Withdraw(who) => Arbitration::withdraw_bond(signed(who)),
        Step::Open { task, forum } => {
            let forum_number = forum;
            let forum = match forum {
                0 => Forum::Court,
                1 => Forum::Evaluator(EVALUATOR),
                _ => Forum::Committee(claim()),
            };
            let task = TaskId(task);
            // As in the market: of results that nobody objected to, the auditor or the requester disputes.
            let challenger = Arbitration::auditor(task).filter(|_| forum_number == 5).unwrap_or(REQUESTER);
            Arbitration::open(Complaint { task, ..complaint(challenger, forum) })?;
            leave(task, false);
            Ok(())
        }
        Step::Commit { task, member, opinion } => {
            let vote = ballot(task, member, opinion).ok_or("nobody")?;
            Arbitration::commit_vote(signed(vote.voter), TaskId(task), vote.commitment())
        }
        Step::Reveal { task, member, opinion } => {
            let vote = ballot(task, member, opinion).ok_or("nobody")?;
            Arbitration::reveal_vote(signed(vote.voter), TaskId(task), vote.opinion, SALT)
        }
        Step::ShowReceipt => Arbitration::show_receipt(signed(OWNER), receipt()),
        Step::Advance(task) => Arbitration::advance(TaskId(task)).map(drop),
        Step::Appeal { task, by_owner } => Arbitration::appeal(TaskId(task), &party(by_owner)).map(drop),
        Step::Concede { task, by_owner } => Arbitration::concede(TaskId(task), &party(by_owner)).map(drop),
        Step::Evaluate { task, side: agent } => Arbitration::evaluate(TaskId(task), &EVALUATOR, side(agent)).map(drop),
        Step::Rule { task, side: agent } => Arbitration::rule(TaskId(task), side(agent)),
        Step::Deliver(task) => {
            frame_support::ensure!(!Cases::<Test>::contains_key(TaskId(task)), "disputed");
            frame_support::ensure!(!Verifying::contains_key(TaskId(task)), "delivered");
            deliver(TaskId(task));
            Ok(())
        }
        Step::Report { task, opinion: number, by_stranger } => {
            let auditor = Arbitration::auditor(TaskId(task)).filter(|_| !by_stranger).unwrap_or(STRANGER);
            Arbitration::report(TaskId(task), &auditor, opinion(number))
        }
        Step::Contradict { task, fuel } => Arbitration::contradict(TaskId(task), fuel),
        Step::Pay { task, run_out } => {
            leave(TaskId(task), run_out);
            Ok(())
        }
        Step::Wait(blocks) => {
            go_to(System::block_number() + blocks);
            Ok(())
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn nothing_anybody_does_breaks_an_invariant(steps in proptest::collection::vec(step(), 1..120)) {
        build_and_execute(|| {
            AuditShare::set(&sp_runtime::Permill::from_percent(80));
            for step in steps {
                take(step.clone());
                Arbitration::check_state().unwrap_or_else(|error| panic!("{step:?}: {error:?}"));
            }
            for task in Verifying::iter_keys().collect::<Vec<_>>() {
                leave(task, true);
            }
            // Strangers alone bring every dispute to its end.
            for _ in 0..200 {
                for task in Cases::<Test>::iter_keys().collect::<Vec<_>>() {
                    match Arbitration::advance(task) {
                        Ok(Progress::Until(_) | Progress::Ended(_)) | Err(_) => {}
                    }
                }
                go_to(System::block_number() + 1);
            }
            assert_eq!(Cases::<Test>::iter_keys().count(), 0);
            assert_eq!(Verifiers::<Test>::iter_values().map(|verifier| verifier.engaged).sum::<u32>(), 0);
            assert_eq!(Staked::get(AGENT).unwrap().1, 0, "no claim is left");
        });
    }
}
