//! Has a Kubo node keep what is added here as well, for as long as it is needed.

use std::sync::Arc;

use ainur_content::{export, CarError, ContentError, Mirror, Repeats, SourceError};
use ainur_store::mirrored::DueCopy;
use anyhow::Result;
use cid::Cid;
use futures::TryStreamExt;
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

use super::{bring, drive, Context};

/// Most copies of one step; each is held in memory while it is made.
const MOST: i64 = 16;

/// Why a copy was neither made nor let go of.
#[derive(thiserror::Error, Debug)]
enum CopyError {
    #[error(transparent)]
    Mirror(#[from] SourceError),
    #[error(transparent)]
    Content(#[from] ContentError),
    #[error(transparent)]
    Car(#[from] CarError),
}

/// Copies until the shutdown.
pub async fn run(context: Context, shutdown: CancellationToken) {
    let Some(mirror) = context.mirror.clone() else { return shutdown.cancelled().await };
    let (begun, mirror) = (OnceCell::new(), mirror.as_ref());
    drive("mirror", &context, shutdown, || async {
        begun.get_or_try_init(|| begin(&context, mirror)).await?;
        step(&context, mirror).await
    })
    .await;
}

/// Wants copies again of what was given to another node, which was in the settings before.
pub async fn begin(context: &Context, mirror: &dyn Mirror) -> Result<()> {
    Ok(context.store.want_copies_of_others(mirror.address()).await?)
}

/// Makes the copies that are due, and lets go of others.
pub async fn step(context: &Context, mirror: &dyn Mirror) -> Result<()> {
    for due in context.store.due_copies(MOST).await? {
        let Ok(cid) = Cid::try_from(due.cid.as_str()) else {
            context.store.forget_copy(&due).await?;
            continue;
        };
        match carry_out(context, mirror, &due, &cid).await {
            Ok(()) => context.store.note_copy(&due, mirror.address()).await?,
            Err(CopyError::Content(ContentError::NotFound(_))) => context.store.forget_copy(&due).await?,
            Err(error) => {
                let pause = bring::pause(due.failures.unsigned_abs().saturating_add(1));
                tracing::warn!(%cid, %error, pause_seconds = pause.as_secs(), "the Kubo node has no copy yet, or one too many");
                context.store.rest_copy(&due, pause).await?;
            }
        }
    }
    Ok(())
}

async fn carry_out(context: &Context, mirror: &dyn Mirror, due: &DueCopy, cid: &Cid) -> Result<(), CopyError> {
    if due.is_unwanted {
        return Ok(mirror.let_go(cid).await?);
    }
    let blocks = context.content.sequence(cid, Repeats::Once).await?;
    let parts: Vec<Vec<u8>> = export(Arc::clone(&context.content), *cid, blocks)?.try_collect().await?;
    Ok(mirror.keep(cid, parts.concat()).await?)
}
