//! How the validators do, on one line.

use std::{
    io::{IsTerminal, Write},
    time::Duration,
};

use ainur_tests::network::{Network, Validator, View};
use anyhow::{bail, Result};

/// How often somebody who watches is shown something new.
const LIVE: Duration = Duration::from_secs(1);
/// How often a line is written to a file.
const LOGGED: Duration = Duration::from_secs(30);

/// Shows how everybody does until nobody is left.
///
/// # Errors
///
/// When all validators have died.
pub async fn watch(network: &mut Network) -> Result<()> {
    let is_watched = std::io::stdout().is_terminal();
    let mut interval = tokio::time::interval(if is_watched { LIVE } else { LOGGED });
    loop {
        interval.tick().await;
        for validator in network.validators_mut() {
            if let Some(words) = validator.obituary()? {
                let log = validator.folder().display();
                println!("{}{} died. Its last words ({log}):\n{words}", start_of_line(is_watched), validator.name());
            }
        }
        if network.running().next().is_none() {
            bail!("no validator is left");
        }
        let mut states = Vec::new();
        for validator in network.validators() {
            states.push(state(validator).await);
        }
        print!("{}{}{}", start_of_line(is_watched), states.join("   "), if is_watched { "" } else { "\n" });
        std::io::stdout().flush()?;
    }
}

/// On a screen, the line that is there is written over.
fn start_of_line(is_watched: bool) -> &'static str {
    if is_watched {
        "\r\x1b[2K"
    } else {
        ""
    }
}

async fn state(validator: &Validator) -> String {
    let name = validator.name();
    if !validator.is_up() {
        return format!("{name} dead");
    }
    match validator.view().await {
        Ok(View { best, finalised, peers }) => format!("{name} best {best}, final {finalised}, {peers} peers"),
        Err(_) => format!("{name} does not answer"),
    }
}
