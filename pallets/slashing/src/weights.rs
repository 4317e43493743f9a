#![allow(missing_docs)]
use core::marker::PhantomData;
use frame_support::weights::Weight;
pub trait WeightInfo {
    fn apply() -> Weight;
    fn appeal() -> Weight;
    fn judge() -> Weight;
    fn release() -> Weight;
    fn punish() -> Weight;
}
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    fn apply() -> Weight { Weight::from_parts(1_000_000_000, 0) }
    fn appeal() -> Weight { Weight::from_parts(1_000_000_000, 0) }
    fn judge() -> Weight { Weight::from_parts(1_000_000_000, 0) }
    fn release() -> Weight { Weight::from_parts(1_000_000_000, 0) }
    fn punish() -> Weight { Weight::from_parts(1_000_000_000, 0) }
}
