//! The check of the state finds what it is there to find.

use frame_support::{
    assert_ok,
    traits::{fungible::hold::Mutate, tokens::Precision},
};

use crate::{mock::*, Candidates, HoldReason, Invulnerables, Members, Penalties, Penalty, Standing};

/// The validators are sound before `harm` and not after.
fn is_noticed(harm: impl FnOnce()) {
    ExtBuilder::default().candidate(ALICE, 2_000).candidate(BOB, 1_000).build().execute_with(|| {
        assert_ok!(check_all());
        harm();
        assert!(check_all().is_err());
    });
}

#[test]
fn a_bond_that_is_not_held_is_noticed() {
    is_noticed(|| {
        assert_ok!(Balances::release(&HoldReason::ValidatorBond.into(), &ALICE, 1, Precision::Exact));
    });
}

#[test]
fn a_candidate_that_is_not_listed_is_noticed() {
    is_noticed(|| Candidates::<Test>::mutate(|candidates| _ = candidates.pop()));
}

#[test]
fn an_invulnerable_that_is_no_more_is_noticed() {
    is_noticed(|| Members::<Test>::mutate_extant(1, |member| member.standing = Standing::Leaving { free_at: 1 }));
}

#[test]
fn an_invulnerable_that_is_not_listed_is_noticed() {
    is_noticed(|| Invulnerables::<Test>::mutate(|chosen| _ = chosen.pop()));
}

#[test]
fn candidates_out_of_order_are_noticed() {
    is_noticed(|| Candidates::<Test>::put(frame_support::BoundedVec::truncate_from(vec![BOB, ALICE])));
}

#[test]
fn a_penalty_beyond_the_bond_is_noticed() {
    is_noticed(|| Penalties::<Test>::insert(0, ALICE, Penalty { bond: 1, taken: 2, ..Penalty::default() }));
}

#[test]
fn one_who_is_listed_twice_instead_of_another_is_noticed() {
    is_noticed(|| Invulnerables::<Test>::put(frame_support::BoundedVec::truncate_from(vec![1, 2, 3, 4, 4])));
    is_noticed(|| Candidates::<Test>::put(frame_support::BoundedVec::truncate_from(vec![ALICE, ALICE])));
}

#[test]
fn what_is_held_without_a_record_is_noticed() {
    is_noticed(|| Balances::hold(&HoldReason::ValidatorBond.into(), &CAROL, 1).unwrap());
    is_noticed(|| {
        Members::<Test>::remove(BOB);
        Candidates::<Test>::mutate(|candidates| _ = candidates.pop());
    });
}
