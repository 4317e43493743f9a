//! One file for each call, one for what the market may do, and one for what must hold after any of it.

mod any_sequence;
mod bond;
mod engagement;
mod pause_and_resume;
mod register;
mod retire;
mod set_operator;
mod stakes;
mod state;
mod unbond;
mod update;
mod withdraw_unbonded;
