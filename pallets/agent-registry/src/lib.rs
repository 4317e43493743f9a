#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects))]

extern crate alloc;

pub use pallet::*;
pub use types::{Agent, AgentSpec, Availability, Execution, Unbonding, Workload};
pub use weights::WeightInfo;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod impls;
#[cfg(test)]
mod mock;
mod stakes;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
mod types;
pub mod weights;

#[allow(clippy::expect_used, reason = "FRAME's macros expand to it")]
#[frame_support::pallet]
pub mod pallet {
    use ainur_primitives::{AgentId, Balance, BlockNumber, Slug};
    use ainur_support::OnAgentRemoved;
    use frame_support::{
        pallet_prelude::*,
        traits::{
            fungible::{
                hold::{Balanced as BalancedHold, Mutate},
                Balanced,
            },
            Consideration, Footprint,
        },
    };
    use frame_system::pallet_prelude::*;
    use sp_runtime::traits::BlockNumberProvider;

    use crate::{types::*, WeightInfo};

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// An agent on record in this runtime.
    pub type AgentOf<T> = Agent<<T as frame_system::Config>::AccountId, <T as Config>::Consideration>;

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The money that is staked.
        type Currency: Mutate<Self::AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>
            + Balanced<Self::AccountId, Balance = Balance>
            + BalancedHold<Self::AccountId, Balance = Balance>;

        /// The runtime's reasons to hold money.
        type RuntimeHoldReason: From<HoldReason>;

        /// The deposit for a record.
        type Consideration: Consideration<Self::AccountId, Footprint>;

        /// The clock.
        type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumber>;

        /// Least stake behind an agent that takes on work, in plancks.
        type MinStake: Get<Balance>;

        /// Blocks for which stake stays held after it was unbonded.
        type UnbondingPeriod: Get<BlockNumber>;

        /// Most tasks an agent may take on at a time.
        type MaxConcurrency: Get<u16>;

        /// Who keeps something about agents, and lets go of it with their record.
        type OnAgentRemoved: OnAgentRemoved;

        /// What the calls weigh.
        type WeightInfo: WeightInfo;
    }

    /// Why money is held.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// Stake behind an agent, also while it is being unbonded.
        #[codec(index = 0)]
        AgentStake,
        /// The deposit for an agent's record.
        #[codec(index = 1)]
        AgentDeposit,
    }

    /// The number the next agent gets.
    #[pallet::storage]
    pub type NextAgentId<T: Config> = StorageValue<_, AgentId, ValueQuery>;

    /// The agents on record.
    #[pallet::storage]
    pub type AgentsById<T: Config> = StorageMap<_, Twox64Concat, AgentId, AgentOf<T>>;

    /// What agents are busy with; nothing for those that are idle.
    #[pallet::storage]
    pub type Workloads<T: Config> = StorageMap<_, Twox64Concat, AgentId, Workload, ValueQuery>;

    /// Who has which name.
    #[pallet::storage]
    pub type AgentBySlug<T: Config> = StorageMap<_, Blake2_128Concat, Slug, AgentId>;

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    #[allow(missing_docs, reason = "the fields are named as in the calls and records they come from")]
    #[allow(clippy::large_enum_variant, reason = "an event is encoded as soon as it is made")]
    pub enum Event<T: Config> {
        /// An agent was registered.
        AgentRegistered {
            agent: AgentId,
            owner: T::AccountId,
            operator: Option<T::AccountId>,
            slug: Slug,
            spec: AgentSpec,
            stake: Balance,
        },
        /// An agent offers something else from now on.
        AgentUpdated { agent: AgentId, spec: AgentSpec },
        /// Somebody else, or nobody, speaks for an agent beside its owner.
        OperatorSet { agent: AgentId, operator: Option<T::AccountId> },
        /// An agent pauses, resumes or retires.
        AvailabilityChanged { agent: AgentId, availability: Availability },
        /// Stake was added.
        Bonded { agent: AgentId, amount: Balance, stake: Balance },
        /// Stake is on its way out.
        Unbonded { agent: AgentId, amount: Balance, stake: Balance, withdrawable_at: BlockNumber },
        /// Stake was lost.
        Slashed { agent: AgentId, amount: Balance, stake: Balance },
        /// Stake was given back to the owner.
        Withdrawn { agent: AgentId, amount: Balance },
        /// A retired agent's record was removed; its name is free.
        AgentRemoved { agent: AgentId },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// There is no agent of this number.
        UnknownAgent,
        /// Only the agent's owner may do this.
        NotOwner,
        /// Only the agent's owner or operator may do this.
        NotController,
        /// Another agent has this name.
        SlugTaken,
        /// An agent must be able to do at least one thing.
        NoCapabilities,
        /// The concurrency is zero, or higher than the chain allows.
        BadConcurrency,
        /// The stake would be lower than the least that the chain asks for.
        StakeTooLow,
        /// The agent has retired for good.
        Retired,
        /// The agent is paused.
        Paused,
        /// The agent is in jail.
        Jailed,
        /// The agent is paused already, takes on work already, or the amount is zero.
        NothingToChange,
        /// The agent has no free place.
        NoFreePlace,
        /// The agent is busy with tasks; it can retire once they have ended.
        Engaged,
        /// Too many portions of stake are on their way out; withdraw those that can be.
        TooManyUnbonding,
        /// Nothing can be withdrawn yet.
        NothingToWithdraw,
        /// All numbers for agents are used up.
        OutOfIds,
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Registers an agent owned by the caller, and holds its stake and the deposit for its record.
        ///
        /// # Errors
        ///
        /// `SlugTaken`, `NoCapabilities`, `BadConcurrency`, `StakeTooLow`, or when the caller's balance does not suffice.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::register())]
        pub fn register(
            origin: OriginFor<T>,
            slug: Slug,
            spec: AgentSpec,
            operator: Option<T::AccountId>,
            stake: Balance,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_register(owner, slug, spec, operator, stake).map(drop)
        }

        /// Changes what an agent offers. Work it has taken on goes on as agreed.
        ///
        /// # Errors
        ///
        /// `UnknownAgent`, `NotOwner`, `Retired`, `NoCapabilities`, `BadConcurrency`.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::update())]
        pub fn update(origin: OriginFor<T>, agent: AgentId, spec: AgentSpec) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_update(who, agent, spec)
        }

        /// Names who may bid and deliver for an agent beside its owner, or nobody.
        ///
        /// # Errors
        ///
        /// `UnknownAgent`, `NotOwner`.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::set_operator())]
        pub fn set_operator(origin: OriginFor<T>, agent: AgentId, operator: Option<T::AccountId>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_set_operator(who, agent, operator)
        }

        /// Takes on no more work for now.
        ///
        /// # Errors
        ///
        /// `UnknownAgent`, `NotController`, `Retired`, `Jailed`, `NothingToChange`.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::pause())]
        pub fn pause(origin: OriginFor<T>, agent: AgentId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_set_availability(who, agent, Availability::Paused)
        }

        /// Takes on work again.
        ///
        /// # Errors
        ///
        /// `UnknownAgent`, `NotController`, `Retired`, `Jailed`, `NothingToChange`.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::resume())]
        pub fn resume(origin: OriginFor<T>, agent: AgentId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_set_availability(who, agent, Availability::Active)
        }

        /// Adds stake, in plancks.
        ///
        /// # Errors
        ///
        /// `UnknownAgent`, `NotOwner`, `Retired`, `NothingToChange`, or when the caller's balance does not suffice.
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::bond())]
        pub fn bond(origin: OriginFor<T>, agent: AgentId, amount: Balance) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_bond(who, agent, amount)
        }

        /// Sends part of the stake, in plancks, on its way out; it stays held for the unbonding period.
        ///
        /// # Errors
        ///
        /// `UnknownAgent`, `NotOwner`, `Retired`, `NothingToChange`, `StakeTooLow`, `TooManyUnbonding`.
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::unbond())]
        pub fn unbond(origin: OriginFor<T>, agent: AgentId, amount: Balance) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_unbond(who, agent, amount)
        }

        /// Gives back to the owner what has been on its way out for long enough and is not needed for faults, disputes and the work in
        /// hand; anyone may call. The record of a retired
        /// agent goes with the last of its stake.
        ///
        /// # Errors
        ///
        /// `UnknownAgent`, `NothingToWithdraw`.
        #[pallet::call_index(7)]
        #[pallet::weight(T::WeightInfo::withdraw_unbonded())]
        pub fn withdraw_unbonded(origin: OriginFor<T>, agent: AgentId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_withdraw_unbonded(agent)
        }

        /// Takes an agent out of the market for good and sends all of its stake on its way out.
        ///
        /// # Errors
        ///
        /// `UnknownAgent`, `NotOwner`, `Retired`, `Engaged`, `TooManyUnbonding`.
        #[pallet::call_index(8)]
        #[pallet::weight(T::WeightInfo::retire())]
        pub fn retire(origin: OriginFor<T>, agent: AgentId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_retire(who, agent)
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// An agent's record.
        pub fn agent(agent: AgentId) -> Option<AgentOf<T>> {
            AgentsById::<T>::get(agent)
        }

        /// What an agent is busy with.
        pub fn workload(agent: AgentId) -> Workload {
            Workloads::<T>::get(agent)
        }

        /// Who has this name.
        pub fn agent_by_slug(slug: Slug) -> Option<AgentId> {
            AgentBySlug::<T>::get(slug)
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::check_state()
        }
    }
}
