//! What is on its way to the chain.
//!
//! A row is `queued` until a leader has given it a nonce and a signature, `signed` until a finalised block says what
//! became of it, then `finalised` or `failed` for good. The signed bytes are stored before they are sent, so that a second
//! sending is always of the same bytes.

use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::{Store, StoreError};

/// Something on its way to the chain.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(FromRow, Clone, Debug)]
pub struct Submission {
    pub id: Uuid,
    pub business_key: String,
    pub signer: String,
    pub call: Vec<u8>,
    pub state: String,
    pub nonce: Option<i64>,
    pub expires_at: Option<i64>,
    pub signed_bytes: Option<Vec<u8>>,
    pub tx_hash: Option<Vec<u8>>,
    pub attempts: i32,
    pub last_error: Option<String>,
    pub height: Option<i64>,
    pub dispatch_error: Option<String>,
}

/// A signature over a call.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The signer's nonce.
    pub nonce: u32,
    /// First height that can no longer include it.
    pub expires_at: u32,
    /// What is sent.
    pub bytes: Vec<u8>,
    /// blake2-256 of the bytes.
    pub hash: [u8; 32],
}

const COLUMNS: &str = "id, business_key, signer, call, state, nonce, expires_at, signed_bytes, tx_hash, attempts, last_error, height, dispatch_error";

impl Store {
    /// Queues a call under a business key. A key that is known already keeps what it had.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn enqueue(&self, business_key: &str, signer: &str, call: &[u8]) -> Result<Uuid, StoreError> {
        enqueue(&mut *self.pool.acquire().await?, business_key, signer, call).await
    }

    /// One submission.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn submission(&self, id: Uuid) -> Result<Option<Submission>, StoreError> {
        let query = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM outbox WHERE id = $1"));
        Ok(sqlx::query_as(query).bind(id).fetch_optional(&self.pool).await?)
    }

    /// The submission under a business key.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn submission_by_key(&self, business_key: &str) -> Result<Option<Submission>, StoreError> {
        let query = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM outbox WHERE business_key = $1"));
        Ok(sqlx::query_as(query).bind(business_key).fetch_optional(&self.pool).await?)
    }

    /// The signer's open submissions: those that are signed by nonce, then those that are queued by age.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn open_submissions(&self, signer: &str, limit: i64) -> Result<Vec<Submission>, StoreError> {
        let query = sqlx::AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM outbox WHERE signer = $1 AND state IN ('queued', 'signed')
             ORDER BY state = 'queued', nonce, sequence LIMIT $2"
        ));
        Ok(sqlx::query_as(query).bind(signer).bind(limit).fetch_all(&self.pool).await?)
    }

    /// Whether a submission whose business key begins with `prefix` is open.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn has_open_submission(&self, prefix: &str) -> Result<bool, StoreError> {
        let query = "SELECT EXISTS (SELECT FROM outbox WHERE starts_with(business_key, $1) AND state IN ('queued', 'signed'))";
        Ok(sqlx::query_scalar(query).bind(prefix).fetch_one(&self.pool).await?)
    }

    /// Stores a signature before it is sent; also in place of one that has expired.
    ///
    /// # Errors
    ///
    /// When the database does not answer, or the nonce belongs to another open submission.
    pub async fn store_signed(&self, id: Uuid, signed: &Signed) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE outbox SET state = 'signed', nonce = $2, expires_at = $3, signed_bytes = $4, tx_hash = $5,
                               attempts = attempts + 1, updated_at = now()
             WHERE id = $1 AND state IN ('queued', 'signed')",
        )
        .bind(id)
        .bind(i64::from(signed.nonce))
        .bind(i64::from(signed.expires_at))
        .bind(&signed.bytes)
        .bind(signed.hash)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Notes why a submission was not taken; it stays open.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn note_submission_error(&self, id: Uuid, error: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE outbox SET last_error = $2, updated_at = now() WHERE id = $1")
            .bind(id)
            .bind(error)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Gives up an open submission that the chain can never take.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn give_up_submission(&self, id: Uuid, error: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE outbox SET state = 'failed', last_error = $2, updated_at = now() WHERE id = $1 AND state IN ('queued', 'signed')")
            .bind(id)
            .bind(error)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

/// Queues a call within a transaction; see [`Store::enqueue`].
///
/// # Errors
///
/// When the database does not answer.
pub async fn enqueue(connection: &mut PgConnection, business_key: &str, signer: &str, call: &[u8]) -> Result<Uuid, StoreError> {
    let id = sqlx::query_scalar(
        "INSERT INTO outbox (business_key, signer, call) VALUES ($1, $2, $3)
         ON CONFLICT (business_key) DO UPDATE SET business_key = excluded.business_key RETURNING id",
    )
    .bind(business_key)
    .bind(signer)
    .bind(call)
    .fetch_one(connection)
    .await?;
    Ok(id)
}

/// Notes what a finalised block says of a submission, if the extrinsic is one of ours.
///
/// # Errors
///
/// When the database does not answer.
pub async fn confirm(
    connection: &mut PgConnection,
    tx_hash: [u8; 32],
    height: u32,
    dispatch_error: Option<&str>,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE outbox SET state = CASE WHEN $3::text IS NULL THEN 'finalised' ELSE 'failed' END, height = $2,
                           dispatch_error = $3, updated_at = now()
         WHERE tx_hash = $1 AND state = 'signed'",
    )
    .bind(tx_hash)
    .bind(i64::from(height))
    .bind(dispatch_error)
    .execute(connection)
    .await?;
    Ok(())
}
