//! Packages that are not let in.
#![allow(clippy::expect_used)]

mod common;

use ainur_sandbox::{Refusal, MAX_PACKAGE};
use common::{package, sandbox};
use sp_crypto_hashing::blake2_256;

const COMPONENT: &[u8] = b"\0asm\x0d\0\x01\0";
const CORE_MODULE: &[u8] = b"\0asm\x01\0\0\0";

fn refusal(package: &[u8]) -> Refusal {
    sandbox().compile(package).err().expect("the package is refused")
}

/// A component that holds a core module with one memory of one page, declared with these flags.
fn component_with_memory(flags: u8) -> Vec<u8> {
    let memory_section = [5, 4, 1, flags, 1, 1];
    let module = [CORE_MODULE, &memory_section].concat();
    [COMPONENT, &[1, module.len() as u8], &module].concat()
}

#[test]
fn a_good_package_is_known_by_its_hash() {
    let (sandbox, echo) = (sandbox(), package("echo"));
    let module = sandbox.compile(&echo).unwrap();
    assert_eq!(module.hash(), blake2_256(&echo));
    assert_eq!(module.size() as usize, echo.len());
    assert_eq!(sandbox.compile(&echo).map(|again| again.hash()), Ok(module.hash()));
}

#[test]
fn an_import_that_is_not_offered_is_named() {
    assert_eq!(refusal(&package("wrong-world")), Refusal::ForbiddenImport("ainur:wrong-world/clock@0.1.0".to_owned()));
}

#[test]
fn a_core_module_is_no_component() {
    assert_eq!(refusal(CORE_MODULE), Refusal::CoreModule);
}

#[test]
fn a_component_without_the_entry_point_is_refused() {
    assert_eq!(refusal(COMPONENT), Refusal::WrongContract("there is no function \"execute\"".to_owned()));
}

#[test]
fn malformed_packages_are_refused() {
    let echo = package("echo");
    for package in [&b""[..], b"no wasm", &echo[..echo.len() / 2], &echo[..echo.len() - 1]] {
        assert!(matches!(refusal(package), Refusal::Malformed(_)), "{} bytes", package.len());
    }
}

#[test]
fn text_is_not_compiled() {
    assert!(matches!(refusal(b"(component)"), Refusal::Malformed(_)));
}

#[test]
fn shared_memory_is_refused() {
    let (private, shared) = (component_with_memory(0x01), component_with_memory(0x03));
    assert!(matches!(refusal(&private), Refusal::WrongContract(_)));
    assert!(matches!(refusal(&shared), Refusal::Malformed(_)));
}

#[test]
fn a_package_beyond_the_limit_is_refused() {
    assert_eq!(refusal(&vec![0; MAX_PACKAGE + 1]), Refusal::TooLarge { size: MAX_PACKAGE as u64 + 1 });
    assert!(matches!(refusal(&vec![0; MAX_PACKAGE]), Refusal::Malformed(_)));
}
