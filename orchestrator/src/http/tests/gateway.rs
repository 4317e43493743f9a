use ainur_content::{import, ContentStore, MemoryStore};
use axum::{
    body::Body,
    http::{header, HeaderName, Request, StatusCode},
};

use super::{Answer, Site};
use crate::testing::World;

/// A file of two equal chunks and a rest: three leaves, two of them the same.
fn large() -> Vec<u8> {
    vec![7; (2 << 20) + 5]
}

/// An identifier of content that is nowhere.
const UNKNOWN: &str = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq";

async fn with(bytes: &[u8]) -> (Site, String) {
    let world = World::new().await;
    let cid = world.content.add(bytes.to_vec()).await.unwrap().to_string();
    (Site::over(world), cid)
}

async fn get(site: &Site, path: &str, headers: &[(HeaderName, &str)]) -> Answer {
    let request = headers.iter().fold(Request::get(path), |request, (name, value)| request.header(name, *value));
    site.send(request.body(Body::empty()).unwrap()).await
}

fn text(answer: &Answer, name: HeaderName) -> String {
    answer.headers[name].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn should_give_a_block_with_all_that_caches_and_browsers_need() {
    let (site, cid) = with(b"hello").await;
    let answer = site.get(&format!("/ipfs/{cid}?format=raw")).await;
    assert_eq!((answer.status, answer.bytes.as_slice()), (StatusCode::OK, &b"hello"[..]));
    for (name, value) in [
        (header::CONTENT_TYPE, "application/vnd.ipld.raw".into()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{cid}.bin\"")),
        (header::ETAG, format!("\"{cid}.raw\"")),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable".into()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".into()),
        (header::CONTENT_LOCATION, format!("/ipfs/{cid}?format=raw")),
    ] {
        assert_eq!(text(&answer, name), value);
    }
}

#[tokio::test]
async fn should_give_a_car_that_another_store_takes() {
    let (site, cid) = with(&large()).await;
    for (query, length) in [("", 1 << 20), ("&car-dups=y", 2 << 20), ("&dag-scope=entity", 1 << 20)] {
        let answer = site.get(&format!("/ipfs/{cid}?format=car{query}")).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!((length..length + 1_000).contains(&answer.bytes.len()), "{query}: {}", answer.bytes.len());
        let imported = import(&MemoryStore::default(), &answer.bytes, 4 << 20).await.unwrap();
        assert_eq!((imported.cid.to_string(), imported.bytes), (cid.clone(), large()));
    }
    let answer = site.get(&format!("/ipfs/{cid}?format=car&dag-scope=block")).await;
    assert!(answer.bytes.len() < 1_000);
    assert_eq!(text(&answer, header::CONTENT_TYPE), "application/vnd.ipld.car; version=1; order=dfs; dups=n");
}

#[tokio::test]
async fn should_give_what_is_accepted_unless_the_address_says_otherwise() {
    let (site, cid) = with(b"hello").await;
    let (raw, car) = ("application/vnd.ipld.raw", "application/vnd.ipld.car");
    for (query, accept, given) in [
        ("", "application/vnd.ipld.raw", raw),
        ("", "text/html, Application/vnd.ipld.CAR; dups=y", car),
        ("", "application/vnd.ipld.car;q=0.5, application/vnd.ipld.raw;q=0.9", raw),
        ("?format=raw", "application/vnd.ipld.car", raw),
        ("?format=car", "text/html", car),
    ] {
        let answer = get(&site, &format!("/ipfs/{cid}{query}"), &[(header::ACCEPT, accept)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{accept}");
        assert!(answer.kind.starts_with(given), "{query} {accept}: {}", answer.kind);
        assert_eq!(text(&answer, header::VARY), "Accept");
    }
    let dups = get(&site, &format!("/ipfs/{cid}"), &[(header::ACCEPT, "application/vnd.ipld.car; dups=y")]).await;
    assert!(dups.kind.ends_with("dups=y"));
}

#[tokio::test]
async fn should_refuse_forms_it_does_not_have() {
    let (site, cid) = with(b"hello").await;
    for (query, accept) in [
        ("?format=tar", None),
        ("?format=ipns-record", None),
        ("?format=car&car-version=2", None),
        ("", Some("text/html")),
        ("", Some("application/vnd.ipld.raw;q=0")),
        ("", Some("application/vnd.ipld.car;version=2")),
    ] {
        let headers: Vec<_> = accept.map(|accept| (header::ACCEPT, accept)).into_iter().collect();
        let answer = get(&site, &format!("/ipfs/{cid}{query}"), &headers).await;
        answer.problem(StatusCode::NOT_ACCEPTABLE, "not-acceptable");
    }
}

#[tokio::test]
async fn should_ask_for_a_form_when_none_is_named() {
    let (site, cid) = with(b"hello").await;
    site.get(&format!("/ipfs/{cid}")).await.problem(StatusCode::BAD_REQUEST, "malformed-request");
    let open = get(&site, &format!("/ipfs/{cid}"), &[(header::ACCEPT, "*/*")]).await;
    open.problem(StatusCode::BAD_REQUEST, "malformed-request");
}

#[tokio::test]
async fn should_refuse_addresses_that_cannot_be_read() {
    let (site, cid) = with(b"hello").await;
    for path in ["/ipfs/nonsense?format=raw".into(), format!("/ipfs/{cid}?format=car&dag-scope=half")] {
        site.get(&path).await.problem(StatusCode::BAD_REQUEST, "malformed-request");
    }
}

#[tokio::test]
async fn should_name_what_is_not_here() {
    let (site, _) = with(b"another").await;
    for format in ["raw", "car", "car&dag-scope=block"] {
        let path = format!("/ipfs/{UNKNOWN}?format={format}");
        assert_eq!(site.get(&path).await.problem(StatusCode::NOT_FOUND, "unknown-content"), UNKNOWN);
        let cached = get(&site, &path, &[(header::CACHE_CONTROL, "only-if-cached")]).await;
        cached.problem(StatusCode::PRECONDITION_FAILED, "not-cached");
    }
    // A kind that is never kept: dag-cbor.
    let other = cid::Cid::new_v1(0x71, *cid::Cid::try_from(UNKNOWN).unwrap().hash());
    site.get(&format!("/ipfs/{other}?format=raw")).await.problem(StatusCode::NOT_FOUND, "unknown-content");
}

#[tokio::test]
async fn should_say_when_the_client_has_it_already() {
    let (site, cid) = with(b"hello").await;
    let path = format!("/ipfs/{cid}?format=raw");
    for known in [format!("\"{cid}.raw\""), format!("\"other\", W/\"{cid}.raw\""), "*".into()] {
        let answer = get(&site, &path, &[(header::IF_NONE_MATCH, known.as_str())]).await;
        assert_eq!((answer.status, answer.bytes.len()), (StatusCode::NOT_MODIFIED, 0), "{known}");
        assert_eq!(text(&answer, header::ETAG), format!("\"{cid}.raw\""));
    }
    let answer = get(&site, &path, &[(header::IF_NONE_MATCH, format!("\"{cid}.car.all.n\"").as_str())]).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn should_tell_the_head_without_the_bytes() {
    let (site, cid) = with(b"another").await;
    let head = |path: String| site.send(Request::head(path).body(Body::empty()).unwrap());
    let answer = head(format!("/ipfs/{cid}?format=raw")).await;
    assert_eq!((answer.status, answer.bytes.len()), (StatusCode::OK, 0));
    assert_eq!(text(&answer, header::CONTENT_LENGTH), "7");
    assert_eq!(head(format!("/ipfs/{UNKNOWN}?format=raw")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn should_answer_a_probe_by_the_identifier_of_nothing() {
    let (site, _) = with(b"hello").await;
    let block = site.get("/ipfs/bafkqaaa?format=raw").await;
    assert_eq!((block.status, block.bytes.len()), (StatusCode::OK, 0));
    assert_eq!(site.get("/ipfs/bafkqaaa?format=car").await.status, StatusCode::OK);
}
