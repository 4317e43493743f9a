//! What can be stopped, by whom, and what goes on.

use ainur_runtime::params::{dynamic::market, ranges::Plancks, RuntimeParameters};
use frame_support::{assert_noop, traits::Get};
use sp_runtime::{BoundedVec, DispatchError};

use super::*;

type Filtered = frame_system::Error<Runtime>;
type Name = BoundedVec<u8, <Runtime as pallet_tx_pause::Config>::MaxNameLen>;

fn name(pallet: &str, call: &str) -> (Name, Name) {
    (pallet.as_bytes().to_vec().try_into().unwrap(), call.as_bytes().to_vec().try_into().unwrap())
}

fn transfer() -> RuntimeCall {
    pallet_balances::Call::transfer_keep_alive { dest: account(7).into(), value: AINU }.into()
}

#[test]
fn the_committee_pauses_a_call_and_lets_it_go_on() {
    execute(|| {
        let full_name = name("TaskMarket", "create_task");
        assert_ok!(committee(pallet_tx_pause::Call::pause { full_name: full_name.clone() }));
        assert_noop!(call(signed(0), create_task(1, 20 * AINU)), Filtered::CallFiltered);
        assert_ok!(call(signed(0), transfer()));
        assert_ok!(committee(pallet_tx_pause::Call::unpause { ident: full_name }));
        assert_ok!(call(signed(0), create_task(1, 20 * AINU)));
    });
}

#[test]
fn what_is_vital_cannot_be_paused_even_by_root() {
    execute(|| {
        for (pallet, vital) in [("TaskMarket", "settle"), ("Timestamp", "set"), ("Referenda", "submit"), ("Slashing", "apply")] {
            let pause = pallet_tx_pause::Call::pause { full_name: name(pallet, vital) };
            assert_noop!(call(RuntimeOrigin::root(), pause), pallet_tx_pause::Error::<Runtime>::Unpausable);
        }
    });
}

#[test]
fn nobody_else_stops_anything() {
    execute(|| {
        assert_noop!(SafeMode::enter(signed(0)), pallet_safe_mode::Error::<Runtime>::NotConfigured);
        let enter = || RuntimeCall::from(pallet_safe_mode::Call::force_enter {});
        let pause = || RuntimeCall::from(pallet_tx_pause::Call::pause { full_name: name("TaskMarket", "bid") });
        for stop in [enter(), pause()] {
            assert_noop!(call(signed(0), stop.clone()), DispatchError::BadOrigin);
            // One member of three, by itself.
            let alone = pallet_collective::Call::propose { threshold: 1, length_bound: 1_000, proposal: Box::new(stop) };
            assert_ok!(call(signed(0), alone));
        }
        assert!(!SafeMode::is_entered());
        assert_ok!(call(signed(0), transfer()));
    });
}

#[test]
fn a_member_that_is_silent_agrees_to_nothing() {
    execute(|| {
        // Two of four are no two thirds, even where one of them leads and all of the time to speak has passed.
        assert_ok!(TechnicalMembership::add_member(RuntimeOrigin::root(), account(4).into()));
        assert_ok!(TechnicalMembership::set_prime(RuntimeOrigin::root(), account(0).into()));
        let enter = RuntimeCall::from(pallet_safe_mode::Call::force_enter {});
        let (hash, weight, length) = (BlakeTwo256::hash_of(&enter), enter.get_dispatch_info().call_weight, 100);
        assert_ok!(TechnicalCommittee::propose(signed(0), 3, Box::new(enter), length));
        for member in [0, 1] {
            assert_ok!(TechnicalCommittee::vote(signed(member), hash, 0, true));
        }
        pass(3 * 24 + 1);
        assert_ok!(TechnicalCommittee::close(signed(5), hash, 0, weight, length));
        assert!(!SafeMode::is_entered());
    });
}

#[test]
fn safe_mode_stops_what_begins_and_lets_what_began_end() {
    execute(|| {
        let task = delivered(1, 100 * AINU);
        assert_ok!(call(signed(0), create_task(2, 20 * AINU)));
        assert_ok!(committee(pallet_safe_mode::Call::force_enter {}));
        let batch = |call: RuntimeCall| RuntimeCall::from(pallet_utility::Call::batch_all { calls: vec![call] });
        for stopped in [create_task(3, 20 * AINU), transfer(), batch(transfer())] {
            assert_noop!(call(signed(0), stopped), Filtered::CallFiltered);
        }
        assert_ok!(call(signed(0), pallet_task_market::Call::cancel { task: TaskId(task.0 + 1) }));
        let before = Balances::free_balance(account(2));
        let pallet_task_market::Phase::Verifying { challenge_until, .. } = phase(task) else { panic!("it was delivered") };
        System::set_block_number(challenge_until + 1);
        let settle = pallet_task_market::Call::settle { tasks: vec![task].try_into().unwrap() };
        assert_ok!(call(signed(7), batch(settle.into())));
        assert!(matches!(phase(task), pallet_task_market::Phase::Finalized { .. }));
        assert_eq!(Balances::free_balance(account(2)) - before, 98 * AINU);
    });
}

fn phase(task: TaskId) -> pallet_task_market::Phase<AccountId> {
    pallet_task_market::Tasks::<Runtime>::get(task).unwrap().phase
}

#[test]
fn the_chain_pays_by_itself_in_safe_mode_too() {
    execute(|| {
        let task = delivered(1, 100 * AINU);
        assert_ok!(committee(pallet_safe_mode::Call::force_enter {}));
        pass(20);
        assert!(SafeMode::is_entered());
        let phase = phase(task);
        assert!(matches!(phase, pallet_task_market::Phase::Finalized { .. }), "{phase:?}");
    });
}

#[test]
fn nobody_leaves_safe_mode_through_a_proxy_or_a_multisig() {
    execute(|| {
        assert_ok!(call(
            signed(0),
            pallet_proxy::Call::add_proxy { delegate: account(1).into(), proxy_type: configs::ProxyType::Any, delay: 0 }
        ));
        assert_ok!(committee(pallet_safe_mode::Call::force_enter {}));
        let as_alice = pallet_proxy::Call::proxy { real: account(0).into(), force_proxy_type: None, call: Box::new(transfer()) };
        assert_ok!(call(signed(1), as_alice));
        let result = Err(Filtered::CallFiltered.into());
        System::assert_last_event(pallet_proxy::Event::<Runtime>::ProxyExecuted { result }.into());
        let together =
            pallet_multisig::Call::as_multi_threshold_1 { other_signatories: vec![account(7)], call: Box::new(transfer()) };
        assert_noop!(call(signed(1), together), Filtered::CallFiltered);
    });
}

#[test]
fn who_acts_through_recovery_does_in_safe_mode_what_it_owes_and_no_more() {
    execute(|| {
        let spec = spec(20 * AINU);
        assert_ok!(TaskMarket::create_task(signed(0), ClientKey([1; 32]), spec));
        let task = pallet_task_market::Tasks::<Runtime>::iter_keys().next().unwrap();
        assert_ok!(TaskMarket::accept_offer(signed(2), task));
        assert_ok!(TaskMarket::start(signed(2), task));
        // The agent's owner lost its key, and its friend got the account.
        let group = pallet_recovery::FriendGroup {
            friends: vec![account(6)].try_into().unwrap(),
            friends_needed: 1,
            inheritor: account(5),
            inheritance_delay: 1,
            inheritance_priority: 0,
            cancel_delay: 1,
        };
        assert_ok!(Recovery::set_friend_groups(signed(2), vec![group]));
        assert_ok!(Recovery::initiate_attempt(signed(6), account(2).into(), 0));
        System::set_block_number(System::block_number() + 2);
        assert_ok!(Recovery::finish_attempt(signed(6), account(2).into(), 0));
        assert_ok!(committee(pallet_safe_mode::Call::force_enter {}));
        let inner = |inner: RuntimeCall| {
            let through =
                pallet_recovery::Call::control_inherited_account { recovered: account(2).into(), call: Box::new(inner) };
            assert_ok!(call(signed(5), through));
            System::events().into_iter().rev().find_map(|record| match record.event {
                RuntimeEvent::Recovery(pallet_recovery::Event::RecoveredAccountControlled { call_result, .. }) => {
                    Some(call_result)
                }
                _ => None,
            })
        };
        assert_eq!(inner(transfer()), Some(Err(Filtered::CallFiltered.into())));
        let result = WorkResult { output: CONTENT, output_hash: OUTPUT, receipt_hash: receipt(task).hash() };
        assert_eq!(inner(pallet_task_market::Call::submit_result { task, result }.into()), Some(Ok(())));
    });
}

#[test]
fn safe_mode_ends_by_itself_or_when_the_committee_says_so() {
    execute(|| {
        assert_ok!(committee(pallet_safe_mode::Call::force_enter {}));
        let day = <Runtime as pallet_safe_mode::Config>::EnterDuration::get();
        pass(day);
        assert!(SafeMode::is_entered());
        pass(1);
        assert!(!SafeMode::is_entered());
        assert_ok!(committee(pallet_safe_mode::Call::force_enter {}));
        assert_ok!(committee(pallet_safe_mode::Call::force_extend {}));
        pass(day + 1);
        assert!(SafeMode::is_entered());
        assert_ok!(committee(pallet_safe_mode::Call::force_exit {}));
        assert_ok!(call(signed(0), transfer()));
        // By vote it is longer.
        assert_ok!(call(RuntimeOrigin::root(), pallet_safe_mode::Call::force_enter {}));
        assert_eq!(pallet_safe_mode::EnteredUntil::<Runtime>::get(), Some(System::block_number() + 7 * day));
    });
}

#[test]
fn governance_goes_on_in_safe_mode() {
    execute(|| {
        assert_ok!(call(RuntimeOrigin::root(), pallet_safe_mode::Call::force_enter {}));
        let parameter = market::Parameters::MinBudget(market::MinBudget, Some(Plancks::of(2 * AINU)));
        let set = pallet_parameters::Call::set_parameter { key_value: RuntimeParameters::Market(parameter) };
        let (decided, _) = decide(Origin::Parameters, set);
        assert!(SafeMode::is_entered());
        assert_ok!(decided);
    });
}
