//! A validator set that strangers can join, on the real runtime: whole blocks through the executive, sessions that turn by BABE's
//! epochs, evidence made with the keys in force and proven by the runtime API that nodes ask.

mod chain;
mod evidence;
mod joining;
mod punishment;
