//! Who has to speak for a call to be obeyed: one type for each voice, and one for those who may spend.

use core::marker::PhantomData;

use ainur_primitives::Balance;
use frame_support::traits::{EnsureOrigin, Get, OriginTrait};

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

/// Those who may spend of the treasury, each up to its bound, in plancks: `Small` for [`Origin::SmallSpender`], `Medium` for
/// [`Origin::MediumSpender`], `Large` for [`Origin::Treasurer`].
pub struct Spender<Small, Medium, Large>(PhantomData<(Small, Medium, Large)>);

impl<O, Small: Get<Balance>, Medium: Get<Balance>, Large: Get<Balance>> EnsureOrigin<O> for Spender<Small, Medium, Large>
where
    O: OriginTrait + From<Origin>,
    for<'a> &'a O::PalletsOrigin: TryInto<&'a Origin>,
{
    type Success = Balance;

    fn try_origin(origin: O) -> Result<Balance, O> {
        match voice_of(&origin) {
            Some(Origin::SmallSpender) => Ok(Small::get()),
            Some(Origin::MediumSpender) => Ok(Medium::get()),
            Some(Origin::Treasurer) => Ok(Large::get()),
            _ => Err(origin),
        }
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn try_successful_origin() -> Result<O, ()> {
        Ok(Origin::Treasurer.into())
    }
}
