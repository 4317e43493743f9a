//! An agent that is a service of its owner's: hired, asked, paid. Features A2, A20.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::collections::{BTreeMap, BTreeSet};

use ainur_chain::{
    records::{AgentSpec, Execution, TaskSpec, Verification},
    Call,
};
use ainur_primitives::{receipt, AINU};
use ainur_tests::{market, world::World};
use anyhow::{Context, Result};
use serde_json::json;
use subxt_signer::sr25519::{verify, PublicKey, Signature};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinSet,
};

const TEXT: &[u8] = b"how many words are these";

/// A request that came in.
struct Request {
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

/// Reads a request that says how long its body is.
async fn read(stream: &mut TcpStream) -> Result<Request> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        bytes.push(stream.read_u8().await?);
    }
    let head = String::from_utf8(bytes)?;
    let field = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()));
    let headers: BTreeMap<_, _> = head.lines().filter_map(field).collect();
    let mut body = vec![0; headers["content-length"].parse()?];
    stream.read_exact(&mut body).await?;
    Ok(Request { headers, body })
}

/// Serves an agent that counts words, but is not up to it the first time; hands out what it was asked.
async fn serve(listener: TcpListener, asked: mpsc::UnboundedSender<Request>) {
    let mut is_first = true;
    while let Ok((mut stream, _)) = listener.accept().await {
        let Ok(request) = read(&mut stream).await else { continue };
        let words = request.body.split(|byte| *byte == b' ').count().to_string();
        let (status, answer) = if is_first { (503, String::new()) } else { (200, words) };
        is_first = false;
        let answer = format!("HTTP/1.1 {status} So\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{answer}", answer.len());
        if stream.write_all(answer.as_bytes()).await.is_err() || asked.send(request).is_err() {
            return;
        }
    }
}

/// Whether the request is from this account, as an endpoint that knows its own URL and chain finds out.
fn is_from(request: &Request, operator: [u8; 32], url: &str, chain: &str) -> bool {
    let field = |name: &str| request.headers[name].as_str();
    let digest = format!("0x{}", hex::encode(receipt::hash(&request.body)));
    let (task, agent, key) = (field("ainur-task"), field("ainur-agent"), field("idempotency-key"));
    let (due, sent) = (field("ainur-due"), field("ainur-timestamp"));
    let signed = format!("<Bytes>ainur/hosted/1\n{url}\n{chain}\n{task}\n{agent}\n{key}\n{digest}\n{due}\n{sent}</Bytes>");
    let signature = hex::decode(field("ainur-signature").trim_start_matches("0x")).unwrap();
    verify(&Signature(signature.try_into().unwrap()), signed, &PublicKey(operator))
}

#[tokio::test]
async fn a_service_is_hired_where_no_module_is_needed_asked_twice_and_paid_once() -> Result<()> {
    let mut world = World::without_orchestrator().await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    let (asked, mut requests) = mpsc::unbounded_channel();
    let mut serving = JoinSet::new();
    serving.spawn(serve(listener, asked));
    let (requester, owner, operator) = (world.wallet("//Alice")?, world.wallet("//Charlie")?, world.wallet("//Bob")?.account());
    world
        .start_orchestrator_with(&[
            ("AINUR_OUTBOUND__ALLOW_HTTP", "true".into()),
            ("AINUR_OUTBOUND__ALLOW", "[\"127.0.0.1/32\"]".into()),
            ("AINUR_OUTBOUND__PORTS", format!("[{port}]")),
            ("AINUR_WORK__OWNERS", format!("[\"{}\"]", owner.account())),
        ])
        .await?;
    let api = world.api()?;

    let url = format!("http://127.0.0.1:{port}/run");
    let manifest = json!({ "schema": "ainur/manifest/1", "name": "Counter", "endpoint": { "url": url } });
    let manifest = market::add(&api, manifest.to_string().into_bytes()).await?.cid;
    let spec = AgentSpec {
        manifest,
        capabilities: BTreeSet::from(["text.count".parse()?]).try_into().ok().context("one capability")?,
        price: 20 * AINU,
        execution: Execution::Endpoint { descriptor: manifest },
        concurrency: 10,
    };
    owner.call(&Call::register(&"counter".parse()?, &spec, Some(operator), market::STAKE)).await?;

    let before = owner.free().await?;
    let input = market::add(&api, TEXT.to_vec()).await?;
    let by_module = market::auction("Count it", "text.count", input, 50 * AINU, world.height().await?)?;
    let by_court = TaskSpec { verification: Verification::RequesterOnly, ..by_module.clone() };
    let unfit = market::post(&requester, [1; 32], &by_module).await?;
    let task = market::post(&requester, [2; 32], &by_court).await?;

    let ended = market::reaches(&api, task, &["finalized", "cancelled"]).await?;
    assert_eq!(ended["status"], "finalized", "{ended}");
    let result = api.get(&format!("/v1/tasks/{task}/result")).await?;
    assert_eq!(api.content(result["output"].as_str().unwrap()).await?, b"5");
    assert_eq!(result["verified"], true);
    let kept = hex::decode(result["receipt"].as_str().unwrap().trim_start_matches("0x"))?;
    assert_eq!(result["receipt_hash"], format!("0x{}", hex::encode(receipt::hash(&kept))));
    assert!(kept.starts_with(b"ainur/answered/1"));
    // 20 AINU less a fee of 2%.
    assert_eq!(owner.free().await? - before, 19_600_000_000_000);
    assert_eq!(world.payments(task).await?, 1);
    market::reaches(&api, unfit, &["cancelled"]).await?;

    let chain = ainur_chain::Chain::runtime(&*world.chain).await?.info().genesis_hash;
    let chain = format!("0x{}", hex::encode(chain));
    let heard = [requests.try_recv()?, requests.try_recv()?];
    assert!(requests.try_recv().is_err());
    for request in &heard {
        assert_eq!((request.body.as_slice(), &request.headers["ainur-task"]), (TEXT, &task.to_string()));
        assert!(is_from(request, operator.0, &url, &chain) && !is_from(request, owner.account().0, &url, &chain));
        assert!(!is_from(request, operator.0, "http://elsewhere.example", &chain));
    }
    assert_eq!(heard[0].headers["idempotency-key"], heard[1].headers["idempotency-key"]);
    Ok(())
}
