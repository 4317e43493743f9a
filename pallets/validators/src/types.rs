//! What is known of a validator, and the sums that need nothing else.

use ainur_primitives::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::Perbill;
use sp_staking::SessionIndex;

/// Where a bonded account stands.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Governance vouches for it: it serves in every session.
    #[codec(index = 0)]
    Invulnerable,
    /// It serves as long as its bond is among the highest.
    #[codec(index = 1)]
    Candidate,
    /// It serves no more once the sessions that were planned with it are over.
    #[codec(index = 2)]
    Leaving {
        /// First session in which its bond can be withdrawn.
        free_at: SessionIndex,
    },
    /// It was caught signing twice: as if it left, without a way back before its bond is withdrawn.
    #[codec(index = 3)]
    Barred {
        /// First session in which its bond can be withdrawn.
        free_at: SessionIndex,
    },
}

impl Standing {
    /// First session in which the bond can be withdrawn; none while the account is to serve.
    pub fn free_at(self) -> Option<SessionIndex> {
        match self {
            Self::Leaving { free_at } | Self::Barred { free_at } => Some(free_at),
            Self::Invulnerable | Self::Candidate => None,
        }
    }
}

/// A bonded account.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Validator {
    /// What is held from it, in plancks.
    pub bond: Balance,
    /// Where it stands.
    pub standing: Standing,
    /// Sessions in a row in which it authored nothing.
    pub absent: u8,
}

/// What an offender has lost for what it did in one session.
#[derive(Default, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Penalty {
    /// The bond before the first of it, in plancks.
    pub bond: Balance,
    /// What was taken, in plancks.
    pub taken: Balance,
    /// How often it was reported.
    pub reports: u32,
    /// As one of how many it was judged at most: those of the session who did the same at the same time, itself included, and those who were
    /// reported again and again.
    pub together: u32,
}

impl Penalty {
    /// What is still to be taken when the session's faults cost this share of the bond: the gravest counts, not the sum.
    pub fn due(self, share: Perbill) -> Balance {
        share.mul_ceil(self.bond).saturating_sub(self.taken)
    }
}

/// How many candidates may serve beside so many invulnerables, who stay more than two thirds, so that they can finalise alone.
pub fn seats(invulnerables: u32) -> u32 {
    invulnerables.saturating_sub(1) / 2
}

/// Blocks for each validator with which a session says who was there, however many slots were empty: one in 400 who does its duty has
/// none of six.
pub const FAIR_SHARE: u32 = 6;

/// Blocks that a session of so many validators and slots must have to say who was absent: six for each validator, or half of the slots
/// where that is less.
///
/// With half of the slots filled the chain did not stand still, and whoever was there had its turns, whatever the others did: an `n`th of
/// all `s` slots, as a slot without a primary author has a secondary one, who is drawn evenly. It has none of them by chance in
/// `(1 - 1 / n)^s` of the sessions, and in `(1 - 1 / n)^(s * AbsentSessions)` of all runs long enough to remove it. For 47 validators and
/// 300 slots, three sessions in a row, that is one in 250 millions; for five validators and the ten slots of [`crate::LEAST_SESSION`] it
/// is one in 800, which does on a network where that is tried.
pub fn telling(validators: u32, slots: u32) -> u32 {
    validators.saturating_mul(FAIR_SHARE).min(slots / 2).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invulnerables_are_always_more_than_two_thirds() {
        assert_eq!(seats(0), 0);
        for invulnerables in 1..1_000 {
            let all = invulnerables + seats(invulnerables);
            assert!(3 * invulnerables > 2 * all);
            assert!(3 * invulnerables <= 2 * (all + 1), "{invulnerables} leave room for another candidate");
        }
    }

    #[test]
    fn a_session_tells_when_a_few_of_many_were_absent() {
        // One of four; four of 47; one of five in the shortest session.
        assert_eq!((telling(4, 300), telling(47, 300), telling(5, 10)), (24, 150, 5));
        assert!(telling(47, 300) <= 300 * 43 / 47);
        // No session without a block does.
        assert_eq!(telling(1, 1), 1);
    }

    #[test]
    fn whoever_does_its_duty_is_hardly_ever_taken_for_absent() {
        let by_chance = |validators: f64, slots: i32| (1.0 - 1.0 / validators).powi(slots * 3);
        assert!(by_chance(47.0, 300) < 1.0 / 250e6);
        assert!(by_chance(5.0, 10) < 1.0 / 800.0);
    }

    #[test]
    fn the_gravest_fault_of_a_session_counts_not_the_sum() {
        let penalty = Penalty { bond: 1_000, ..Penalty::default() };
        assert_eq!(penalty.due(Perbill::from_percent(10)), 100);
        let penalty = Penalty { taken: 100, ..penalty };
        assert_eq!(penalty.due(Perbill::from_percent(10)), 0);
        assert_eq!(penalty.due(Perbill::from_percent(5)), 0);
        assert_eq!(penalty.due(Perbill::from_percent(56)), 460);
        assert_eq!(penalty.due(Perbill::one()), 900);
    }

    #[test]
    fn only_who_leaves_gets_its_bond_back() {
        assert_eq!(Standing::Invulnerable.free_at(), None);
        assert_eq!(Standing::Candidate.free_at(), None);
        assert_eq!(Standing::Leaving { free_at: 7 }.free_at(), Some(7));
        assert_eq!(Standing::Barred { free_at: 8 }.free_at(), Some(8));
    }
}
