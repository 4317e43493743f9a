//! Results that are run again before they are paid, though nobody objects.

use ainur_primitives::{limits::MAX_AUDITED, Opinion, Receipt, TaskId};
use ainur_support::{Auditable, Parties, Settlement};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, weights::SubstrateWeight, Approval, Error, Event, Phase, TaskSpec, Tasks, Verification, WeightInfo};

type Weights = SubstrateWeight<Test>;

const ANOTHER: Opinion = Opinion::Output { output_hash: [7; 32], fuel_used: 42 };

fn audit(who: u64, opinion: Opinion) -> sp_runtime::DispatchResult {
    TaskMarket::audit(signed(who), TASK, opinion)
}

fn contradict(who: u64) -> sp_runtime::DispatchResult {
    TaskMarket::contradict_audit(signed(who), receipt())
}

/// What everybody but the auditor would have had in any case, and where the money went.
fn finalized(approval: Approval) -> Settlement {
    let settlement = Settlement { paid: 360, fee: 10, tip: 20, audit: 10, returned: 600 };
    let event = Event::TaskFinalized { task: TASK, agent: AGENT, price: 400, settlement, approval };
    System::assert_has_event(event.into());
    settlement
}

#[test]
fn what_can_be_run_again_takes_part_in_the_lottery() {
    build_and_execute(|| {
        step::verifying();
        assert_eq!(Entered::get(), [TASK]);
    });
    let others: [fn() -> TaskSpec<u64>; 2] = [
        || TaskSpec { verification: Verification::RequesterOnly, ..auction() },
        || TaskSpec { verification: Verification::Evaluator(EVALUATOR), ..auction() },
    ];
    for spec in others {
        build_and_execute(|| {
            step::post(spec());
            step::bid(AGENT, 400);
            run_out();
            assert_ok!(TaskMarket::close_bidding(signed(STRANGER), TASK));
            assert_ok!(TaskMarket::start(signed(OPERATOR), TASK));
            assert_ok!(TaskMarket::submit_result(signed(OPERATOR), TASK, result()));
            assert!(Entered::get().is_empty());
        });
    }
}

#[test]
fn a_part_takes_no_part_in_the_lottery() {
    build_and_execute(|| {
        step::delegating();
        // The windows of the double are longer than the whole's time: it gets more of it.
        Tasks::<Test>::mutate_extant(TASK, |task| {
            if let Phase::Running { due, .. } = &mut task.phase {
                *due = 100;
            }
        });
        let deadline = 60;
        let hiring = crate::Hiring::Direct { agent: RIVAL };
        let part = TaskSpec { parent: Some(TASK), budget: 100, deadline, max_duration: 1, hiring, ..auction() };
        assert_ok!(TaskMarket::create_task(signed(OPERATOR), KEY, part));
        assert_eq!(Tasks::<Test>::get(TASK).unwrap().family.open, 1);
        assert_ok!(TaskMarket::accept_offer(signed(RIVAL_OWNER), TaskId(1)));
        assert_ok!(TaskMarket::start(signed(RIVAL_OWNER), TaskId(1)));
        assert_ok!(TaskMarket::submit_result(signed(RIVAL_OWNER), TaskId(1), result()));
        assert!(Entered::get().is_empty());
    });
}

#[test]
fn the_parties_are_known_while_somebody_can_object() {
    build_and_execute(|| {
        step::running();
        assert_eq!(TaskMarket::parties(TASK), None);
        assert_ok!(TaskMarket::submit_result(signed(OPERATOR), TASK, result()));
        let parties = Parties {
            defendant: OWNER,
            operator: Some(OPERATOR),
            requester: REQUESTER,
            until: System::block_number() + CHALLENGE,
        };
        assert_eq!([OWNER, OPERATOR, REQUESTER, STRANGER].map(|who| parties.include(&who)), [true, true, true, false]);
        assert_eq!(TaskMarket::parties(TASK), Some(parties));
        assert_eq!(TaskMarket::parties(TaskId(9)), None);
        assert_ok!(TaskMarket::accept_result(signed(REQUESTER), TASK));
        assert_eq!(TaskMarket::parties(TASK), None);
    });
}

#[test]
fn an_auditor_that_finds_the_same_is_paid_out_of_the_fee() {
    build_and_execute(|| {
        step::agreed(42);
        assert!(matches!(phase(), Phase::Verifying { .. }));
        run_out();
        assert_ok!(TaskMarket::poke(signed(STRANGER), TASK));
        finalized(Approval::Silence);
        assert_eq!([AUDITOR, OWNER, STRANGER].map(owned), [WEALTH + 10, WEALTH + 360, WEALTH + 20]);
        assert_eq!(Closed::get(), [(TASK, true)]);
    });
    build_and_execute(|| {
        step::agreed(42);
        let weighed = TaskMarket::accept_result(signed(REQUESTER), TASK).unwrap().actual_weight.unwrap();
        assert!(weighed.all_gte(Weights::end_audit()));
        finalized(Approval::Requester);
        assert_eq!((owned(AUDITOR), Closed::get()), (WEALTH + 10, vec![(TASK, false)]));
    });
}

#[test]
fn a_batch_pays_auditors_too() {
    build_and_execute(|| {
        step::agreed(42);
        run_out();
        let tasks = || vec![TASK].try_into().unwrap();
        let weight = TaskMarket::settle(signed(STRANGER), tasks()).unwrap().actual_weight.unwrap();
        finalized(Approval::Silence);
        let plain = Weights::settle(1);
        assert_eq!(weight, plain.saturating_add(Weights::end_audit()));
    });
}

#[test]
fn a_silent_auditor_is_not_paid() {
    build_and_execute(|| {
        step::audited();
        run_out();
        assert_ok!(TaskMarket::poke(signed(STRANGER), TASK));
        assert_eq!((owned(AUDITOR), Closed::get()), (WEALTH, vec![(TASK, true)]));
    });
}

#[test]
fn an_auditor_that_has_nothing_to_run_says_so_and_is_free() {
    build_and_execute(|| {
        step::audited();
        assert_ok!(audit(AUDITOR, Opinion::Unavailable));
        assert_noop!(audit(AUDITOR, Opinion::Unavailable), Error::<Test>::NotAuditor);
        run_out();
        assert_ok!(TaskMarket::poke(signed(STRANGER), TASK));
        assert_eq!((owned(AUDITOR), Closed::get()), (WEALTH, vec![]));
    });
}

#[test]
fn an_auditor_that_finds_something_else_disputes_the_result() {
    for opinion in [ANOTHER, Opinion::Failure] {
        build_and_execute(|| {
            step::audited();
            assert_ok!(audit(AUDITOR, opinion));
            let until = System::block_number() + STAGE;
            System::assert_last_event(Event::ResultDisputed { task: TASK, agent: AGENT, challenger: AUDITOR, until }.into());
            assert!(matches!(phase(), Phase::Disputed { challenger: AUDITOR, .. }));
            assert_eq!((Drawn::get(TASK), Closed::get()), (None, vec![(TASK, false)]));
        });
    }
}

#[test]
fn only_the_auditor_audits_and_only_in_time() {
    build_and_execute(|| {
        step::audited();
        for who in [REQUESTER, OWNER, OPERATOR, STRANGER, VERIFIER] {
            assert_noop!(audit(who, same_output(42)), Error::<Test>::NotAuditor);
        }
        assert_noop!(TaskMarket::audit(RuntimeOrigin::root(), TASK, ANOTHER), DispatchError::BadOrigin);
        assert_noop!(TaskMarket::audit(signed(AUDITOR), TaskId(9), ANOTHER), Error::<Test>::UnknownTask);
        assert_ok!(audit(AUDITOR, same_output(42)));
        assert_noop!(audit(AUDITOR, same_output(42)), DispatchError::Other("reported before"));
        run_out();
        assert_noop!(audit(AUDITOR, ANOTHER), Error::<Test>::TooLate);
    });
    build_and_execute(|| {
        step::running();
        assert_noop!(audit(AUDITOR, same_output(42)), Error::<Test>::WrongPhase);
    });
}

#[test]
fn an_auditor_that_did_not_run_the_module_is_shown_to_be_wrong() {
    build_and_execute(|| {
        step::agreed(41);
        jump_to(phase().clock());
        assert_ok!(contradict(OPERATOR));
        let challenge_until = System::block_number() + CHALLENGE;
        let event = Event::AuditContradicted { task: TASK, agent: AGENT, receipt: receipt(), challenge_until };
        System::assert_last_event(event.into());
        assert_eq!(phase().clock(), challenge_until);
        assert_noop!(contradict(OWNER), DispatchError::Other("no contradiction"));
        run_out();
        assert_ok!(TaskMarket::poke(signed(STRANGER), TASK));
        finalized(Approval::Silence);
        assert_eq!((owned(AUDITOR), owned(OWNER)), (WEALTH, WEALTH + 370), "who showed it earns the share");
    });
}

#[test]
fn a_contradiction_that_stood_to_the_end_counts_though_the_requester_accepts() {
    for is_over in [false, true] {
        build_and_execute(|| {
            step::agreed(41);
            assert_ok!(contradict(OWNER));
            jump_to(phase().clock() + u32::from(is_over));
            assert_ok!(TaskMarket::accept_result(signed(REQUESTER), TASK));
            finalized(Approval::Requester);
            assert_eq!(Closed::get(), [(TASK, is_over)]);
        });
    }
}

#[test]
fn an_auditor_that_was_contradicted_can_dispute_though_it_is_no_verifier_any_more() {
    for by_audit in [false, true] {
        build_and_execute(|| {
            step::agreed(41);
            jump_to(phase().clock());
            assert_ok!(contradict(OWNER));
            run_out();
            jump_to(System::block_number() - 1);
            assert_noop!(TaskMarket::dispute(signed(STRANGER), TASK), Error::<Test>::MayNotDispute);
            assert_ok!(if by_audit { audit(AUDITOR, ANOTHER) } else { TaskMarket::dispute(signed(AUDITOR), TASK) });
            assert!(matches!(phase(), Phase::Disputed { challenger: AUDITOR, .. }));
            assert_eq!(Closed::get(), [(TASK, false)]);
        });
    }
}

#[test]
fn only_the_agent_contradicts_and_only_with_its_receipt_in_time() {
    build_and_execute(|| {
        step::agreed(41);
        for who in [REQUESTER, STRANGER, AUDITOR, RIVAL_OWNER] {
            assert_noop!(contradict(who), Error::<Test>::NotController);
        }
        assert_noop!(TaskMarket::contradict_audit(RuntimeOrigin::none(), receipt()), DispatchError::BadOrigin);
        let forged = Receipt { fuel_used: 40, ..receipt() };
        assert_noop!(TaskMarket::contradict_audit(signed(OWNER), forged), Error::<Test>::NotTheReceipt);
        let unknown = Receipt { task: TaskId(9), ..receipt() };
        assert_noop!(TaskMarket::contradict_audit(signed(OWNER), unknown), Error::<Test>::UnknownTask);
        run_out();
        assert_noop!(contradict(OWNER), Error::<Test>::TooLate);
    });
    build_and_execute(|| {
        step::running();
        assert_noop!(contradict(OWNER), Error::<Test>::WrongPhase);
    });
    for found in [None, Some(42)] {
        build_and_execute(|| {
            step::verifying();
            Drawn::insert(TASK, (AUDITOR, found, false));
            assert_noop!(contradict(OWNER), DispatchError::Other("no contradiction"));
        });
    }
}

#[test]
fn a_receipt_that_says_something_else_than_was_claimed_contradicts_nobody() {
    let changes: [fn(&mut Receipt); 3] = [
        |receipt| receipt.module_hash = [0; 32],
        |receipt| receipt.input_hash = [0; 32],
        |receipt| receipt.output_hash = [0; 32],
    ];
    for change in changes {
        build_and_execute(|| {
            step::running();
            let mut receipt = receipt();
            change(&mut receipt);
            let result = crate::WorkResult { receipt_hash: receipt.hash(), ..result() };
            assert_ok!(TaskMarket::submit_result(signed(OPERATOR), TASK, result));
            Drawn::insert(TASK, (AUDITOR, Some(41), false));
            assert_noop!(TaskMarket::contradict_audit(signed(OWNER), receipt), Error::<Test>::NotTheReceipt);
        });
    }
}

#[test]
fn a_contradiction_never_shortens_the_time_to_object() {
    build_and_execute(|| {
        step::agreed(41);
        let until = phase().clock();
        assert_ok!(contradict(OWNER));
        assert_eq!(phase().clock(), until);
    });
}

#[test]
fn when_the_requester_objects_the_audit_is_over() {
    build_and_execute(|| {
        step::agreed(42);
        assert_ok!(TaskMarket::dispute(signed(REQUESTER), TASK));
        assert_eq!((Drawn::get(TASK), Closed::get()), (None, vec![(TASK, false)]));
        assert_noop!(audit(AUDITOR, ANOTHER), Error::<Test>::WrongPhase);
    });
}

#[test]
fn an_audit_of_what_is_not_open_to_objections_is_noticed() {
    build_and_execute(|| {
        step::running();
        Drawn::insert(TASK, (AUDITOR, None::<u64>, false));
        assert_eq!(TaskMarket::check_state(), Err("a task is audited that is not open to objections".into()));
        Drawn::remove(TASK);
    });
}

#[test]
fn few_of_a_batch_may_be_audited() {
    build_and_execute(|| {
        MockAgents::mutate_extant(AGENT, |agent| agent.places = 100);
        let tasks: Vec<_> = (0..u64::from(MAX_AUDITED) + 1).map(TaskId).collect();
        for task in &tasks {
            let key = ainur_primitives::ClientKey([task.0 as u8; 32]);
            assert_ok!(TaskMarket::create_task(signed(REQUESTER), key, direct()));
            assert_ok!(TaskMarket::accept_offer(signed(OWNER), *task));
            assert_ok!(TaskMarket::start(signed(OWNER), *task));
            assert_ok!(TaskMarket::submit_result(signed(OWNER), *task, result()));
            Drawn::insert(task, (AUDITOR, Some(42), false));
        }
        run_out();
        assert_ok!(TaskMarket::settle(signed(STRANGER), tasks.clone().try_into().unwrap()));
        let last = TaskId(u64::from(MAX_AUDITED));
        let error = Error::<Test>::TooManyAudited.into();
        System::assert_has_event(Event::SettlementSkipped { task: last, error }.into());
        assert_ok!(TaskMarket::settle(signed(STRANGER), vec![last].try_into().unwrap()));
    });
}
