use ainur_primitives::{Balance, Capabilities, Cid, Hash};
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// How an agent's work is done.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub enum Execution {
    /// By a WebAssembly module that anyone can run again.
    #[codec(index = 0)]
    Module {
        /// Where the module can be had.
        module: Cid,
        /// blake2-256 of the module's bytes.
        hash: Hash,
    },
    /// By a service of the owner's.
    #[codec(index = 1)]
    Endpoint {
        /// Where the description of the service can be had.
        descriptor: Cid,
    },
}

/// What an agent offers.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct AgentSpec {
    /// Where the agent's manifest can be had.
    pub manifest: Cid,
    /// What it can do; at least one thing.
    pub capabilities: Capabilities,
    /// What it usually asks for a task, in plancks.
    pub price: Balance,
    /// How it works.
    pub execution: Execution,
    /// How many tasks it takes on at a time; at least one.
    pub concurrency: u16,
}

/// Whether an agent takes on work.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Availability {
    /// It does.
    #[codec(index = 0)]
    Active,
    /// Not at the moment.
    #[codec(index = 1)]
    Paused,
    /// Never again: its stake is on its way out.
    #[codec(index = 2)]
    Retired,
    /// Not until it is let out of jail.
    #[codec(index = 3)]
    Jailed,
}
