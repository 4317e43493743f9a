//! Whatever happens in whatever order, the invariants hold and no money comes or goes.

use proptest::prelude::*;
use sp_runtime::Perbill;

use crate::{mock::*, seats, Members};

#[derive(Clone, Debug)]
enum Step {
    Join(u128),
    BondMore(u128),
    Leave,
    Withdraw,
    Vouch,
    VouchNoMore,
    PurgeKeys,
    SetKeys(AccountId),
    Report { percent: u32, ago: u32 },
    Session { is_absent: bool },
    MinBond(u128),
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..3 * MIN_BOND).prop_map(Step::Join),
        1 => (0..MIN_BOND).prop_map(Step::BondMore),
        1 => Just(Step::Leave),
        2 => Just(Step::Withdraw),
        1 => Just(Step::Vouch),
        1 => Just(Step::VouchNoMore),
        2 => Just(Step::PurgeKeys),
        1 => (1..5u64).prop_map(Step::SetKeys),
        1 => (0..=100u32, 0..4u32).prop_map(|(percent, ago)| Step::Report { percent, ago }),
        3 => any::<bool>().prop_map(|is_absent| Step::Session { is_absent }),
        1 => (0..2 * MIN_BOND).prop_map(Step::MinBond),
    ]
}

/// Takes the step as `who`; a refusal is as good as a success.
fn take(step: Step, who: AccountId) {
    let _ = match step {
        Step::Join(amount) => Validators::join(signed(who), amount),
        Step::BondMore(amount) => Validators::bond_more(signed(who), amount),
        Step::Leave => Validators::leave(signed(who)),
        Step::Withdraw => Validators::withdraw(signed(who)),
        Step::Vouch => Validators::add_invulnerable(RuntimeOrigin::root(), who),
        Step::VouchNoMore => Validators::remove_invulnerable(RuntimeOrigin::root(), who),
        Step::PurgeKeys => Session::purge_keys(signed(who)),
        Step::SetKeys(key) => set_keys(who, key),
        Step::Report { percent, ago } => {
            let session = Session::current_index().saturating_sub(ago);
            report(&[(who, Some(REPORTER))], Perbill::from_percent(percent), session);
            Ok(())
        }
        Step::Session { is_absent } => {
            session_without(if is_absent && serving() != [who] { std::slice::from_ref(&who) } else { &[] });
            Ok(())
        }
        Step::MinBond(bond) => {
            MinBond::set(&bond);
            Ok(())
        }
    };
}

proptest! {
    #[test]
    fn the_invariants_hold(steps in proptest::collection::vec((any_step(), prop_oneof![Just(1), Just(2), Just(3), ALICE..=ERIN]), 1..60)) {
        ExtBuilder::default().invulnerables(&[1, 2, 3]).build().execute_with(|| {
            let issuance = Balances::total_issuance();
            for (step, who) in steps {
                take(step.clone(), who);
                prop_assert!(check_all().is_ok(), "after {:?}: {:?}", step, check_all());
                prop_assert_eq!(Balances::total_issuance(), issuance);
                let set = Validators::next_set();
                let vouched_for = set.iter().filter(|who| chosen().contains(who)).count();
                prop_assert!(vouched_for == 0 || set.len() - vouched_for <= seats(vouched_for as u32) as usize);
                prop_assert!(!serving().is_empty());
                prop_assert!(!Session::queued_keys().is_empty());
                prop_assert!(set.iter().all(Members::<Test>::contains_key));
                prop_assert!(!chosen().is_empty());
            }
            Ok(())
        })?;
    }
}
