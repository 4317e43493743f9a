//! The search for inputs that reach new code.
#![no_main]

use std::cell::OnceCell;

use ainur_runtime_fuzz::World;
use libfuzzer_sys::fuzz_target;

thread_local! {
    static WORLD: OnceCell<World> = const { OnceCell::new() };
}

fuzz_target!(|bytes: &[u8]| {
    WORLD.with(|world| world.get_or_init(World::new).live(bytes));
});
