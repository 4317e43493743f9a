//! Figures, and how a sample becomes one.

use serde_json::json;

/// What a figure is compared with.
pub struct Peer {
    /// What was measured instead.
    pub name: &'static str,
    /// Its value, in the unit of the figure.
    pub value: f64,
}

/// Writes a figure.
pub fn report(bench: &str, metric: &str, value: f64, unit: &str, peer: Option<Peer>) {
    let (peer, peer_value) = peer.map_or((None, None), |peer| (Some(peer.name), Some(peer.value)));
    let figure =
        json!({ "bench": bench, "metric": metric, "value": value, "unit": unit, "peer": peer, "peer_value": peer_value });
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
