//! Brings content that work needs from elsewhere.

use std::{collections::HashMap, sync::Arc, time::Duration};

use ainur_content::BringError;
use ainur_sandbox::{Limit, Limits, MAX_PACKAGE};
use ainur_store::content::{Wanted, Wanting};
use anyhow::Result;
use cid::Cid;
use tokio::{task::JoinSet, time::Instant};
use tokio_util::sync::CancellationToken;

use super::{Context, INTERVAL};
use crate::matching::Strategy;

/// Files that are brought at a time; each is held in memory until it is whole.
const AT_A_TIME: usize = 4;
/// Pause before a file that could not be had is asked for again, the first time; twice as long each time after that.
const SHORTEST_PAUSE: Duration = Duration::from_secs(5);
/// Longest such pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);

/// How it stands with a file that is wanted.
enum State {
    /// It was here when it was looked for. What work needs is not collected.
    Here,
    /// It is on its way.
    Asked { failures: u32 },
    /// It could not be had.
    Resting { failures: u32, until: Instant },
}

/// What is wanted, and on its way.
pub(super) struct Bringer {
    context: Context,
    files: HashMap<Cid, State>,
    running: JoinSet<(Cid, Result<(), BringError>)>,
}

/// Brings what is missing until the shutdown.
pub async fn run(context: Context, shutdown: CancellationToken) {
    if context.sources.is_empty() {
        return shutdown.cancelled().await;
    }
    let mut bringer = Bringer::new(context);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            done = bringer.step() => if let Err(error) = done {
                tracing::warn!(error = format!("{error:#}"), "what is wanted could not be looked up");
            }
        }
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(INTERVAL) => {}
            true = bringer.note() => {}
        }
    }
}

impl Bringer {
    pub(super) fn new(context: Context) -> Self {
        Self { context, files: HashMap::new(), running: JoinSet::new() }
    }

    /// Asks for what is wanted and not here, as far as there is room.
    pub(super) async fn step(&mut self) -> Result<()> {
        let context = self.context.clone();
        let owners = context.work.owners.as_ref().map(|owners| owners.iter().cloned().collect::<Vec<_>>());
        let by = Wanting {
            operators: &context.accounts.names(),
            owners: owners.as_deref(),
            verifier: &context.operator(),
            watch: context.verify.watch,
            texts: context.work.strategy == Some(Strategy::Similar),
        };
        let wanted = context.store.content_wanted(&by).await?;
        let wanted: HashMap<Cid, u64> = wanted.iter().filter_map(limit).collect();
        self.files.retain(|cid, _| wanted.contains_key(cid));
        for (cid, limit) in wanted {
            if self.running.len() >= AT_A_TIME {
                break;
            }
            let failures = match self.files.get(&cid) {
                None if context.content.contains(&cid).await? => {
                    self.files.insert(cid, State::Here);
                    continue;
                }
                None => 0,
                Some(State::Resting { failures, until }) if *until <= Instant::now() => *failures,
                Some(State::Here | State::Asked { .. } | State::Resting { .. }) => continue,
            };
            self.files.insert(cid, State::Asked { failures });
            let (sources, content) = (Arc::clone(&context.sources), Arc::clone(&context.content));
            self.running.spawn(async move { (cid, sources.bring(content.as_ref(), &cid, limit).await) });
        }
        Ok(())
    }

    /// Waits for a file that is on its way and notes what became of it; false when none is.
    pub(super) async fn note(&mut self) -> bool {
        let Some(ended) = self.running.join_next().await else { return false };
        let Ok((cid, done)) = ended else {
            // It broke, and does not say for which file: whatever is on its way is asked for again.
            self.files.retain(|_, state| !matches!(state, State::Asked { .. }));
            return true;
        };
        let failures = match self.files.get(&cid) {
            Some(State::Asked { failures }) => failures.saturating_add(1),
            // Nobody wants it any more.
            _ => return true,
        };
        let state = match done {
            Ok(()) => {
                tracing::info!(%cid, "content was brought");
                // Whoever waited for it can go on.
                self.context.wake.ring();
                State::Here
            }
            Err(error) => {
                let pause = pause(failures);
                let (error, pause_seconds) = (&error as &dyn std::error::Error, pause.as_secs());
                tracing::warn!(%cid, error, pause_seconds, "content could not be brought");
                State::Resting { failures, until: Instant::now() + pause }
            }
        };
        self.files.insert(cid, state);
        true
    }
}

/// The file, and how large it may be.
fn limit(wanted: &Wanted) -> Option<(Cid, u64)> {
    let limit = if wanted.is_module { MAX_PACKAGE as u64 } else { Limits::default().get(Limit::Input) };
    Some((Cid::try_from(wanted.cid.as_str()).ok()?, limit))
}

/// How long a file rests after so many failures in a row.
pub(super) fn pause(failures: u32) -> Duration {
    SHORTEST_PAUSE.saturating_mul(2u32.saturating_pow(failures.saturating_sub(1))).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_rests_longer_each_time_but_not_for_ever() {
        let seconds: Vec<_> = [1, 2, 3, 8, 9, u32::MAX].map(|failures| pause(failures).as_secs()).into();
        assert_eq!(seconds, [5, 10, 20, 640, 900, 900]);
    }
}
