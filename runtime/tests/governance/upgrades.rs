//! From a vote to other code.

use frame_support::{assert_noop, storage::unhashed};
use frame_system::Error as Refused;
use sp_core::{
    storage::well_known_keys::CODE,
    traits::{ReadRuntimeVersion, ReadRuntimeVersionExt},
};
use sp_runtime::{DigestItem, DispatchError};
use sp_version::RuntimeVersion;

use super::*;
use crate::upgrade;

/// Code that is nothing but its number: what reads numbers from code reads it from that.
fn code(spec_version: u32) -> Vec<u8> {
    spec_version.encode()
}

struct ReadNumber;

impl ReadRuntimeVersion for ReadNumber {
    fn read_runtime_version(&self, code: &[u8], _: &mut dyn sp_externalities::Externalities) -> Result<Vec<u8>, String> {
        let number = <[u8; 4]>::try_from(code).map_err(|_| "no number")?;
        Ok(RuntimeVersion { spec_version: u32::from_le_bytes(number), ..VERSION }.encode())
    }
}

fn execute(test: impl FnOnce()) {
    let mut chain = common::chain([]);
    chain.register_extension(ReadRuntimeVersionExt::new(ReadNumber));
    chain.execute_with(|| {
        let issuance = Balances::total_issuance();
        test();
        common::check(issuance, "the test");
    });
}

fn authorize(code: &[u8]) -> RuntimeCall {
    frame_system::Call::authorize_upgrade { code_hash: BlakeTwo256::hash(code) }.into()
}

fn dispatch(call: RuntimeCall) -> pallet_whitelist::Call<Runtime> {
    pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage { call: Box::new(call) }
}

fn vouch(call: &RuntimeCall) -> pallet_whitelist::Call<Runtime> {
    pallet_whitelist::Call::whitelist_call { call_hash: BlakeTwo256::hash_of(call) }
}

/// Somebody brings the code that was authorised.
fn bring(code: Vec<u8>) -> DispatchResult {
    call(signed(7), frame_system::Call::apply_authorized_upgrade { code })
}

fn authorized() -> Option<Hash> {
    System::authorized_upgrade().map(|upgrade| *upgrade.code_hash())
}

#[test]
fn what_the_committee_vouches_for_and_the_voters_want_becomes_the_code_and_anybody_can_bring_it() {
    execute(|| {
        let new = code(VERSION.spec_version + 1);
        let authorize = authorize(&new);
        assert_ok!(committee(vouch(&authorize)));
        assert_eq!(authorized(), None, "the committee alone upgrades nothing");
        let (decided, blocks) = decide(Origin::WhitelistedCaller, dispatch(authorize));
        assert_ok!(decided);
        let track = track(&OriginCaller::Origins(Origin::WhitelistedCaller));
        assert_eq!(blocks, track.prepare_period + track.confirm_period + track.min_enactment_period);
        assert_eq!(authorized(), Some(BlakeTwo256::hash(&new)));
        assert_noop!(bring(code(VERSION.spec_version + 2)), Refused::<Runtime>::Unauthorized);
        assert_ok!(bring(new.clone()));
        assert_eq!(unhashed::get_raw(CODE), Some(new.clone()));
        assert!(System::digest().logs.contains(&DigestItem::RuntimeEnvironmentUpdated), "nodes read the code again");
        assert_noop!(bring(new), Refused::<Runtime>::NothingAuthorized);
        upgrade::upgrade();
    });
}

#[test]
fn what_was_voted_for_before_the_committee_vouched_waits_for_it() {
    execute(|| {
        let new = code(VERSION.spec_version + 1);
        let authorize = authorize(&new);
        let (decided, _) = decide(Origin::WhitelistedCaller, dispatch(authorize.clone()));
        assert_ok!(decided);
        assert_eq!(authorized(), None);
        let waiting = pallet_whitelist::Error::<Runtime>::CallIsNotWhitelisted;
        assert_noop!(call(signed(7), dispatch(authorize.clone())), waiting);
        assert_ok!(committee(vouch(&authorize)));
        assert_ok!(call(signed(7), dispatch(authorize)));
        assert_ok!(bring(new));
    });
}

#[test]
fn nobody_upgrades_without_a_vote() {
    execute(|| {
        let new = code(VERSION.spec_version + 1);
        let authorize = authorize(&new);
        assert_ok!(committee(vouch(&authorize)));
        assert_noop!(call(signed(0), authorize.clone()), DispatchError::BadOrigin);
        let deferred = pallet_whitelist::Error::<Runtime>::DeferredDispatchNotFound;
        assert_noop!(call(signed(0), dispatch(authorize.clone())), deferred);
        assert_eq!(committee(authorize), Err(DispatchError::BadOrigin));
        assert_noop!(call(signed(0), frame_system::Call::set_code { code: new.clone() }), DispatchError::BadOrigin);
        assert_noop!(bring(new), Refused::<Runtime>::NothingAuthorized);
    });
}

#[test]
fn an_older_runtime_is_refused_even_when_it_was_voted_for() {
    execute(|| {
        for number in [VERSION.spec_version, VERSION.spec_version - 1] {
            let before = unhashed::get_raw(CODE);
            assert_ok!(call(RuntimeOrigin::root(), authorize(&code(number))));
            assert_ok!(bring(code(number)));
            assert_eq!(unhashed::get_raw(CODE), before);
            assert_eq!(authorized(), None);
            let rejected = |event: &RuntimeEvent| {
                matches!(event, RuntimeEvent::System(frame_system::Event::RejectedInvalidAuthorizedUpgrade { .. }))
            };
            assert!(System::events().iter().any(|record| rejected(&record.event)));
        }
    });
}

#[test]
fn the_way_back_is_the_old_code_under_a_new_number_and_safe_mode_bars_neither_way() {
    execute(|| {
        assert_ok!(committee(pallet_safe_mode::Call::force_enter {}));
        for number in [VERSION.spec_version + 1, VERSION.spec_version + 2] {
            let code = code(number);
            let authorize = authorize(&code);
            assert_ok!(committee(vouch(&authorize)));
            let (decided, _) = decide(Origin::WhitelistedCaller, dispatch(authorize));
            assert_ok!(decided);
            assert_ok!(bring(code.clone()));
            assert_eq!(unhashed::get_raw(CODE), Some(code));
        }
    });
}

#[test]
fn a_referendum_and_a_task_outlive_an_upgrade_under_way() {
    execute(|| {
        let task = delivered(1, 100 * AINU);
        let index = propose(Origin::Parameters, frame_system::Call::remark { remark: vec![1] });
        approve(index);
        pass(3);
        upgrade::upgrade();
        for _ in 0..60 {
            pass(1);
        }
        assert!(is_approved(index));
        assert_eq!(enacted().len(), 1);
        let phase = pallet_task_market::Tasks::<Runtime>::get(task).map(|task| task.phase);
        assert!(phase.is_none_or(|phase| phase.is_terminal()), "it was paid by the clock");
    });
}
