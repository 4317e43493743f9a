mod auditing;
mod executing;
mod indexing;
mod matching;
mod queueing;
mod settling;
mod submitting;
mod verifying;
