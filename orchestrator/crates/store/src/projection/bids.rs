//! What events do to bids.

use std::collections::BTreeMap;

use sqlx::PgConnection;

use super::column;
use crate::{agents::signed, StoreError};

const STANDING: &str = "standing";
const LOST: &str = "lost";

/// What an event does to the bids on a task.
#[derive(Clone, Debug)]
pub enum Change {
    /// One is placed, in place of the agent's last one.
    Placed {
        /// Whose.
        agent: u64,
        /// What it asks, in plancks.
        price: String,
        /// Blocks that it promises.
        duration: u32,
        /// Height of the block.
        height: u32,
    },
    /// One ends, if it stands.
    Ended {
        /// Whose.
        agent: u64,
        /// How: `withdrawn`, `evicted`, `won`.
        status: &'static str,
    },
    /// All end that still stand.
    Lost,
}

/// What several events do to bids, by task.
#[derive(Default)]
pub(super) struct Bids(BTreeMap<u64, Book>);

/// The bids on one task.
#[derive(Default)]
struct Book {
    /// Those that change by themselves, by agent.
    bids: BTreeMap<u64, Bid>,
    /// Whether those are lost of which nothing else is known here.
    is_lost: bool,
}

enum Bid {
    /// Of which nothing is known here but how it ended, if it stood.
    OnRecord {
        status: &'static str,
    },
    Placed {
        price: String,
        duration: u32,
        height: u32,
        status: &'static str,
    },
}

impl Bids {
    pub fn apply(&mut self, task: u64, change: &Change) {
        let Book { bids, is_lost } = self.0.entry(task).or_default();
        match change {
            Change::Placed { agent, price, duration, height } => {
                let placed = Bid::Placed { price: price.clone(), duration: *duration, height: *height, status: STANDING };
                bids.insert(*agent, placed);
            }
            Change::Ended { agent, status } => match bids.get_mut(agent) {
                Some(bid) => bid.end(status),
                None if *is_lost => {}
                None => drop(bids.insert(*agent, Bid::OnRecord { status })),
            },
            Change::Lost => {
                *is_lost = true;
                bids.values_mut().for_each(|bid| bid.end(LOST));
            }
        }
    }

    /// Ends what was on record first: what is placed replaces it.
    pub async fn write(&self, connection: &mut PgConnection) -> Result<(), StoreError> {
        self.end(connection).await?;
        self.lose(connection).await?;
        self.place(connection).await
    }

    async fn end(&self, connection: &mut PgConnection) -> Result<(), StoreError> {
        let ended: Vec<_> = self.all().filter_map(|(task, agent, bid)| Some((task, agent, bid.ended()?))).collect();
        if ended.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "UPDATE bids SET status = ended.status FROM unnest($1::int8[], $2::int8[], $3::text[]) AS ended (task, agent, status)
             WHERE bids.task = ended.task AND bids.agent = ended.agent AND bids.status = 'standing'",
        )
        .bind(column(&ended, |(task, ..)| signed(*task)))
        .bind(column(&ended, |(_, agent, _)| signed(*agent)))
        .bind(column(&ended, |(.., status)| *status))
        .execute(connection)
        .await?;
        Ok(())
    }

    async fn lose(&self, connection: &mut PgConnection) -> Result<(), StoreError> {
        let lost: Vec<_> = self.0.iter().filter(|(_, book)| book.is_lost).map(|(task, _)| signed(*task)).collect();
        if lost.is_empty() {
            return Ok(());
        }
        sqlx::query("UPDATE bids SET status = 'lost' WHERE task = ANY ($1) AND status = 'standing'")
            .bind(lost)
            .execute(connection)
            .await?;
        Ok(())
    }

    async fn place(&self, connection: &mut PgConnection) -> Result<(), StoreError> {
        let placed = self.all().filter_map(|(task, agent, bid)| match bid {
            Bid::Placed { price, duration, height, status } => Some((task, agent, price.as_str(), *duration, *height, *status)),
            Bid::OnRecord { .. } => None,
        });
        let placed: Vec<_> = placed.collect();
        if placed.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "INSERT INTO bids (task, agent, price, duration, placed_at, status)
             SELECT task, agent, price::numeric, duration, placed_at, status
             FROM unnest($1::int8[], $2::int8[], $3::text[], $4::int8[], $5::int8[], $6::text[])
                  AS placed (task, agent, price, duration, placed_at, status)
             ON CONFLICT (task, agent) DO UPDATE
             SET price = excluded.price, duration = excluded.duration, placed_at = excluded.placed_at, status = excluded.status",
        )
        .bind(column(&placed, |(task, ..)| signed(*task)))
        .bind(column(&placed, |(_, agent, ..)| signed(*agent)))
        .bind(column(&placed, |(_, _, price, ..)| *price))
        .bind(column(&placed, |(_, _, _, duration, ..)| i64::from(*duration)))
        .bind(column(&placed, |(.., height, _)| i64::from(*height)))
        .bind(column(&placed, |(.., status)| *status))
        .execute(connection)
        .await?;
        Ok(())
    }

    fn all(&self) -> impl Iterator<Item = (u64, u64, &Bid)> {
        self.0.iter().flat_map(|(task, book)| book.bids.iter().map(|(agent, bid)| (*task, *agent, bid)))
    }
}

impl Bid {
    fn end(&mut self, how: &'static str) {
        match self {
            Self::Placed { status, .. } if *status == STANDING => *status = how,
            Self::Placed { .. } | Self::OnRecord { .. } => {}
        }
    }

    fn ended(&self) -> Option<&'static str> {
        match self {
            Self::OnRecord { status } => Some(*status),
            Self::Placed { .. } => None,
        }
    }
}
