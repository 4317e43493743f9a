//! Figures, and how a sample becomes one.

use std::fmt;

use serde_json::json;

/// What a figure is compared with.
pub struct Peer {
    /// What was measured instead.
    pub name: &'static str,
    /// Its value, in the unit of the figure.
    pub value: f64,
}

/// What the figure over its peer's is to be.
#[derive(Clone, Copy)]
pub enum Aim {
    /// This or more.
    AtLeast(f64),
}

impl fmt::Display for Aim {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::AtLeast(ratio) => write!(out, "ratio >= {ratio}"),
        }
    }
}

/// Writes a figure.
pub fn report(bench: &str, metric: &str, value: f64, unit: &str, peer: Option<Peer>) {
    write(bench, metric, value, unit, peer, None);
}

/// Writes a figure that is to have a certain ratio to its peer's.
pub fn report_aimed(bench: &str, metric: &str, value: f64, unit: &str, peer: Peer, aim: Aim) {
    write(bench, metric, value, unit, Some(peer), Some(aim.to_string()));
}

fn write(bench: &str, metric: &str, value: f64, unit: &str, peer: Option<Peer>, aim: Option<String>) {
    let (peer, peer_value) = peer.map_or((None, None), |peer| (Some(peer.name), Some(peer.value)));
    let figure = json!({
        "bench": bench, "metric": metric, "value": value, "unit": unit, "peer": peer, "peer_value": peer_value, "aim": aim,
    });
    println!("{figure}");
}

/// The value below which this share of the sample lies, by nearest rank; not a number for an empty sample.
pub fn quantile(sample: &[f64], share: f64) -> f64 {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_members_of_the_sample() {
        let sample = [3.0, 1.0, 2.0, 4.0];
        assert_eq!((quantile(&sample, 0.5), quantile(&sample, 0.99), quantile(&sample, 0.0)), (2.0, 4.0, 1.0));
        assert!(quantile(&[], 0.5).is_nan());
    }
}
