//! A dispute's record: every stage carries exactly the data it needs.

use alloc::collections::BTreeMap;

use ainur_primitives::{limits::MAX_COMMITTEE, AgentId, Balance, BlockNumber, Hash, Opinion, Side, TaskId};
use ainur_support::Forum;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;

/// Most votes over all rounds of a dispute; later committees are no larger than what is left of it.
pub const MAX_VOTES: u32 = 48;

/// An account that can be drawn.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Verifier {
    /// What is held of it, in plancks.
    pub bond: Balance,
    /// In how many disputes and audits it has a part; its bond stays as long.
    pub engaged: u32,
    /// Whether it can be drawn.
    pub standing: Standing,
}

/// Whether a verifier can be drawn.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It can, by the number of its seat.
    #[codec(index = 0)]
    Seated(u32),
    /// It cannot, and may take its bond back from this block on.
    #[codec(index = 1)]
    Leaving(BlockNumber),
}

/// A member of a committee.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Member<AccountId> {
    /// Who it is.
    pub who: AccountId,
    /// How far its vote is.
    pub ballot: Ballot,
}

/// How far a vote is.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ballot {
    /// Nothing was heard.
    #[codec(index = 0)]
    Missing,
    /// It is bound to an opinion.
    #[codec(index = 1)]
    Committed(Hash),
    /// It has shown the opinion.
    #[codec(index = 2)]
    Shown(Opinion),
}

/// Those who vote in one round.
pub type Committee<AccountId> = BoundedVec<Member<AccountId>, ConstU32<MAX_COMMITTEE>>;

/// A vote that was shown in time, in whichever round.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct CastVote<AccountId> {
    /// Who voted.
    pub who: AccountId,
    /// What it found.
    pub opinion: Opinion,
    /// Whether it is what an auditor reported before anybody objected: it does not decide, but is judged in the end.
    pub is_audit: bool,
}

/// What a verifier did wrong.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Misconduct {
    /// It was drawn, for a committee or an audit, and showed no opinion.
    #[codec(index = 0)]
    Silence,
    /// Its opinion was on the losing side; or the agent's receipt refutes it, and it let that stand.
    #[codec(index = 1)]
    WrongOpinion,
    /// It could not run what others could.
    #[codec(index = 2)]
    Unavailable,
}

/// Where a dispute stands. Each span names the last block that belongs to it.
#[allow(missing_docs, reason = "the fields are named as in the records they come from")]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub enum Stage<AccountId> {
    /// The committee is drawn at the beginning of block `at`, or later when many are; by randomness that nobody knew when the round
    /// began.
    #[codec(index = 0)]
    Drawing { at: BlockNumber },
    /// The members bind themselves to opinions.
    #[codec(index = 1)]
    Committing { until: BlockNumber },
    /// The members show their opinions, and the agent its receipt.
    #[codec(index = 2)]
    Revealing { until: BlockNumber },
    /// There is a verdict that the losing side may appeal.
    #[codec(index = 3)]
    Appealable { verdict: Side, until: BlockNumber },
    /// The evaluator decides.
    #[codec(index = 4)]
    Evaluating { evaluator: AccountId, until: BlockNumber },
    /// Governance decides; if it does not, the last verdict stands, and without one the result.
    #[codec(index = 5)]
    Court { verdict: Option<Side>, until: BlockNumber },
}

/// A committee that is to be drawn.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Draw {
    /// For which task.
    pub task: TaskId,
    /// For which round of its dispute.
    pub round: u8,
    /// First block in which it can be drawn.
    pub due: BlockNumber,
}

/// The draws that are to come, and what they are made by.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct DrawQueue {
    /// Number of the draw that is next.
    pub first: u64,
    /// Number that the next draw to be entered gets.
    pub next: u64,
    /// The randomness of all blocks in which draws were waiting, one upon the other.
    pub mix: Hash,
    /// The last block in which the results of an earlier one have their lottery; up to then its randomness is mixed in too.
    pub lottery_at: BlockNumber,
}

/// A result that one verifier runs again.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Audit<AccountId> {
    /// Who runs it again.
    pub auditor: AccountId,
    /// The last block in which it can say that it found the same.
    pub until: BlockNumber,
    /// What it found.
    pub finding: Option<Opinion>,
    /// Whether the agent's receipt names other fuel.
    pub contradicted: bool,
}

/// A dispute.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Case<AccountId> {
    /// Who did the work.
    pub agent: AgentId,
    /// Who answers for it.
    pub defendant: AccountId,
    /// Who speaks for it beside the defendant.
    pub operator: Option<AccountId>,
    /// Who is to pay for it.
    pub requester: AccountId,
    /// Who disputes it.
    pub challenger: AccountId,
    /// Who decides first.
    pub forum: Forum<AccountId>,
    /// The bond of the first round, in plancks; each appeal doubles it.
    pub bond: Balance,
    /// Held of the challenger, in plancks.
    pub challenger_bond: Balance,
    /// Held of the requester, in plancks, where somebody else is the challenger; it appealed with that.
    pub requester_bond: Balance,
    /// Held of the defendant, in plancks; it appealed with that.
    pub defendant_bond: Balance,
    /// Put up out of the agent's stake, in plancks: its side of the first bond.
    pub pledge: Balance,
    /// Where the dispute stands.
    pub stage: Stage<AccountId>,
    /// How many rounds there were before the present one.
    pub round: u8,
    /// What the agent's receipt says, once it is shown.
    pub receipt: Option<Opinion>,
    /// Who votes in the present round.
    pub committee: Committee<AccountId>,
    /// The votes of all rounds that are over.
    pub votes: BoundedVec<CastVote<AccountId>, ConstU32<MAX_VOTES>>,
    /// The verdict of the last round that reached one.
    pub verdict: Option<Side>,
}

impl<AccountId: PartialEq> Case<AccountId> {
    /// Whether `who` has a part in the dispute that keeps it from judging.
    pub fn is_party(&self, who: &AccountId) -> bool {
        [&self.defendant, &self.requester, &self.challenger].contains(&who) || self.operator.as_ref() == Some(who)
    }

    /// Whether `who` has voted in an earlier round.
    pub fn has_voted(&self, who: &AccountId) -> bool {
        self.votes.iter().any(|vote| vote.who == *who)
    }

    /// Whether a vote was right, where `right` won; `None` where that was not found out. An auditor said that the result is right, and
    /// how much fuel it takes.
    pub fn judge(&self, vote: &CastVote<AccountId>, right: Side) -> Option<bool> {
        if vote.is_audit {
            return self.receipt.map(|receipt| right == Side::Agent && receipt == vote.opinion);
        }
        self.side_of(vote.opinion).map(|side| side == right)
    }

    /// Whether no receipt could save the result: what the present committee has shown is a verdict for another output than was
    /// delivered, and a receipt names that one.
    pub fn is_refuted(&self) -> bool {
        let Forum::Committee(claim) = &self.forum else { return false };
        let shown = self.committee.iter().filter_map(|member| match member.ballot {
            Ballot::Shown(opinion) => Some(opinion),
            Ballot::Missing | Ballot::Committed(_) => None,
        });
        majority(shown)
            .is_some_and(|found| !matches!(found, Opinion::Output { output_hash, .. } if output_hash == claim.output_hash))
    }

    /// Whether `who` may speak for the agent.
    pub fn speaks_for_agent(&self, who: &AccountId) -> bool {
        self.defendant == *who || self.operator.as_ref() == Some(who)
    }

    /// The side an opinion is on. An agent that does not show its receipt has nobody on its side; who could not run the module
    /// is on none.
    pub fn side_of(&self, opinion: Opinion) -> Option<Side> {
        match opinion {
            Opinion::Unavailable => None,
            opinion if self.receipt == Some(opinion) => Some(Side::Agent),
            _ => Some(Side::Challenger),
        }
    }
}

/// How many members a committee has in a round: the size of the first, and each time twice as many and one more.
pub fn committee_size(first: u8, round: u8) -> u32 {
    let size = (0..round).fold(u32::from(first), |size, _| size.saturating_mul(2).saturating_add(1));
    size.min(MAX_COMMITTEE)
}

/// What more than two thirds of those who could run the module found, and at least two.
pub fn majority(opinions: impl IntoIterator<Item = Opinion>) -> Option<Opinion> {
    let mut counts = BTreeMap::<Opinion, u32>::new();
    let mut shown = 0u32;
    for opinion in opinions.into_iter().filter(|opinion| *opinion != Opinion::Unavailable) {
        let count = counts.entry(opinion).or_default();
        *count = count.saturating_add(1);
        shown = shown.saturating_add(1);
    }
    let enough = |count: u32| count >= 2 && count.saturating_mul(3) > shown.saturating_mul(2);
    counts.into_iter().find(|(_, count)| enough(*count)).map(|(opinion, _)| opinion)
}
