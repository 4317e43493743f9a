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
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Penalty {
    /// The bond before the first of it, in plancks.
    pub bond: Balance,
    /// What was taken, in plancks.
    pub taken: Balance,
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
    fn the_gravest_fault_of_a_session_counts_not_the_sum() {
        let penalty = Penalty { bond: 1_000, taken: 0 };
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
