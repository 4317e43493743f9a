#![allow(missing_docs)]
use core::marker::PhantomData;
use frame_support::weights::Weight;
pub trait WeightInfo {
    fn take_seat() -> Weight;
    fn give_up_seat() -> Weight;
    fn withdraw_bond() -> Weight;
    fn commit_vote() -> Weight;
    fn reveal_vote() -> Weight;
    fn show_receipt() -> Weight;
    fn draw_committees(n: u32) -> Weight;
}
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    fn take_seat() -> Weight { Weight::from_parts(1_000_000_000, 0) }
    fn give_up_seat() -> Weight { Weight::from_parts(1_000_000_000, 0) }
    fn withdraw_bond() -> Weight { Weight::from_parts(1_000_000_000, 0) }
    fn commit_vote() -> Weight { Weight::from_parts(1_000_000_000, 0) }
    fn reveal_vote() -> Weight { Weight::from_parts(1_000_000_000, 0) }
    fn show_receipt() -> Weight { Weight::from_parts(1_000_000_000, 0) }
    fn draw_committees(n: u32) -> Weight { Weight::from_parts(1_000_000_000, 0).saturating_mul(n.into()) }
}
