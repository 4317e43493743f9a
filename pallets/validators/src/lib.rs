#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects))]

extern crate alloc;

pub use pallet::*;
pub use reports::{SessionOf, WorthTaking, ENOUGH_REPORTS};
pub use sessions::Sessions;
pub use types::{seats, Penalty, Standing, Validator};
pub use weights::WeightInfo;

/// Slots of the shortest session, for networks on which sessions are tried out: of a few validators one that is there has a block in
/// nearly every session, and one that stopped is found out.
pub const LEAST_SESSION: u32 = 10;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod impls;
#[cfg(test)]
mod mock;
mod offences;
mod reports;
mod sessions;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
mod types;
pub mod weights;

#[allow(clippy::expect_used, reason = "FRAME's macros expand to it")]
#[frame_support::pallet]
pub mod pallet {
    use ainur_primitives::Balance;
    use ainur_support::has_chain;
    use alloc::vec::Vec;
    use frame_support::{
        pallet_prelude::*,
        traits::{
            fungible::{
                hold::{Balanced as BalancedHold, Mutate},
                Balanced, Credit,
            },
            FindAuthor, OnUnbalanced,
        },
    };
    use frame_system::pallet_prelude::*;
    use sp_runtime::{Perbill, Permill};
    use sp_staking::SessionIndex;

    use crate::{types::*, Sessions, WeightInfo, LEAST_SESSION};

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// Session keys.
    pub type KeysOf<T> = <<T as Config>::Sessions as Sessions<<T as frame_system::Config>::AccountId>>::Keys;

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The money that is bonded.
        type Currency: Mutate<Self::AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>
            + Balanced<Self::AccountId, Balance = Balance>
            + BalancedHold<Self::AccountId, Balance = Balance>;

        /// The runtime's reasons to hold money.
        type RuntimeHoldReason: From<HoldReason>;

        /// Where what nobody else gets of a slash goes.
        type OnSlash: OnUnbalanced<Credit<Self::AccountId, Self::Currency>>;

        /// Who says which validators are invulnerable.
        type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// The sessions and their keys.
        type Sessions: Sessions<Self::AccountId>;

        /// Who authored the present block. Asked at its end, when a new session's validators are in force.
        type FindAuthor: FindAuthor<Self::AccountId>;

        /// Least bond of a candidate that serves, in plancks.
        type MinBond: Get<Balance>;

        /// Most candidates that serve in a session; fewer where invulnerables would not be more than two thirds.
        type Seats: Get<u8>;

        /// Sessions for which a bond stays held, counted from the one in which its owner left. Evidence against it must not be
        /// accepted for longer.
        type BondingSessions: Get<SessionIndex>;

        /// Sessions in a row without a block after which a candidate is removed.
        type AbsentSessions: Get<u8>;

        /// Share of its bond that this costs.
        type AbsenceShare: Get<Permill>;

        /// Least share of the bond that it costs to sign twice.
        type EquivocationShare: Get<Perbill>;

        /// Share of a slash for signing twice that goes to who reported it.
        type ReporterShare: Get<Permill>;

        /// Slots of a session where genesis says nothing: the longest that sessions can be.
        #[pallet::constant]
        type RealSession: Get<u32>;

        /// Most invulnerables.
        #[pallet::constant]
        type MaxInvulnerables: Get<u32>;

        /// Most candidates, whether they serve or wait.
        #[pallet::constant]
        type MaxCandidates: Get<u32>;

        /// What a block says of whose it is: of the first who serves.
        #[cfg(feature = "runtime-benchmarks")]
        type ByFirst: Get<sp_runtime::DigestItem>;

        /// What the calls weigh.
        type WeightInfo: WeightInfo;
    }

    /// Why money is held.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// The bond of a validator, also while it is leaving.
        #[codec(index = 0)]
        ValidatorBond,
    }

    /// The bonded accounts.
    #[pallet::storage]
    pub type Members<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Validator>;

    /// The validators that governance vouches for, the oldest first.
    #[pallet::storage]
    pub type Invulnerables<T: Config> = StorageValue<_, BoundedVec<T::AccountId, T::MaxInvulnerables>, ValueQuery>;

    /// The candidates, the highest bond first and the older of equals first.
    #[pallet::storage]
    pub type Candidates<T: Config> = StorageValue<_, BoundedVec<T::AccountId, T::MaxCandidates>, ValueQuery>;

    /// Blocks of the present session by author; nothing for those without.
    #[pallet::storage]
    pub type Authored<T: Config> = StorageMap<_, Twox64Concat, T::AccountId, u32, ValueQuery>;

    /// What offenders have lost for what they did in a session.
    #[pallet::storage]
    pub type Penalties<T: Config> = StorageDoubleMap<_, Twox64Concat, SessionIndex, Blake2_128Concat, T::AccountId, Penalty>;

    /// The keys that are in force in the present session, in the order of its validators: as many as the sessions have of them.
    #[pallet::storage]
    #[pallet::unbounded]
    pub type KeysInForce<T: Config> = StorageValue<_, Vec<(T::AccountId, KeysOf<T>)>, ValueQuery>;

    /// Slots of a session. Written once, at genesis; no call changes it, because the epochs of consensus are reckoned by it.
    #[pallet::storage]
    pub type SessionLength<T: Config> = StorageValue<_, u32, ValueQuery, T::RealSession>;

    /// Who serves from the beginning, and for how long at a time.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// The first invulnerables. They need session keys.
        pub invulnerables: Vec<T::AccountId>,
        /// What is held from each of them, in plancks.
        pub bond: Balance,
        /// Slots of a session, from [`LEAST_SESSION`] up to a real session; none for a real one.
        pub session: Option<u32>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            for who in &self.invulnerables {
                Pallet::<T>::found(who, self.bond).expect("each invulnerable of genesis is named once and owns its bond");
            }
            let Some(session) = self.session else { return };
            assert!(
                (LEAST_SESSION..=T::RealSession::get()).contains(&session),
                "a session is too short, or longer than a real one"
            );
            SessionLength::<T>::put(session);
        }
    }

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    #[allow(missing_docs, reason = "the fields are named as in the calls and records they come from")]
    pub enum Event<T: Config> {
        /// An account is a candidate from now on.
        Joined { who: T::AccountId, bond: Balance },
        /// A bond was raised.
        BondRaised { who: T::AccountId, bond: Balance },
        /// A validator or candidate serves no more once the sessions planned with it are over.
        Left { who: T::AccountId, free_at: SessionIndex },
        /// Whoever left got its bond back.
        Withdrawn { who: T::AccountId, amount: Balance },
        /// Governance vouches for a candidate.
        InvulnerableAdded { who: T::AccountId },
        /// Governance does not vouch for a validator any more.
        InvulnerableRemoved { who: T::AccountId },
        /// A validator authored nothing in so many sessions in a row.
        Absent { who: T::AccountId, sessions: u8 },
        /// A validator was absent for too long, at this cost; a candidate has to leave.
        Fined { who: T::AccountId, slashed: Balance },
        /// A validator was punished for what it signed in a session: what it lost, and how much of that the reporter received.
        Slashed { who: T::AccountId, session: SessionIndex, slashed: Balance, reward: Balance },
        /// A validator serves no more for what it did.
        Barred { who: T::AccountId, free_at: SessionIndex },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// The account has no session keys; set them first.
        NoKeys,
        /// The bond would be lower than the least that the chain asks for.
        BondTooLow,
        /// The account is a candidate or an invulnerable already.
        AlreadyServing,
        /// The account was caught signing twice, and has not withdrawn its bond since.
        Barred,
        /// There are as many candidates as there may be, none with a lower bond.
        NoRoom,
        /// The account is neither candidate nor invulnerable.
        NotServing,
        /// The amount is zero.
        NothingToChange,
        /// The account is no candidate.
        NotCandidate,
        /// The account is no invulnerable.
        NotInvulnerable,
        /// There are as many invulnerables as there may be.
        TooManyInvulnerables,
        /// No other invulnerable has session keys, so that this one has to stay.
        LastInvulnerable,
        /// The account has no bond that could be withdrawn, or has not left.
        NothingToWithdraw,
        /// Evidence against the account is still accepted.
        NotDue,
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Makes the caller a candidate and holds this much more of its money, in plancks. Its session keys must be set. Whoever is
        /// leaving and was not caught signing twice can come back with what is still held. When the list is full, the lowest bond
        /// has to leave for a higher one.
        ///
        /// # Errors
        ///
        /// `NoKeys`, `AlreadyServing`, `Barred`, `BondTooLow`, `NoRoom`, or when the caller's balance does not suffice.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::join())]
        pub fn join(origin: OriginFor<T>, amount: Balance) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_join(who, amount)
        }

        /// Raises the caller's bond by this amount, in plancks.
        ///
        /// # Errors
        ///
        /// `NotServing`, `NothingToChange`, or when the caller's balance does not suffice.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::bond_more())]
        pub fn bond_more(origin: OriginFor<T>, amount: Balance) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_bond_more(who, amount)
        }

        /// Serves no more after the sessions that are planned; the bond stays held while evidence about them is accepted.
        ///
        /// # Errors
        ///
        /// `NotServing`, `LastInvulnerable`.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::leave())]
        pub fn leave(origin: OriginFor<T>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_leave(who)
        }

        /// Gives the caller the bond of what it has left.
        ///
        /// # Errors
        ///
        /// `NothingToWithdraw`, `NotDue`.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::withdraw())]
        pub fn withdraw(origin: OriginFor<T>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_withdraw(who)
        }

        /// Vouches for a candidate in the name of governance: it serves in every session, and is not removed for being absent. Its
        /// bond stays what it is, and can be slashed.
        ///
        /// # Errors
        ///
        /// `BadOrigin`, `NotCandidate`, `TooManyInvulnerables`.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::add_invulnerable())]
        pub fn add_invulnerable(origin: OriginFor<T>, who: T::AccountId) -> DispatchResult {
            T::AdminOrigin::ensure_origin(origin)?;
            Self::do_add_invulnerable(who)
        }

        /// Vouches for an invulnerable no more: it is a candidate like others, or leaves when there is no room for it.
        ///
        /// # Errors
        ///
        /// `BadOrigin`, `NotInvulnerable`, `LastInvulnerable`.
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::remove_invulnerable())]
        pub fn remove_invulnerable(origin: OriginFor<T>, who: T::AccountId) -> DispatchResult {
            T::AdminOrigin::ensure_origin(origin)?;
            Self::do_remove_invulnerable(who)
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// What is known of a bonded account.
        pub fn validator(who: T::AccountId) -> Option<Validator> {
            Members::<T>::get(who)
        }

        /// Slots of a session; those of a real one where there is no chain to ask.
        pub fn session_length() -> u32 {
            // Among the constants of the metadata, as the length of an epoch.
            if has_chain() {
                SessionLength::<T>::get()
            } else {
                T::RealSession::get()
            }
        }

        /// Who would serve in a session that is planned now; nobody where those who serve would have to go on.
        pub fn next_set() -> Vec<T::AccountId> {
            Self::planned()
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn integrity_test() {
            let most = T::MaxInvulnerables::get();
            assert!(most > 0, "a chain needs a validator");
            let fair = most.saturating_add(seats(most)).saturating_mul(FAIR_SHARE);
            assert!(fair <= T::RealSession::get(), "a real session is too short for each of a full set to have its turns");
            assert!(LEAST_SESSION <= T::RealSession::get(), "no session could be short enough");
        }

        fn on_initialize(_: BlockNumberFor<T>) -> Weight {
            T::WeightInfo::note_author()
        }

        fn on_finalize(_: BlockNumberFor<T>) {
            Self::note_author();
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::check_state()
        }
    }
}
