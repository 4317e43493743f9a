//! Events as they become final, for whoever stays on the line.

use std::{collections::VecDeque, convert::Infallible, sync::Arc, time::Duration};

use ainur_store::events::Interest;
use axum::{
    extract::{rejection::QueryRejection, Query, State},
    http::HeaderMap,
    response::sse::{self, KeepAlive, Sse},
};
use futures::Stream;
use serde::Deserialize;
use tokio::{sync::OwnedSemaphorePermit, time::Instant};
use utoipa::IntoParams;

use super::{
    events::{place_after, Event},
    problem::{Kind, Problem},
    Api,
};
use crate::reconcile::Calls;

/// Most who listen at a time: each has one of the server's connections for as long.
pub const LISTENERS: usize = 256;
/// Most of them who look through the history at a time: each takes a connection to the database.
pub const READERS: usize = 2;
/// How long one may listen before it has to come back: whoever went away without a word makes room.
const LONGEST: Duration = Duration::from_secs(60 * 60);
/// How often the history is looked at when nobody calls.
const INTERVAL: Duration = Duration::from_secs(1);
/// How long to wait after a call: most are followed by others, and not every one is for a block.
const AFTER_CALL: Duration = Duration::from_millis(100);
/// How often a listener hears that the line is open, and the server whether anybody is there.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);
/// Events that are looked through at a time.
const STRETCH: i64 = 500;

/// Which events, and from where on.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// Those after the event of this `id`. The header `Last-Event-ID`, by which a browser goes on where it was cut off, comes before it.
    after: Option<String>,
    /// Those from the block at this height on; what is new when no place is named.
    from: Option<u32>,
    /// Only what happens to this task.
    task: Option<u64>,
    /// Only what happens to this agent, and to the tasks on which it bid or for which it was hired: whether it won or lost.
    agent: Option<u64>,
}

/// Where somebody stands who listens.
struct Listener {
    api: Api,
    interest: Interest,
    /// Height and index of the first event that was not looked at.
    place: (u32, u32),
    ready: VecDeque<Event>,
    calls: Calls,
    until: Instant,
    _place_among_listeners: OwnedSemaphorePermit,
}

/// Events of finalised blocks as server-sent events, in order and without end: `id` is the event's, `event` its pallet and name, `data`
/// what `GET /v1/events` has. Whoever comes back with the last `id` misses nothing. The line is cut after an hour at the latest, and
/// when the service ends.
#[utoipa::path(get, path = "/v1/events/stream", params(Wanted),
    responses((status = 200, body = String, content_type = "text/event-stream"), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn follow(
    State(api): State<Api>,
    wanted: Result<Query<Wanted>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<sse::Event, Infallible>>>, Problem> {
    let Query(wanted) = wanted?;
    let place = beginning(&api, &wanted, &headers).await?;
    let permit = Arc::clone(&api.listeners).try_acquire_owned().map_err(|_| Kind::TooManyListeners)?;
    let listener = Listener {
        interest: Interest { task: wanted.task, agent: wanted.agent },
        place,
        ready: VecDeque::new(),
        calls: api.context.wake.listen(),
        until: Instant::now() + LONGEST,
        _place_among_listeners: permit,
        api,
    };
    let events = futures::stream::unfold(listener, |mut listener| async {
        let event = listener.next().await?;
        Some((Ok(message(&event)), listener))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE)))
}

/// The place of the first event that is wanted.
async fn beginning(api: &Api, wanted: &Wanted, headers: &HeaderMap) -> Result<(u32, u32), Problem> {
    let last = headers.get("last-event-id").map(|id| id.to_str().unwrap_or_default());
    match (last.or(wanted.after.as_deref()), wanted.from) {
        (Some(after), _) => place_after(api, after).await,
        (None, Some(from)) => Ok((from, 0)),
        (None, None) => Ok((api.context.height().await.map_err(unavailable)?.map_or(0, |height| height.saturating_add(1)), 0)),
    }
}

fn unavailable(error: anyhow::Error) -> Problem {
    tracing::error!(error = format!("{error:#}"), "the database failed a request");
    Kind::Unavailable.into()
}

/// The event as it goes over the line.
fn message(event: &Event) -> sse::Event {
    let message = sse::Event::default().id(event.id()).event(event.kind());
    // Its fields are JSON already, so this cannot fail; who gets no data asks for the event by its address.
    message.json_data(event).unwrap_or_else(|_| sse::Event::default().id(event.id()).event(event.kind()))
}

impl Listener {
    /// The next event of interest, once there is one; none when the line is to be cut.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            if self.api.shutdown.is_cancelled() || Instant::now() >= self.until {
                return None;
            }
            // Whoever calls from now on has something that may not be read here.
            self.calls.mark_heard();
            if !self.read().await? {
                self.wait().await;
            }
        }
    }

    /// Looks through the next stretch of history; whether there may be more after it. None when it cannot be read.
    async fn read(&mut self) -> Option<bool> {
        let _place = self.api.readers.acquire().await.ok()?;
        match self.api.context.store.events_of_interest(self.place, self.interest, STRETCH).await {
            Ok(stretch) => {
                self.place = stretch.next.unwrap_or(self.place);
                self.ready = stretch.events.into_iter().map(Event::from).collect();
                Some(stretch.goes_on)
            }
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "a listener is cut off and has to come back");
                None
            }
        }
    }

    /// Waits until there may be more, unless something is ready.
    async fn wait(&mut self) {
        if !self.ready.is_empty() {
            return;
        }
        tokio::select! {
            () = self.api.shutdown.cancelled() => {}
            () = tokio::time::sleep(INTERVAL) => {}
            () = self.calls.next() => tokio::time::sleep(AFTER_CALL).await,
        }
    }
}
