use frame_support::{
    dispatch_context::run_in_context,
    traits::{ConstU128, EnsureOrigin},
};

use crate::{ensure::*, mock::RuntimeOrigin, Origin};

/// Every voice there is.
const ALL: [Origin; 9] = [
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

fn heard<E: EnsureOrigin<RuntimeOrigin>>() -> Vec<Origin> {
    let others = [RuntimeOrigin::root(), RuntimeOrigin::none(), RuntimeOrigin::signed(1)];
    assert!(others.into_iter().all(|other| E::try_origin(other).is_err()));
    ALL.into_iter().filter(|voice| E::try_origin((*voice).into()).is_ok()).collect()
}

#[test]
fn each_is_heard_as_itself_alone() {
    assert_eq!(heard::<WhitelistedCaller>(), [Origin::WhitelistedCaller]);
    assert_eq!(heard::<Parameters>(), [Origin::Parameters]);
    assert_eq!(heard::<AgentRegistry>(), [Origin::AgentRegistry]);
    assert_eq!(heard::<DisputeCourt>(), [Origin::DisputeCourt]);
    assert_eq!(heard::<Treasurer>(), [Origin::Treasurer]);
    assert_eq!(heard::<ReferendumCanceller>(), [Origin::ReferendumCanceller]);
    assert_eq!(heard::<ReferendumKiller>(), [Origin::ReferendumKiller]);
}

#[test]
fn who_spends_is_told_how_much() {
    type Spending = Spender<ConstU128<1>, ConstU128<2>, ConstU128<3>>;
    assert_eq!(heard::<Spending>(), [Origin::Treasurer, Origin::SmallSpender, Origin::MediumSpender]);
    let bound = |voice: Origin| Spending::try_origin(RuntimeOrigin::from(voice)).ok();
    assert_eq!([Origin::SmallSpender, Origin::MediumSpender, Origin::Treasurer].map(bound), [Some(1), Some(2), Some(3)]);
}

#[test]
fn who_spends_is_heard_once_in_a_dispatch() {
    type Spending = Spender<ConstU128<1>, ConstU128<2>, ConstU128<3>>;
    let is_heard = |voice: Origin| Spending::try_origin(RuntimeOrigin::from(voice)).is_ok();
    for _ in 0..2 {
        run_in_context(|| {
            assert!(!is_heard(Origin::ReferendumKiller), "who may not spend is in nobody's way");
            assert!(is_heard(Origin::SmallSpender));
            assert!(!is_heard(Origin::SmallSpender) && !is_heard(Origin::Treasurer));
            run_in_context(|| assert!(!is_heard(Origin::SmallSpender), "a batch is part of what it is in"));
        });
    }
}

#[test]
fn no_voice_is_signed_by_anybody() {
    for voice in ALL {
        assert!(frame_system::ensure_signed(RuntimeOrigin::from(voice)).is_err());
        assert!(frame_system::ensure_root(RuntimeOrigin::from(voice)).is_err());
    }
}
