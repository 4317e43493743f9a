//! Short texts that stand on chain. They are validated where they are decoded: a value of these types is well-formed.

use crate::limits::{MAX_CAPABILITIES, MAX_CAPABILITY, MAX_SLUG, MAX_TITLE, MIN_SLUG};
use bounded_collections::{BoundedBTreeSet, BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, Error, Input, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;

/// What an agent offers, or a task requires.
pub type Capabilities = BoundedBTreeSet<Capability, ConstU32<MAX_CAPABILITIES>>;

/// Why a text was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextError {
    /// Shorter than the type allows.
    TooShort,
    /// Longer than the type allows.
    TooLong,
    /// A character (or its place) that the type does not allow.
    Malformed,
}

impl TextError {
    const fn describe(self) -> &'static str {
        match self {
            Self::TooShort => "the text is too short",
            Self::TooLong => "the text is too long",
            Self::Malformed => "the text has a character that is not allowed there",
        }
    }
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.describe())
    }
}

impl core::error::Error for TextError {}

macro_rules! short_text {
    ($(#[$doc:meta])* $name:ident, $max:ident, $check:path) => {
        $(#[$doc])*
        #[derive(Encode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub struct $name(BoundedVec<u8, ConstU32<$max>>);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                core::str::from_utf8(&self.0).unwrap_or_default()
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = TextError;

            fn try_from(bytes: &[u8]) -> Result<Self, TextError> {
                $check(bytes)?;
                BoundedVec::try_from(bytes.to_vec()).map(Self).map_err(|_| TextError::TooLong)
            }
        }

        impl core::str::FromStr for $name {
            type Err = TextError;

            fn from_str(text: &str) -> Result<Self, TextError> {
                Self::try_from(text.as_bytes())
            }
        }

        impl Decode for $name {
            fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
                let bytes = BoundedVec::<u8, ConstU32<$max>>::decode(input)?;
                $check(&bytes).map_err(|error| Error::from(error.describe()))?;
                Ok(Self(bytes))
            }
        }

        impl DecodeWithMemTracking for $name {}

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

short_text! {
    /// An agent's name in its identifier `did:ainur:<slug>`: 3 to 32 of `a-z`, `0-9` and inner hyphens.
    Slug, MAX_SLUG, check_slug
}

short_text! {
    /// A thing an agent can do, in dotted lower case: `text.summarise`; 1 to 48 of `a-z`, `0-9`, inner `.` and `-`.
    Capability, MAX_CAPABILITY, check_capability
}

short_text! {
    /// A task's title: 1 to 128 bytes of UTF-8 without control characters.
    Title, MAX_TITLE, check_title
}

fn check_slug(bytes: &[u8]) -> Result<(), TextError> {
    check_name(bytes, MIN_SLUG as usize, MAX_SLUG as usize, b"-")
}

fn check_capability(bytes: &[u8]) -> Result<(), TextError> {
    check_name(bytes, 1, MAX_CAPABILITY as usize, b"-.")
}

/// Lower-case letters and digits, with `inner` allowed between two of them.
fn check_name(bytes: &[u8], min: usize, max: usize, inner: &[u8]) -> Result<(), TextError> {
    check_length(bytes, min, max)?;
    let mut after_inner = true;
    for byte in bytes {
        let is_inner = inner.contains(byte);
        if !(is_inner || byte.is_ascii_lowercase() || byte.is_ascii_digit()) || (is_inner && after_inner) {
            return Err(TextError::Malformed);
        }
        after_inner = is_inner;
    }
    if after_inner {
        return Err(TextError::Malformed);
    }
    Ok(())
}

fn check_title(bytes: &[u8]) -> Result<(), TextError> {
    check_length(bytes, 1, MAX_TITLE as usize)?;
    match core::str::from_utf8(bytes) {
        Ok(text) if !text.chars().any(char::is_control) => Ok(()),
        _ => Err(TextError::Malformed),
    }
}

fn check_length(bytes: &[u8], min: usize, max: usize) -> Result<(), TextError> {
    if bytes.len() < min {
        return Err(TextError::TooShort);
    }
    if bytes.len() > max {
        return Err(TextError::TooLong);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{string::String, vec::Vec};
    use proptest::prelude::*;

    #[test]
    fn slugs_follow_the_did_rules() {
        for good in ["abc", "a-b", "summariser-2", "0x0"] {
            assert_eq!(good.parse::<Slug>().map(|slug| slug.as_str() == good), Ok(true), "{good}");
        }
        for bad in ["-ab", "ab-", "a--b", "Abc", "a b", "a.b", "äbc"] {
            assert_eq!(bad.parse::<Slug>(), Err(TextError::Malformed), "{bad}");
        }
        assert_eq!("ab".parse::<Slug>(), Err(TextError::TooShort));
        assert_eq!("a".repeat(33).parse::<Slug>(), Err(TextError::TooLong));
    }

    #[test]
    fn capabilities_are_dotted() {
        assert!("text.summarise".parse::<Capability>().is_ok());
        assert_eq!(".text".parse::<Capability>(), Err(TextError::Malformed));
        assert_eq!("".parse::<Capability>(), Err(TextError::TooShort));
    }

    #[test]
    fn titles_are_plain_text() {
        assert!("Résumé of chapter 1".parse::<Title>().is_ok());
        assert_eq!("two\nlines".parse::<Title>(), Err(TextError::Malformed));
        assert_eq!(Title::try_from(&[0xff][..]), Err(TextError::Malformed));
    }

    proptest! {
        #[test]
        fn decoding_accepts_exactly_what_parsing_accepts(bytes in proptest::collection::vec(any::<u8>(), 0..160)) {
            let encoded = bytes.encode();
            prop_assert_eq!(Slug::decode(&mut &encoded[..]).ok(), Slug::try_from(&bytes[..]).ok());
            prop_assert_eq!(Title::decode(&mut &encoded[..]).ok(), Title::try_from(&bytes[..]).ok());
            prop_assert_eq!(Capability::decode(&mut &encoded[..]).ok(), Capability::try_from(&bytes[..]).ok());
        }

        #[test]
        fn a_slug_survives_its_encoding(text in "[a-z0-9]{3,32}") {
            let slug: Slug = text.parse().unwrap();
            prop_assert_eq!(&Slug::decode(&mut &slug.encode()[..]).unwrap(), &slug);
            prop_assert_eq!(String::from(slug.as_str()), text.clone());
            prop_assert_eq!(slug.encode(), Vec::from(text.as_bytes()).encode());
        }
    }
}
