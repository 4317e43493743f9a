//! Whatever happens in whatever order, what is issued is what is held or was claimed.

use ainur_primitives::{AgentId, Outcome};
use ainur_support::RecordOutcome;
use frame_support::weights::Weight;
use proptest::prelude::*;

use crate::{mock::*, Era, EraStarted, Issued};

proptest! {
    #[test]
    fn what_is_issued_is_vesting_or_claimed(steps in proptest::collection::vec((0..9u8, 0..8u64, 0..1_000_000u128), 1..80)) {
        build_and_execute(|| {
            let mut last = (Era::<Test>::get(), EraStarted::<Test>::get());
            for (kind, agent, value) in steps {
                match kind {
                    0..=2 => deliver(agent, value),
                    3 => Rewards::record(AgentId(agent), &REQUESTER, Outcome::Rejected),
                    4 => {
                        let _unvested = Rewards::claim(signed(2 + agent % 2));
                    }
                    5 => {
                        Rewards::sweep(Weight::MAX);
                    }
                    6 => EraLength::set(&(value % 20).try_into().unwrap()),
                    7 if value % 4 == 0 => remove(agent),
                    _ => go_to(System::block_number() + (value % 15) as u32),
                }
                Rewards::check_state().unwrap();
                let era = (Era::<Test>::get(), EraStarted::<Test>::get());
                // As many eras as blocks in which one began, and none begins twice in a block.
                assert!(era.0 - last.0 <= era.1 - last.1 && (era.0 > last.0) == (era.1 > last.1), "{last:?} {era:?}");
                last = era;
            }
            let free = Balances::free_balance(EVEN) + Balances::free_balance(ODD) - 2 * WEALTH;
            assert_eq!(free + held(EVEN) + held(ODD), Issued::<Test>::get());
            let all_time = System::block_number() + 2 * VESTING;
            System::set_block_number(all_time);
            for who in [EVEN, ODD] {
                let _unvested = Rewards::claim(signed(who));
                assert_eq!(held(who), 0);
            }
        });
    }
}
