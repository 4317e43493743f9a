//! The golden pairs, on the host.

use std::{error::Error, fs, path::Path};

use ainur_agent::{Agent, Failure};
use summariser::Summariser;

#[test]
fn golden_pairs_hold() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    for case in ["tide-mills", "languages"] {
        let input = fs::read(folder.join(case).with_extension("input"))?;
        let expected = fs::read_to_string(folder.join(case).with_extension("output"))?;
        let output = Summariser::execute(input).map(String::from_utf8)??;
        assert_eq!(output, expected, "{case}");
    }
    Ok(())
}

#[test]
fn what_is_not_text_is_refused() {
    let refused = |input: &[u8]| match Summariser::execute(input.to_vec()) {
        Err(Failure::InvalidInput(reason)) => Some(reason),
        _ => None,
    };
    assert_eq!(refused(b"fine so far\xff").as_deref(), Some("the input is not UTF-8 text: byte 11 is wrong"));
    assert_eq!(refused(b"").as_deref(), Some("the input holds no word"));
    assert_eq!(refused(b" \n ... \n").as_deref(), Some("the input holds no word"));
}
