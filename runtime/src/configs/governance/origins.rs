//! Who decides what. Root, by the track of its own name, may decide everything.

use frame_support::{
    parameter_types,
    traits::{AsEnsureOriginWithArg, EitherOf, EitherOfDiverse, EnsureOriginWithArg, OriginTrait},
};
use frame_system::{EnsureRoot, EnsureRootWithSuccess, EnsureSigned, EnsureWithSuccess, RawOrigin};
use pallet_collective::EnsureProportionAtLeast;
use pallet_governance::{ensure, Days, Origin};

use crate::{params::RuntimeParametersKey, *};

/// Which of all collectives the technical committee is.
pub type TechnicalCollective = pallet_collective::Instance1;

/// Two thirds of the technical committee. It is there for emergencies: it can stop things and vouch for calls, and spends nothing.
pub type Committee = EnsureProportionAtLeast<AccountId, TechnicalCollective, 2, 3>;

/// How a member of the committee votes that does not: whoever leads it, and however many agree, nobody is counted who did not speak.
pub struct SilenceIsNay;

impl pallet_collective::DefaultVote for SilenceIsNay {
    fn default_vote(_: Option<bool>, _: u32, _: u32, _: u32) -> bool {
        false
    }
}

/// Root or somebody else.
pub type RootOr<Other> = EitherOfDiverse<EnsureRoot<AccountId>, Other>;

/// Who decides disputes and appeals.
pub type Court = RootOr<ensure::DisputeCourt>;

/// Who finds that an agent means harm. Not the court, before which the agent may appeal.
pub type Guardian = RootOr<ensure::AgentRegistry>;

/// Who ends a referendum before its time. Not the committee, which could end for ever the one that removes it.
pub type MayCancel = RootOr<ensure::ReferendumCanceller>;

/// Who proposes: anybody, on any track.
pub type MayPropose = AsEnsureOriginWithArg<EnsureSigned<AccountId>>;

/// Who pauses and resumes calls, and ends safe mode.
pub type MayPause = RootOr<Committee>;

/// Who begins or prolongs safe mode, and for how long.
pub type MayRetreat =
    EitherOf<EnsureRootWithSuccess<AccountId, Days<Runtime, 7>>, EnsureWithSuccess<Committee, AccountId, Days<Runtime, 1>>>;

parameter_types! {
    /// Most that the small spender spends by a referendum, in plancks.
    pub const SmallSpend: Balance = 1_000 * AINU;
    /// Most that the medium spender spends by a referendum, in plancks.
    pub const MediumSpend: Balance = 10_000 * AINU;
    /// Most that the treasurer spends by a referendum, in plancks.
    pub const LargeSpend: Balance = 1_000_000 * AINU;
    /// Root spends what there is.
    pub const AnySpend: Balance = Balance::MAX;
}

/// Who spends of the treasury, and how much by one referendum.
pub type MaySpend = EitherOf<EnsureRootWithSuccess<AccountId, AnySpend>, ensure::Spender<SmallSpend, MediumSpend, LargeSpend>>;

/// Who sets a parameter: the parameters' track any, the agent registry's those of the registry.
pub struct MayTune;

impl EnsureOriginWithArg<RuntimeOrigin, RuntimeParametersKey> for MayTune {
    type Success = ();

    fn try_origin(origin: RuntimeOrigin, key: &RuntimeParametersKey) -> Result<(), RuntimeOrigin> {
        match (origin.caller(), key) {
            (OriginCaller::system(RawOrigin::Root) | OriginCaller::Origins(Origin::Parameters), _)
            | (OriginCaller::Origins(Origin::AgentRegistry), RuntimeParametersKey::Registry(_)) => Ok(()),
            _ => Err(origin),
        }
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn try_successful_origin(_: &RuntimeParametersKey) -> Result<RuntimeOrigin, ()> {
        Ok(Origin::Parameters.into())
    }
}
