//! The history of events, to be read again from any place.

use ainur_store::events;
use axum::{
    extract::{
        rejection::{PathRejection, QueryRejection},
        Path, Query, State,
    },
    Json,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::{
    agents::PAGE,
    problem::{invalid, Kind, Problem},
    Api,
};
use crate::text;

/// Most events of one page.
const MOST: i64 = 1_000;

/// An event of a finalised block.
#[derive(Serialize, ToSchema)]
pub struct Event {
    /// Its address, which never changes: hash of the block, a colon, position among the block's events.
    id: String,
    /// Hash of the block.
    block: String,
    /// Position among the block's events.
    index: i32,
    /// Height of the block.
    height: i64,
    /// The block's clock, in milliseconds since the Unix epoch.
    timestamp_ms: i64,
    /// Pallet that emitted it.
    pallet: String,
    /// Name within the pallet.
    name: String,
    /// Its fields.
    fields: Value,
}

impl Event {
    /// Its address.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Pallet and name, as in `TaskMarket.BidPlaced`.
    pub fn kind(&self) -> String {
        format!("{}.{}", self.pallet, self.name)
    }
}

impl From<events::Event> for Event {
    fn from(row: events::Event) -> Self {
        let block = text::hex(&row.block_hash);
        Self {
            id: format!("{block}:{}", row.idx),
            block,
            index: row.idx,
            height: row.height,
            timestamp_ms: row.timestamp_ms,
            pallet: row.pallet,
            name: row.name,
            fields: row.fields,
        }
    }
}

/// From where.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Only those after the event of this `id`: the last one of the page before.
    after: Option<String>,
    /// Only those from the block at this height on.
    from: Option<u32>,
    /// At most so many, 1 to 1,000; 100 when not said.
    limit: Option<i64>,
}

/// All events of all finalised blocks, in the order in which they happened, from genesis when no place is named. A page that is shorter
/// than its limit is the last one for now: asked again with the same place later, there is more.
#[utoipa::path(get, path = "/v1/events", params(Place), responses((status = 200, body = Vec<Event>), (status = 422, body = Problem)))]
pub async fn list(State(api): State<Api>, place: Result<Query<Place>, QueryRejection>) -> Result<Json<Vec<Event>>, Problem> {
    let Query(place) = place?;
    let first = match (place.after, place.from) {
        (None, from) => (from.unwrap_or(0), 0),
        (Some(after), None) => place_after(&api, &after).await?,
        (Some(_), Some(_)) => return Err(invalid("after, from", "at most one of the two")),
    };
    let limit = place.limit.unwrap_or(PAGE).clamp(1, MOST);
    Ok(Json(api.context.store.events(first, limit).await?.into_iter().map(Event::from).collect()))
}

/// The place after that of an event, by height and index.
pub async fn place_after(api: &Api, id: &str) -> Result<(u32, u32), Problem> {
    let malformed = || invalid("after", "not the id of an event");
    let (block, index) = id.split_once(':').ok_or_else(malformed)?;
    let block = text::parse_hash(block).ok_or_else(malformed)?;
    let index: u32 = index.parse().map_err(|_| malformed())?;
    let height = api.context.store.height_of(block).await?.ok_or_else(|| invalid("after", "no block on record has this hash"))?;
    Ok((height, index.saturating_add(1)))
}

/// One event, by its address.
#[utoipa::path(get, path = "/v1/events/{block}/{index}",
    params(("block" = String, Path, description = "Hash of the block"), ("index" = u32, Path, description = "Position among its events")),
    responses((status = 200, body = Event), (status = 404, body = Problem)))]
pub async fn show(State(api): State<Api>, address: Result<Path<(String, u32)>, PathRejection>) -> Result<Json<Event>, Problem> {
    let Path((block, index)) = address?;
    let block = text::parse_hash(&block).ok_or_else(|| invalid("block", "not 32 bytes in hexadecimal"))?;
    let event = api.context.store.event(block, index).await?.ok_or(Kind::UnknownEvent)?;
    Ok(Json(event.into()))
}
