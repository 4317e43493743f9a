//! The golden pairs, on the host.

use std::{error::Error, fs, path::Path};

use ainur_agent::Agent;
use echo::Echo;

#[test]
fn golden_pairs_hold() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    for case in ["text", "bytes", "empty"] {
        let input = fs::read(folder.join(case).with_extension("input"))?;
        let expected = fs::read(folder.join(case).with_extension("output"))?;
        assert_eq!(Echo::execute(input).ok(), Some(expected), "{case}");
    }
    Ok(())
}
