//! Who is taken together with whom.

use sp_runtime::Perbill;
use sp_staking::{
    offence::{Kind, Offence, OffenceError, ReportOffence},
    SessionIndex,
};

use crate::{mock::*, Penalties, SessionOf, WorthTaking, ENOUGH_REPORTS};

/// A tenth for each who takes part.
struct Fault {
    offenders: Vec<AccountId>,
    time: u32,
}

impl Offence<(AccountId, ())> for Fault {
    const ID: Kind = *b"test:of:together";
    type Slot = u32;

    fn offenders(&self) -> Vec<(AccountId, ())> {
        self.offenders.iter().map(|who| (*who, ())).collect()
    }

    fn session_index(&self) -> SessionIndex {
        0
    }

    fn validator_set_count(&self) -> u32 {
        10
    }

    fn slot(&self) -> u32 {
        self.time
    }

    fn slash_fraction(&self, offenders: u32) -> Perbill {
        Perbill::from_percent(10 * offenders)
    }
}

/// All times are in the present session.
struct Present;

impl SessionOf<u32> for Present {
    fn if_present(_: &u32) -> Option<SessionIndex> {
        Some(0)
    }
}

type Reports = WorthTaking<Test, Offences, Present>;

fn caught(offenders: &[AccountId], time: u32) -> Result<(), OffenceError> {
    Reports::report_offence(vec![REPORTER], Fault { offenders: offenders.to_vec(), time })
}

/// Whether a node would not report these.
fn is_known(offenders: &[AccountId], time: u32) -> bool {
    let offenders: Vec<_> = offenders.iter().map(|who| (*who, ())).collect();
    <Reports as ReportOffence<_, _, Fault>>::is_known_offence(&offenders, &time)
}

/// Reports somebody, alone, as often as it takes to be one of those who do it again and again; at times from this one on.
fn caught_often(who: AccountId, since: u32) {
    for time in since..since + ENOUGH_REPORTS {
        assert_eq!(caught(&[who], time), Ok(()));
    }
}

/// What was taken of the bonds of these, in tenths.
fn lost<const N: usize>(of: [AccountId; N]) -> [u128; N] {
    of.map(|who| Penalties::<Test>::get(0, who).map_or(0, |penalty| penalty.taken * 10 / MIN_BOND))
}

#[test]
fn those_caught_at_once_and_those_caught_often_are_counted_both() {
    ExtBuilder::default().build_and_execute(|| {
        caught_often(1, 0);
        caught_often(2, 10);
        assert_eq!(lost([1, 2]), [1, 2]);
        // Not the more numerous of the two groups: two at once, and two others again and again.
        assert_eq!(caught(&[3, 4], 20), Ok(()));
        assert_eq!(lost([1, 2, 3, 4]), [1, 2, 4, 4]);
        // It is the same when they were reported one by one.
        assert_eq!(caught(&[3], 21), Ok(()));
        assert_eq!(lost([3]), [4]);
        assert_eq!(caught(&[5], 21), Ok(()));
        assert_eq!(lost([1, 2, 3, 4, 5]), [1, 2, 4, 4, 4]);
    });
}

#[test]
fn whoever_is_in_both_groups_is_counted_once() {
    ExtBuilder::default().build_and_execute(|| {
        caught_often(1, 0);
        assert_eq!(caught(&[1, 2], 20), Ok(()));
        assert_eq!(lost([1, 2]), [2, 2]);
        // The first was there as well: three, not four.
        assert_eq!(caught(&[3], 20), Ok(()));
        assert_eq!(lost([1, 2, 3]), [3, 3, 3]);
    });
}

#[test]
fn a_node_reports_what_costs_anybody_who_was_caught_at_the_same_time_something() {
    ExtBuilder::default().build_and_execute(|| {
        assert_eq!(caught(&[3, 4], 30), Ok(()));
        caught_often(1, 0);
        assert_eq!(lost([1, 3, 4]), [1, 2, 2]);
        assert!(is_known(&[1], 20));
        assert_eq!(caught(&[1], 20), Err(OffenceError::DuplicateReport));
        // It was one of three then, and so were they.
        assert!(!is_known(&[1], 30));
        assert_eq!(caught(&[1], 30), Ok(()));
        assert_eq!(lost([1, 3, 4]), [3, 3, 3]);
        // As one of as many, at whatever other time, it has paid.
        assert!(is_known(&[1], 20) && is_known(&[1], 30));
        assert_eq!(caught(&[5], 40), Ok(()));
        assert_eq!((lost([5]), is_known(&[1], 40)), ([2], true));
        assert_eq!(caught(&[1], 40), Err(OffenceError::DuplicateReport));
    });
}

#[test]
fn a_report_that_would_cost_only_somebody_else_something_is_taken() {
    ExtBuilder::default().build_and_execute(|| {
        assert_eq!(caught(&[3], 40), Ok(()));
        caught_often(1, 0);
        assert_eq!(caught(&[1, 2], 50), Ok(()));
        assert_eq!(lost([1, 2, 3]), [2, 2, 1]);
        // It has paid as one of two; the one at this time has not.
        assert!(!is_known(&[1], 40));
        assert_eq!(caught(&[1], 40), Ok(()));
        assert_eq!(lost([1, 2, 3]), [2, 2, 2]);
        assert!(is_known(&[1], 41));
    });
}
