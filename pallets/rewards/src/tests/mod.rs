mod any_sequence;
mod claiming;
mod earning;
mod eras;
mod sweeping;
