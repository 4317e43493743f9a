#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects))]

extern crate alloc;

pub use pallet::*;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;

#[allow(clippy::expect_used, reason = "FRAME's macros expand to it")]
#[frame_support::pallet]
pub mod pallet {
    use ainur_primitives::{
        AgentId, BlockNumber, Circumstances, MarketTotals, Outcome, Rating, RatingSummary, Standing, TaskId, TrackRecord,
    };
    use ainur_support::{Ending, RecordOutcome, RecordRating, Standings};
    use alloc::collections::BTreeMap;
    use frame_support::pallet_prelude::*;
    use sp_runtime::{traits::BlockNumberProvider, Perbill};

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The clock.
        type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumber>;

        /// Share of a party's older evidence that is left after another task of full weight.
        type TrustDiscount: Get<Perbill>;

        /// Blocks since its first task after which an agent's age counts fully in its trust score.
        type FullAge: Get<BlockNumber>;
    }

    /// What settled tasks say of each agent.
    #[pallet::storage]
    pub type OfAgent<T: Config> = StorageMap<_, Twox64Concat, AgentId, TrackRecord, ValueQuery>;

    /// What settled tasks say of each requester.
    #[pallet::storage]
    pub type OfRequester<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, TrackRecord, ValueQuery>;

    /// All completed tasks, against which the price of the next one is weighed.
    #[pallet::storage]
    pub type OfMarket<T: Config> = StorageValue<_, MarketTotals, ValueQuery>;

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A task ended and was counted.
        OutcomeRecorded {
            /// The agent that had been hired.
            agent: AgentId,
            /// Who had hired it.
            requester: T::AccountId,
            /// How the task ended.
            outcome: Outcome,
            /// The agent's points from now on.
            agent_score: u64,
            /// The agent's trust from now on.
            agent_trust: Perbill,
        },
        /// Who paid for a task rated the work, and it was counted.
        Rated {
            /// What was paid for.
            task: TaskId,
            /// The agent that did it.
            agent: AgentId,
            /// Who had hired it.
            requester: T::AccountId,
            /// The stars, and where the comment is. The comment stands here alone.
            rating: Rating,
        },
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The track record of an agent; empty for one that has ended no task.
        pub fn agent(agent: AgentId) -> TrackRecord {
            OfAgent::<T>::get(agent)
        }

        /// The track record of a requester; empty for one whose tasks have not ended.
        pub fn requester(account: T::AccountId) -> TrackRecord {
            OfRequester::<T>::get(account)
        }

        /// The figures by which an agent's bids are compared.
        pub fn standing_of(agent: AgentId) -> Standing {
            OfAgent::<T>::get(agent).standing()
        }

        /// How far to trust an agent all in all, by the formula of [`TrackRecord::trust_score`].
        pub fn trust_score(agent: AgentId) -> Perbill {
            OfAgent::<T>::get(agent).trust_score(T::BlockNumberProvider::current_block_number(), T::FullAge::get())
        }

        /// How often an agent was rated, and its mean stars in hundredths.
        pub fn get_summary(agent: AgentId) -> RatingSummary {
            OfAgent::<T>::get(agent).ratings.summary()
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<frame_system::pallet_prelude::BlockNumberFor<T>> for Pallet<T> {
        #[cfg(feature = "try-runtime")]
        fn try_state(_: frame_system::pallet_prelude::BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::check_state()
        }
    }

    impl<T: Config> RecordOutcome<T::AccountId> for Pallet<T> {
        fn record_all(endings: &[Ending<T::AccountId>]) {
            let (mut agents, mut requesters) = (BTreeMap::new(), BTreeMap::new());
            let (now, discount) = (T::BlockNumberProvider::current_block_number(), T::TrustDiscount::get());
            let mut circumstances = Circumstances { now, discount, market: OfMarket::<T>::get() };
            for Ending { agent, requester, outcome } in endings {
                let of_agent = agents.entry(*agent).or_insert_with(|| OfAgent::<T>::get(agent));
                *of_agent = of_agent.with_agent(*outcome, &circumstances);
                let of_requester = requesters.entry(requester).or_insert_with(|| OfRequester::<T>::get(requester));
                *of_requester = of_requester.with_requester(*outcome, &circumstances);
                circumstances.market = circumstances.market.with(*outcome);
                Self::deposit_event(Event::OutcomeRecorded {
                    agent: *agent,
                    requester: requester.clone(),
                    outcome: *outcome,
                    agent_score: of_agent.agent_score(),
                    agent_trust: of_agent.trust(),
                });
            }
            agents.into_iter().for_each(|(agent, record)| OfAgent::<T>::insert(agent, record));
            requesters.into_iter().for_each(|(requester, record)| OfRequester::<T>::insert(requester, record));
            OfMarket::<T>::put(circumstances.market);
        }
    }

    impl<T: Config> RecordRating<T::AccountId> for Pallet<T> {
        fn rate(task: TaskId, agent: AgentId, requester: &T::AccountId, rating: Rating) {
            if !rating.is_valid() {
                // The market lets none pass; one that came in nevertheless would spoil the sums for good.
                return;
            }
            OfAgent::<T>::mutate(agent, |record| *record = record.with_rating(&rating));
            Self::deposit_event(Event::Rated { task, agent, requester: requester.clone(), rating });
        }
    }

    impl<T: Config> Standings for Pallet<T> {
        fn standing(agent: AgentId) -> Standing {
            OfAgent::<T>::get(agent).standing()
        }
    }
}
