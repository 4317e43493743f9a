//! What an era earns.

use ainur_primitives::AgentId;

use crate::{mock::*, Event, Grants, Issued, MAX_GRANTS};

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
        Gone::insert(AgentId(1), ());
        go_to(ERA);
        assert_eq!((held(ODD), Issued::<Test>::get()), (0, 100));
    });
}

#[test]
fn an_era_without_work_costs_nothing_and_many_can_be_passed_over() {
    build_and_execute(|| {
        go_to(ERA);
        System::assert_last_event(Event::EraRewarded { era: 0, agents: 0, issued: 0 }.into());
        System::set_block_number(50 * ERA);
        Rewards::turn_of_era();
        deliver(1, 10_000);
        go_to(51 * ERA);
        System::assert_last_event(Event::EraRewarded { era: 50, agents: 1, issued: 100 }.into());
    });
}

#[test]
fn grants_beyond_the_last_place_become_one_with_it() {
    build_and_execute(|| {
        for era in 0..MAX_GRANTS + 3 {
            deliver(1, 10_000);
            go_to((era + 1) * ERA);
        }
        let grants = Grants::<Test>::get(ODD);
        assert_eq!((grants.len(), held(ODD)), (MAX_GRANTS as usize, u128::from(MAX_GRANTS + 3) * 100));
        assert_eq!(grants.last().map(|grant| grant.amount), Some(400));
    });
}
