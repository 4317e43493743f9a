//! What the calls weigh.
#![allow(missing_docs)]
use frame_support::weights::Weight;

pub trait WeightInfo {
    fn register() -> Weight;
    fn update() -> Weight;
    fn set_operator() -> Weight;
    fn pause() -> Weight;
    fn resume() -> Weight;
    fn bond() -> Weight;
    fn unbond() -> Weight;
    fn withdraw_unbonded() -> Weight;
    fn retire() -> Weight;
}

macro_rules! all { ($($name:ident)*) => { $( fn $name() -> Weight { Weight::from_parts(50_000_000, 0) } )* } }
impl WeightInfo for () {
    all! { register update set_operator pause resume bond unbond withdraw_unbonded retire }
}
pub struct SubstrateWeight<T>(core::marker::PhantomData<T>);
impl<T> WeightInfo for SubstrateWeight<T> {
    all! { register update set_operator pause resume bond unbond withdraw_unbonded retire }
}
