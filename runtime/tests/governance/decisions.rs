//! From a proposal to its effect.

use ainur_runtime::params::{
    dynamic::{escrow, market},
    ranges::{Plancks, Share},
    RuntimeParameters, ValueOf,
};
use frame_support::{
    assert_noop,
    traits::{Get, StorePreimage},
};
use pallet_referenda::Error as Refused;
use sp_runtime::Permill;

use super::*;

/// What is reserved for a referendum.
const SUBMISSION: Balance = 50 * AINU;

fn min_budget() -> Balance {
    ValueOf::<market::MinBudget>::get()
}

fn set_min_budget(budget: Balance) -> pallet_parameters::Call<Runtime> {
    let key_value = RuntimeParameters::Market(market::Parameters::MinBudget(market::MinBudget, Some(Plancks::of(budget))));
    pallet_parameters::Call::set_parameter { key_value }
}

fn info(index: u32) -> pallet_referenda::ReferendumInfoOf<Runtime, ()> {
    pallet_referenda::ReferendumInfoFor::<Runtime>::get(index).unwrap()
}

#[test]
fn a_parameter_changes_by_referendum_and_not_before_everybody_could_see_it_coming() {
    execute(|| {
        let voice = OriginCaller::Origins(Origin::Parameters);
        let track = track(&voice);
        let free = Balances::usable_balance(account(1));
        let index = propose(Origin::Parameters, set_min_budget(2 * AINU));
        assert_eq!(Balances::reserved_balance(account(1)), track.decision_deposit);
        approve(index);
        let ReferendumInfo::Ongoing(status) = info(index) else { panic!("it runs") };
        assert_eq!(status.deciding, None);
        pass(track.prepare_period);
        let ReferendumInfo::Ongoing(status) = info(index) else { panic!("it runs") };
        assert_eq!(status.deciding.unwrap().confirming, Some(System::block_number() + track.confirm_period));
        pass(track.confirm_period - 1);
        assert!(!is_approved(index));
        pass(1);
        assert!(is_approved(index));
        pass(track.min_enactment_period - 1);
        assert_eq!(min_budget(), AINU);
        pass(1);
        assert_eq!((min_budget(), enacted()), (2 * AINU, vec![Ok(())]));
        assert_ok!(Referenda::refund_decision_deposit(signed(4), index));
        assert_ok!(Referenda::refund_submission_deposit(signed(4), index));
        assert_eq!(Balances::reserved_balance(account(1)), 0);
        // What voted stays where it is for a week, for who was in favour.
        assert_eq!(Balances::usable_balance(account(1)), free - 9_000_000 * AINU);
        assert_ok!(ConvictionVoting::remove_vote(signed(1), Some(10), index));
        assert_ok!(ConvictionVoting::unlock(signed(1), 10, account(1).into()));
        assert_eq!(Balances::usable_balance(account(1)), free - 9_000_000 * AINU);
        pass(7 * 24);
        assert_ok!(ConvictionVoting::unlock(signed(1), 10, account(1).into()));
        assert_eq!(Balances::usable_balance(account(1)), free);
    });
}

/// Fills the agenda of a block.
fn fill(block: BlockNumber) {
    use frame_support::traits::schedule::v3::Anon;
    let nothing = || Preimage::bound(RuntimeCall::from(frame_system::Call::remark { remark: vec![] })).unwrap();
    let schedule =
        || <Scheduler as Anon<_, RuntimeCall, OriginCaller>>::schedule(DispatchTime::At(block), None, 128, root(), nothing());
    let places = (0..1_000).take_while(|_| schedule().is_ok()).count();
    assert!(places >= 500, "to fill a block costs the deposits of as many referenda: {places}");
}

#[test]
fn whoever_fills_a_block_does_not_lose_what_would_be_carried_out_in_it() {
    execute(|| {
        let track = track(&OriginCaller::Origins(Origin::Parameters));
        let index = propose(Origin::Parameters, set_min_budget(2 * AINU));
        approve(index);
        let passes = System::block_number() + track.prepare_period + track.confirm_period;
        // Its own alarms find their blocks full, and so does its enactment.
        for block in [passes, passes + 1, passes + track.min_enactment_period, passes + track.min_enactment_period + 1] {
            fill(block);
        }
        pass(track.prepare_period + track.confirm_period + track.min_enactment_period + 3);
        assert!(is_approved(index));
        assert_eq!((min_budget(), enacted()), (2 * AINU, vec![Ok(())]));
    });
}

#[test]
fn what_is_out_of_its_range_is_never_enacted() {
    execute(|| {
        let share = Share::of(Permill::from_percent(2));
        let fee = RuntimeParameters::Escrow(escrow::Parameters::FeeShare(escrow::FeeShare, Some(share)));
        let mut bytes = RuntimeCall::from(pallet_parameters::Call::set_parameter { key_value: fee }).encode();
        // A fee of all of the price.
        let start = bytes.len() - 4;
        bytes.splice(start.., 1_000_000u32.encode());
        let hash = BlakeTwo256::hash(&bytes);
        let index = propose_bytes(Origin::Parameters.into(), bytes);
        approve(index);
        pass(60);
        assert!(is_approved(index));
        assert_eq!(enacted(), vec![]);
        let unavailable =
            |event: &RuntimeEvent| matches!(event, RuntimeEvent::Scheduler(pallet_scheduler::Event::CallUnavailable { .. }));
        assert!(System::events().iter().any(|record| unavailable(&record.event)), "{hash}");
        assert_eq!(ValueOf::<escrow::FeeShare>::get(), Permill::from_percent(2));
    });
}

#[test]
fn what_few_care_about_takes_until_the_threshold_has_fallen_and_what_nobody_wants_fails() {
    execute(|| {
        let voice = OriginCaller::Origins(Origin::Parameters);
        let track = track(&voice);
        let (few, none) =
            (propose(Origin::Parameters, set_min_budget(2 * AINU)), propose(Origin::Parameters, set_min_budget(3 * AINU)));
        assert_ok!(vote(3, few, true, 5_000_000 * AINU));
        assert_ok!(vote(3, none, true, 5_000_000 * AINU));
        assert_ok!(vote(4, none, false, 5_000_000 * AINU + 1));
        pass(track.prepare_period + track.confirm_period + 1);
        assert!(!is_approved(few));
        pass(track.decision_period);
        assert!(is_approved(few));
        assert!(matches!(info(none), ReferendumInfo::Rejected(..)));
        assert_ok!(Referenda::refund_decision_deposit(signed(1), none));
        assert_noop!(Referenda::refund_submission_deposit(signed(0), none), Refused::<Runtime>::BadStatus);
        pass(track.min_enactment_period);
        assert_eq!(min_budget(), 2 * AINU);
    });
}

#[test]
fn the_committee_cannot_end_the_referendum_that_removes_it() {
    execute(|| {
        let members = || pallet_collective::Members::<Runtime, TechnicalCollective>::get();
        let index = propose(root(), pallet_membership::Call::reset_members { members: vec![account(4)] });
        approve(index);
        let cancel = || RuntimeCall::from(pallet_referenda::Call::cancel { index });
        let kill = || RuntimeCall::from(pallet_referenda::Call::kill { index });
        for end in [cancel(), kill()] {
            assert_eq!(committee(end), Err(sp_runtime::DispatchError::BadOrigin));
        }
        assert!(matches!(info(index), ReferendumInfo::Ongoing(_)));
        assert_eq!(members().len(), 3);
        pass(60);
        assert_eq!(members(), vec![account(4)]);
    });
}

#[test]
fn voters_end_a_referendum_before_its_time_and_nobody_alone_does() {
    execute(|| {
        // So few are in favour that it takes a while.
        let index = propose(Origin::Parameters, set_min_budget(2 * AINU));
        assert_ok!(vote(3, index, true, 5_000_000 * AINU));
        let cancel = || RuntimeCall::from(pallet_referenda::Call::cancel { index });
        assert_noop!(call(signed(0), cancel()), sp_runtime::DispatchError::BadOrigin);
        assert_ok!(decide(Origin::ReferendumCanceller, cancel()).0);
        assert!(matches!(info(index), ReferendumInfo::Cancelled(..)));
        // Nobody did wrong: all deposits return.
        assert_ok!(Referenda::refund_decision_deposit(signed(1), index));
        assert_ok!(Referenda::refund_submission_deposit(signed(0), index));
        pass(60);
        assert_eq!(min_budget(), AINU);
    });
}

#[test]
fn who_is_killed_loses_its_deposits_to_the_treasury() {
    execute(|| {
        let index = propose(root(), set_min_budget(2 * AINU));
        pass(1);
        let pot = Treasury::pot();
        let (killed, _) = decide(Origin::ReferendumKiller, pallet_referenda::Call::kill { index });
        assert_ok!(killed);
        assert!(matches!(info(index), ReferendumInfo::Killed(_)));
        assert_eq!(Treasury::pot(), pot + track(&root()).decision_deposit + SUBMISSION);
    });
}

#[test]
fn an_upgrade_that_the_committee_vouches_for_is_faster_than_one_of_roots() {
    let upgrade = |code| RuntimeCall::from(frame_system::Call::authorize_upgrade { code_hash: Hash::repeat_byte(code) });
    let dispatch = |code| pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage { call: Box::new(upgrade(code)) };
    execute(|| {
        let (authorized, slow) = decide(root(), upgrade(6));
        assert_ok!(authorized);
        let first = System::authorized_upgrade();
        let call_hash = BlakeTwo256::hash_of(&upgrade(7));
        assert_ok!(committee(pallet_whitelist::Call::whitelist_call { call_hash }));
        let (authorized, fast) = decide(Origin::WhitelistedCaller, dispatch(7));
        assert_ok!(authorized);
        assert!(first.is_some() && System::authorized_upgrade() != first);
        assert!(4 * fast < slow, "{fast} {slow}");
    });
    execute(|| {
        // Nobody vouched for it: it waits for the committee.
        assert_ok!(decide(Origin::WhitelistedCaller, dispatch(7)).0);
        assert!(System::authorized_upgrade().is_none());
    });
}
