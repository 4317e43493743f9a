//! What a text is about, and how alike two texts are.

use std::sync::Arc;

/// Components of an embedding.
pub const DIMENSIONS: usize = 384;

/// What a text is about: a vector of length 1, or of length 0 for a text about nothing. A clone is the same vector.
#[derive(Clone, PartialEq, Debug)]
pub struct Embedding(Arc<[f32; DIMENSIONS]>);

/// Why a vector is no embedding.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
pub enum UnusableVector {
    /// It has too many components.
    #[error("it has {0} components, and at most {DIMENSIONS} can be used")]
    TooLong(usize),
    /// One of them is infinite or no number.
    #[error("a component of it is no finite number")]
    NotFinite,
}

/// How alike two texts are, in hundredths: 100 for what is about the same, 0 for what has nothing in common. Finer differences between
/// embeddings say nothing, and neither does how far they point away from each other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash, Debug)]
pub struct Similarity(u8);

impl Embedding {
    /// The direction of a vector. One with fewer components is filled up with zeros, which changes no angle between two of them.
    ///
    /// # Errors
    ///
    /// As the variants of [`UnusableVector`] say.
    pub fn new(vector: &[f32]) -> Result<Self, UnusableVector> {
        if vector.len() > DIMENSIONS {
            return Err(UnusableVector::TooLong(vector.len()));
        }
        if !vector.iter().all(|component| component.is_finite()) {
            return Err(UnusableVector::NotFinite);
        }
        // No sum of squares of 384 numbers of 32 bits leaves the range of 64.
        let length = vector.iter().map(|component| f64::from(*component) * f64::from(*component)).sum::<f64>().sqrt();
        let mut unit = [0.0; DIMENSIONS];
        if length > 0.0 {
            for (to, from) in unit.iter_mut().zip(vector) {
                #[expect(clippy::cast_possible_truncation, reason = "at most 1, and rounded to the precision that is kept")]
                let component = (f64::from(*from) / length) as f32;
                *to = component;
            }
        }
        Ok(Self(Arc::new(unit)))
    }

    /// What a text without words is about.
    pub fn nothing() -> Self {
        Self(Arc::new([0.0; DIMENSIONS]))
    }

    /// The cosine of the angle between the two, in whole hundredths; 0 where it is negative or one is about nothing.
    pub fn similarity(&self, other: &Self) -> Similarity {
        let products = self.0.iter().zip(other.0.iter()).map(|(one, other)| f64::from(*one) * f64::from(*other));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
        let hundredths = (products.sum::<f64>() * 100.0).round().clamp(0.0, 100.0) as u8;
        Similarity(hundredths)
    }
}

impl Similarity {
    /// So many hundredths; what is beyond 100 is that.
    pub fn hundredths(hundredths: u8) -> Self {
        Self(hundredths.min(100))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn embedding(vector: &[f32]) -> Embedding {
        Embedding::new(vector).unwrap()
    }

    #[test]
    fn what_points_the_same_way_is_alike_however_long_it_is() {
        let similarity = |one: &[f32], other: &[f32]| embedding(one).similarity(&embedding(other));
        assert_eq!(similarity(&[1.0, 0.0], &[5.0]), Similarity(100));
        assert_eq!(similarity(&[1.0, 0.0], &[0.0, 2.0]), Similarity(0));
        assert_eq!(similarity(&[1.0, 1.0], &[-3.0, -3.0]), Similarity(0));
        // The cosine of 60 degrees, and of 45.
        assert_eq!(similarity(&[1.0, 0.0], &[1.0, 3f32.sqrt()]), Similarity(50));
        assert_eq!(similarity(&[1.0, 0.0], &[1.0, 1.0]), Similarity(71));
    }

    #[test]
    fn what_is_about_nothing_is_like_nothing() {
        assert_eq!(embedding(&[]).similarity(&embedding(&[])), Similarity::default());
        assert_eq!(embedding(&[0.0; DIMENSIONS]).similarity(&embedding(&[1.0])), Similarity::default());
    }

    #[test]
    fn what_is_no_embedding_is_refused() {
        assert_eq!(Embedding::new(&[0.0; DIMENSIONS + 1]), Err(UnusableVector::TooLong(385)));
        for component in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            assert_eq!(Embedding::new(&[1.0, component]), Err(UnusableVector::NotFinite));
        }
    }

    #[test]
    fn no_similarity_is_beyond_a_hundred() {
        assert_eq!([0, 7, 100, 255].map(Similarity::hundredths), [0, 7, 100, 100].map(Similarity));
    }

    proptest! {
        #[test]
        fn any_finite_vector_is_alike_to_itself_and_alike_both_ways(
            one in proptest::collection::vec(proptest::num::f32::NORMAL, 1..=DIMENSIONS),
            other in proptest::collection::vec(proptest::num::f32::NORMAL, 1..=DIMENSIONS),
        ) {
            let (one, other) = (embedding(&one), embedding(&other));
            prop_assert_eq!(one.similarity(&one), Similarity(100));
            prop_assert_eq!(one.similarity(&other), other.similarity(&one));
            let length: f32 = one.0.iter().map(|component| component * component).sum();
            prop_assert!((length - 1.0).abs() < 1e-4);
        }
    }
}
