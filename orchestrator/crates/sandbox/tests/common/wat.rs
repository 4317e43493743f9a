//! Components written as text, for guests that no compiler would make.

/// A guest around the inside of a core module, which finds its memory as `libc` and the capability to log as `$log`. It has to export
/// `execute` and `realloc`.
pub fn guest(core: &str) -> Vec<u8> {
    component(&format!(
        r#"
        (core module $libc (memory (export "memory") 1))
        (core instance $libc (instantiate $libc))
        (core func $log (canon lower (func $log "log") (memory (core memory $libc "memory"))))
        (core module $main
            (import "libc" "memory" (memory 1))
            (import "host" "log" (func $log (param i32 i32 i32)))
            {core})
        (core instance $main (instantiate $main
            (with "libc" (instance $libc))
            (with "host" (instance (export "log" (func $log))))))
        (func (export "execute") (param "input" (list u8)) (result (result (list u8) (error $failure)))
            (canon lift (core func $main "execute") (memory (core memory $libc "memory")) (realloc (core func $main "realloc"))))
        "#
    ))
}

/// A component that imports what the contract offers, and holds this.
pub fn component(rest: &str) -> Vec<u8> {
    text(&format!(
        r#"(component
        (import "ainur:agent/log@0.1.0" (instance $log
            (type $level-cases (enum "debug" "info" "warn" "error"))
            (export "level" (type $level (eq $level-cases)))
            (export "log" (func (param "level" $level) (param "message" string)))))
        (type $failure-cases (variant (case "invalid-input" string) (case "unsupported" string) (case "failed" string)))
        (export $failure "failure" (type $failure-cases))
        {rest})"#
    ))
}

/// What the text format describes.
pub fn text(text: &str) -> Vec<u8> {
    wat::parse_str(text).unwrap_or_else(|error| panic!("{error}"))
}

/// Gives the guest a place for its input: 1024 bytes into its memory, whatever is asked for.
pub const REALLOC: &str = r#"(func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))"#;

/// A guest that does this, and gives back an empty output if it comes to an end.
pub fn doing(work: &str) -> Vec<u8> {
    guest(&format!(r#"{REALLOC} (func (export "execute") (param i32 i32) (result i32) {work} (i32.const 0))"#))
}

/// A guest whose output is these many bytes, from that place in its memory on.
pub fn giving(place: &str, length: &str) -> Vec<u8> {
    doing(&format!("(i32.store (i32.const 4) {place}) (i32.store (i32.const 8) {length})"))
}
