//! Who has to speak for a call to be obeyed: one type for each voice, and one for those who may spend.

use core::marker::PhantomData;

use ainur_primitives::Balance;
use frame_support::{
    dispatch_context::with_context,
    traits::{EnsureOrigin, Get, OriginTrait},
};

use crate::Origin;

/// As which of its voices governance speaks here, if it is governance.
fn voice_of<O: OriginTrait>(origin: &O) -> Option<Origin>
where
    for<'a> &'a O::PalletsOrigin: TryInto<&'a Origin>,
{
    origin.caller().try_into().ok().copied()
}

macro_rules! voices {
    ($($name:ident),* $(,)?) => { $(
        #[doc = concat!("Only [`Origin::", stringify!($name), "`].")]
        pub struct $name;

        impl<O> EnsureOrigin<O> for $name
        where
            O: OriginTrait + From<Origin>,
            for<'a> &'a O::PalletsOrigin: TryInto<&'a Origin>,
        {
            type Success = ();

            fn try_origin(origin: O) -> Result<(), O> {
                match voice_of(&origin) {
                    Some(Origin::$name) => Ok(()),
                    _ => Err(origin),
                }
            }

            #[cfg(feature = "runtime-benchmarks")]
            fn try_successful_origin() -> Result<O, ()> {
                Ok(Origin::$name.into())
            }
        }
    )* };
}

voices!(WhitelistedCaller, Parameters, AgentRegistry, DisputeCourt, Treasurer, ReferendumCanceller, ReferendumKiller);

/// That a spender was heard in what is being dispatched.
struct Heard;

/// Whether nobody spent yet in what is being dispatched, all that is batched in it included; from now on somebody has.
fn is_first() -> bool {
    let first = with_context::<Heard, _>(|heard| {
        let first = heard.get().is_none();
        heard.set(Heard);
        first
    });
    // Outside of any dispatch there is nothing to batch.
    first.unwrap_or(true)
}

/// Those who may spend of the treasury, each up to its bound, in plancks: `Small` for [`Origin::SmallSpender`], `Medium` for
/// [`Origin::MediumSpender`], `Large` for [`Origin::Treasurer`].
///
/// Each is heard once in a dispatch, so that its bound is that of all that one referendum spends. Upstream adds up what a batch spends
/// only of spends; of bounties it looks at each by itself.
pub struct Spender<Small, Medium, Large>(PhantomData<(Small, Medium, Large)>);

impl<O, Small: Get<Balance>, Medium: Get<Balance>, Large: Get<Balance>> EnsureOrigin<O> for Spender<Small, Medium, Large>
where
    O: OriginTrait + From<Origin>,
    for<'a> &'a O::PalletsOrigin: TryInto<&'a Origin>,
{
    type Success = Balance;

    fn try_origin(origin: O) -> Result<Balance, O> {
        let bound = match voice_of(&origin) {
            Some(Origin::SmallSpender) => Small::get(),
            Some(Origin::MediumSpender) => Medium::get(),
            Some(Origin::Treasurer) => Large::get(),
            _ => return Err(origin),
        };
        if is_first() {
            Ok(bound)
        } else {
            Err(origin)
        }
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn try_successful_origin() -> Result<O, ()> {
        Ok(Origin::Treasurer.into())
    }
}
