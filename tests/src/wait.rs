//! Waiting for conditions.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use ainur_chain::ChainError;
use anyhow::{Error, Result};

use crate::api::NotNow;

/// How often a condition is looked at.
const INTERVAL: Duration = Duration::from_millis(100);

/// How long the chain may take for so many blocks: twice what it takes when nothing is late.
pub fn slots(blocks: u32) -> Duration {
    const SLOT: Duration = Duration::from_secs(2);
    SLOT.saturating_mul(2).saturating_mul(blocks)
}

/// Looks again and again until `probe` finds something. Whoever is not reached, does not answer in time, or says that it cannot
/// now, is asked again: a machine may have much else to do.
///
/// # Errors
///
/// The first error of the probe that is a verdict, or one that names `what` when nothing is found within `patience`, with the
/// reason for which nobody answered the last time.
pub async fn until<T, Probe, Found>(what: &str, patience: Duration, mut probe: Probe) -> Result<T>
where
    Probe: FnMut() -> Found,
    Found: Future<Output = Result<Option<T>>>,
{
    let deadline = Instant::now() + patience;
    loop {
        let silence = match probe().await {
            Ok(Some(found)) => return Ok(found),
            Ok(None) => None,
            Err(error) if is_silence(&error) => Some(error),
            Err(error) => return Err(error),
        };
        if Instant::now() >= deadline {
            let vain = format!("waited {} s in vain for {what}", patience.as_secs());
            return Err(match silence {
                Some(silence) => silence.context(vain),
                None => Error::msg(vain),
            });
        }
        tokio::time::sleep(INTERVAL).await;
    }
}

/// Whether it is an error of the way, after which nothing is known.
fn is_silence(error: &Error) -> bool {
    let is_answer = |error: &reqwest::Error| error.is_decode() || error.is_status();
    error.chain().any(|cause| {
        cause.downcast_ref().is_some_and(|error| !is_answer(error))
            || matches!(cause.downcast_ref::<ChainError>(), Some(ChainError::Unreachable(_)))
            || cause.is::<NotNow>()
    })
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);

    fn unreachable() -> Error {
        Error::new(ChainError::Unreachable("refused".into())).context("a probe")
    }

    #[tokio::test]
    async fn who_does_not_answer_is_asked_again() {
        let looks = Cell::new(0);
        let found = until("an answer", PATIENCE, || async {
            looks.set(looks.get() + 1);
            if looks.get() < 3 {
                return Err(unreachable());
            }
            Ok(Some(looks.get()))
        });
        assert_eq!(found.await.unwrap(), 3);
    }

    #[tokio::test]
    async fn nobody_listening_is_no_verdict() {
        // Bound, and never listened at.
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
        let url = format!("http://{}", socket.local_addr().unwrap());
        assert!(is_silence(&reqwest::get(url).await.unwrap_err().into()));
    }

    #[tokio::test]
    async fn a_verdict_ends_the_wait() {
        let looks = Cell::new(0);
        let found: Result<()> = until("an answer", PATIENCE, || async {
            looks.set(looks.get() + 1);
            Err(Error::msg("another block"))
        })
        .await;
        assert_eq!((found.unwrap_err().to_string().as_str(), looks.get()), ("another block", 1));
    }

    #[tokio::test]
    async fn a_wait_in_vain_says_for_what_and_why() {
        let found: Result<()> = until("an answer", Duration::ZERO, || async { Err(unreachable()) }).await;
        let error = format!("{:#}", found.unwrap_err());
        assert!(error.starts_with("waited 0 s in vain for an answer: a probe: the node cannot be reached"), "{error}");
        let found: Result<()> = until("an answer", Duration::ZERO, || async { Ok(None) }).await;
        assert_eq!(found.unwrap_err().to_string(), "waited 0 s in vain for an answer");
    }
}
