//! Whether there is a chain to ask.

/// Whether there is any state to read. Some constants of the metadata are read from it, and tools ask for the metadata without any
/// chain.
#[cfg(feature = "std")]
pub fn has_chain() -> bool {
    sp_externalities::with_externalities(|_| ()).is_some()
}

/// Whether there is any state to read, as there always is for a module.
#[cfg(not(feature = "std"))]
pub fn has_chain() -> bool {
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
