//! Which URLs and addresses may be asked.

use std::{collections::BTreeSet, net::IpAddr};

use ipnet::IpNet;
use reqwest::Url;

use crate::is_global;

/// Longest URL, in bytes.
const MAX_URL: usize = 2_048;
/// Fewest bits that a range must have in common to be allowed: whoever allows everything at once means something else.
const WIDEST: u8 = 7;
/// Most ranges, most ports.
const MOST: usize = 64;

/// Which URLs and addresses may be asked.
#[derive(Clone, Debug)]
pub struct Policy {
    allow_http: bool,
    allow: Vec<IpNet>,
    ports: BTreeSet<u16>,
}

/// Why a policy is none.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
pub enum PolicyError {
    /// A range of addresses cannot be read.
    #[error("{0:?} is no range of addresses such as 10.0.0.0/8")]
    Range(String),
    /// A range of addresses is too wide.
    #[error("{0} is too wide: at least {WIDEST} bits must be given")]
    TooWide(IpNet),
    /// No port is allowed, or port 0.
    #[error("at least one port, each from 1 to 65,535")]
    Ports,
    /// Too much is listed.
    #[error("at most {MOST} ranges and {MOST} ports")]
    TooMany,
}

/// Why a URL may not be asked.
#[derive(thiserror::Error, Clone, Copy, PartialEq, Eq, Debug)]
pub enum UrlError {
    /// It cannot be read, or names no host.
    #[error("it is no absolute URL with a host")]
    Malformed,
    /// It is too long.
    #[error("it is longer than {MAX_URL} bytes")]
    TooLong,
    /// It is not `https`.
    #[error("it must begin with https://")]
    Scheme,
    /// It holds a name or a password.
    #[error("it holds credentials")]
    Credentials,
    /// Its port is not one of those that may be asked.
    #[error("its port is not allowed here")]
    Port,
    /// It names a part of a document.
    #[error("it has a fragment")]
    Fragment,
    /// Its host is an address that may not be asked.
    #[error("its address is not of the public internet")]
    Address,
}

impl Policy {
    /// Allows `https`, and `http` if it says so, on these ports, to public addresses and to those in the ranges `allow`.
    ///
    /// # Errors
    ///
    /// When a range cannot be read or is too wide, there are no ports, or too many of either.
    pub fn new(allow_http: bool, allow: &[String], ports: &[u16]) -> Result<Self, PolicyError> {
        if allow.len() > MOST || ports.len() > MOST {
            return Err(PolicyError::TooMany);
        }
        if ports.is_empty() || ports.contains(&0) {
            return Err(PolicyError::Ports);
        }
        let range = |text: &String| {
            let range: IpNet = text.parse().map_err(|_| PolicyError::Range(text.clone()))?;
            (range.prefix_len() >= WIDEST).then_some(range).ok_or(PolicyError::TooWide(range))
        };
        Ok(Self { allow_http, allow: allow.iter().map(range).collect::<Result<_, _>>()?, ports: ports.iter().copied().collect() })
    }

    /// Looks at a URL, without asking anybody. Its host's name may still turn out to have an address that is not allowed.
    ///
    /// # Errors
    ///
    /// As the variants of [`UrlError`] say.
    pub fn check(&self, url: &str) -> Result<(), UrlError> {
        self.read(url).map(drop)
    }

    /// Reads a URL that may be asked.
    pub(crate) fn read(&self, text: &str) -> Result<Url, UrlError> {
        if text.len() > MAX_URL {
            return Err(UrlError::TooLong);
        }
        let url = Url::parse(text).map_err(|_| UrlError::Malformed)?;
        if !(url.scheme() == "https" || self.allow_http && url.scheme() == "http") {
            return Err(UrlError::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(UrlError::Credentials);
        }
        if url.fragment().is_some() {
            return Err(UrlError::Fragment);
        }
        if !url.port_or_known_default().is_some_and(|port| self.ports.contains(&port)) {
            return Err(UrlError::Port);
        }
        match literal(&url) {
            Some(address) if !self.admits(address) => Err(UrlError::Address),
            Some(_) => Ok(url),
            None => url.host_str().is_some_and(|host| !host.is_empty()).then_some(url).ok_or(UrlError::Malformed),
        }
    }

    /// Whether an address may be asked.
    pub(crate) fn admits(&self, address: IpAddr) -> bool {
        is_global(address) || self.allow.iter().any(|range| range.contains(&address))
    }
}

/// The address that a URL names in place of a host.
pub(crate) fn literal(url: &Url) -> Option<IpAddr> {
    let host = url.host_str()?;
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn usual() -> Policy {
        Policy::new(false, &[], &[443, 8443]).unwrap()
    }

    #[test]
    fn what_may_be_asked_is_https_on_the_ports_that_are_listed() {
        let policy = usual();
        for url in ["https://agent.example/run", "https://agent.example:8443/?a=b", "https://1.1.1.1", "https://[2606:4700::1]/"]
        {
            assert_eq!(policy.check(url), Ok(()), "{url}");
        }
        for (url, error) in [
            ("http://agent.example/", UrlError::Scheme),
            ("ftp://agent.example/", UrlError::Scheme),
            ("file:///etc/passwd", UrlError::Scheme),
            ("agent.example", UrlError::Malformed),
            ("https://", UrlError::Malformed),
            ("https://user@agent.example/", UrlError::Credentials),
            ("https://:secret@agent.example/", UrlError::Credentials),
            ("https://agent.example:22/", UrlError::Port),
            ("https://agent.example/#part", UrlError::Fragment),
        ] {
            assert_eq!(policy.check(url), Err(error), "{url}");
        }
        assert_eq!(policy.check(&format!("https://agent.example/{}", "a".repeat(MAX_URL))), Err(UrlError::TooLong));
        let plain = Policy::new(true, &[], &[80]).unwrap();
        assert_eq!(plain.check("http://agent.example/"), Ok(()));
    }

    #[test]
    fn an_address_is_found_out_however_it_is_written() {
        for host in
            ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::1]", "[::ffff:7f00:1]", "169.254.169.254"]
        {
            assert_eq!(usual().check(&format!("https://{host}/")), Err(UrlError::Address), "{host}");
        }
    }

    #[test]
    fn a_range_is_allowed_only_by_name() {
        let policy = Policy::new(false, &["10.0.0.0/8".into(), "fd00::/8".into()], &[443]).unwrap();
        for (host, is_allowed) in [("10.1.2.3", true), ("[fd00::1]", true), ("11.0.0.1", true), ("127.0.0.1", false)] {
            assert_eq!(policy.check(&format!("https://{host}/")).is_ok(), is_allowed, "{host}");
        }
        assert_eq!(policy.check("https://[::ffff:10.1.2.3]/"), Err(UrlError::Address));
    }

    #[test]
    fn a_policy_that_says_nothing_or_too_much_is_refused() {
        let range = |text: &str| Policy::new(false, &[text.into()], &[443]).unwrap_err();
        assert_eq!(range("10.0.0.1/33"), PolicyError::Range("10.0.0.1/33".into()));
        assert!(matches!(range("0.0.0.0/0"), PolicyError::TooWide(_)));
        assert_eq!(Policy::new(false, &[], &[]).unwrap_err(), PolicyError::Ports);
        assert_eq!(Policy::new(false, &[], &[443, 0]).unwrap_err(), PolicyError::Ports);
        assert_eq!(Policy::new(false, &[], &[443; MOST + 1]).unwrap_err(), PolicyError::TooMany);
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_refused_or_safe(text in "https?://[0-9a-fx:.\\[\\]@#/]{0,24}") {
            if let Ok(url) = usual().read(&text) {
                prop_assert_eq!(url.scheme(), "https");
                prop_assert!(literal(&url).is_none_or(is_global));
            }
        }

        #[test]
        fn no_local_address_passes_as_a_number(bits in 0x7f00_0000u32..=0x7fff_ffff) {
            prop_assert_eq!(usual().check(&format!("https://{bits}/")), Err(UrlError::Address));
            prop_assert_eq!(usual().check(&format!("https://{bits:#x}/")), Err(UrlError::Address));
        }
    }
}
