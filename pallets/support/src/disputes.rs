use ainur_primitives::{AgentId, Balance, BlockNumber, Claim, Side, TaskId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{DispatchError, DispatchResult};

/// Who decides.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub enum Forum<AccountId> {
    /// Verifiers drawn by lot, who run the module again.
    #[codec(index = 0)]
    Committee(Claim),
    /// Somebody both sides agreed on before.
    #[codec(index = 1)]
    Evaluator(AccountId),
    /// Governance.
    #[codec(index = 2)]
    Court,
}

/// A dispute as it begins.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Complaint<AccountId> {
    /// What is disputed.
    pub task: TaskId,
    /// Who did the work.
    pub agent: AgentId,
    /// Who answers for it.
    pub defendant: AccountId,
    /// Who bids and delivers for it beside the defendant.
    pub operator: Option<AccountId>,
    /// Who is to pay for it.
    pub requester: AccountId,
    /// Who disputes it.
    pub challenger: AccountId,
    /// What it costs, in plancks.
    pub price: Balance,
    /// Who decides first.
    pub forum: Forum<AccountId>,
}

/// How a dispute ended.
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ruling {
    /// Somebody is right.
    #[codec(index = 0)]
    For(Side),
    /// Nobody decided: the result stands. The challenger pays those who looked into it.
    #[codec(index = 1)]
    Undecided,
}

/// A party gave in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Concession {
    /// Who is right by that.
    pub ruling: Ruling,
    /// Whether it was found before, so that giving in only made it final.
    pub is_proven: bool,
}

/// Where a dispute stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// It goes on; the present stage lasts up to this block.
    Until(BlockNumber),
    /// It is over, and its bonds and rewards are settled.
    Ended(Ruling),
}

/// The court of the market, which the market drives.
pub trait Disputes<AccountId> {
    /// Whether `who` may dispute results of others.
    fn is_verifier(who: &AccountId) -> bool;

    /// Opens a dispute and holds the challenger's bond; returns the last block of its first stage.
    ///
    /// # Errors
    ///
    /// When the challenger cannot pay the bond, or there is a dispute already. Nothing changes then.
    fn open(complaint: Complaint<AccountId>) -> Result<BlockNumber, DispatchError>;

    /// Moves a dispute on whose stage is over.
    ///
    /// # Errors
    ///
    /// When there is no dispute, or its stage is not over. Nothing changes then.
    fn advance(task: TaskId) -> Result<Progress, DispatchError>;

    /// Asks for another verdict, for a higher bond.
    ///
    /// # Errors
    ///
    /// When `who` did not lose, the time is over, no instance is left, or the bond cannot be paid.
    fn appeal(task: TaskId, who: &AccountId) -> Result<BlockNumber, DispatchError>;

    /// Gives in.
    ///
    /// # Errors
    ///
    /// When there is no dispute, or it is not for `who` to give in.
    fn concede(task: TaskId, who: &AccountId) -> Result<Concession, DispatchError>;

    /// Decides as the evaluator that both sides had agreed on.
    ///
    /// # Errors
    ///
    /// When it is not `who` that is asked at present.
    fn evaluate(task: TaskId, who: &AccountId, side: Side) -> Result<BlockNumber, DispatchError>;

    /// Decides once and for all, in the name of governance.
    ///
    /// # Errors
    ///
    /// When the dispute is not before the court.
    fn rule(task: TaskId, side: Side) -> DispatchResult;

    /// Brings an open dispute before a committee into a state that is as much work to leave as can be.
    #[cfg(feature = "runtime-benchmarks")]
    fn set_scene_for_benchmark(task: TaskId, scene: Scene);
}

/// States of a dispute that are measured.
#[cfg(feature = "runtime-benchmarks")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scene {
    /// The challenger has just lost and can appeal.
    Appealable,
    /// As many have voted as can, all of them for the side that is about to lose.
    Ending,
}
