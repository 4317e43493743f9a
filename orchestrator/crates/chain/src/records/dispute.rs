use ainur_primitives::Side;
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// How a dispute ended.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ruling {
    /// Somebody is right.
    #[codec(index = 0)]
    For(Side),
    /// Nobody decided: the result stands, and no side loses anything.
    #[codec(index = 1)]
    Undecided,
}

/// What a verifier did wrong.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Misconduct {
    /// It was drawn and showed no opinion.
    #[codec(index = 0)]
    Silence,
    /// Its opinion was on the losing side.
    #[codec(index = 1)]
    WrongOpinion,
    /// It could not run what others could.
    #[codec(index = 2)]
    Unavailable,
}
