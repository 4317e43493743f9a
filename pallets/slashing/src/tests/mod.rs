mod any_sequence;
mod appealing;
mod applying;
mod jail;
mod opening;
