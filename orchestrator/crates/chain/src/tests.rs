mod blocks;
mod calls;
mod fake_chain;
mod node;
mod rpc;
mod shapes;
mod signing;
mod walking;

use std::sync::LazyLock;

use crate::Runtime;

const GENESIS: [u8; 32] = [7; 32];

fn runtime() -> Runtime {
    static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::committed(GENESIS).unwrap());
    RUNTIME.clone()
}
