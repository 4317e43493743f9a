//! What is counted, what can be read of it, and what must hold.

mod model;
mod rating;
mod reading;
mod recording;
mod state;
