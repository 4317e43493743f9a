//! What the calls weigh.
#![allow(missing_docs)]
use frame_support::weights::Weight;

macro_rules! names { ($m:ident) => { $m! { create_task cancel bid withdraw_bid close_bidding accept_offer decline start submit_result fail accept_result poke look_at_agenda } } }
macro_rules! decl { ($($name:ident)*) => { pub trait WeightInfo { $( fn $name() -> Weight; )* fn settle(n: u32) -> Weight; } } }
macro_rules! all { ($($name:ident)*) => { $( fn $name() -> Weight { Weight::from_parts(200_000_000, 0) } )* fn settle(n: u32) -> Weight { Weight::from_parts(200_000_000, 0).saturating_mul(n.into()) } } }
names!(decl);
impl WeightInfo for () {
    names!(all);
}
pub struct SubstrateWeight<T>(core::marker::PhantomData<T>);
impl<T> WeightInfo for SubstrateWeight<T> {
    names!(all);
}
