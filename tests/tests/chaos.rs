//! Whatever is killed while tasks come in, each ends with one payment. Features A16, A17, A20, A31, D5.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use ainur_tests::chaos;

/// Any would do; `cargo xtask chaos` takes another each time.
const SEED: u64 = 1;

#[tokio::test(flavor = "multi_thread")]
async fn twenty_kills_cost_nobody_a_task_or_a_payment() {
    println!("{}", chaos::run(SEED, 20).await.unwrap());
}
