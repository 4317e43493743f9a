//! One file for each way in and out, one for many payments at once, one for accounts that make trouble, one for any amounts.

mod any_amount;
mod batches;
mod lock;
mod pay;
mod refund;
mod split;
mod state;
mod unwilling_accounts;
