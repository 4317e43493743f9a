//! Running other programs.

use std::process::Command;

use anyhow::{ensure, Context, Result};

/// Says what is being done, for whoever watches.
pub fn announce(what: &str) {
    eprintln!("==> {what}");
}

/// Runs `command` in view of the user; an error names the command.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", name(command)))?;
    ensure!(status.success(), "{} failed: {status}", name(command));
    Ok(())
}

/// Runs `command` and gives back what it wrote; its complaints stay in view of the user.
pub fn read(command: &mut Command) -> Result<String> {
    let output =
        command.stderr(std::process::Stdio::inherit()).output().with_context(|| format!("cannot start {}", name(command)))?;
    ensure!(output.status.success(), "{} failed: {}", name(command), output.status);
    String::from_utf8(output.stdout).with_context(|| format!("{} wrote something that is not text", name(command)))
}

/// What `command` writes, where it runs and succeeds; its complaints are dropped.
pub fn probe(command: &mut Command) -> Option<String> {
    let output = command.output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The command as one would type it.
fn name(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    format!("`{}`", words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-c", script]);
        shell
    }

    #[test]
    fn a_failure_names_the_command_and_its_status() {
        let error = run(&mut shell("exit 3")).unwrap_err().to_string();
        assert_eq!(error, "`sh -c exit 3` failed: exit status: 3");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = run(&mut Command::new("no-such-program")).unwrap_err().to_string();
        assert_eq!(error, "cannot start `no-such-program`");
    }

    #[test]
    fn what_a_command_writes_is_given_back() {
        assert_eq!(read(&mut shell("echo text")).unwrap(), "text\n");
        assert_eq!(probe(&mut shell("echo text")), Some("text".into()));
        assert_eq!(probe(&mut shell("echo text; exit 1")), None);
    }
}
