//! Who turns a host's name into addresses.

use std::{io, net::IpAddr};

use async_trait::async_trait;

/// Turns the name of a host into addresses. Whoever does not want to wait any longer drops the future.
#[async_trait]
pub trait Resolve: Send + Sync {
    /// All addresses of the host.
    ///
    /// # Errors
    ///
    /// When nobody knows the name, or nobody answers.
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// As the operating system does it.
#[derive(Clone, Copy, Default, Debug)]
pub struct SystemResolver;

#[async_trait]
impl Resolve for SystemResolver {
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((host, 0)).await?.map(|address| address.ip()).collect())
    }
}
