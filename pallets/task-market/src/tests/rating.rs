//! What payers think.

use ainur_primitives::Rating;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, Error};

#[test]
fn a_payer_rates_once() {
    build_and_execute(|| {
        step::finalized();
        assert_ok!(TaskMarket::rate(signed(REQUESTER), TASK, rating(4)));
        assert_eq!(Ratings::get(), [(TASK, AGENT, REQUESTER, 4)]);
        assert_noop!(TaskMarket::rate(signed(REQUESTER), TASK, rating(5)), Error::<Test>::RatedBefore);
    });
}

#[test]
fn nobody_rates_without_having_paid() {
    build_and_execute(|| {
        assert_noop!(TaskMarket::rate(signed(REQUESTER), TASK, rating(4)), Error::<Test>::UnknownTask);
        step::verifying();
        assert_noop!(TaskMarket::rate(signed(REQUESTER), TASK, rating(4)), Error::<Test>::NotPayer);
        assert_ok!(TaskMarket::accept_result(signed(REQUESTER), TASK));
        assert_noop!(TaskMarket::rate(signed(STRANGER), TASK, rating(4)), Error::<Test>::NotPayer);
        assert_noop!(TaskMarket::rate(RuntimeOrigin::root(), TASK, rating(4)), DispatchError::BadOrigin);
    });
    build_and_execute(|| {
        step::cancelled();
        assert_noop!(TaskMarket::rate(signed(REQUESTER), TASK, rating(4)), Error::<Test>::NotPayer);
    });
}

#[test]
fn stars_go_from_one_to_five_in_every_respect() {
    build_and_execute(|| {
        step::finalized();
        let good = rating(3);
        for bad in [
            Rating { stars: 0, ..good },
            Rating { quality: 6, ..good },
            Rating { speed: 0, ..good },
            Rating { communication: 255, ..good },
        ] {
            assert_noop!(TaskMarket::rate(signed(REQUESTER), TASK, bad), Error::<Test>::BadRating);
        }
    });
}
