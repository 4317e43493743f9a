//! Calling the loops of this process, so that none has to look all the time.

use tokio::sync::watch;

/// Calls everybody who listens.
#[derive(Clone, Debug)]
pub struct Wake(watch::Sender<()>);

/// Hears calls; several at once count as one.
#[derive(Debug)]
pub struct Calls(watch::Receiver<()>);

impl Default for Wake {
    fn default() -> Self {
        Self(watch::Sender::new(()))
    }
}

impl Wake {
    /// Calls; nobody listening is no failure.
    pub fn ring(&self) {
        self.0.send_replace(());
    }

    /// Listens from now on.
    pub fn listen(&self) -> Calls {
        Calls(self.0.subscribe())
    }
}

impl Calls {
    /// Forgets all calls so far.
    pub fn mark_heard(&mut self) {
        self.0.mark_unchanged();
    }

    /// Returns at the next call that was not forgotten; never when nobody can call any more.
    pub async fn next(&mut self) {
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[test]
    fn a_call_is_heard_once_by_everybody_who_listens() {
        let wake = Wake::default();
        let (mut one, mut other) = (wake.listen(), wake.listen());
        assert_eq!(one.next().now_or_never(), None);
        wake.ring();
        wake.ring();
        assert_eq!((one.next().now_or_never(), one.next().now_or_never()), (Some(()), None));
        other.mark_heard();
        assert_eq!(other.next().now_or_never(), None);
    }
}
