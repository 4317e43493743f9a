//! How rewards become free.

use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, Error, Event, Grants};

#[test]
fn a_reward_becomes_free_bit_by_bit() {
    build_and_execute(|| {
        deliver(1, 100_000);
        go_to(ERA);
        assert_noop!(Rewards::claim(signed(ODD)), Error::<Test>::NothingVested);
        assert_noop!(Rewards::claim(RuntimeOrigin::root()), DispatchError::BadOrigin);
        go_to(ERA + VESTING / 4);
        assert_eq!(Rewards::claimable(ODD), 250);
        assert_ok!(Rewards::claim(signed(ODD)));
        System::assert_last_event(Event::Claimed { who: ODD, amount: 250 }.into());
        assert_eq!((Balances::free_balance(ODD), held(ODD)), (WEALTH + 250, 750));
        assert_noop!(Rewards::claim(signed(ODD)), Error::<Test>::NothingVested);
        go_to(ERA + 3 * VESTING);
        assert_ok!(Rewards::claim(signed(ODD)));
        assert_eq!((Balances::free_balance(ODD), held(ODD)), (WEALTH + 1_000, 0));
        assert!(!Grants::<Test>::contains_key(ODD));
    });
}

#[test]
fn who_earned_nothing_claims_nothing() {
    build_and_execute(|| {
        assert_noop!(Rewards::claim(signed(REQUESTER)), Error::<Test>::NothingVested);
    });
}
