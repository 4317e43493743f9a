//! `std::error` and `std::io` under the name of a crate whose releases are all withdrawn, and which `multihash` 0.17 asks for.
//! Nothing of ours uses it; it goes when `ipfs-api-backend-hyper` no longer needs that.

pub use std::{error, io};
