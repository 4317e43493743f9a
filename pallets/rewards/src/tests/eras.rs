//! What an era earns.

use ainur_primitives::AgentId;

use crate::{mock::*, AgentPoints, Era, EraStarted, Event, Grant, Grants, Issued, Place, MAX_GRANTS};

#[test]
fn the_best_are_rewarded_in_proportion_and_never_more_than_a_share_of_what_they_were_paid() {
    build_and_execute(|| {
        deliver(1, 30_000);
        deliver(2, 10_000);
        go_to(ERA);
        assert_eq!((held(ODD), held(EVEN), Issued::<Test>::get()), (300, 100, 400));
        System::assert_has_event(
            Event::Rewarded { era: 0, agent: AgentId(1), owner: ODD, amount: 300, end: ERA + VESTING }.into(),
        );
        System::assert_last_event(Event::EraRewarded { era: 0, agents: 2, issued: 400 }.into());
    });
}

#[test]
fn no_more_is_issued_than_an_era_may() {
    build_and_execute(|| {
        deliver(1, 300_000_000);
        deliver(2, 100_000_000);
        go_to(ERA);
        assert_eq!((held(ODD), held(EVEN)), (7_500, 2_500));
    });
}

#[test]
fn an_agent_that_is_gone_earns_nothing_and_nothing_is_issued_for_it() {
    build_and_execute(|| {
        deliver(1, 30_000);
        deliver(2, 10_000);
        remove(1);
        go_to(ERA);
        assert_eq!((held(ODD), Issued::<Test>::get()), (0, 100));
    });
}

#[test]
fn nothing_is_kept_about_an_agent_that_is_gone() {
    build_and_execute(|| {
        deliver(1, 30_000);
        remove(1);
        assert!(!AgentPoints::<Test>::contains_key(AgentId(1)));
        // Its place stays until the era turns; what comes in later earns no points.
        Rewards::check_state().unwrap();
        deliver(1, 10_000);
        assert!(!AgentPoints::<Test>::contains_key(AgentId(1)));
        assert_eq!(Rewards::requester_leaderboard(), [Place { who: REQUESTER, points: 40_000 }]);
        go_to(ERA);
        assert_eq!((Issued::<Test>::get(), Rewards::agent_leaderboard()), (0, vec![]));
    });
}

#[test]
fn an_era_without_work_costs_nothing_and_the_next_begins_whenever_its_end_is_seen() {
    build_and_execute(|| {
        go_to(ERA);
        System::assert_last_event(Event::EraRewarded { era: 0, agents: 0, issued: 0 }.into());
        System::set_block_number(50 * ERA);
        Rewards::turn_of_era();
        deliver(1, 10_000);
        go_to(51 * ERA);
        System::assert_last_event(Event::EraRewarded { era: 2, agents: 1, issued: 100 }.into());
    });
}

#[test]
fn an_era_turns_once_when_it_has_lasted_long_enough_whatever_its_length_becomes() {
    build_and_execute(|| {
        deliver(1, 10_000);
        go_to(ERA);
        deliver(1, 10_000);
        assert_eq!((Era::<Test>::get(), EraStarted::<Test>::get(), held(ODD)), (1, ERA, 100));
        // Block 15 is in an era 0 of this length: the number returned, and with it points that were paid for.
        EraLength::set(&1_000);
        go_to(ERA + 5);
        assert_eq!((Era::<Test>::get(), held(ODD)), (1, 100));
        // Shorter than the era has lasted: it ends with the next block, once, and the one after lasts its time.
        EraLength::set(&3);
        Rewards::turn_of_era();
        Rewards::turn_of_era();
        assert_eq!((Era::<Test>::get(), EraStarted::<Test>::get(), held(ODD)), (2, ERA + 5, 200));
        go_to(ERA + 7);
        assert_eq!(Era::<Test>::get(), 2);
        go_to(ERA + 8);
        assert_eq!(Era::<Test>::get(), 3);
        // An era without length lasts a block.
        EraLength::set(&0);
        go_to(ERA + 9);
        Rewards::turn_of_era();
        assert_eq!((Era::<Test>::get(), held(ODD)), (4, 200));
    });
}

#[test]
fn a_reward_of_nothing_is_no_grant() {
    build_and_execute(|| {
        deliver(2, 1_000_000);
        deliver(1, 99);
        go_to(ERA);
        assert!(!Grants::<Test>::contains_key(ODD));
        System::assert_last_event(Event::EraRewarded { era: 0, agents: 1, issued: 9_999 }.into());
    });
}

/// The reward of an era in a vesting period too long for a place of its own; returns what had been promised at each of `at` by now.
fn eras_in_a_row(count: u32, at: &[u32]) -> Vec<u128> {
    let mut promised = vec![0; at.len()];
    for _ in 0..count {
        deliver(1, 10_000_000);
        go_to(System::block_number().next_multiple_of(ERA).max(EraStarted::<Test>::get() + ERA));
        let grant = Grant { amount: REWARD, released: 0, start: System::block_number(), end: System::block_number() + 1_000 };
        for (sum, then) in promised.iter_mut().zip(at) {
            *sum += grant.releasable(*then);
        }
    }
    promised
}

#[test]
fn without_room_no_money_is_held_for_longer_than_was_promised() {
    build_and_execute(|| {
        VestingPeriod::set(&1_000);
        let at: Vec<_> = (0..40).map(|step| 700 + step * 30).collect();
        let promised = eras_in_a_row(70, &at);
        assert_eq!(Grants::<Test>::get(ODD).len(), MAX_GRANTS as usize);
        let freed = Balances::free_balance(ODD) - WEALTH;
        for (then, promised) in at.iter().zip(promised) {
            System::set_block_number(*then);
            // Each merger loses less than two plancks to rounding.
            let free = freed + Rewards::claimable(ODD);
            assert!(free + 2 * 70 >= promised, "{free} of {promised} at {then}");
            assert!(free <= promised + 2 * REWARD, "{free} of {promised} at {then}");
        }
        System::set_block_number(1_700);
        Rewards::claim(signed(ODD)).unwrap();
        assert_eq!((held(ODD), Balances::free_balance(ODD)), (0, WEALTH + 70 * REWARD));
    });
}

#[test]
fn what_is_free_makes_room_before_anything_is_merged() {
    build_and_execute(|| {
        for era in 0..MAX_GRANTS + 1 {
            deliver(1, 10_000);
            go_to((era + 1) * ERA);
        }
        // A grant lasts ten eras here: with the 33rd, all but ten of the others were free, and were released.
        let grants = Grants::<Test>::get(ODD);
        assert_eq!((grants.len(), grants.last().map(|grant| grant.amount)), (10, Some(100)));
        let free = Balances::free_balance(ODD) - WEALTH;
        assert_eq!(free + held(ODD), u128::from(MAX_GRANTS + 1) * 100);
        System::assert_has_event(Event::Claimed { who: ODD, amount: free }.into());
    });
}

#[test]
fn rewards_of_one_era_share_a_place_before_others_have_to() {
    build_and_execute(|| {
        VestingPeriod::set(&1_000);
        go_to(ERA - 1);
        (0..40).for_each(|agent| deliver(2 * agent, 10_000));
        go_to(ERA);
        deliver(2, 10_000);
        go_to(2 * ERA);
        let grants = Grants::<Test>::get(EVEN);
        let ends: std::collections::BTreeSet<_> = grants.iter().map(|grant| grant.end).collect();
        assert_eq!(
            (grants.len(), ends.len(), held(EVEN)),
            (MAX_GRANTS as usize, 2, 41 * 100 - (Balances::free_balance(EVEN) - WEALTH))
        );
    });
}
