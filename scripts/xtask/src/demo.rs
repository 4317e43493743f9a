//! `cargo xtask demo`: the main job end to end.

use std::{
    fs::File,
    io::Read,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{ensure, Context, Result};

use crate::{agents::Which, build, workspace::Workspace};

/// Longest text that the demo takes, in bytes.
const MAX_INPUT: u64 = 1024 * 1024;

/// What the demo is told.
#[derive(clap::Args)]
pub struct Arguments {
    /// Leave everything running afterwards and print where to find it
    #[arg(long)]
    keep: bool,
    /// A text to summarise, at most 1 MiB; without it the demo brings its own
    file: Option<PathBuf>,
}

/// Checks the input, builds what is needed and becomes the demo.
pub fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    arguments.file.as_deref().map(check_input).transpose()?;
    build::everything(workspace, Which::Rust)?;
    let mut demo = Command::new(workspace.program("ainur-demo"));
    if arguments.keep {
        demo.arg("--keep");
    }
    demo.args(&arguments.file);
    Err(demo.exec()).context("cannot start ainur-demo")
}

/// Refuses early what could not become a task.
fn check_input(file: &Path) -> Result<()> {
    let name = file.display();
    let handle = File::open(file).with_context(|| format!("cannot read {name}"))?;
    ensure!(handle.metadata()?.is_file(), "{name} is not a file");
    let mut content = Vec::new();
    handle.take(MAX_INPUT.saturating_add(1)).read_to_end(&mut content).with_context(|| format!("cannot read {name}"))?;
    ensure!(!content.trim_ascii().is_empty(), "{name} is empty: there is nothing to summarise");
    ensure!(content.len() as u64 <= MAX_INPUT, "{name} is larger than 1 MiB");
    ensure!(std::str::from_utf8(&content).is_ok(), "{name} is not UTF-8 text");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn verdict(content: &[u8]) -> Result<(), String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("input.txt");
        fs::write(&file, content).unwrap();
        check_input(&file).map_err(|error| error.to_string().replace(&file.display().to_string(), "input.txt"))
    }

    #[test]
    fn a_text_of_up_to_one_mebibyte_is_taken() {
        assert_eq!(verdict(b"Some text."), Ok(()));
        assert_eq!(verdict(&[b'a'; 1024 * 1024]), Ok(()));
    }

    #[test]
    fn each_refusal_says_why() {
        assert_eq!(verdict(b""), Err("input.txt is empty: there is nothing to summarise".into()));
        assert_eq!(verdict(b" \n\t"), Err("input.txt is empty: there is nothing to summarise".into()));
        assert_eq!(verdict(&[b'a'; 1024 * 1024 + 1]), Err("input.txt is larger than 1 MiB".into()));
        assert_eq!(verdict(&[0xff, 0xfe]), Err("input.txt is not UTF-8 text".into()));
    }

    #[test]
    fn what_is_not_there_or_no_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        assert!(check_input(folder.path()).unwrap_err().to_string().ends_with("is not a file"));
        let missing = check_input(&folder.path().join("missing")).unwrap_err();
        assert!(format!("{missing:#}").contains("No such file"), "{missing:#}");
    }
}
