//! The trustless gateway: blocks and CARs by identifier, for whoever checks them.

use ainur_content::{ContentError, Repeats};
use axum::{
    body::Body,
    extract::{
        rejection::{PathRejection, QueryRejection},
        Path, Query, State,
    },
    http::{
        header::{self, HeaderName},
        HeaderMap, StatusCode,
    },
    response::{IntoResponse, Response},
};
use cid::Cid;
use futures::TryStreamExt;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    content::IMMUTABLE,
    problem::{Kind, Problem},
    Api,
};

/// Media type of a block.
const RAW: &str = "application/vnd.ipld.raw";
/// Media type of a CAR.
pub const CAR: &str = "application/vnd.ipld.car";
/// Multicodec of a block that is the content itself.
const RAW_CODEC: u64 = 0x55;
/// Multihash code of an identifier that holds the content itself.
const IDENTITY: u64 = 0;

/// What is to be returned. Whatever else is given is passed over.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "kebab-case")]
pub struct Wanted {
    /// `raw` for the block, `car` for the block and all below it; comes before the header `Accept`.
    format: Option<String>,
    /// Of a CAR: `all` (the default), `entity`, which is the same for files, or `block` for the root alone.
    dag_scope: Option<String>,
    /// Of a CAR: 1 is the only one.
    car_version: Option<String>,
    /// Of a CAR: `y` to have a block wherever it is needed, else it comes once.
    car_dups: Option<String>,
}

/// What is returned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    /// The block.
    Block,
    /// A CAR of the root alone.
    Root,
    /// A CAR of everything.
    All(Repeats),
}

/// A block, or a CAR of a file in the order in which it is read, of what is kept here. HEAD does the same without the bytes. A part of a
/// file cannot be asked for: `entity-bytes` is passed over, and all of it returned.
#[utoipa::path(get, path = "/ipfs/{cid}", params(("cid" = String, Path, description = "Identifier of the block"), Wanted),
    responses((status = 200, content((Vec<u8> = "application/vnd.ipld.raw"), (Vec<u8> = "application/vnd.ipld.car"))),
        (status = 304, description = "The entity tag in If-None-Match is that of the answer"),
        (status = 404, body = Problem), (status = 406, body = Problem), (status = 412, body = Problem)))]
pub async fn show(
    State(api): State<Api>,
    cid: Result<Path<String>, PathRejection>,
    wanted: Result<Query<Wanted>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (Path(name), Query(wanted)) = (cid?, wanted?);
    let cid = Cid::try_from(name.as_str()).map_err(|error| Kind::Malformed.because(format!("cid: {error}")))?;
    let form = form(&wanted, &headers)?;
    let tag = tag(&cid, form);
    let body = body(&api, cid, form).await.map_err(|error| problem(error, &headers))?;
    let (media, ending) = match form {
        Form::Block => (RAW.into(), "bin"),
        Form::Root | Form::All(_) => (format!("{CAR}; version=1; order=dfs; dups={}", dups(form)), "car"),
    };
    let common = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, IMMUTABLE.into()), (header::VARY, "Accept".into())];
    if is_known(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, common).into_response());
    }
    let own = [
        (header::CONTENT_TYPE, media),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{cid}.{ending}\"")),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".into()),
        (header::CONTENT_LOCATION, location(&cid, form)),
    ];
    Ok((common, own, body).into_response())
}

/// What is asked for: in the query, or else in the header.
fn form(wanted: &Wanted, headers: &HeaderMap) -> Result<Form, Problem> {
    let (media, parameters) = match wanted.format.as_deref() {
        Some("raw") => (RAW, String::new()),
        Some("car") => (CAR, String::new()),
        Some(other) => return Err(Kind::NotAcceptable.because(format!("format: {other}: raw and car are known"))),
        None => accepted(headers)?,
    };
    if media == RAW {
        return Ok(Form::Block);
    }
    let asked = |name: &str, first: &Option<String>| first.clone().or_else(|| parameter(&parameters, name));
    if let Some(version) = asked("version", &wanted.car_version).filter(|version| version != "1") {
        return Err(Kind::NotAcceptable.because(format!("car-version: {version}: 1 is known")));
    }
    let repeats = if asked("dups", &wanted.car_dups).as_deref() == Some("y") { Repeats::Always } else { Repeats::Once };
    match wanted.dag_scope.as_deref().unwrap_or("all") {
        "all" | "entity" => Ok(Form::All(repeats)),
        "block" => Ok(Form::Root),
        other => Err(Kind::Malformed.because(format!("dag-scope: {other}: one of all, entity, block"))),
    }
}

/// The media type of ours that is liked best, with its parameters.
fn accepted(headers: &HeaderMap) -> Result<(&'static str, String), Problem> {
    let lines = headers.get_all(header::ACCEPT).iter().filter_map(|line| line.to_str().ok());
    let ranges: Vec<_> = lines.flat_map(|line| line.split(',')).map(str::trim).filter(|range| !range.is_empty()).collect();
    let mut best: Option<(f32, &'static str, String)> = None;
    for range in ranges.iter().copied() {
        let (media, parameters) = range.split_once(';').unwrap_or((range, ""));
        let Some(ours) = [RAW, CAR].into_iter().find(|ours| media.trim().eq_ignore_ascii_case(ours)) else { continue };
        let weight = parameter(parameters, "q").map_or(Some(1.0), |weight| weight.parse().ok()).unwrap_or(0.0);
        if weight > best.as_ref().map_or(0.0, |(weight, ..)| *weight) {
            best = Some((weight, ours, parameters.into()));
        }
    }
    // Who takes anything has not said what a client that checks would ask for.
    let is_open = ranges.iter().all(|range| range.starts_with("*/*"));
    let refusal = if is_open { Kind::Malformed } else { Kind::NotAcceptable };
    let (_, media, parameters) = best.ok_or_else(|| refusal.because(format!("format or Accept: {RAW} or {CAR}")))?;
    Ok((media, parameters))
}

/// A parameter of a media type.
fn parameter(parameters: &str, name: &str) -> Option<String> {
    let pairs = parameters.split(';').filter_map(|pair| pair.split_once('='));
    let mut values = pairs.filter(|(key, _)| key.trim().eq_ignore_ascii_case(name));
    values.next().map(|(_, value)| value.trim().trim_matches('"').to_owned())
}

/// The bytes, as far as they are here.
async fn body(api: &Api, cid: Cid, form: Form) -> Result<Body, ContentError> {
    let store = api.context.content.clone();
    let inline = (cid.codec() == RAW_CODEC && cid.hash().code() == IDENTITY).then(|| cid.hash().digest().to_vec());
    let blocks = match form {
        Form::Block => {
            return Ok(Body::from(match inline {
                Some(bytes) => bytes,
                None => store.block(&cid).await?,
            }))
        }
        // What its name holds needs no block.
        _ if inline.is_some() => Vec::new(),
        Form::Root => {
            store.block(&cid).await?;
            vec![cid]
        }
        Form::All(repeats) => store.sequence(&cid, repeats).await?,
    };
    let car = ainur_content::export(store, cid, blocks).map_err(|error| ContentError::Unsupported(error.to_string()))?;
    let logged = car.inspect_err(|error| {
        tracing::error!(error = error as &dyn std::error::Error, "a CAR breaks off");
    });
    Ok(Body::from_stream(logged))
}

/// The tag of an answer: equal tags, equal bytes.
fn tag(cid: &Cid, form: Form) -> String {
    match form {
        Form::Block => format!("\"{cid}.raw\""),
        Form::Root => format!("\"{cid}.car.block\""),
        Form::All(_) => format!("\"{cid}.car.all.{}\"", dups(form)),
    }
}

/// Where the same answer can be had without any header.
fn location(cid: &Cid, form: Form) -> String {
    match form {
        Form::Block => format!("/ipfs/{cid}?format=raw"),
        Form::Root => format!("/ipfs/{cid}?format=car&dag-scope=block&car-version=1&car-order=dfs"),
        Form::All(_) => format!("/ipfs/{cid}?format=car&dag-scope=all&car-version=1&car-order=dfs&car-dups={}", dups(form)),
    }
}

fn dups(form: Form) -> &'static str {
    match form {
        Form::All(Repeats::Always) => "y",
        Form::Block | Form::Root | Form::All(Repeats::Once) => "n",
    }
}

/// Whether the client has these bytes already.
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let lines = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok());
    let mut tags = lines.flat_map(|line| line.split(',')).map(str::trim);
    tags.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

fn problem(error: ContentError, headers: &HeaderMap) -> Problem {
    let only_here = has(headers, &header::CACHE_CONTROL, "only-if-cached");
    match error {
        ContentError::NotFound(cid) if only_here => Kind::NotCached.because(cid.to_string()),
        ContentError::NotFound(cid) => Kind::UnknownContent.because(cid.to_string()),
        // What cannot be kept here is not here.
        ContentError::Unsupported(why) => Kind::UnknownContent.because(why),
        error @ (ContentError::TooLarge { .. } | ContentError::Corrupt(_) | ContentError::Io(_)) => {
            super::content::problem(error)
        }
    }
}

/// Whether a header lists this word.
fn has(headers: &HeaderMap, name: &HeaderName, word: &str) -> bool {
    let lines = headers.get_all(name).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|given| given.trim().eq_ignore_ascii_case(word))
}
