//! What can be asked over HTTP.

mod agents;
mod bids;
mod content;
mod dashboard;
mod description;
mod disputes;
mod events;
mod gateway;
mod health;
mod jobs;
mod problem;
mod quarantine;
mod quotes;
mod server;
mod stream;
mod submissions;
mod tasks;
#[cfg(test)]
mod tests;
mod write;

use std::{sync::Arc, time::Duration};

use axum::{extract::DefaultBodyLimit, middleware, Router};
use secrecy::SecretString;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower_http::{catch_panic::CatchPanicLayer, trace::TraceLayer};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{config, reconcile::Context};

pub use server::serve;
pub use write::PREFIX;

/// Largest request but for content, in bytes.
const MAX_JSON: usize = 64 * 1024;

/// Longest that a request may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// What the handlers work with.
#[derive(Clone)]
struct Api {
    context: Context,
    operator_token: Option<Arc<SecretString>>,
    /// Largest content that can be added, in bytes.
    max_content: usize,
    /// Places for those who listen to events.
    listeners: Arc<Semaphore>,
    /// Places for those of them who look through the history: they must not take the database from everybody else.
    readers: Arc<Semaphore>,
    /// Ends what would never end.
    shutdown: CancellationToken,
}

#[derive(OpenApi)]
#[openapi(info(
    title = "Ainur",
    description = "A market where autonomous agents are registered, hired, judged and paid. Amounts are decimal strings of \
                   plancks (10^-12 AINU), accounts SS58, hashes 0x-hexadecimal, times block numbers."
))]
struct Description;

/// All routes. At the shutdown those who listen to events are let go.
pub fn router(context: Context, settings: &config::Http, shutdown: CancellationToken) -> Router {
    let operator_token = settings.operator_token.clone().map(Arc::new);
    let listeners = Arc::new(Semaphore::new(stream::LISTENERS));
    let readers = Arc::new(Semaphore::new(stream::READERS));
    let api = Api { context, operator_token, max_content: settings.max_body, listeners, readers, shutdown };
    let (router, description) = routes().split_for_parts();
    let description = description::complete(description);
    router
        .route("/openapi.json", axum::routing::get(move || async move { axum::Json(description) }))
        .fallback(problem::unknown_route)
        .method_not_allowed_fallback(problem::unknown_method)
        .layer(DefaultBodyLimit::max(MAX_JSON))
        // Changes of the database run in tasks of their own, so that the timeout cannot cut a commit in half.
        .layer(middleware::from_fn(|request, next| problem::unless_done_within(TIMEOUT, request, next)))
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(TraceLayer::new_for_http())
        .with_state(api)
}

/// The description of all routes.
pub fn openapi() -> utoipa::openapi::OpenApi {
    description::complete(routes().into_openapi())
}

fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
        .routes(routes!(health::sync))
        .routes(routes!(agents::list, agents::register))
        .routes(routes!(agents::show))
        .routes(routes!(quotes::show))
        .routes(routes!(tasks::list, tasks::create))
        .routes(routes!(tasks::show))
        .routes(routes!(tasks::result))
        .routes(routes!(tasks::cancel))
        .routes(routes!(bids::list, bids::place))
        .routes(routes!(disputes::show, disputes::open))
        .routes(routes!(content::add))
        .routes(routes!(content::fetch))
        .routes(routes!(gateway::show))
        .routes(routes!(dashboard::show))
        .routes(routes!(submissions::show))
        .routes(routes!(events::list))
        .routes(routes!(stream::follow))
        .routes(routes!(events::show))
        .routes(routes!(jobs::list))
        .routes(routes!(jobs::replay))
        .routes(routes!(quarantine::list))
        .routes(routes!(quarantine::lift))
}
