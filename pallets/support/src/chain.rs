//! Whether there is a chain to ask.

/// Whether there is any state to read. Some constants of the metadata are read from it, and tools ask for the metadata without any
/// chain; a runtime that is executed as a module always has one.
pub fn has_chain() -> bool {
    #[cfg(feature = "std")]
    return sp_externalities::with_externalities(|_| ()).is_some();
    #[cfg(not(feature = "std"))]
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_chain_only_inside_of_one() {
        assert!(!has_chain());
        sp_io::TestExternalities::default().execute_with(|| assert!(has_chain()));
        assert!(!has_chain());
    }
}
