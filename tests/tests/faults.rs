//! Whatever happens to the ways to the node and to the database, nothing is lost and nothing doubled. Features A16, A17, A20.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use ainur_primitives::{TaskId, AINU};
use ainur_test_postgres::Postgres;
use ainur_tests::{
    market::{self, Content, NewAgent},
    orchestrator::Orchestrator,
    outage::{Outage, Way, FAULTS},
    rows,
    world::World,
};
use anyhow::Result;

/// Who only reads.
const READER: &str = "//Dave";

/// Registers an agent that the orchestrator works for; what it is to work on.
async fn prepare(world: &World) -> Result<Content> {
    let api = world.api()?;
    let operator = Some(world.wallet("//Bob")?.account());
    let module = market::component("echo")?;
    let agent = NewAgent { slug: "echo", capability: "text.echo", price: AINU, module, operator };
    market::register(&api, &world.wallet("//Charlie")?, agent).await?;
    market::add(&api, b"Say this.".to_vec()).await
}

/// Posts a task and returns when it is on its way.
async fn on_its_way(world: &World, key: u8, input: Content) -> Result<TaskId> {
    let spec = market::auction("Say it again", "text.echo", input, 50 * AINU, world.height().await?)?;
    let task = market::post(&world.wallet("//Alice")?, [key; 32], &spec).await?;
    market::reaches(&world.api()?, task, &["matched", "running", "verifying"]).await?;
    Ok(task)
}

/// What is on record is what somebody reads who was never disturbed.
async fn the_record_is_the_chain(outage: &Outage) -> Result<()> {
    let height = outage.world.height().await?;
    outage.catches_up(height).await?;
    let folder = tempfile::tempdir()?;
    let postgres = Postgres::start(false)?;
    let reader = Orchestrator::start(folder.path(), &outage.world.node, &postgres.url(), READER).await?;
    ainur_tests::outage::catches_up(&reader.api()?, height).await?;
    let (kept, read) = (rows::up_to(&outage.world.postgres, height).await?, rows::up_to(&postgres, height).await?);
    for (kept, read) in kept.iter().zip(read) {
        assert_eq!(kept.rows, read.rows, "rows of {}", read.table);
    }
    Ok(())
}

/// Disturbs one way in every manner there is, each time with a task on its way.
async fn outlives_all_faults(way: Way) -> Result<()> {
    let outage = Outage::start().await?;
    let input = prepare(&outage.world).await?;
    let mut tasks = Vec::new();
    for (key, (name, fault)) in (1..).zip(FAULTS) {
        tasks.push(on_its_way(&outage.world, key, input).await?);
        let recovery = outage.recovery(way, fault).await?;
        println!("{name} on the way to {way:?}: {:.1} s", recovery.as_secs_f64());
    }
    for task in tasks {
        let ended = market::reaches(&outage.world.api()?, task, &["finalized", "cancelled"]).await?;
        assert_eq!(ended["status"], "finalized", "{ended}");
        assert_eq!(outage.world.payments(task).await?, 1);
    }
    the_record_is_the_chain(&outage).await
}

#[tokio::test]
async fn no_fault_on_the_way_to_the_node_loses_or_doubles_anything() -> Result<()> {
    outlives_all_faults(Way::Node).await
}

#[tokio::test]
async fn no_fault_on_the_way_to_the_database_loses_or_doubles_anything() -> Result<()> {
    outlives_all_faults(Way::Database).await
}
