mod auditing;
mod executing;
mod indexing;
mod matching;
mod settling;
mod submitting;
mod verifying;
