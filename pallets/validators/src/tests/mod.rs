//! One file for each call, one for what sessions do, two for what faults cost, and one for what must hold after any of it.

mod absence;
mod any_sequence;
mod bond_more;
mod invulnerables;
mod join;
mod leave_and_withdraw;
mod offences;
mod reports;
mod sessions;
mod state;
