mod auditing;
mod executing;
mod indexing;
mod matching;
mod settling;
mod strategies;
mod submitting;
mod verifying;
