//! What becomes of requesters' points when their era is over.

use ainur_primitives::{AgentId, Outcome};
use ainur_support::RecordOutcome;
use frame_support::weights::Weight;

use crate::{mock::*, Config, Points, RequesterPoints, Sweep, Sweeping, WeightInfo, MAX_SWEPT};

/// So many requesters pay an agent, beginning with this one.
fn pay(first: u64, count: u64) {
    for requester in first..first + count {
        Rewards::record(AgentId(1), &requester, Outcome::Completed { value: 10, duration: 1, promised: 1, disputed: false });
    }
}

fn sweep_times(times: u32, spare: Weight) {
    for _ in 0..times {
        Rewards::sweep(spare);
    }
}

fn left() -> usize {
    RequesterPoints::<Test>::iter_keys().count()
}

#[test]
fn points_of_an_era_that_is_over_go_a_few_in_a_block() {
    build_and_execute(|| {
        pay(100, 40);
        assert_eq!((Rewards::sweep(Weight::MAX), left()), (<Test as Config>::WeightInfo::sweep(0), 40));
        go_to(ERA);
        for left_then in [24, 8, 0] {
            Rewards::sweep(Weight::MAX);
            assert_eq!(left(), left_then);
        }
        assert!(!Sweeping::<Test>::exists());
    });
}

#[test]
fn points_of_the_present_era_stay() {
    build_and_execute(|| {
        pay(100, 20);
        go_to(ERA);
        pay(110, 20);
        sweep_times(5, Weight::MAX);
        assert_eq!((left(), Sweeping::<Test>::exists()), (20, false));
        assert_eq!(RequesterPoints::<Test>::get(115), Points { era: 1, points: 10 });
        assert_eq!(Rewards::requester_leaderboard().len(), 20);
    });
}

#[test]
fn no_more_weight_is_used_than_is_spare() {
    build_and_execute(|| {
        let weight = <Test as Config>::WeightInfo::sweep;
        pay(100, 40);
        go_to(ERA);
        assert_eq!((Rewards::sweep(weight(1) - Weight::from_parts(1, 0)), left()), (Weight::zero(), 40));
        assert_eq!((Rewards::sweep(weight(3)), left()), (weight(3), 37));
        assert_eq!((Rewards::sweep(Weight::MAX), left()), (weight(MAX_SWEPT), 21));
    });
}

#[test]
fn eras_shorter_than_a_sweep_leave_nothing_behind() {
    build_and_execute(|| {
        let few = <Test as Config>::WeightInfo::sweep(3);
        for era in 0..30u32 {
            pay(u64::from(era) * 10, 10);
            go_to((era + 1) * ERA);
            sweep_times(2, few);
        }
        // One that began long ago; much came up behind it.
        assert!(matches!(Sweeping::<Test>::get(), Some(Sweep { era, .. }) if era < 30));
        assert!(left() > 50);
        sweep_times(200, few);
        assert_eq!((left(), Sweeping::<Test>::exists()), (0, false));
    });
}
