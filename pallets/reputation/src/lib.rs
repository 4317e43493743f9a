#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects))]

pub use pallet::*;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;

#[allow(clippy::expect_used, reason = "FRAME's macros expand to it")]
#[frame_support::pallet]
pub mod pallet {
    use ainur_primitives::{AgentId, BlockNumber, Outcome, Standing, TrackRecord};
    use ainur_support::{RecordOutcome, Standings};
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
    }

    /// What settled tasks say of each agent.
    #[pallet::storage]
    pub type OfAgent<T: Config> = StorageMap<_, Twox64Concat, AgentId, TrackRecord, ValueQuery>;

    /// What settled tasks say of each requester.
    #[pallet::storage]
    pub type OfRequester<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, TrackRecord, ValueQuery>;

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
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<frame_system::pallet_prelude::BlockNumberFor<T>> for Pallet<T> {
        #[cfg(feature = "try-runtime")]
        fn try_state(_: frame_system::pallet_prelude::BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::check_state()
        }
    }

    impl<T: Config> RecordOutcome<T::AccountId> for Pallet<T> {
        fn record(agent: AgentId, requester: &T::AccountId, outcome: Outcome) {
            let now = T::BlockNumberProvider::current_block_number();
            let record = OfAgent::<T>::get(agent).with(outcome, now);
            OfAgent::<T>::insert(agent, record);
            OfRequester::<T>::mutate(requester, |record| *record = record.with(outcome, now));
            Self::deposit_event(Event::OutcomeRecorded {
                agent,
                requester: requester.clone(),
                outcome,
                agent_score: record.score(),
                agent_trust: record.trust(),
            });
        }
    }

    impl<T: Config> ainur_support::RecordRating<T::AccountId> for Pallet<T> {
        fn rate(_: ainur_primitives::TaskId, _: AgentId, _: &T::AccountId, _: ainur_primitives::Rating) {}
    }

    impl<T: Config> Standings for Pallet<T> {
        fn standing(agent: AgentId) -> Standing {
            OfAgent::<T>::get(agent).standing()
        }
    }
}
