//! Each voice can do what its track is for, and nothing of another's.

use ainur_runtime::params::{
    dynamic::{market, registry},
    ranges::Plancks,
    RuntimeParameters,
};
use frame_support::{
    storage::{with_transaction, TransactionOutcome},
    traits::fungible::Inspect,
};
use pallet_slashing::{Judgement, Slashes};
use sp_runtime::{DispatchError, Permill};

use super::*;

const VOICES: [Origin; 9] = [
    Origin::WhitelistedCaller,
    Origin::Parameters,
    Origin::AgentRegistry,
    Origin::DisputeCourt,
    Origin::Treasurer,
    Origin::SmallSpender,
    Origin::MediumSpender,
    Origin::ReferendumCanceller,
    Origin::ReferendumKiller,
];

/// What comes of a call, of which nothing stays.
fn would(origin: RuntimeOrigin, what: &RuntimeCall) -> DispatchResult {
    with_transaction(|| TransactionOutcome::Rollback(Ok::<_, DispatchError>(call(origin, what.clone())))).unwrap()
}

/// What there is to decide: a dispute, an appeal against a slash, a referendum, a spend, a bounty, a call that was vouched for.
fn set_up() -> (TaskId, u32, RuntimeCall) {
    let task = delivered(1, 20 * AINU);
    assert_ok!(TaskMarket::dispute(signed(0), task));
    assert_ok!(Slashing::punish(RuntimeOrigin::root(), AgentId(1), Permill::from_percent(1)));
    assert_ok!(Slashing::appeal(signed(3), 0));
    // Of somebody who does not vote.
    let giver = RuntimeOrigin::signed(sp_keyring::Sr25519Keyring::EveStash.to_account_id());
    assert_ok!(Balances::transfer_keep_alive(giver, Treasury::account_id().into(), 5_000_000 * AINU));
    let spend = pallet_treasury::Call::spend {
        asset_kind: Box::new(()),
        amount: AINU,
        beneficiary: Box::new(account(5).into()),
        valid_from: None,
    };
    assert_ok!(call(RuntimeOrigin::root(), spend));
    assert_ok!(Bounties::propose_bounty(signed(0), 500 * AINU, b"find it".to_vec()));
    let referendum = propose(root(), frame_system::Call::remark { remark: vec![1] });
    let vouched = RuntimeCall::from(frame_system::Call::remark_with_event { remark: vec![2] });
    assert_ok!(Whitelist::whitelist_call(RuntimeOrigin::root(), BlakeTwo256::hash_of(&vouched)));
    (task, referendum, vouched)
}

fn set(key_value: RuntimeParameters) -> RuntimeCall {
    pallet_parameters::Call::set_parameter { key_value }.into()
}

fn spend(amount: Balance) -> RuntimeCall {
    let beneficiary = Box::new(account(5).into());
    pallet_treasury::Call::spend { asset_kind: Box::new(()), amount, beneficiary, valid_from: None }.into()
}

/// Calls, and whose they are beside root's.
fn table(task: TaskId, index: u32, vouched: &RuntimeCall) -> Vec<(RuntimeCall, &'static [Origin])> {
    use Origin::*;
    let min_stake = registry::Parameters::MinStake(registry::MinStake, Some(Plancks::of(2 * AINU)));
    let min_budget = market::Parameters::MinBudget(market::MinBudget, Some(Plancks::of(2 * AINU)));
    let (bob, agent) = (|| account(1).into(), AgentId(2));
    let remark = || Box::new(RuntimeCall::from(frame_system::Call::remark { remark: vec![] }));
    let dispatch = pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage { call: Box::new(vouched.clone()) };
    let schedule = pallet_scheduler::Call::schedule_after { after: 1, maybe_periodic: None, priority: 0, call: remark() };
    let pause = (b"TaskMarket".to_vec().try_into().unwrap(), b"bid".to_vec().try_into().unwrap());
    vec![
        (dispatch.into(), &[WhitelistedCaller]),
        (set(RuntimeParameters::Market(min_budget)), &[Parameters]),
        (set(RuntimeParameters::Registry(min_stake)), &[Parameters, AgentRegistry]),
        (pallet_slashing::Call::punish { agent, share: Permill::one() }.into(), &[AgentRegistry]),
        (pallet_identity::Call::add_registrar { account: bob() }.into(), &[AgentRegistry]),
        (
            pallet_identity::Call::add_username_authority { authority: bob(), suffix: b"agents".to_vec(), allocation: 1 }.into(),
            &[AgentRegistry],
        ),
        (pallet_task_market::Call::rule { task, side: ainur_primitives::Side::Challenger }.into(), &[DisputeCourt]),
        (pallet_slashing::Call::judge { slash: 0, judgement: Judgement::Dropped }.into(), &[DisputeCourt]),
        (spend(1_000 * AINU), &[Treasurer, SmallSpender, MediumSpender]),
        (spend(1_000 * AINU + 1), &[Treasurer, MediumSpender]),
        (spend(10_000 * AINU), &[Treasurer, MediumSpender]),
        (spend(10_000 * AINU + 1), &[Treasurer]),
        (spend(1_000_000 * AINU), &[Treasurer]),
        (spend(1_000_000 * AINU + 1), &[]),
        (pallet_treasury::Call::void_spend { index: 0 }.into(), &[Treasurer]),
        (pallet_bounties::Call::approve_bounty { bounty_id: 0 }.into(), &[Treasurer, SmallSpender, MediumSpender]),
        (pallet_bounties::Call::close_bounty { bounty_id: 0 }.into(), &[Treasurer]),
        (pallet_referenda::Call::cancel { index }.into(), &[ReferendumCanceller]),
        (pallet_referenda::Call::kill { index }.into(), &[ReferendumKiller]),
        (pallet_whitelist::Call::whitelist_call { call_hash: Hash::repeat_byte(1) }.into(), &[]),
        (pallet_safe_mode::Call::force_enter {}.into(), &[]),
        (pallet_tx_pause::Call::pause { full_name: pause }.into(), &[]),
        (pallet_membership::Call::add_member { who: account(4).into() }.into(), &[]),
        (frame_system::Call::authorize_upgrade { code_hash: Hash::repeat_byte(1) }.into(), &[]),
        (pallet_balances::Call::force_set_balance { who: bob(), new_free: AINU }.into(), &[]),
        (schedule.into(), &[]),
        (pallet_preimage::Call::request_preimage { hash: Hash::repeat_byte(1) }.into(), &[]),
        (pallet_migrations::Call::force_onboard_mbms {}.into(), &[]),
        (pallet_utility::Call::with_weight { call: remark(), weight: Default::default() }.into(), &[]),
    ]
}

#[test]
fn each_voice_does_what_it_is_for_and_nothing_of_anothers() {
    execute(|| {
        let (task, index, vouched) = set_up();
        for (call, whose) in table(task, index, &vouched) {
            assert_eq!(would(RuntimeOrigin::root(), &call), Ok(()), "{call:?}");
            let heard: Vec<_> = VOICES.into_iter().filter(|voice| would((*voice).into(), &call).is_ok()).collect();
            let mut whose = whose.to_vec();
            whose.sort_unstable();
            assert_eq!(heard, whose, "{call:?}");
            assert!(would(signed(0), &call).is_err(), "{call:?}");
        }
    });
}

#[test]
fn each_voice_has_something_to_say() {
    execute(|| {
        let (task, index, vouched) = set_up();
        let table = table(task, index, &vouched);
        assert!(VOICES.into_iter().all(|voice| table.iter().any(|(_, whose)| whose.contains(&voice))));
    });
}

#[test]
fn a_court_of_all_decides_a_dispute() {
    execute(|| {
        let (task, ..) = set_up();
        let before = <Balances as Inspect<_>>::total_balance(&account(0));
        let rule = pallet_task_market::Call::rule { task, side: ainur_primitives::Side::Challenger };
        let (ruled, _) = decide(Origin::DisputeCourt, rule);
        assert_ok!(ruled);
        let phase = pallet_task_market::Tasks::<Runtime>::get(task).unwrap().phase;
        assert!(matches!(phase, pallet_task_market::Phase::Cancelled { .. }), "{phase:?}");
        // Of its money the requester gets all back; the loser's bond is half its own.
        assert!(<Balances as Inspect<_>>::total_balance(&account(0)) > before);
    });
}

#[test]
fn who_accuses_is_not_who_judges() {
    execute(|| {
        let agent = AgentId(0);
        let (punished, _) = decide(Origin::AgentRegistry, pallet_slashing::Call::punish { agent, share: Permill::one() });
        assert_ok!(punished);
        assert!(pallet_slashing::JailedUntil::<Runtime>::contains_key(agent));
        let slash = Slashes::<Runtime>::iter_keys().next().unwrap();
        assert_ok!(Slashing::appeal(signed(2), slash));
        let judge = pallet_slashing::Call::judge { slash, judgement: Judgement::Dropped };
        let (judged, _) = decide(Origin::AgentRegistry, judge.clone());
        assert_eq!(judged, Err(DispatchError::BadOrigin));
        assert_ok!(decide(Origin::DisputeCourt, judge).0);
        assert!(!Slashes::<Runtime>::contains_key(slash));
    });
}
