//! What an orchestrator has on its way to the chain.

use ainur_primitives::Hash;
use ainur_test_postgres::Postgres;
use anyhow::{Context, Result};
use sqlx::{Connection, PgConnection};

/// Business keys and hashes of the extrinsics that were signed and are not final.
pub async fn signed(postgres: &Postgres) -> Result<Vec<(String, Hash)>> {
    let mut connection = PgConnection::connect(&postgres.url()).await?;
    let query = "SELECT business_key, tx_hash FROM outbox WHERE state = 'signed' ORDER BY nonce";
    let signed: Vec<(String, Vec<u8>)> = sqlx::query_as(query).fetch_all(&mut connection).await?;
    connection.close().await?;
    let hashed = |(key, hash): (String, Vec<u8>)| Ok((key, hash.try_into().ok().context("no hash")?));
    signed.into_iter().map(hashed).collect()
}
