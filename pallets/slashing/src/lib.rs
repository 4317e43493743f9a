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
    use ainur_primitives::{AgentId, Balance, BlockNumber};
    use ainur_support::{Fault, Stakes};
    use frame_support::{
        pallet_prelude::*,
        traits::{
            fungible::{
                hold::{Balanced, Mutate},
                Credit,
            },
            OnUnbalanced,
        },
    };
    use frame_system::pallet_prelude::*;
    use sp_runtime::{traits::BlockNumberProvider, Permill};

    use crate::{types::*, WeightInfo};

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// What a kind of fault costs.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub struct Penalty {
        /// Share of the agent's stake.
        pub share: Permill,
        /// How many of them in an era lead to jail.
        pub jail_after: u16,
    }

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The money of bonds and slashes.
        type Currency: Mutate<Self::AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>
            + Balanced<Self::AccountId, Balance = Balance>;

        /// The runtime's reasons to hold money.
        type RuntimeHoldReason: From<HoldReason>;

        /// The stake behind agents.
        type Stakes: Stakes<Self::AccountId, Currency = Self::Currency>;

        /// Where what nobody else gets of a slash goes.
        type OnSlash: OnUnbalanced<Credit<Self::AccountId, Self::Currency>>;

        /// Who decides on appeals.
        type CourtOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Who finds malice; better not who decides on appeals.
        type MaliceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// The clock.
        type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumber>;

        /// What it costs not to start.
        type NoShow: Get<Penalty>;

        /// What it costs not to deliver in time.
        type Timeout: Get<Penalty>;

        /// What a wrong result costs; at least the task's price.
        type InvalidResult: Get<Penalty>;

        /// What it costs to be judged not to have done what was asked for.
        type DisputeLost: Get<Penalty>;

        /// Share of a slash that goes to who brought the fault to light.
        type ReporterShare: Get<Permill>;

        /// Blocks in which a slash can be appealed.
        type AppealWindow: Get<BlockNumber>;

        /// What an appeal costs if it fails, in plancks.
        type AppealBond: Get<Balance>;

        /// Blocks that governance has to decide on an appeal.
        type CourtWindow: Get<BlockNumber>;

        /// Blocks over which faults add up; zero counts as 1.
        type EraLength: Get<BlockNumber>;

        /// Blocks that an agent stays in jail.
        type JailTerm: Get<BlockNumber>;

        /// What the calls weigh.
        type WeightInfo: WeightInfo;
    }

    /// Why money is held.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// The bond of an appeal.
        #[codec(index = 0)]
        AppealBond,
    }

    /// The number the next slash gets.
    #[pallet::storage]
    pub type NextSlashId<T: Config> = StorageValue<_, SlashId, ValueQuery>;

    /// The first slash that the chain has not looked at by itself.
    #[pallet::storage]
    pub type Cursor<T: Config> = StorageValue<_, SlashId, ValueQuery>;

    /// The slashes that are not applied.
    #[pallet::storage]
    pub type Slashes<T: Config> = StorageMap<_, Twox64Concat, SlashId, Slash<T::AccountId>>;

    /// The present era. It turns with the first fault after its end, so that one without faults costs nothing.
    #[pallet::storage]
    pub type PresentEra<T: Config> = StorageValue<_, Era, ValueQuery>;

    /// What each agent did wrong in its last era with a fault.
    #[pallet::storage]
    pub type FaultsOf<T: Config> = StorageMap<_, Twox64Concat, AgentId, Faults, ValueQuery>;

    /// First block in which an agent can leave jail.
    #[pallet::storage]
    pub type JailedUntil<T: Config> = StorageMap<_, Twox64Concat, AgentId, BlockNumber>;

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    #[allow(missing_docs, reason = "the fields are named as in the calls and records they come from")]
    pub enum Event<T: Config> {
        /// An agent did something wrong, so many times in this era.
        FaultCounted { agent: AgentId, fault: Fault, count: u16 },
        /// An agent is about to lose stake.
        SlashOpened { slash: SlashId, record: Slash<T::AccountId> },
        /// The owner of the agent appeals to governance.
        SlashAppealed { slash: SlashId, by: T::AccountId, bond: Balance, until: BlockNumber },
        /// The stake was taken.
        SlashApplied { slash: SlashId, agent: AgentId, proceeds: Proceeds },
        /// Governance dropped the slash.
        SlashDropped { slash: SlashId, agent: AgentId },
        /// The bond of an appeal that failed was taken, in plancks.
        AppealBondLost { slash: SlashId, by: T::AccountId, amount: Balance },
        /// An agent takes on no work before this block.
        AgentJailed { agent: AgentId, until: BlockNumber },
        /// An agent may take on work again.
        AgentReleased { agent: AgentId },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// There is no slash of this number, or it is applied.
        UnknownSlash,
        /// There is no agent of this number.
        UnknownAgent,
        /// Only the agent's owner may do this.
        NotOwner,
        /// The time for this has not come.
        NotDue,
        /// The time for this is over.
        TooLate,
        /// The slash was appealed before.
        AppealedBefore,
        /// Nobody has appealed against the slash.
        NotAppealed,
        /// The agent is not in jail.
        NotJailed,
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Takes the stake of a slash that can no longer be appealed, or on whose appeal governance did not decide; anyone may
        /// call.
        ///
        /// # Errors
        ///
        /// `UnknownSlash`, `NotDue`.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::apply())]
        pub fn apply(origin: OriginFor<T>, slash: SlashId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_apply(slash)
        }

        /// Asks governance to drop a slash; a bond is held until it is decided.
        ///
        /// # Errors
        ///
        /// `UnknownSlash`, `NotOwner`, `AppealedBefore`, `TooLate`, or when the bond cannot be paid.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::appeal())]
        pub fn appeal(origin: OriginFor<T>, slash: SlashId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_appeal(who, slash)
        }

        /// Decides on an appeal in the name of governance.
        ///
        /// # Errors
        ///
        /// `BadOrigin`, `UnknownSlash`, `NotAppealed`, `TooLate`.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::judge())]
        pub fn judge(origin: OriginFor<T>, slash: SlashId, judgement: Judgement) -> DispatchResult {
            T::CourtOrigin::ensure_origin(origin)?;
            Self::do_judge(slash, judgement)
        }

        /// Lets an agent out of jail after its term.
        ///
        /// # Errors
        ///
        /// `UnknownAgent`, `NotOwner`, `NotJailed`, `NotDue`.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::release())]
        pub fn release(origin: OriginFor<T>, agent: AgentId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_release(who, agent)
        }

        /// Finds, in the name of governance, that an agent means harm: it goes to jail at once and is about to lose this share of
        /// its stake.
        ///
        /// # Errors
        ///
        /// `BadOrigin`, `UnknownAgent`.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::punish())]
        pub fn punish(origin: OriginFor<T>, agent: AgentId, share: Permill) -> DispatchResult {
            T::MaliceOrigin::ensure_origin(origin)?;
            Self::do_punish(agent, share)
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// A slash that is not applied.
        pub fn slash(slash: SlashId) -> Option<Slash<T::AccountId>> {
            Slashes::<T>::get(slash)
        }

        /// What an agent did wrong in its last era with a fault.
        pub fn faults(agent: AgentId) -> Faults {
            FaultsOf::<T>::get(agent)
        }

        /// First block in which an agent can leave jail; none for one that is free.
        pub fn jailed_until(agent: AgentId) -> Option<BlockNumber> {
            JailedUntil::<T>::get(agent)
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_idle(_: BlockNumberFor<T>, spare: Weight) -> Weight {
            Self::apply_due(spare)
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::check_state()
        }
    }
}
