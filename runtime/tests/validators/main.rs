//! A validator set that strangers can join, on the real runtime: whole blocks through the executive, sessions that turn by BABE's
//! epochs, evidence made with the keys in force and proven by the runtime API that nodes ask.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that fails says where")]

mod chain;
mod evidence;
mod joining;
mod punishment;
