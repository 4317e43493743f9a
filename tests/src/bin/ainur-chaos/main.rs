//! Kills processes again and again while tasks come in, and says whether everything ended as it should.

use ainur_tests::chaos;
use anyhow::Result;
use clap::Parser;

/// Kills processes at random while tasks come in, and sees what becomes of them.
#[derive(Parser)]
struct Arguments {
    /// How often a process is killed
    #[arg(long, default_value_t = 200)]
    kills: usize,
    /// Which kills, and when: a run is repeated with the number it showed
    #[arg(long)]
    seed: Option<u64>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let Arguments { kills, seed } = Arguments::parse();
    let figures = chaos::run(seed.unwrap_or_else(|| fastrand::u64(..)), kills).await?;
    println!("{figures}");
    Ok(())
}
