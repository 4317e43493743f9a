//! One measured number.

use anyhow::{Context, Result};
use serde_json::{json, Value};

use super::machine::Circumstances;

/// A number, and the number of something comparable taken in the same run where there is one.
#[derive(Debug)]
pub struct Figure {
    pub bench: String,
    pub metric: String,
    pub value: f64,
    pub unit: String,
    pub peer: Option<Peer>,
    /// What the figure, or its ratio to the peer's, is to be.
    pub aim: Option<String>,
}

/// What a figure is compared with.
#[derive(Debug)]
pub struct Peer {
    pub name: String,
    pub value: f64,
}

impl Figure {
    /// Reads a line that the benchmark program wrote.
    pub fn from_json(line: &str) -> Result<Self> {
        let line: Value = serde_json::from_str(line)?;
        let text = |key: &str| line.get(key).and_then(Value::as_str).map(str::to_owned).with_context(|| format!("no {key}"));
        let number = |key: &str| line.get(key).and_then(Value::as_f64).with_context(|| format!("no {key}"));
        let peer = text("peer").and_then(|name| Ok(Peer { name, value: number("peer_value")? })).ok();
        Ok(Self {
            bench: text("bench")?,
            metric: text("metric")?,
            value: number("value")?,
            unit: text("unit")?,
            peer,
            aim: text("aim").ok(),
        })
    }

    /// The figure over its peer's.
    pub fn ratio(&self) -> Option<f64> {
        self.peer.as_ref().filter(|peer| peer.value != 0.0).map(|peer| self.value / peer.value)
    }

    /// One line that can be kept and compared with others.
    pub fn to_json(&self, circumstances: &Circumstances) -> String {
        let line = json!({
            "bench": self.bench,
            "metric": self.metric,
            "value": self.value,
            "unit": self.unit,
            "peer": self.peer.as_ref().map(|peer| &peer.name),
            "peer_value": self.peer.as_ref().map(|peer| peer.value),
            "ratio": self.ratio(),
            "aim": self.aim,
            "machine": circumstances.machine,
            "commit": circumstances.commit,
            "date": circumstances.date,
        });
        line.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_carries_everything_that_was_asked_for() {
        let figure = r#"{"bench":"sandbox","metric":"warm no-op","value":30,"unit":"us","peer":"bare wasmtime","peer_value":20,"aim":"ratio <= 2"}"#;
        let circumstances = Circumstances { machine: "2 cores".into(), commit: "abc".into(), date: "2026-11-20".into() };
        let line: Value = serde_json::from_str(&Figure::from_json(figure).unwrap().to_json(&circumstances)).unwrap();
        let expected = json!({
            "bench": "sandbox", "metric": "warm no-op", "value": 30.0, "unit": "us", "peer": "bare wasmtime", "peer_value": 20.0,
            "ratio": 1.5, "aim": "ratio <= 2", "machine": "2 cores", "commit": "abc", "date": "2026-11-20",
        });
        assert_eq!(line, expected);
    }

    #[test]
    fn nothing_is_compared_with_nothing() {
        let alone =
            Figure::from_json(r#"{"bench":"b","metric":"m","value":1,"unit":"s","peer":null,"peer_value":null}"#).unwrap();
        assert_eq!(alone.ratio(), None);
        let zero = Figure::from_json(r#"{"bench":"b","metric":"m","value":1,"unit":"s","peer":"p","peer_value":0}"#).unwrap();
        assert_eq!(zero.ratio(), None);
    }
}
