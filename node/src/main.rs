#![doc = include_str!("../README.md")]

mod chain_spec;
mod cli;
mod command;
mod components;
mod network;
mod rpc;
mod service;

fn main() -> sc_cli::Result<()> {
    command::run()
}
