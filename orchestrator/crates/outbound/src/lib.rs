#![doc = include_str!("../README.md")]

mod address;
mod client;
mod policy;
mod resolve;

pub use address::is_global;
pub use client::{Client, Request, Response, SendError};
pub use policy::{Policy, PolicyError, UrlError};
pub use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
pub use resolve::{Resolve, SystemResolver};
