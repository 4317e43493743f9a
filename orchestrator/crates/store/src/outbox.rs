//! What is on its way to the chain.
//!
//! A row is `queued` until a leader has given it a nonce and a signature, `signed` until a finalised block says what
//! became of it, then `finalised` or `failed`. What was given up as `failed` becomes `finalised` when it turns out to have got
//! in; what the chain refused only for now is `queued` again, and rests. The signed bytes are stored before they are sent, so that a second
//! sending is always of the same bytes.

use std::collections::HashSet;

use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::{Store, StoreError};

/// How often the rest of what the chain refuses for now doubles. The first is two blocks, the longest 64.
const MOST_DOUBLINGS: i32 = 5;
/// How often a call may rest so before it counts as refused for good: half an hour in all.
const MOST_REFUSALS: i32 = 18;

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

/// A call that is to be queued.
#[derive(Clone, Debug)]
pub struct NewSubmission {
    /// What it is queued under, once.
    pub business_key: String,
    /// Who signs it.
    pub signer: String,
    /// SCALE bytes of the call.
    pub call: Vec<u8>,
}

/// What became of a call that was to be queued.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Queued {
    /// Number of the submission under the business key.
    pub id: Uuid,
    /// Whether nothing stood under that key before.
    pub is_new: bool,
}

/// An extrinsic in a finalised block.
#[derive(Clone, Debug)]
pub struct Included {
    /// blake2-256 of its bytes.
    pub hash: [u8; 32],
    /// Why the chain refused the call; none when it did not.
    pub error: Option<String>,
}

const COLUMNS: &str = "id, business_key, signer, call, state, nonce, expires_at, signed_bytes, tx_hash, attempts, last_error, height, dispatch_error";

/// Queues a call, unless one stands under its business key.
const INSERT: &str =
    "INSERT INTO outbox (business_key, signer, call) VALUES ($1, $2, $3) ON CONFLICT (business_key) DO NOTHING RETURNING id";
/// What stood in the way: rows are never deleted.
const FIND: &str = "SELECT id FROM outbox WHERE business_key = $1";

impl Store {
    /// Queues a call under a business key; says whether the key is new. A key that is known already keeps what it had.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn enqueue(&self, business_key: &str, signer: &str, call: &[u8]) -> Result<Queued, StoreError> {
        let inserted = sqlx::query_scalar(INSERT).bind(business_key).bind(signer).bind(call).fetch_optional(&self.pool).await?;
        if let Some(id) = inserted {
            self.bell.ring();
            return Ok(Queued { id, is_new: true });
        }
        let id = sqlx::query_scalar(FIND).bind(business_key).fetch_one(&self.pool).await?;
        Ok(Queued { id, is_new: false })
    }

    /// Queues calls, all at once, each under its business key as [`Store::enqueue`] does. Returns how many of the keys are new.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn enqueue_all(&self, calls: &[NewSubmission]) -> Result<u64, StoreError> {
        let (mut keys, mut signers, mut bytes) = (Vec::new(), Vec::new(), Vec::new());
        for call in calls {
            keys.push(call.business_key.as_str());
            signers.push(call.signer.as_str());
            bytes.push(call.call.as_slice());
        }
        let result = sqlx::query(
            "INSERT INTO outbox (business_key, signer, call) SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[])
             ON CONFLICT (business_key) DO NOTHING",
        )
        .bind(keys)
        .bind(signers)
        .bind(bytes)
        .execute(&self.pool)
        .await?;
        let new = result.rows_affected();
        if new > 0 {
            self.bell.ring();
        }
        Ok(new)
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

    /// The signer's open submissions, without those that rest at this height: those that are signed by nonce, then those that are queued
    /// by age.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn open_submissions(&self, signer: &str, height: u32, limit: i64) -> Result<Vec<Submission>, StoreError> {
        let query = sqlx::AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM outbox WHERE signer = $1 AND state IN ('queued', 'signed') AND not_before <= $2
             ORDER BY state = 'queued', nonce, sequence LIMIT $3"
        ));
        Ok(sqlx::query_as(query).bind(signer).bind(i64::from(height)).bind(limit).fetch_all(&self.pool).await?)
    }

    /// Whether a submission whose business key begins with `prefix` is open, whoever signs it.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn has_open_submission(&self, prefix: &str) -> Result<bool, StoreError> {
        let query = "SELECT EXISTS (SELECT FROM outbox WHERE starts_with(business_key, $1) AND state IN ('queued', 'signed'))";
        Ok(sqlx::query_scalar(query).bind(prefix).fetch_one(&self.pool).await?)
    }

    /// Those of the business keys under which something was queued before.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn known_keys(&self, keys: &[String]) -> Result<HashSet<String>, StoreError> {
        let query = "SELECT business_key FROM outbox WHERE business_key = ANY ($1)";
        let known: Vec<String> = sqlx::query_scalar(query).bind(keys).fetch_all(&self.pool).await?;
        Ok(known.into_iter().collect())
    }

    /// Stores a signature before it is sent, in place of the one it had when it was read, if any. Returns the submission as it stands
    /// then; none when somebody else has changed it since it was read: then this signature must not be sent.
    ///
    /// # Errors
    ///
    /// When the database does not answer, or the nonce belongs to another open submission.
    pub async fn store_signed(&self, submission: &Submission, signed: &Signed) -> Result<Option<Submission>, StoreError> {
        let query = sqlx::AssertSqlSafe(format!(
            "UPDATE outbox SET state = 'signed', nonce = $2, expires_at = $3, signed_bytes = $4, tx_hash = $5,
                               attempts = attempts + 1, updated_at = now()
             WHERE id = $1 AND signer = $7 AND state IN ('queued', 'signed') AND tx_hash IS NOT DISTINCT FROM $6
             RETURNING {COLUMNS}"
        ));
        let stored = sqlx::query_as(query)
            .bind(submission.id)
            .bind(i64::from(signed.nonce))
            .bind(i64::from(signed.expires_at))
            .bind(&signed.bytes)
            .bind(signed.hash)
            .bind(&submission.tx_hash)
            .bind(&submission.signer)
            .fetch_optional(&self.pool)
            .await?;
        Ok(stored)
    }

    /// Takes a signature back that the node refused, so that its nonce is free for others. Its hash is kept: should it get in
    /// all the same, the block will tell. Another signature than the one that was read stays.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn take_signature_back(&self, submission: &Submission, error: &str) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE outbox SET state = 'queued', nonce = NULL, expires_at = NULL, signed_bytes = NULL, last_error = $3,
                               updated_at = now()
             WHERE id = $1 AND state = 'signed' AND tx_hash = $2",
        )
        .bind(submission.id)
        .bind(&submission.tx_hash)
        .bind(error)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Takes a signature back as [`Store::take_signature_back`] does, and leaves the call to another signer, as that one writes it. False
    /// when the submission is no longer open, or no longer as it was read: another has it, or has signed it.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn hand_submission_over(
        &self,
        submission: &Submission,
        (to, call): (&str, &[u8]),
        reason: &str,
    ) -> Result<bool, StoreError> {
        let result = sqlx::query(
            "UPDATE outbox SET signer = $3, call = $4, state = 'queued', nonce = NULL, expires_at = NULL, signed_bytes = NULL,
                               last_error = $5, updated_at = now()
             WHERE id = $1 AND signer = $2 AND state IN ('queued', 'signed') AND tx_hash IS NOT DISTINCT FROM $6",
        )
        .bind(submission.id)
        .bind(&submission.signer)
        .bind(to)
        .bind(call)
        .bind(reason)
        .bind(&submission.tx_hash)
        .execute(&self.pool)
        .await?;
        Ok(result.rows_affected() == 1)
    }

    /// Takes the signatures of open submissions back as [`Store::take_signature_back`] does, and lets them rest until a height.
    /// What another has taken over or signed since it was read stays as it is.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn rest_submissions(&self, submissions: &[&Submission], until: u32, reason: &str) -> Result<(), StoreError> {
        let (ids, signers, hashes) = as_read(submissions);
        sqlx::query(
            "UPDATE outbox SET state = 'queued', nonce = NULL, expires_at = NULL, signed_bytes = NULL, not_before = $4,
                               last_error = $5, updated_at = now()
             FROM unnest($1::uuid[], $2::text[], $3::bytea[]) AS read (id, signer, tx_hash)
             WHERE outbox.id = read.id AND outbox.signer = read.signer AND outbox.tx_hash IS NOT DISTINCT FROM read.tx_hash
               AND outbox.state IN ('queued', 'signed')",
        )
        .bind(ids)
        .bind(signers)
        .bind(hashes)
        .bind(i64::from(until))
        .bind(reason)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Open submissions of others than these signers that are in no block up to this height and can be in none after it, without those
    /// that rest; the oldest first.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn stray_submissions(&self, signers: &[String], height: u32, limit: i64) -> Result<Vec<Submission>, StoreError> {
        let query = sqlx::AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM outbox
             WHERE (state = 'queued' OR (state = 'signed' AND expires_at <= $2)) AND signer <> ALL ($1) AND not_before <= $2
             ORDER BY sequence LIMIT $3"
        ));
        Ok(sqlx::query_as(query).bind(signers).bind(i64::from(height)).bind(limit).fetch_all(&self.pool).await?)
    }

    /// Gives open submissions up and frees their business keys, so that the same can be queued again. What they were stays on record.
    /// What another has taken over or signed since it was read stays open.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn drop_submissions(&self, submissions: &[&Submission], reason: &str) -> Result<(), StoreError> {
        let (ids, signers, hashes) = as_read(submissions);
        sqlx::query(
            "UPDATE outbox SET state = 'failed', business_key = business_key || ':dropped:' || sequence, last_error = $4,
                               updated_at = now()
             FROM unnest($1::uuid[], $2::text[], $3::bytea[]) AS read (id, signer, tx_hash)
             WHERE outbox.id = read.id AND outbox.signer = read.signer AND outbox.tx_hash IS NOT DISTINCT FROM read.tx_hash
               AND outbox.state IN ('queued', 'signed')",
        )
        .bind(ids)
        .bind(signers)
        .bind(hashes)
        .bind(reason)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Notes why an open submission was not taken; it stays open. Nothing is noted of what another has taken over or signed since it was
    /// read.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn note_submission_error(&self, submission: &Submission, error: &str) -> Result<(), StoreError> {
        self.note_error(submission, error, false).await
    }

    /// Gives up an open submission that the chain can never take. What another has taken over or signed since it was read stays open.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn give_up_submission(&self, submission: &Submission, error: &str) -> Result<(), StoreError> {
        self.note_error(submission, error, true).await
    }

    /// Notes an error on a submission that is open and as it was read, which stays open unless it is given up by that.
    async fn note_error(&self, submission: &Submission, error: &str, is_given_up: bool) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE outbox SET state = CASE WHEN $5 THEN 'failed' ELSE state END, last_error = $4, updated_at = now()
             WHERE id = $1 AND signer = $2 AND tx_hash IS NOT DISTINCT FROM $3 AND state IN ('queued', 'signed')",
        )
        .bind(submission.id)
        .bind(&submission.signer)
        .bind(&submission.tx_hash)
        .bind(error)
        .bind(is_given_up)
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
pub async fn enqueue(connection: &mut PgConnection, business_key: &str, signer: &str, call: &[u8]) -> Result<Queued, StoreError> {
    let inserted = sqlx::query_scalar(INSERT).bind(business_key).bind(signer).bind(call).fetch_optional(&mut *connection).await?;
    if let Some(id) = inserted {
        return Ok(Queued { id, is_new: true });
    }
    let id = sqlx::query_scalar(FIND).bind(business_key).fetch_one(connection).await?;
    Ok(Queued { id, is_new: false })
}

/// Frees the business keys that begin with `prefix` of those of these extrinsics that the chain refused, so that the same can be queued
/// again. What was refused stays on record under its key and the height.
///
/// # Errors
///
/// When the database does not answer.
pub async fn free_keys(connection: &mut PgConnection, refused: &[&[u8]], prefix: &str) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE outbox SET business_key = business_key || ':refused:' || height
         WHERE tx_hash = ANY ($1) AND state = 'failed' AND height IS NOT NULL AND starts_with(business_key, $2)
           AND business_key NOT LIKE '%:refused:%'",
    )
    .bind(refused)
    .bind(prefix)
    .execute(connection)
    .await?;
    Ok(())
}

/// Those of these extrinsics, by hash, that are ours and not known to be in a block.
///
/// # Errors
///
/// When the database does not answer.
pub async fn awaited(connection: &mut PgConnection, hashes: &[&[u8]]) -> Result<HashSet<Vec<u8>>, StoreError> {
    let query = "SELECT tx_hash FROM outbox WHERE tx_hash = ANY ($1) AND height IS NULL";
    let awaited: Vec<Vec<u8>> = sqlx::query_scalar(query).bind(hashes).fetch_all(connection).await?;
    Ok(awaited.into_iter().collect())
}

/// Queues those of these extrinsics again that the chain refused for now, unless it did so too often, their submissions were given up
/// before, or their business keys begin with one of `once`: they are left to [`confirm`]. What is queued again rests for two blocks, and
/// twice as long each time again. Why it was refused stays on record until it gets in.
///
/// # Errors
///
/// When the database does not answer.
pub async fn put_off(connection: &mut PgConnection, height: u32, refused: &[Included], once: &[&str]) -> Result<(), StoreError> {
    if refused.is_empty() {
        return Ok(());
    }
    let (hashes, errors) = columns(refused);
    sqlx::query(
        "UPDATE outbox SET state = 'queued', nonce = NULL, expires_at = NULL, signed_bytes = NULL, tx_hash = NULL,
                           dispatch_error = refused.error, refusals = refusals + 1, not_before = $1 + (2 << least(refusals, $5)),
                           updated_at = now()
         FROM unnest($2::bytea[], $3::text[]) AS refused (hash, error)
         WHERE outbox.tx_hash = refused.hash AND outbox.height IS NULL AND outbox.state IN ('queued', 'signed') AND refusals < $6
           AND NOT EXISTS (SELECT FROM unnest($4::text[]) AS prefix WHERE starts_with(business_key, prefix))",
    )
    .bind(i64::from(height))
    .bind(hashes)
    .bind(errors)
    .bind(once)
    .bind(MOST_DOUBLINGS)
    .bind(MOST_REFUSALS)
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes what a finalised block says of submissions, whichever of its extrinsics are ours. One that was given up, and got in
/// all the same, is known by its hash too. Returns the calls among them whose business keys begin with `prefix`, each of them once and
/// for all: a chain that is indexed again confirms nothing.
///
/// # Errors
///
/// When the database does not answer.
pub async fn confirm(
    connection: &mut PgConnection,
    height: u32,
    extrinsics: &[Included],
    prefix: &str,
) -> Result<Vec<Vec<u8>>, StoreError> {
    let (hashes, errors) = columns(extrinsics);
    let calls = sqlx::query_scalar(
        "WITH confirmed AS (
             UPDATE outbox SET state = CASE WHEN included.error IS NULL THEN 'finalised' ELSE 'failed' END, height = $1,
                               dispatch_error = included.error, updated_at = now()
             FROM unnest($2::bytea[], $3::text[]) AS included (hash, error)
             WHERE outbox.tx_hash = included.hash AND outbox.height IS NULL
             RETURNING business_key, CASE WHEN starts_with(business_key, $4) THEN call END AS call
         )
         SELECT call FROM confirmed WHERE call IS NOT NULL ORDER BY business_key",
    )
    .bind(i64::from(height))
    .bind(hashes)
    .bind(errors)
    .bind(prefix)
    .fetch_all(connection)
    .await?;
    Ok(calls)
}

/// Numbers, signers and signatures of submissions, in columns.
type AsRead<'a> = (Vec<Uuid>, Vec<&'a str>, Vec<Option<&'a [u8]>>);

/// What tells that submissions are as they were read.
fn as_read<'a>(submissions: &[&'a Submission]) -> AsRead<'a> {
    submissions.iter().map(|row| (row.id, row.signer.as_str(), row.tx_hash.as_deref())).collect()
}

fn columns(extrinsics: &[Included]) -> (Vec<Vec<u8>>, Vec<Option<&str>>) {
    extrinsics.iter().map(|extrinsic| (extrinsic.hash.to_vec(), extrinsic.error.as_deref())).unzip()
}
