//! What is counted, what can be read of it, and what must hold.

mod rating;
mod reading;
mod recording;
mod state;
