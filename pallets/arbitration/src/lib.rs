#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects))]

extern crate alloc;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod impls;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
mod types;
pub mod weights;

#[allow(clippy::expect_used, reason = "FRAME's macros expand to it")]
#[frame_support::pallet]
pub mod pallet {
    use ainur_primitives::{limits::MAX_COMMITTEE, Balance, BlockNumber, Hash, Opinion, Receipt, Side, TaskId};
    use ainur_support::{Auditable, Ruling, Stakes};
    use frame_support::{
        pallet_prelude::*,
        traits::{
            fungible::{
                hold::{Balanced, Mutate},
                Credit,
            },
            OnUnbalanced, Randomness,
        },
    };
    use frame_system::pallet_prelude::*;
    use sp_runtime::{traits::BlockNumberProvider, Permill};

    use crate::{types::*, WeightInfo};

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// Blocks from the beginning of a round, or from a delivery, to the draw. The randomness of a block comes from the author of the one before, who knows
    /// its own for many minutes ahead. What the three authors after that say together, none of them knows, nor
    /// could have arranged the seats for it.
    pub const DRAW_DELAY: BlockNumber = 4;

    /// Most committees that are drawn in one block; those beyond are drawn in the next ones.
    pub const MAX_DRAWS: u32 = 8;

    /// Most results of one block that take part in the lottery for audits; those beyond take none.
    pub const MAX_DELIVERED: u32 = 512;

    /// Most audits that are drawn in one block. When the lottery finds more, it is by lot which of them are left out.
    pub const MAX_AUDITS: u32 = 16;

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The money that is put up as bonds.
        type Currency: Mutate<Self::AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>
            + Balanced<Self::AccountId, Balance = Balance>;

        /// The runtime's reasons to hold money.
        type RuntimeHoldReason: From<HoldReason>;

        /// The stake behind agents, out of which their bonds come.
        type Stakes: Stakes<Self::AccountId, Currency = Self::Currency>;

        /// The tasks whose results are audited.
        type Tasks: Auditable<Self::AccountId>;

        /// What committees and auditors are drawn by. What it says in a block is nobody's to know two blocks before but the author's of the block
        /// before; a draw takes that of several blocks together.
        type Randomness: Randomness<Self::Hash, BlockNumberFor<Self>>;

        /// Where the part of lost bonds goes that nobody else gets.
        type OnForfeit: OnUnbalanced<Credit<Self::AccountId, Self::Currency>>;

        /// The clock.
        type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumber>;

        /// Bond of a verifier, in plancks.
        type VerifierBond: Get<Balance>;

        /// Share of its bond that a verifier loses when it is silent, on the wrong side, or refuted.
        type VerifierSlash: Get<Permill>;

        /// Blocks for which a verifier's bond stays held after it left.
        type LeavingPeriod: Get<BlockNumber>;

        /// Least bond of a dispute, in plancks.
        type MinBond: Get<Balance>;

        /// Bond of a dispute, as a share of the price.
        type BondShare: Get<Permill>;

        /// Members of the first committee.
        type CommitteeSize: Get<u8>;

        /// Most times that a verdict of a committee or a lack of one leads to a larger committee.
        type MaxRepeats: Get<u8>;

        /// Blocks in which a committee runs the module and binds itself, and in which an auditor runs it.
        type CommitWindow: Get<BlockNumber>;

        /// Blocks in which it shows its opinions; an agent has at least as many to contradict an auditor.
        type RevealWindow: Get<BlockNumber>;

        /// Blocks in which a verdict can be appealed.
        type AppealWindow: Get<BlockNumber>;

        /// Blocks that an evaluator has.
        type EvaluationWindow: Get<BlockNumber>;

        /// Blocks that governance has.
        type CourtWindow: Get<BlockNumber>;

        /// Share of the results that can be run again that are audited.
        type AuditShare: Get<Permill>;

        /// What the calls weigh.
        type WeightInfo: WeightInfo;
    }

    /// Why money is held.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// The bond of a verifier.
        #[codec(index = 0)]
        VerifierBond,
        /// The bond of a party to a dispute.
        #[codec(index = 1)]
        DisputeBond,
    }

    /// Who can be drawn, or could a while ago.
    #[pallet::storage]
    pub type Verifiers<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Verifier>;

    /// The verifiers that can be drawn, numbered without gaps.
    #[pallet::storage]
    pub type Seats<T: Config> = StorageMap<_, Twox64Concat, u32, T::AccountId>;

    /// How many seats are taken.
    #[pallet::storage]
    pub type SeatCount<T: Config> = StorageValue<_, u32, ValueQuery>;

    /// The disputes that are open.
    #[pallet::storage]
    pub type Cases<T: Config> = StorageMap<_, Twox64Concat, TaskId, Case<T::AccountId>>;

    /// The committees that are to be drawn, by the number of their draw.
    #[pallet::storage]
    pub type Draws<T: Config> = StorageMap<_, Twox64Concat, u64, Draw>;

    /// Which committees are to be drawn, when the last lottery for audits is, and what all draws are made by.
    #[pallet::storage]
    pub type Queue<T: Config> = StorageValue<_, DrawQueue, ValueQuery>;

    /// The results that were delivered in a block and have not been through the lottery for audits.
    #[pallet::storage]
    pub type Delivered<T: Config> =
        StorageMap<_, Twox64Concat, BlockNumber, BoundedVec<TaskId, ConstU32<MAX_DELIVERED>>, ValueQuery>;

    /// The audits that are not over.
    #[pallet::storage]
    pub type Audits<T: Config> = StorageMap<_, Twox64Concat, TaskId, Audit<T::AccountId>>;

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    #[allow(missing_docs, reason = "the fields are named as in the calls and records they come from")]
    #[allow(clippy::large_enum_variant, reason = "an event is encoded as soon as it is made")]
    pub enum Event<T: Config> {
        /// A verifier can be drawn from now on.
        VerifierSeated { who: T::AccountId, bond: Balance },
        /// A verifier is no longer drawn, and may take its bond back later.
        VerifierUnseated { who: T::AccountId, withdrawable_at: BlockNumber },
        /// A verifier took its bond back.
        VerifierLeft { who: T::AccountId, amount: Balance },
        /// A verifier lost a part of its bond.
        VerifierSlashed { task: TaskId, who: T::AccountId, amount: Balance, reason: Misconduct },
        /// A dispute began.
        DisputeOpened { task: TaskId, challenger: T::AccountId, bond: Balance },
        /// A committee was drawn; fewer than two cannot decide.
        CommitteeDrawn {
            task: TaskId,
            round: u8,
            members: BoundedVec<T::AccountId, ConstU32<MAX_COMMITTEE>>,
            commit_until: BlockNumber,
        },
        /// A member bound itself to an opinion.
        VoteCommitted { task: TaskId, round: u8, who: T::AccountId },
        /// Opinions and the receipt can be shown.
        RevealStarted { task: TaskId, round: u8, until: BlockNumber },
        /// A member showed its opinion.
        VoteRevealed { task: TaskId, round: u8, who: T::AccountId, opinion: Opinion },
        /// The agent showed its receipt.
        ReceiptShown { task: TaskId, receipt: Receipt },
        /// A committee or an evaluator decided.
        VerdictReached { task: TaskId, round: u8, side: Side, appeal_until: BlockNumber },
        /// A committee did not decide.
        NoQuorum { task: TaskId, round: u8 },
        /// The losing side asks for another verdict.
        Appealed { task: TaskId, who: T::AccountId, bond: Balance },
        /// Governance is asked.
        BroughtToCourt { task: TaskId, verdict: Option<Side>, until: BlockNumber },
        /// A dispute is over. What the losing side lost went to the other side, to those who voted for it, and to the treasury.
        DisputeSettled { task: TaskId, ruling: Ruling, to_winner: Balance, to_voters: Balance, to_treasury: Balance },
        /// A verifier was drawn to run a result again, and has up to `until` to say what it found.
        AuditDrawn { task: TaskId, auditor: T::AccountId, until: BlockNumber },
        /// An auditor found what the agent claims, or had nothing to run, which ends its audit.
        AuditReported { task: TaskId, auditor: T::AccountId, opinion: Opinion },
        /// The agent's receipt names other fuel than the auditor.
        AuditContradicted { task: TaskId, auditor: T::AccountId, fuel_used: u64 },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// The account is no verifier.
        NotVerifier,
        /// The verifier has a seat and its whole bond already.
        AlreadySeated,
        /// The verifier has a seat; it has to leave first.
        StillSeated,
        /// The verifier has left already.
        AlreadyLeaving,
        /// The verifier has a part in a dispute or an audit that is not over.
        Engaged,
        /// The time for this has not come.
        NotDue,
        /// The time for this is over.
        TooLate,
        /// There is no dispute over this task.
        NoDispute,
        /// There is a dispute over this task already.
        AlreadyDisputed,
        /// The dispute is in a stage in which this cannot be done.
        WrongStage,
        /// The account is not a member of the committee.
        NotMember,
        /// The member has bound itself to no opinion, or has shown it already.
        NoCommitment,
        /// The opinion is not the one that the member bound itself to.
        NotTheVote,
        /// Only the owner or the operator of the agent may do this.
        NotForAgent,
        /// The receipt is not the one that was delivered, or says something else than what was claimed.
        NotTheReceipt,
        /// The receipt was shown already.
        ReceiptKnown,
        /// Only the side that lost may appeal.
        NotTheLoser,
        /// Only the agent's owner gives in for the agent, and only the requester that disputes the result gives in for itself.
        NotParty,
        /// Only the evaluator may do this.
        NotEvaluator,
        /// Only the auditor of the task may do this.
        NotAuditor,
        /// The auditor has said what it found.
        ReportedBefore,
        /// No auditor has said what it found.
        NothingReported,
        /// The auditor found the same.
        SameFuel,
        /// The auditor was contradicted before.
        ContradictedBefore,
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Puts up the bond of a verifier, or what a slash took of it, and takes a seat.
        ///
        /// # Errors
        ///
        /// `AlreadySeated`, or when the balance does not suffice.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::take_seat())]
        pub fn take_seat(origin: OriginFor<T>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_take_seat(who)
        }

        /// Gives up the seat. Disputes that the verifier was drawn for before still count on it.
        ///
        /// # Errors
        ///
        /// `NotVerifier`, `AlreadyLeaving`.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::give_up_seat())]
        pub fn give_up_seat(origin: OriginFor<T>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_give_up_seat(who)
        }

        /// Takes the bond back after the leaving period.
        ///
        /// # Errors
        ///
        /// `NotVerifier`, `StillSeated`, `Engaged`, `NotDue`.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::withdraw_bond())]
        pub fn withdraw_bond(origin: OriginFor<T>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_withdraw_bond(who)
        }

        /// Binds a member of a committee to an opinion, or to another than before, without showing it. The commitment is
        /// `ainur_primitives::Vote::commitment`.
        ///
        /// # Errors
        ///
        /// `NoDispute`, `WrongStage`, `TooLate`, `NotMember`.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::commit_vote())]
        pub fn commit_vote(origin: OriginFor<T>, task: TaskId, commitment: Hash) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_commit_vote(who, task, commitment)
        }

        /// Shows the opinion that the caller bound itself to.
        ///
        /// # Errors
        ///
        /// `NoDispute`, `WrongStage`, `TooLate`, `NotMember`, `NoCommitment`, `NotTheVote`.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::reveal_vote())]
        pub fn reveal_vote(origin: OriginFor<T>, task: TaskId, opinion: Opinion, salt: Hash) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_reveal_vote(who, task, opinion, salt)
        }

        /// Shows the receipt whose hash was delivered with the result. An agent that does not loses.
        ///
        /// # Errors
        ///
        /// `NoDispute`, `NotForAgent`, `WrongStage`, `TooLate`, `ReceiptKnown`, `NotTheReceipt`.
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::show_receipt())]
        pub fn show_receipt(origin: OriginFor<T>, receipt: Receipt) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_show_receipt(who, receipt)
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The audit of a task's result.
        pub fn audit(task: TaskId) -> Option<Audit<T::AccountId>> {
            Audits::<T>::get(task)
        }

        /// The dispute over a task.
        pub fn case(task: TaskId) -> Option<Case<T::AccountId>> {
            Cases::<T>::get(task)
        }

        /// What is known of a verifier.
        pub fn verifier(who: T::AccountId) -> Option<Verifier> {
            Verifiers::<T>::get(who)
        }

        /// The bond of a dispute over a result of this price, in plancks.
        pub fn bond_for(price: Balance) -> Balance {
            Self::first_bond(price)
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_initialize(_: BlockNumberFor<T>) -> Weight {
            Self::draw_all()
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::check_state()
        }
    }
}
