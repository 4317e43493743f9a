//! Whether an agent may be given work, after what became of its last: a circuit breaker for each.
//!
//! | circuit | what the agent is given | until |
//! | --- | --- | --- |
//! | closed | whatever there is | five runs in a row went wrong |
//! | open | nothing | a pause is over: 1.5 seconds at first, half as long again each time, at most a minute |
//! | half open | one run at a time, the probe | that run went well, and the circuit is closed, or wrong, and it is open again |
//!
//! A run went wrong when it broke off, ran out of something, gave no output or never ended. One that ended for another reason, such
//! as a database that did not answer or an input that is not what it should be, says nothing about the agent.
//!
//! Beside its circuit stands what the last check-up found: whether its module is here, is what the chain says, and can be made to run. An
//! agent of which that cannot be said is given nothing, however its circuit stands.
//!
//! No row keeps this. Each process sees for itself within five runs what it can run; what one machine cannot run another may; and a
//! state that is good for seconds is older than a restart takes.

mod board;
mod checkup;
mod state;

#[cfg(test)]
pub use self::state::Phase;
pub use self::{
    board::{Board, Permit},
    checkup::{Checkup, Checkups},
    state::Refused,
};
