//! What a hosted agent's endpoint is told of a task, and how it knows who says so.

use ainur_chain::Signer;
use ainur_outbound::{HeaderMap, HeaderName, HeaderValue};
use ainur_primitives::{receipt, AgentId, BlockNumber, Hash, TaskId};
use codec::Encode;

use crate::text;

/// Names the form of what is signed.
const FORM: &str = "ainur/hosted/1";

/// The order to work on a task.
#[derive(Clone, Debug)]
pub struct Order<'a> {
    /// Hash of the genesis block of the chain on which the task stands.
    pub chain: Hash,
    /// The task.
    pub task: TaskId,
    /// The agent that was hired.
    pub agent: AgentId,
    /// The agent's endpoint: an order for one is none for another.
    pub url: &'a str,
    /// Where the input can be had; its bytes are sent along.
    pub input: &'a str,
    /// blake2-256 of the input.
    pub input_hash: Hash,
    /// Height of the block in which the work began.
    pub started_at: i64,
    /// Last block in which the result can be delivered.
    pub due: BlockNumber,
    /// Seconds for which the answer is waited for.
    pub patience: u64,
    /// When it is sent, in seconds since 1970.
    pub sent_at: u64,
}

impl Order<'_> {
    /// The same at every attempt at this work, and at no other: 32 hexadecimal digits.
    pub fn key(&self) -> String {
        let hash = receipt::hash(&(FORM, self.chain, self.task, self.agent, self.started_at).encode());
        hex::encode(hash.first_chunk::<16>().unwrap_or(&[0; 16]))
    }

    /// What is signed: a line for each part. `Signer::sign_text` puts it between `<Bytes>` and `</Bytes>`.
    pub fn statement(&self) -> String {
        let Self { chain, task, agent, url, input_hash, due, sent_at, .. } = self;
        let (chain, input_hash, key) = (text::hex(chain), text::hex(input_hash), self.key());
        format!("{FORM}\n{url}\n{chain}\n{task}\n{agent}\n{key}\n{input_hash}\n{due}\n{sent_at}")
    }

    /// The headers that go with the input, the signature among them; none when one of them cannot be sent.
    pub fn headers(&self, signer: &Signer) -> Option<HeaderMap> {
        let headers = [
            ("content-type", "application/octet-stream".into()),
            ("idempotency-key", self.key()),
            ("ainur-chain", text::hex(&self.chain)),
            ("ainur-task", self.task.to_string()),
            ("ainur-agent", self.agent.to_string()),
            ("ainur-input", self.input.into()),
            ("ainur-input-hash", text::hex(&self.input_hash)),
            ("ainur-due", self.due.to_string()),
            ("ainur-timeout", self.patience.to_string()),
            ("ainur-timestamp", self.sent_at.to_string()),
            ("ainur-operator", signer.account().to_string()),
            ("ainur-signature", text::hex(&signer.sign_text(&self.statement()))),
        ];
        let sendable =
            |(name, value): (&'static str, String)| Some((HeaderName::from_static(name), HeaderValue::from_str(&value).ok()?));
        headers.into_iter().map(sendable).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order() -> Order<'static> {
        Order {
            chain: [7; 32],
            task: TaskId(17),
            agent: AgentId(3),
            url: "https://agent.example/run",
            input: "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy",
            input_hash: receipt::hash(b"Say it again."),
            started_at: 120,
            due: 150,
            patience: 30,
            sent_at: 1_790_000_000,
        }
    }

    #[test]
    fn the_statement_is_the_one_of_the_documentation() {
        let vector: serde_json::Value = serde_json::from_str(include_str!("../../../docs/hosting/vector.json")).unwrap();
        let signer = Signer::from_secret(&"//Bob".into()).unwrap();
        assert_eq!(vector["statement"], order().statement());
        assert_eq!(vector["operator"], signer.account().to_string());
        let mut headers = order().headers(&signer).unwrap();
        let signature = headers.remove("ainur-signature").unwrap();
        assert_eq!(signature.len(), 2 + 2 * 64);
        for (name, value) in &headers {
            assert_eq!(vector["headers"][name.as_str()], value.to_str().unwrap(), "{name}");
        }
        assert_eq!(vector["headers"].as_object().unwrap().len(), headers.len() + 1);
    }

    #[test]
    fn the_key_stays_at_every_attempt_and_is_no_other_works() {
        let key = order().key();
        assert_eq!(key.len(), 32);
        assert_eq!(Order { sent_at: 5, due: 1, patience: 9, url: "https://other.example", ..order() }.key(), key);
        let others = [
            Order { chain: [8; 32], ..order() },
            Order { task: TaskId(18), ..order() },
            Order { agent: AgentId(4), ..order() },
            Order { started_at: 121, ..order() },
        ];
        assert!(others.iter().all(|other| other.key() != key));
    }

    #[test]
    fn every_part_is_signed() {
        let others = [
            Order { chain: [8; 32], ..order() },
            Order { task: TaskId(18), ..order() },
            Order { agent: AgentId(4), ..order() },
            Order { url: "https://agent.example/other", ..order() },
            Order { input_hash: [0; 32], ..order() },
            Order { started_at: 121, ..order() },
            Order { due: 151, ..order() },
            Order { sent_at: 1_790_000_001, ..order() },
        ];
        assert!(others.iter().all(|other| other.statement() != order().statement()));
    }
}
