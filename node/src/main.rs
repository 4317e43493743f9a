#![doc = include_str!("../README.md")]
#![allow(clippy::result_large_err, reason = "the error type is polkadot-sdk's")]

mod chain_spec;
mod cli;
mod command;
mod components;
mod equivocation;
mod network;
mod rpc;
mod run;
mod service;

fn main() -> sc_cli::Result<()> {
    command::run()
}
