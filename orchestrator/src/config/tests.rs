use std::time::Duration;

use ainur_chain::AccountId;

use super::*;
use crate::{matching::Strategy, pricing::Pricing};

const LEAST: &str = r#"
    [database]
    url = "postgres://user:hidden-password@localhost/db"
    [content]
    dir = "content"
    [operator]
    secret = "//HiddenKey"
"#;

fn parse(more: &str) -> Result<Config> {
    let config: Config = Figment::new().merge(Toml::string(LEAST)).merge(Toml::string(more)).extract()?;
    config.check()?;
    Ok(config)
}

#[test]
fn the_least_settings_suffice() {
    assert_eq!(parse("").unwrap().work.mortality, 64);
}

#[test]
fn what_is_out_of_range_is_named() {
    for (setting, name) in [
        ("work.mortality = 63", "work.mortality"),
        ("work.parallel = 0", "work.parallel"),
        ("work.lease_seconds = 1", "work.lease_seconds"),
        ("work.attempts = 0", "work.attempts"),
        ("work.hedge_after_seconds = 3601", "work.hedge_after_seconds"),
        ("work.quarantine_after = 1001", "work.quarantine_after"),
        ("work.keep_jobs_days = 0", "work.keep_jobs_days"),
        ("work.promised_blocks = 0", "work.promised_blocks"),
        ("work.checkup_seconds = 9", "work.checkup_seconds"),
        ("work.fuel = 0", "work.fuel"),
        ("operator.for = \"nobody\"", "operator.for"),
        ("operator.more = [{ secret = \"//Other\", for = \"nobody\" }]", "operator.for"),
        ("work.owners = [\"nobody\"]", "work.owners"),
        ("sandbox.compiled_bytes = 1000", "sandbox.compiled_bytes"),
        ("outbound.ports = []", "outbound"),
        ("outbound.allow = [\"10.0.0.0\"]", "outbound"),
        ("outbound.allow = [\"10.0.0.0/8\"]", "work.owners"),
        ("http.max_body = 0", "http.max_body"),
        ("http.max_connections = 0", "http.max_connections"),
        ("http.operator_token = \"short\"", "http.operator_token"),
        ("database.max_connections = 1", "database.max_connections"),
        ("content.collect.every_seconds = 9", "content.collect.every_seconds"),
        ("content.collect.min_age_seconds = 599", "content.collect.min_age_seconds"),
        ("content.patience.block_seconds = 0", "content.patience.block_seconds"),
        ("content.patience.file_seconds = 0", "content.patience.file_seconds"),
        ("content.kubo = \"https://host\"", "content.kubo"),
        ("content.gateways = [\"nonsense\"]", "content.gateways"),
        ("embeddings = { from = \"ngrams\", dir = \"models\" }", "embeddings"),
        (
            "work.strategy = \"similar\"\nembeddings = { from = \"service\", url = \"ftp://host\", model = \"small\" }",
            "has to begin with https or http",
        ),
        (
            "work.strategy = \"similar\"\n[embeddings]\nfrom = \"service\"\nurl = \"http://host\"\nmodel = \"m\"\ntimeout_seconds = 0",
            "embeddings.timeout_seconds",
        ),
    ] {
        let error = format!("{:#}", parse(setting).unwrap_err());
        assert!(error.contains(name), "{setting}: {error}");
    }
}

#[test]
fn the_operators_own_network_is_asked_only_for_owners_who_are_named() {
    let owned = "outbound.allow = [\"10.0.0.0/8\"]\nwork.owners = [\"5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty\"]";
    assert!(parse(owned).unwrap().outbound.policy().unwrap().check("https://10.0.0.1").is_ok());
    assert!(parse("").unwrap().outbound.policy().unwrap().check("https://10.0.0.1").is_err());
}

#[test]
fn agents_are_looked_at_every_minute_unless_nobody_wants_that() {
    assert_eq!(parse("").unwrap().work.checkup(), Some(Duration::from_secs(60)));
    assert_eq!(parse("work.checkup_seconds = 0").unwrap().work.checkup(), None);
}

#[test]
fn slow_jobs_are_hedged_unless_nobody_wants_that_or_they_are_tried_once() {
    assert_eq!(parse("").unwrap().work.hedge_after(), Some(Duration::from_secs(20)));
    assert_eq!(parse("work.hedge_after_seconds = 0").unwrap().work.hedge_after(), None);
    assert_eq!(parse("work.attempts = 1").unwrap().work.hedge_after(), None);
}

#[test]
fn a_strategy_is_named() {
    assert_eq!(parse("").unwrap().work.strategy, None);
    assert_eq!(parse("work.strategy = \"least_loaded\"").unwrap().work.strategy, Some(Strategy::LeastLoaded));
}

#[test]
fn embeddings_are_made_of_letters_unless_a_model_is_named() {
    let similar = |more: &str| parse(&format!("work.strategy = \"similar\"\nembeddings = {{ {more} }}"));
    assert!(matches!(parse("").unwrap().embeddings, Embeddings::Ngrams {}));
    assert!(parse("").unwrap().embeddings.embedder().is_ok());
    let gone = similar("from = \"folder\", dir = \"/nowhere\"").unwrap_err().to_string();
    assert!(gone.contains("embeddings.dir") && gone.contains("/nowhere"), "{gone}");
    let empty = tempfile::tempdir().unwrap();
    let folder = similar(&format!("from = \"folder\", dir = {:?}", empty.path())).unwrap();
    assert!(format!("{:#}", folder.embeddings.embedder().err().unwrap()).contains("tokenizer.json"));
    let service = "from = \"service\", url = \"https://host/v1\", model = \"small\"";
    let hosted = similar(&format!("{service}, token = \"hidden-token\"")).unwrap();
    assert!(hosted.embeddings.embedder().is_ok() && !format!("{hosted:?}").contains("hidden-token"));
    for wrong in ["token = \"\"", "token_file = \"/nowhere\"", "token = \"one\", token_file = \"/other\"", "modle = \"large\""] {
        let error = similar(&format!("{service}, {wrong}")).unwrap_err();
        assert!(format!("{error:#}").contains("embeddings"), "{wrong}: {error:#}");
    }
    // Whoever names a model that nobody would ask has forgotten something.
    assert!(parse(&format!("embeddings = {{ {service} }}")).unwrap_err().to_string().contains("work.strategy"));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = Config::load(Some(std::path::Path::new("/nowhere/ainur.toml"))).unwrap_err();
    assert!(error.to_string().contains("/nowhere/ainur.toml"));
}

#[test]
fn prices_are_fixed_unless_they_are_said_to_be_quoted() {
    assert_eq!(parse("").unwrap().work.pricing, Pricing::Fixed);
    assert_eq!(parse("work.pricing = \"quoted\"").unwrap().work.pricing, Pricing::Quoted);
}

#[test]
fn what_is_unknown_is_refused() {
    assert!(parse("work.strategy = \"worst\"").unwrap_err().to_string().contains("worst"));
    assert!(parse("work.paralel = 3").unwrap_err().to_string().contains("paralel"));
}

#[test]
fn secrets_are_not_shown() {
    let shown = format!("{:?}", parse("http.operator_token = \"0123456789abcdef0123456789abcdef\"").unwrap());
    for secret in ["hidden-password", "HiddenKey", "0123456789abcdef"] {
        assert!(!shown.contains(secret));
    }
}

#[test]
fn one_secret_is_wanted() {
    let none = Operator { secret: None, secret_file: None, stands_for: None, more: Vec::new() };
    assert!(none.accounts().unwrap_err().to_string().contains("operator"));
    assert!(parse("[[operator.more]]").unwrap().operator.accounts().is_err());
}

#[test]
fn more_accounts_may_be_named_and_whom_they_stand_for() {
    let cold = AccountId([9; 32]).to_string();
    let config = parse(&format!("operator.for = \"{cold}\"\n[[operator.more]]\nsecret = \"//HiddenToo\"")).unwrap();
    let accounts = config.operator.accounts().unwrap();
    assert_eq!(accounts.names(), [cold, accounts.signers()[1].account().to_string()]);
    assert!(!format!("{config:?}{accounts:?}").contains("HiddenToo"));
    assert!(parse("[[operator.more]]\nsecret = \"//HiddenKey\"").unwrap().operator.accounts().is_err(), "it is there twice");
}

#[test]
fn keys_come_from_files_as_well() {
    let file = std::env::temp_dir().join(format!("ainur-key-{}", std::process::id()));
    std::fs::write(&file, "//Other\n").unwrap();
    let more = parse(&format!("operator.more = [{{ secret_file = {file:?} }}]")).unwrap();
    assert_eq!(more.operator.accounts().unwrap().signers().len(), 2);
    std::fs::remove_file(&file).unwrap();
    assert!(more.operator.accounts().is_err());
}
