//! The pallets whose weights are measured on this runtime.
#![cfg(feature = "runtime-benchmarks")]

frame_benchmarking::define_benchmarks!(
    [frame_benchmarking, BaselineBench::<Runtime>]
    [frame_system, SystemBench::<Runtime>]
    [frame_system_extensions, SystemExtensionsBench::<Runtime>]
    [pallet_agent_registry, AgentRegistry]
    [pallet_arbitration, Arbitration]
    [pallet_rewards, Rewards]
    [pallet_slashing, Slashing]
    [pallet_task_market, TaskMarket]
    [pallet_transaction_payment, TransactionPayment]
    [pallet_validators, Validators]
);
