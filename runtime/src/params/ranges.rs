//! Numbers that cannot leave their range.
//!
//! A parameter's type names the least and the most it can be. A value outside cannot be decoded, so that no call can carry it and no
//! storage can hold it, whoever signs.

use core::marker::PhantomData;

use codec::{Decode, DecodeWithMemTracking, Encode, Error, Input, MaxEncodedLen};
use frame_support::traits::{dynamic_params::Key, Get};
use scale_info::{Type, TypeInfo};
use sp_runtime::{Perbill, Permill};

use crate::{Balance, BlockNumber};

/// A number in a range.
pub trait InRange {
    /// The number without its range.
    type Value;

    /// The number itself.
    fn value(self) -> Self::Value;
}

/// The value of parameter `P`, for those who need not know its range.
pub struct ValueOf<P>(PhantomData<P>);

impl<P, T> Get<T> for ValueOf<P>
where
    P: Key + Get<<P as Key>::Value>,
    P::Value: InRange<Value = T>,
{
    fn get() -> T {
        <P as Get<P::Value>>::get().value()
    }
}

macro_rules! in_range {
    ($($(#[$doc:meta])* $name:ident($value:ty): $bound:ty, $measure:expr;)*) => { $(
        $(#[$doc])*
        ///
        /// Encoded and described as the bare number.
        #[derive(Encode, DecodeWithMemTracking, MaxEncodedLen, Clone, Copy, PartialEq, Eq, Debug)]
        pub struct $name<const MIN: $bound, const MAX: $bound>($value);

        impl<const MIN: $bound, const MAX: $bound> $name<MIN, MAX> {
            /// The number with its range.
            ///
            /// # Panics
            ///
            /// When the number is outside; in a constant that is an error at compile time.
            pub const fn of(value: $value) -> Self {
                assert!(Self::contains(value), "the value is outside of its range");
                Self(value)
            }

            const fn contains(value: $value) -> bool {
                let measure = $measure(value);
                MIN <= measure && measure <= MAX
            }
        }

        impl<const MIN: $bound, const MAX: $bound> InRange for $name<MIN, MAX> {
            type Value = $value;

            fn value(self) -> $value {
                self.0
            }
        }

        impl<const MIN: $bound, const MAX: $bound> Decode for $name<MIN, MAX> {
            fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
                let value = <$value>::decode(input)?;
                if Self::contains(value) {
                    Ok(Self(value))
                } else {
                    Err("the value is outside of the parameter's range".into())
                }
            }
        }

        impl<const MIN: $bound, const MAX: $bound> TypeInfo for $name<MIN, MAX> {
            type Identity = <$value as TypeInfo>::Identity;

            fn type_info() -> Type {
                <$value>::type_info()
            }
        }
    )* };
}

in_range! {
    /// An amount in plancks, from `MIN` to `MAX`.
    Plancks(Balance): Balance, core::convert::identity;
    /// A span in blocks, from `MIN` to `MAX`.
    Blocks(BlockNumber): BlockNumber, core::convert::identity;
    /// A small count, from `MIN` to `MAX`.
    Few(u8): u8, core::convert::identity;
    /// A count, from `MIN` to `MAX`.
    Times(u16): u16, core::convert::identity;
    /// A large count, from `MIN` to `MAX`.
    Many(u32): u32, core::convert::identity;
    /// A share from `MIN` to `MAX` millionths.
    Share(Permill): u32, Permill::deconstruct;
    /// A share from `MIN` to `MAX` billionths.
    FineShare(Perbill): u32, Perbill::deconstruct;
}

#[cfg(test)]
mod tests {
    use super::*;

    type Small = Blocks<2, 5>;

    #[test]
    fn only_what_is_in_range_can_be_decoded() {
        for value in 0..10u32 {
            let decoded = Small::decode(&mut &value.encode()[..]).ok().map(InRange::value);
            assert_eq!(decoded, (2..=5).contains(&value).then_some(value));
        }
        let decoded = |share: Permill| Share::<10_000, 20_000>::decode(&mut &share.encode()[..]).is_ok();
        let millionths = [9_999, 10_000, 20_000, 20_001].map(Permill::from_parts);
        assert_eq!(millionths.map(decoded), [false, true, true, false]);
    }

    #[test]
    fn clients_see_the_bare_number() {
        assert_eq!(Small::of(3).encode(), 3u32.encode());
        assert_eq!(scale_info::meta_type::<Small>().type_id(), scale_info::meta_type::<u32>().type_id());
    }

    #[test]
    #[should_panic = "outside of its range"]
    fn nothing_outside_can_be_written_either() {
        let _six = Small::of(6);
    }
}
