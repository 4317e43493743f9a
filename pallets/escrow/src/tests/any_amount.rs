//! Whatever the amounts, the shares and the accounts, a settlement divides exactly what was locked.

use ainur_primitives::{Balance, TaskId};
use ainur_support::{Escrow as _, Payment, Settlement};
use proptest::prelude::*;
use sp_runtime::Permill;

use crate::mock::*;

fn any_account() -> impl Strategy<Value = AccountId> {
    prop_oneof![Just(PAYER), Just(PAYEE), Just(MATCHER), Just(TREASURY), Just(NOBODY), Just(AUDITOR)]
}

fn any_share() -> impl Strategy<Value = Permill> {
    prop_oneof![Just(Permill::zero()), Just(Permill::one()), (0..=1_000_000u32).prop_map(Permill::from_parts)]
}

/// Amounts of every magnitude, so that dust is as likely as wealth.
fn any_amount() -> impl Strategy<Value = Balance> {
    (0..30u32, any::<Balance>()).prop_map(|(bits, amount)| (amount % (1 << bits)).min(WEALTH - EXISTENTIAL))
}

prop_compose! {
    pub fn any_payment(max: Balance)(payee in any_account(), matcher in proptest::option::of(any_account()),
                       auditor in proptest::option::of(any_account()), price in 0..=max) -> Payment<AccountId> {
        Payment { payee, price, matcher, auditor }
    }
}

prop_compose! {
    fn any_task()(amount in any_amount())(amount in Just(amount), payment in any_payment(amount)) -> (Balance, Payment<AccountId>) {
        (amount, payment)
    }
}

proptest! {
    #[test]
    fn the_parts_sum_to_the_lock((amount, payment) in any_task(), fee in any_share(), tip in any_share(), audit in any_share()) {
        ExtBuilder::default().build_and_execute(|| {
            FeeShare::set(&fee);
            TipShare::set(&tip);
            AuditReward::set(&audit);
            Escrow::lock(TASK, &PAYER, amount).unwrap();
            let price = payment.price;
            let Settlement { paid, fee, tip, audit, returned } = pay(TASK, payment).unwrap();
            assert_eq!(paid + fee + tip + audit + returned, amount);
            assert_eq!(returned, amount - price);
            assert_eq!((held(PAYER), Escrow::locked(TASK)), (0, None));
        });
    }

    #[test]
    fn an_existing_payee_never_gets_less_than_its_share(amount in any_amount(), fee in any_share(), tip in any_share()) {
        ExtBuilder::default().build_and_execute(|| {
            FeeShare::set(&fee);
            TipShare::set(&tip);
            Escrow::lock(TASK, &PAYER, amount).unwrap();
            let paid = pay(TASK, payment(amount)).unwrap().paid;
            assert_eq!(paid, amount - fee.mul_floor(amount));
        });
    }

    #[test]
    fn the_locks_of_many_tasks_never_mix(ends in proptest::collection::vec((1..1_000_000u128, any::<Option<u8>>()), 1..20)) {
        ExtBuilder::default().build_and_execute(|| {
            for (task, (amount, _)) in (0..).map(TaskId).zip(&ends) {
                Escrow::lock(task, &PAYER, *amount).unwrap();
            }
            let mut open: Balance = ends.iter().map(|(amount, _)| amount).sum();
            for (task, (amount, percent)) in (0..).map(TaskId).zip(&ends) {
                match percent {
                    Some(percent) => drop(pay(task, payment(amount * Balance::from(*percent) / 255)).unwrap()),
                    None => drop(Escrow::refund(task).unwrap()),
                }
                open -= amount;
                assert_eq!(held(PAYER), open);
                Escrow::check_state().unwrap();
            }
        });
    }
}
