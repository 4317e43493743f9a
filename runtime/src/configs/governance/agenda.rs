//! When what was decided is carried out.
//!
//! A block has room for so many scheduled things. Anybody can fill one, because every referendum wakes up at a block that its submission
//! chooses; and [`pallet_referenda`] drops what finds no room. So whoever wants to lose an approved referendum would have to fill its block,
//! and each that follows it here.

use frame_support::traits::{
    schedule::{
        v3::{Anon, Named, TaskName},
        DispatchTime, Period, Priority,
    },
    Bounded,
};
use sp_runtime::{traits::BlakeTwo256, DispatchError};

use crate::*;

/// How many blocks are tried after the one that was asked for.
const LATER: BlockNumber = 32;

/// The scheduler, which takes the next block with room where there is none in the one that was asked for.
pub struct NextWithRoom;

type CallIn = Bounded<RuntimeCall, BlakeTwo256>;
type Address = <Scheduler as Anon<BlockNumber, RuntimeCall, OriginCaller>>::Address;

/// The first of these blocks that takes it.
fn first_with_room(
    when: DispatchTime<BlockNumber>,
    place: impl Fn(DispatchTime<BlockNumber>) -> Result<Address, DispatchError>,
) -> Result<Address, DispatchError> {
    let later = |by: BlockNumber| match when {
        DispatchTime::At(block) => DispatchTime::At(block.saturating_add(by)),
        DispatchTime::After(blocks) => DispatchTime::After(blocks.saturating_add(by)),
    };
    let tried = (0..=LATER).map(|by| place(later(by))).find(|placed| *placed != Err(DispatchError::Exhausted));
    tried.unwrap_or(Err(DispatchError::Exhausted))
}

impl Anon<BlockNumber, RuntimeCall, OriginCaller> for NextWithRoom {
    type Address = Address;
    type Hasher = BlakeTwo256;

    fn schedule(
        when: DispatchTime<BlockNumber>,
        periodic: Option<Period<BlockNumber>>,
        priority: Priority,
        origin: OriginCaller,
        call: CallIn,
    ) -> Result<Address, DispatchError> {
        first_with_room(when, |when| {
            <Scheduler as Anon<_, _, _>>::schedule(when, periodic, priority, origin.clone(), call.clone())
        })
    }

    fn cancel(address: Address) -> Result<(), DispatchError> {
        <Scheduler as Anon<_, RuntimeCall, OriginCaller>>::cancel(address)
    }

    fn reschedule(address: Address, when: DispatchTime<BlockNumber>) -> Result<Address, DispatchError> {
        <Scheduler as Anon<_, RuntimeCall, OriginCaller>>::reschedule(address, when)
    }

    fn next_dispatch_time(address: Address) -> Result<BlockNumber, DispatchError> {
        <Scheduler as Anon<_, RuntimeCall, OriginCaller>>::next_dispatch_time(address)
    }
}

impl Named<BlockNumber, RuntimeCall, OriginCaller> for NextWithRoom {
    type Address = Address;
    type Hasher = BlakeTwo256;

    fn schedule_named(
        name: TaskName,
        when: DispatchTime<BlockNumber>,
        periodic: Option<Period<BlockNumber>>,
        priority: Priority,
        origin: OriginCaller,
        call: CallIn,
    ) -> Result<Address, DispatchError> {
        first_with_room(when, |when| {
            <Scheduler as Named<_, _, _>>::schedule_named(name, when, periodic, priority, origin.clone(), call.clone())
        })
    }

    fn cancel_named(name: TaskName) -> Result<(), DispatchError> {
        <Scheduler as Named<_, RuntimeCall, OriginCaller>>::cancel_named(name)
    }

    fn reschedule_named(name: TaskName, when: DispatchTime<BlockNumber>) -> Result<Address, DispatchError> {
        <Scheduler as Named<_, RuntimeCall, OriginCaller>>::reschedule_named(name, when)
    }

    fn next_dispatch_time(name: TaskName) -> Result<BlockNumber, DispatchError> {
        <Scheduler as Named<_, RuntimeCall, OriginCaller>>::next_dispatch_time(name)
    }
}
