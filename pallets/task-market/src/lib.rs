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
#[allow(clippy::large_enum_variant, reason = "a call is decoded, dispatched and gone")]
#[frame_support::pallet]
pub mod pallet {
    use ainur_primitives::{
        limits::MAX_SETTLE_BATCH, AgentId, Balance, BlockNumber, ClientKey, Hash, Opinion, Rating, Receipt, Score, Side,
        Standing, TaskId,
    };
    use ainur_support::{Agents, Audits, Disputes, Escrow, Faults, RecordOutcome, RecordRating, Ruling, Settlement, Standings};
    use frame_support::{
        dispatch::WithPostDispatchInfo,
        pallet_prelude::*,
        traits::{
            fungible::{
                hold::{Balanced, Mutate},
                Credit,
            },
            Consideration, Footprint, OnUnbalanced,
        },
    };
    use frame_system::pallet_prelude::*;
    use sp_runtime::traits::BlockNumberProvider;

    use crate::{types::*, WeightInfo};

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// Most generations of tasks that governance can allow below one that a person posted: the end of a part may lead up through all of
    /// them.
    pub const MAX_DEPTH: u8 = 8;

    /// Most tasks whose clock runs out in one block that the chain looks after by itself. A task beyond that waits for
    /// somebody's poke.
    pub const MAX_AGENDA: u32 = 64;

    /// A task's changing record in this runtime.
    pub type TaskOf<T> = crate::types::Task<<T as frame_system::Config>::AccountId>;
    /// A task's posting in this runtime.
    pub type PostingOf<T> = Posting<<T as frame_system::Config>::AccountId, <T as Config>::Consideration>;
    /// What a requester asks for in this runtime.
    pub type SpecOf<T> = TaskSpec<<T as frame_system::Config>::AccountId>;

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// Who can be hired.
        type Agents: Agents<Self::AccountId>;

        /// What is known of agents.
        type Standings: Standings;

        /// Who is told how a task ended.
        type Reputation: RecordOutcome<Self::AccountId>;

        /// Who is told what payers think.
        type Ratings: RecordRating<Self::AccountId>;

        /// Who is told what agents did wrong.
        type Faults: Faults<Self::AccountId>;

        /// Who decides disputes.
        type Disputes: Disputes<Self::AccountId>;

        /// Who has results run again that nobody objects to.
        type Audits: Audits<Self::AccountId>;

        /// Who speaks for governance in disputes that nobody else decides.
        type CourtOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Who keeps the budgets.
        type Escrow: Escrow<Self::AccountId>;

        /// The deposit for a task's record.
        type Consideration: Consideration<Self::AccountId, Footprint>;

        /// The money that is held for sealed bids.
        type Currency: Mutate<Self::AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>
            + Balanced<Self::AccountId, Balance = Balance>;

        /// The runtime's reasons to hold money.
        type RuntimeHoldReason: From<HoldReason>;

        /// Where the deposits of bids go that are never shown.
        type OnForfeit: OnUnbalanced<Credit<Self::AccountId, Self::Currency>>;

        /// The clock.
        type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumber>;

        /// Least budget of a task, in plancks.
        type MinBudget: Get<Balance>;

        /// Shortest time for bids, in blocks.
        type MinBidding: Get<BlockNumber>;

        /// Longest time for bids, in blocks.
        type MaxBidding: Get<BlockNumber>;

        /// Blocks that an agent has to answer when it is asked directly.
        type AcceptWindow: Get<BlockNumber>;

        /// Blocks that a hired agent has to start.
        type StartWindow: Get<BlockNumber>;

        /// Blocks that the requester has to object to a result.
        type ChallengeWindow: Get<BlockNumber>;

        /// Blocks for which the record of an ended task is kept.
        type HistoryWindow: Get<BlockNumber>;

        /// Furthest that a deadline may lie ahead, in blocks.
        type MaxTaskSpan: Get<BlockNumber>;

        /// Held for a sealed bid until it is shown, in plancks.
        type BidDeposit: Get<Balance>;

        /// Most generations of tasks below one that a person posted; at most [`MAX_DEPTH`].
        type MaxDepth: Get<u8>;

        /// Most tasks that one task can pay for.
        type MaxChildren: Get<u8>;

        /// Most tasks that the chain moves on by itself in one block.
        type MaxIdleWork: Get<u32>;

        /// What the calls weigh.
        type WeightInfo: WeightInfo;
    }

    /// Why money is held.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// The deposit for a task's record.
        #[codec(index = 0)]
        TaskDeposit,
        /// The deposit of a sealed bid that has not been shown.
        #[codec(index = 1)]
        BidDeposit,
    }

    /// The number the next task gets.
    #[pallet::storage]
    pub type NextTaskId<T: Config> = StorageValue<_, TaskId, ValueQuery>;

    /// Where each task stands.
    #[pallet::storage]
    pub type Tasks<T: Config> = StorageMap<_, Twox64Concat, TaskId, TaskOf<T>>;

    /// What each task asks for.
    #[pallet::storage]
    pub type Postings<T: Config> = StorageMap<_, Twox64Concat, TaskId, PostingOf<T>>;

    /// Which task a requester posted under which key.
    #[pallet::storage]
    pub type ClientKeys<T: Config> = StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, ClientKey, TaskId>;

    /// The bids that stand on each task in bidding.
    #[pallet::storage]
    pub type Bids<T: Config> = StorageMap<_, Twox64Concat, TaskId, Book, ValueQuery>;

    /// The sealed bids that stand on each task in bidding.
    #[pallet::storage]
    pub type SealedBids<T: Config> = StorageMap<_, Twox64Concat, TaskId, SealedBook<T::AccountId>, ValueQuery>;

    /// Tasks whose clock runs out before a block. It may name tasks that have moved on, and may lack some: whoever is
    /// interested pokes.
    #[pallet::storage]
    pub type Agenda<T: Config> = StorageMap<_, Twox64Concat, BlockNumber, BoundedVec<TaskId, ConstU32<MAX_AGENDA>>, ValueQuery>;

    /// The first block whose agenda has not been worked off.
    #[pallet::storage]
    pub type AgendaCursor<T: Config> = StorageValue<_, BlockNumber, ValueQuery>;

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    #[allow(missing_docs, reason = "the fields are named as in the calls and records they come from")]
    #[allow(clippy::large_enum_variant, reason = "an event is encoded as soon as it is made")]
    pub enum Event<T: Config> {
        /// A task was posted.
        TaskCreated { task: TaskId, requester: T::AccountId, client_key: ClientKey, spec: SpecOf<T>, phase: Phase<T::AccountId> },
        /// The requester had posted this very task under this key before; nothing changed.
        TaskAlreadyPosted { task: TaskId, client_key: ClientKey },
        /// Bids are taken, for the first time or again.
        BiddingOpened { task: TaskId, commits_until: Option<BlockNumber>, closes_at: BlockNumber },
        /// A bid was placed or replaced that nobody can read yet.
        SealedBidPlaced { task: TaskId, agent: AgentId },
        /// A sealed bid was shown and its deposit given back. One that is not valid does not count.
        SealedBidShown { task: TaskId, agent: AgentId, valid: bool },
        /// A sealed bid was never shown; its deposit is lost, in plancks.
        BidDepositForfeited { task: TaskId, agent: AgentId, depositor: T::AccountId, amount: Balance },
        /// A bid was placed or replaced.
        BidPlaced { task: TaskId, agent: AgentId, price: Balance, duration: BlockNumber },
        /// A bid was taken back.
        BidWithdrawn { task: TaskId, agent: AgentId },
        /// A bid gave way to a better one because there was no more room.
        BidEvicted { task: TaskId, agent: AgentId },
        /// An agent was hired. The score is none for a direct hire.
        Matched { task: TaskId, assignment: Assignment<T::AccountId>, score: Option<Score>, start_by: BlockNumber },
        /// The agent started.
        TaskStarted { task: TaskId, agent: AgentId, due: BlockNumber },
        /// The agent delivered.
        ResultSubmitted { task: TaskId, agent: AgentId, result: WorkResult, challenge_until: BlockNumber },
        /// Somebody objects to the result.
        ResultDisputed { task: TaskId, agent: AgentId, challenger: T::AccountId, until: BlockNumber },
        /// The agent's receipt shows that the auditor reported other fuel; the time to object begins anew.
        AuditContradicted { task: TaskId, agent: AgentId, receipt: Receipt, challenge_until: BlockNumber },
        /// A dispute goes on, up to `until` for now.
        DisputeProlonged { task: TaskId, until: BlockNumber },
        /// A dispute is over.
        DisputeEnded { task: TaskId, ruling: Ruling },
        /// The task was paid.
        TaskFinalized { task: TaskId, agent: AgentId, price: Balance, settlement: Settlement, approval: Approval },
        /// The task ended without a payment; the budget went back.
        TaskCancelled { task: TaskId, reason: CancelReason },
        /// A hired agent let the task down; bids are taken again.
        TaskReopened { task: TaskId, reason: CancelReason },
        /// A task of a batch could not be settled.
        SettlementSkipped { task: TaskId, error: DispatchError },
        /// The record of an ended task was removed.
        TaskPruned { task: TaskId },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// There is no task of this number.
        UnknownTask,
        /// There is no agent of this number.
        UnknownAgent,
        /// Only the requester may do this.
        NotRequester,
        /// Only the owner or the operator of the agent may do this.
        NotController,
        /// The task is in a state in which this cannot be done.
        WrongPhase,
        /// The time for this is over.
        TooLate,
        /// The time for this has not come.
        NotDue,
        /// The requester posted another task under this key.
        ClientKeyReused,
        /// The budget is lower than the least that the chain asks for.
        BudgetTooLow,
        /// The weights do not sum to one.
        WeightsIncomplete,
        /// The time for bids is shorter or longer than the chain allows.
        BadBiddingWindow,
        /// Bidding would open in the past.
        OpensInPast,
        /// The work may take no time at all.
        NoDuration,
        /// The deadline leaves no time to hire an agent and do the work.
        DeadlineTooSoon,
        /// The deadline lies further ahead than the chain allows.
        DeadlineTooFar,
        /// The agent does not meet the task's requirements, or what the task is part of has ended.
        RequirementsNotMet,
        /// The agent has no free place.
        NoFreePlace,
        /// An agent cannot be hired by its own owner, judged by it, or paid by it for a part of its own work.
        SelfDealing,
        /// The agent let this task down before.
        LetDownBefore,
        /// The price is zero or above the budget.
        BadPrice,
        /// The duration is zero or above the longest allowed.
        BadDuration,
        /// There is no room for a bid that scores no better than those that stand.
        BookFull,
        /// The agent has no bid on this task.
        NoBid,
        /// A bid stands, so that the task can no longer be taken back.
        BidsStand,
        /// Bids on this task are sealed: commit to one, and show it later.
        BidsAreSealed,
        /// Bids on this task are not sealed.
        BidsAreOpen,
        /// Sealed bids are still being placed.
        StillSealed,
        /// The bid is not the one that was committed to.
        NotTheSealedBid,
        /// The price has not risen that far yet.
        PriceNotReached,
        /// The floor of a Dutch auction is zero or above the budget.
        BadFloor,
        /// The winner of this task is found by the score alone.
        AwardedByScore,
        /// The agent has another module now than when it was asked or bid.
        ModuleChanged,
        /// The requester cannot be the evaluator of its own task.
        BadEvaluator,
        /// The priority is not between 1 and 10.
        BadPriority,
        /// More is to be delegated than the task costs.
        DelegatesTooMuch,
        /// Only the agent that works on the parent may post a part of it.
        NotWorkingOnParent,
        /// The parent has had as many parts as it may have, or is itself too deep among the parts of another.
        TooManyParts,
        /// A part cannot last longer than the whole.
        OutlivesParent,
        /// Parts of the task have not ended.
        PartsOpen,
        /// Only the requester may dispute a result; where the work can be run again and is part of no other, also a bonded verifier or
        /// the task's auditor.
        MayNotDispute,
        /// Only the requester of a task that was paid may rate it.
        NotPayer,
        /// The task was rated before.
        RatedBefore,
        /// A rating is from 1 to 5 stars in each respect.
        BadRating,
        /// So many tasks of the batch were audited that the others have to wait.
        TooManyAudited,
        /// None of the tasks could be settled.
        NothingToSettle,
        /// All numbers for tasks are used up.
        OutOfIds,
        /// Only the auditor of the task may do this.
        NotAuditor,
        /// The receipt is not the one that was delivered, or says something else than what was claimed.
        NotTheReceipt,
    }

    impl<T> From<TransitionError> for Error<T> {
        fn from(error: TransitionError) -> Self {
            match error {
                TransitionError::WrongPhase => Self::WrongPhase,
                TransitionError::TooLate => Self::TooLate,
            }
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Posts a task, holds its budget and the deposit for its record. Posting the same task under the same key again
        /// changes nothing.
        ///
        /// # Errors
        ///
        /// `ClientKeyReused`, `BudgetTooLow`, `BadPriority`, `DelegatesTooMuch`, `BadEvaluator`, `WeightsIncomplete`,
        /// `BadBiddingWindow`, `BadFloor`, `OpensInPast`, `NoDuration`, `DeadlineTooSoon`, `DeadlineTooFar`, for a direct hire `UnknownAgent`,
        /// `SelfDealing`, `RequirementsNotMet`, for a part of another task `UnknownTask`, `NotWorkingOnParent`, `TooManyParts`,
        /// `OutlivesParent`, or when the money does not suffice.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::create_task())]
        pub fn create_task(origin: OriginFor<T>, client_key: ClientKey, spec: SpecOf<T>) -> DispatchResult {
            let requester = ensure_signed(origin)?;
            Self::do_create_task(requester, client_key, spec)
        }

        /// Takes a task back before an agent is hired; the whole budget returns.
        ///
        /// # Errors
        ///
        /// `UnknownTask`, `NotRequester`, `WrongPhase`, `BidsStand`.
        #[pallet::call_index(1)]
        #[pallet::weight(Pallet::<T>::with_family(T::WeightInfo::cancel()))]
        pub fn cancel(origin: OriginFor<T>, task: TaskId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_cancel(who, task)
        }

        /// Bids for an agent, or replaces its bid. In a Dutch auction the agent is hired at once, for the price reached, when
        /// that is no lower than the one it asks.
        ///
        /// # Errors
        ///
        /// `UnknownTask`, `UnknownAgent`, `NotController`, `WrongPhase`, `TooLate`, `SelfDealing`, `LetDownBefore`,
        /// `RequirementsNotMet`, `NoFreePlace`, `BadPrice`, `BadDuration`, `BidsAreSealed`, `PriceNotReached`, `BookFull`.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::bid())]
        pub fn bid(origin: OriginFor<T>, task: TaskId, agent: AgentId, price: Balance, duration: BlockNumber) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_bid(who, task, agent, price, duration)
        }

        /// Takes an agent's bid back while bidding is open and the book has room: for a bid in a full book, others may have been
        /// turned away. What was sealed stands.
        ///
        /// # Errors
        ///
        /// `UnknownTask`, `UnknownAgent`, `NotController`, `WrongPhase`, `TooLate`, `BidsAreSealed`, `NoBid`, `BookFull`.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::withdraw_bid())]
        pub fn withdraw_bid(origin: OriginFor<T>, task: TaskId, agent: AgentId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_withdraw_bid(who, task, agent)
        }

        /// Closes the bidding when its time is over. The chain finds the winner; the caller earns a share of the fee once
        /// the task succeeds.
        ///
        /// # Errors
        ///
        /// `UnknownTask`, `WrongPhase`, `NotDue`.
        #[pallet::call_index(4)]
        #[pallet::weight(Pallet::<T>::with_family(T::WeightInfo::close_bidding().max(T::WeightInfo::forfeit_bids())))]
        pub fn close_bidding(origin: OriginFor<T>, task: TaskId) -> DispatchResult {
            let matcher = ensure_signed(origin)?;
            Self::do_close_bidding(Some(matcher), task)
        }

        /// Accepts a direct hire for the agent that was asked.
        ///
        /// # Errors
        ///
        /// `UnknownTask`, `NotController`, `WrongPhase`, `TooLate`, `RequirementsNotMet`, `ModuleChanged`, `NoFreePlace`.
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::accept_offer())]
        pub fn accept_offer(origin: OriginFor<T>, task: TaskId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_accept_offer(who, task)
        }

        /// Declines a direct hire, which is no fault, or an assignment, which is one: the task is opened again once if its
        /// deadline allows.
        ///
        /// # Errors
        ///
        /// `UnknownTask`, `NotController`, `WrongPhase`, `TooLate`.
        #[pallet::call_index(6)]
        #[pallet::weight(Pallet::<T>::with_family(T::WeightInfo::decline()))]
        pub fn decline(origin: OriginFor<T>, task: TaskId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_decline(who, task)
        }

        /// Starts the work.
        ///
        /// # Errors
        ///
        /// `UnknownTask`, `NotController`, `WrongPhase`, `TooLate`.
        #[pallet::call_index(7)]
        #[pallet::weight(T::WeightInfo::start())]
        pub fn start(origin: OriginFor<T>, task: TaskId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_start(who, task)
        }

        /// Delivers the result; the time to object to it begins.
        ///
        /// # Errors
        ///
        /// `UnknownTask`, `NotController`, `WrongPhase`, `TooLate`, `PartsOpen`.
        #[pallet::call_index(8)]
        #[pallet::weight(T::WeightInfo::submit_result())]
        pub fn submit_result(origin: OriginFor<T>, task: TaskId, result: WorkResult) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_submit_result(who, task, result)
        }

        /// Gives up, and the failure is counted. Where there was an auction, others are asked once, if the deadline allows, nothing was
        /// delegated and the reason is not the input; otherwise the budget returns.
        ///
        /// # Errors
        ///
        /// `UnknownTask`, `NotController`, `WrongPhase`, `TooLate`.
        #[pallet::call_index(9)]
        #[pallet::weight(Pallet::<T>::weight_of_failing())]
        pub fn fail(origin: OriginFor<T>, task: TaskId, reason: FailReason) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_fail(who, task, reason)
        }

        /// Accepts a result before the time to object is over; the agent is paid at once.
        ///
        /// # Errors
        ///
        /// `UnknownTask`, `NotRequester`, `WrongPhase`.
        #[pallet::call_index(10)]
        #[pallet::weight(Pallet::<T>::weight_of_accepting(true).max(Pallet::<T>::weight_of_accepting(false)))]
        pub fn accept_result(origin: OriginFor<T>, task: TaskId) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            let is_audited = T::Audits::auditor(task).is_some();
            Self::do_accept_result(who, task)?;
            Ok(Some(Self::weight_of_accepting(is_audited)).into())
        }

        /// Pays every task whose time to object is over; anyone may call. A task that cannot be settled is skipped and
        /// reported.
        ///
        /// # Errors
        ///
        /// `NothingToSettle` when that is so for all of them.
        #[pallet::call_index(11)]
        #[pallet::weight(Pallet::<T>::weight_of_settling(crate::types::Batch::worst(tasks.len() as u32)))]
        pub fn settle(origin: OriginFor<T>, tasks: BoundedVec<TaskId, ConstU32<MAX_SETTLE_BATCH>>) -> DispatchResultWithPostInfo {
            ensure_signed(origin)?;
            Self::do_settle(tasks)
        }

        /// Does whatever a task's clock allows now: opens or closes its bidding, ends what nobody answered, moves a dispute
        /// on, pays, or removes the record. Anyone may call.
        ///
        /// # Errors
        ///
        /// `UnknownTask`, `NotDue`, or why a dispute cannot move on.
        #[pallet::call_index(12)]
        #[pallet::weight(Pallet::<T>::weight_of_any_poke())]
        pub fn poke(origin: OriginFor<T>, task: TaskId) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            let weight = Self::weight_of_poke(task);
            Self::do_poke(Some(who), task).map_err(|error| error.with_weight(weight))?;
            Ok(Some(weight).into())
        }

        /// Hires a bidder of the requester's choice while bids are open to see.
        ///
        /// # Errors
        ///
        /// `UnknownTask`, `NotRequester`, `WrongPhase`, `TooLate`, `StillSealed`, `AwardedByScore`, `NoBid`,
        /// `UnknownAgent`, `RequirementsNotMet`, `ModuleChanged`, `NoFreePlace`.
        #[pallet::call_index(13)]
        #[pallet::weight(T::WeightInfo::award().max(T::WeightInfo::forfeit_bids()))]
        pub fn award(origin: OriginFor<T>, task: TaskId, agent: AgentId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_award(who, task, agent)
        }

        /// Binds an agent to a bid without showing it, or to another than before; a deposit is held until the bid is shown.
        /// The commitment is [`sealed_bid`].
        ///
        /// # Errors
        ///
        /// `UnknownTask`, `UnknownAgent`, `NotController`, `WrongPhase`, `BidsAreOpen`, `TooLate`, `SelfDealing`,
        /// `LetDownBefore`, `RequirementsNotMet`, `NoFreePlace`, `BookFull`, or when the balance does not suffice.
        #[pallet::call_index(14)]
        #[pallet::weight(T::WeightInfo::commit_bid())]
        pub fn commit_bid(origin: OriginFor<T>, task: TaskId, agent: AgentId, commitment: Hash) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_commit_bid(who, task, agent, commitment)
        }

        /// Shows a sealed bid and gives its deposit back. Who knows the bid may show it, whoever that is.
        ///
        /// # Errors
        ///
        /// `UnknownTask`, `WrongPhase`, `BidsAreOpen`, `StillSealed`, `TooLate`, `NoBid`, `NotTheSealedBid`.
        #[pallet::call_index(15)]
        #[pallet::weight(T::WeightInfo::reveal_bid())]
        pub fn reveal_bid(
            origin: OriginFor<T>,
            task: TaskId,
            agent: AgentId,
            price: Balance,
            duration: BlockNumber,
            salt: Hash,
        ) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_reveal_bid(task, agent, price, duration, salt)
        }

        /// Disputes a result; the court's bond is held.
        ///
        /// # Errors
        ///
        /// `UnknownTask`, `WrongPhase`, `TooLate`, `MayNotDispute`, or when the bond cannot be paid.
        #[pallet::call_index(16)]
        #[pallet::weight(T::WeightInfo::dispute())]
        pub fn dispute(origin: OriginFor<T>, task: TaskId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_dispute(who, task)
        }

        /// Asks for another verdict, for a higher bond.
        ///
        /// # Errors
        ///
        /// `UnknownTask`, `WrongPhase`, or why the court refuses.
        #[pallet::call_index(17)]
        #[pallet::weight(T::WeightInfo::appeal())]
        pub fn appeal(origin: OriginFor<T>, task: TaskId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_appeal(who, task)
        }

        /// Gives in in a dispute, which ends it at once.
        ///
        /// # Errors
        ///
        /// `UnknownTask`, `WrongPhase`, or why the court refuses.
        #[pallet::call_index(18)]
        #[pallet::weight(Pallet::<T>::with_family(T::WeightInfo::end_dispute()))]
        pub fn concede(origin: OriginFor<T>, task: TaskId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_concede(who, task)
        }

        /// Decides a dispute as the evaluator that both sides agreed on.
        ///
        /// # Errors
        ///
        /// `UnknownTask`, `WrongPhase`, or why the court refuses.
        #[pallet::call_index(19)]
        #[pallet::weight(T::WeightInfo::evaluate())]
        pub fn evaluate(origin: OriginFor<T>, task: TaskId, side: Side) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_evaluate(who, task, side)
        }

        /// Decides a dispute in the name of governance, once and for all.
        ///
        /// # Errors
        ///
        /// `BadOrigin`, `UnknownTask`, `WrongPhase`, or why the court refuses.
        #[pallet::call_index(20)]
        #[pallet::weight(Pallet::<T>::with_family(T::WeightInfo::end_dispute()))]
        pub fn rule(origin: OriginFor<T>, task: TaskId, side: Side) -> DispatchResult {
            T::CourtOrigin::ensure_origin(origin)?;
            Self::do_rule(task, side)
        }

        /// Says what the requester of a task that was paid thinks of the work, once.
        ///
        /// # Errors
        ///
        /// `UnknownTask`, `NotPayer`, `RatedBefore`, `BadRating`.
        #[pallet::call_index(21)]
        #[pallet::weight(T::WeightInfo::rate())]
        pub fn rate(origin: OriginFor<T>, task: TaskId, rating: Rating) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_rate(who, task, rating)
        }

        /// Says what the task's auditor found when it ran the module again. What the agent claims is taken down, and earns a share of
        /// the fee when the task is paid; `Unavailable` ends the audit; anything else disputes the result, with the court's bond.
        ///
        /// # Errors
        ///
        /// `UnknownTask`, `WrongPhase`, `NotAuditor`, `TooLate`, why the report is refused, or when the bond cannot be paid.
        #[pallet::call_index(22)]
        #[pallet::weight(T::WeightInfo::audit())]
        pub fn audit(origin: OriginFor<T>, task: TaskId, opinion: Opinion) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_audit(who, task, opinion)
        }

        /// Shows the receipt whose hash was delivered with the result, to prove that the auditor reported other fuel. The auditor's
        /// share is the agent's owner's then. The time to object begins anew, so that the auditor can dispute the result; if it lets
        /// the contradiction stand, it is punished.
        ///
        /// # Errors
        ///
        /// `UnknownTask`, `WrongPhase`, `TooLate`, `NotController`, `NotTheReceipt`, or why the contradiction is refused.
        #[pallet::call_index(23)]
        #[pallet::weight(T::WeightInfo::contradict_audit())]
        pub fn contradict_audit(origin: OriginFor<T>, receipt: Receipt) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_contradict_audit(who, receipt)
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// Where a task stands.
        pub fn task(task: TaskId) -> Option<TaskOf<T>> {
            Tasks::<T>::get(task)
        }

        /// The last block that belongs to what a task waits for; after it anyone may move the task on.
        pub fn clock(task: TaskId) -> Option<BlockNumber> {
            Tasks::<T>::get(task).map(|task| task.phase.clock())
        }

        /// What a task asks for.
        pub fn spec(task: TaskId) -> Option<SpecOf<T>> {
            Postings::<T>::get(task).map(|posting| posting.spec)
        }

        /// The bid that would win if bidding closed now.
        pub fn leading_bid(task: TaskId) -> Option<Bid> {
            let spec = Postings::<T>::get(task)?.spec;
            Self::ranked_bids(task, &spec).into_iter().next().map(|(_, bid)| bid)
        }

        /// What a quote for hiring an agent is made of: what it usually asks, in plancks, how it stands, and how many of its
        /// places are free.
        pub fn quote_inputs(agent: AgentId) -> Option<(Balance, Standing, u16)> {
            let (profile, free_places) = T::Agents::candidate(agent)?;
            Some((profile.price, T::Standings::standing(agent), free_places))
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_idle(_: BlockNumberFor<T>, spare: Weight) -> Weight {
            Self::work_off_agenda(spare)
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::check_state()
        }
    }
}
