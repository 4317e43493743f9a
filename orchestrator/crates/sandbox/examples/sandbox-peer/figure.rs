//! Figures, and how samples become one.

/// A figure beside the peer's, in the same unit.
pub struct Figure<'a> {
    pub bench: &'a str,
    pub metric: String,
    pub value: f64,
    pub unit: &'a str,
    pub peer: &'a str,
    pub peer_value: f64,
    /// What the one over the other is to be, such as `ratio <= 2`.
    pub aim: Option<&'a str>,
}

impl Figure<'_> {
    /// Writes it. No text in it has a character that JSON would not have as it is.
    pub fn report(&self) {
        let Self { bench, metric, value, unit, peer, peer_value, aim } = self;
        let aim = aim.map(|aim| format!(r#","aim":"{aim}""#)).unwrap_or_default();
        println!(
            r#"{{"bench":"{bench}","metric":"{metric}","value":{value},"unit":"{unit}","peer":"{peer}","peer_value":{peer_value}{aim}}}"#
        );
    }
}

/// The value below which this share of the sample lies, by nearest rank; not a number for an empty sample.
pub fn quantile(sample: &mut [f64], share: f64) -> f64 {
    sample.sort_by(f64::total_cmp);
    let rank = (share * sample.len() as f64).ceil() as usize;
    sample.get(rank.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}

/// The number whose logarithm is the mean of theirs.
pub fn geometric_mean(values: &[f64]) -> f64 {
    (values.iter().map(|value| value.ln()).sum::<f64>() / values.len() as f64).exp()
}
