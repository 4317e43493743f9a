//! Releases that differ in one thing, and what is told of it.
#![allow(dead_code, reason = "types of which only the shape matters")]

use std::collections::BTreeMap;

use frame_metadata::v16::*;
use scale_info::{meta_type, MetaType, TypeInfo};

use super::{
    blob::Version,
    difference::{between, Change, Fate, Release},
    keep, latest,
    surface::Kind,
    GENESIS, SUFFIX,
};

mod old {
    use scale_info::TypeInfo;
    #[derive(TypeInfo)]
    pub enum Call {
        #[codec(index = 0)]
        Post { budget: u128 },
        #[codec(index = 1)]
        Bid { task: u64 },
        #[codec(index = 2)]
        Batch { calls: Vec<AllCalls> },
    }
    #[derive(TypeInfo)]
    pub enum AllCalls {
        #[codec(index = 5)]
        Market(Call),
    }
    #[derive(TypeInfo)]
    pub enum Event {
        #[codec(index = 0)]
        Posted(u64),
    }
}

mod new {
    use scale_info::TypeInfo;
    #[derive(TypeInfo)]
    pub enum Call {
        #[codec(index = 0)]
        Post { budget: u64 },
        #[codec(index = 1)]
        Bid { id: u64 },
        #[codec(index = 2)]
        Batch { calls: Vec<AllCalls> },
        #[codec(index = 3)]
        Cancel { task: u64 },
    }
    #[derive(TypeInfo)]
    pub enum AllCalls {
        #[codec(index = 5)]
        Market(Call),
    }
    #[derive(TypeInfo)]
    pub enum Event {
        #[codec(index = 1)]
        Posted(u64),
    }
}

/// What a test changes.
#[derive(Clone)]
struct Plan {
    spec: u32,
    transaction: u32,
    calls: (MetaType, MetaType),
    events: MetaType,
    index: u8,
    stored: MetaType,
    fee: u32,
    view: Option<MetaType>,
    extension: &'static str,
    /// One that comes after it, and what is signed with it.
    appended: Option<(MetaType, MetaType)>,
}

fn plan(spec: u32) -> Plan {
    Plan {
        spec,
        transaction: 1,
        calls: (meta_type::<old::Call>(), meta_type::<old::AllCalls>()),
        events: meta_type::<old::Event>(),
        index: 5,
        stored: meta_type::<u64>(),
        fee: 10,
        view: None,
        extension: "CheckNonce",
        appended: None,
    }
}

fn release(plan: Plan) -> Release {
    let live = ItemDeprecationInfo::NotDeprecated;
    let variants = || EnumDeprecationInfo(BTreeMap::new());
    let entry = StorageEntryMetadata {
        name: "Budgets",
        modifier: StorageEntryModifier::Default,
        ty: StorageEntryType::Map { hashers: vec![StorageHasher::Identity], key: meta_type::<u64>(), value: plan.stored },
        default: vec![],
        docs: vec![],
        deprecation_info: live.clone(),
    };
    let views = plan.view.map(|output| PalletViewFunctionMetadata {
        id: [0; 32],
        name: "budget",
        inputs: vec![FunctionParamMetadata { name: "task", ty: meta_type::<u64>() }],
        output,
        docs: vec![],
        deprecation_info: live.clone(),
    });
    let pallet = PalletMetadata {
        name: "Market",
        storage: Some(PalletStorageMetadata { prefix: "Market", entries: vec![entry] }),
        calls: Some(PalletCallMetadata { ty: plan.calls.0, deprecation_info: variants() }),
        event: Some(PalletEventMetadata { ty: plan.events, deprecation_info: variants() }),
        constants: vec![PalletConstantMetadata {
            name: "Fee",
            ty: meta_type::<u32>(),
            value: plan.fee.to_le_bytes().to_vec(),
            docs: vec![],
            deprecation_info: live.clone(),
        }],
        error: None,
        associated_types: vec![],
        view_functions: views.into_iter().collect(),
        index: plan.index,
        docs: vec![],
        deprecation_info: live,
    };
    let extension =
        TransactionExtensionMetadata { identifier: plan.extension, ty: meta_type::<u32>(), implicit: meta_type::<()>() };
    let appended = plan.appended.map(|(ty, implicit)| TransactionExtensionMetadata { identifier: "CheckMood", ty, implicit });
    let extrinsic = ExtrinsicMetadata {
        versions: vec![4],
        address_ty: meta_type::<[u8; 32]>(),
        call_ty: plan.calls.1,
        signature_ty: meta_type::<[u8; 64]>(),
        transaction_extensions_by_version: BTreeMap::new(),
        transaction_extensions: [extension].into_iter().chain(appended).collect(),
    };
    let outer = OuterEnums { call_enum_ty: plan.calls.1, event_enum_ty: plan.events, error_enum_ty: meta_type::<()>() };
    let version = Version {
        spec_name: "ainur".into(),
        impl_name: "ainur".into(),
        authoring_version: 1,
        spec_version: plan.spec,
        impl_version: 1,
        apis: vec![],
        transaction_version: plan.transaction,
        system_version: 1,
    };
    let custom = CustomMetadata { map: BTreeMap::new() };
    Release { version, metadata: RuntimeMetadataV16::new(vec![pallet], extrinsic, vec![], outer, custom) }
}

/// What is told of a change from the plain release to this one.
fn told(plan: Plan) -> (Vec<(Kind, String, Fate)>, Vec<String>) {
    let difference = between(&release(self::plan(100)), &release(plan));
    let name = |Change { kind, name, fate, .. }: Change| (kind, name, fate);
    (difference.changes.into_iter().map(name).collect(), difference.warnings)
}

fn with_new_calls(transaction: u32) -> Plan {
    Plan { transaction, calls: (meta_type::<new::Call>(), meta_type::<new::AllCalls>()), ..plan(101) }
}

#[test]
fn the_same_runtime_under_a_new_number_changes_nothing() {
    let (changes, warnings) = told(plan(101));
    assert_eq!((changes, warnings), (vec![], vec![]));
    let text = between(&release(plan(100)), &release(plan(101))).to_string();
    assert_eq!(text, "nothing that can be seen from outside\n");
}

#[test]
fn a_call_with_other_bytes_needs_a_new_transaction_version() {
    let (changes, warnings) = told(with_new_calls(1));
    let expected = [
        (Kind::Call, "Market.Cancel".into(), Fate::Added),
        (Kind::Call, "Market.Post".into(), Fate::Changed),
        // A batch holds any call, and is no other because there is one more.
        (Kind::Call, "Market.Bid".into(), Fate::Renamed),
    ];
    assert_eq!(changes, expected);
    assert_eq!(warnings.len(), 1);
    assert!(warnings.iter().all(|warning| warning.ends_with("means something else in the new: Market.Post")), "{warnings:?}");
    assert_eq!(told(with_new_calls(2)).1, [""; 0]);
}

#[test]
fn a_call_that_is_gone_and_an_index_that_moved_need_one_too() {
    let difference = between(&release(with_new_calls(1)), &release(plan(101)));
    assert!(
        difference.warnings.iter().any(|warning| warning.contains("Market.Cancel, Market.Post")),
        "{:?}",
        difference.warnings
    );
    for plan in [Plan { index: 6, ..plan(101) }, Plan { extension: "CheckAge", ..plan(101) }] {
        let (changes, warnings) = told(plan);
        assert!(changes.iter().all(|(kind, ..)| !matches!(kind, Kind::Storage | Kind::Constant)), "{changes:?}");
        assert_eq!(warnings.len(), 1, "{warnings:?}");
    }
}

#[test]
fn a_new_extension_needs_one_unless_it_leaves_no_bytes() {
    #[derive(TypeInfo)]
    struct Marker(());
    let (nothing, something) = (meta_type::<Marker>(), meta_type::<u8>());
    for (appended, warned) in [((something, nothing), 1), ((nothing, something), 1), ((nothing, meta_type::<()>()), 0)] {
        let (changes, warnings) = told(Plan { appended: Some(appended), ..plan(101) });
        assert_eq!(changes, [(Kind::Extension, "CheckMood".into(), Fate::Added)]);
        assert_eq!(warnings.len(), warned, "{warnings:?}");
        assert!(warnings.iter().all(|warning| warning.ends_with("CheckMood")), "{warnings:?}");
        assert_eq!(told(Plan { appended: Some(appended), transaction: 2, ..plan(101) }).1, [""; 0]);
    }
}

#[test]
fn what_only_has_another_name_is_told_and_what_has_the_name_of_another_breaks() {
    #[derive(TypeInfo)]
    struct Entry {
        payer: u64,
        payee: u64,
    }
    #[derive(TypeInfo)]
    struct Exchanged {
        payee: u64,
        payer: u64,
    }
    #[derive(TypeInfo)]
    struct Called {
        payer: u64,
        owner: u64,
    }
    mod pay {
        use scale_info::TypeInfo;
        #[derive(TypeInfo)]
        pub enum Call {
            Pay { from: u64, to: u64 },
        }
    }
    mod back {
        use scale_info::TypeInfo;
        #[derive(TypeInfo)]
        pub enum Call {
            Pay { to: u64, from: u64 },
        }
    }
    let fates = |old: Plan, new: Plan| {
        let difference = between(&release(old), &release(new));
        let fates: Vec<_> = difference.changes.iter().map(|change| (change.kind, change.fate)).collect();
        (fates, difference.warnings.len())
    };
    let stored = |spec, stored| Plan { stored, ..plan(spec) };
    let entry = || stored(100, meta_type::<Vec<Entry>>());
    assert_eq!(fates(entry(), stored(101, meta_type::<Vec<Exchanged>>())), (vec![(Kind::Storage, Fate::Changed)], 1));
    assert_eq!(fates(entry(), stored(101, meta_type::<Vec<Called>>())), (vec![(Kind::Storage, Fate::Renamed)], 0));
    let calls = |spec, call| Plan { calls: (call, meta_type::<()>()), ..plan(spec) };
    let (pay, back) = (calls(100, meta_type::<pay::Call>()), calls(101, meta_type::<back::Call>()));
    assert_eq!(fates(pay, back), (vec![(Kind::Call, Fate::Changed)], 1));
}

#[test]
fn what_stands_in_the_state_has_to_be_migrated_when_it_is_written_otherwise() {
    #[derive(TypeInfo)]
    struct Named(u64);
    assert_eq!(
        told(Plan { stored: meta_type::<u32>(), ..plan(101) }).0,
        [(Kind::Storage, "Market.Budgets".into(), Fate::Changed)]
    );
    let (changes, warnings) = told(Plan { stored: meta_type::<(u64, u8)>(), ..plan(101) });
    assert_eq!(changes.len(), 1);
    assert_eq!(warnings, ["what stands in the state has to be migrated: Market.Budgets"]);
    let (changes, warnings) = told(Plan { stored: meta_type::<Named>(), ..plan(101) });
    assert_eq!((changes, warnings), (vec![(Kind::Storage, "Market.Budgets".into(), Fate::Renamed)], vec![]));
}

#[test]
fn events_constants_and_views_are_told_and_warn_of_nothing() {
    let (changes, warnings) =
        told(Plan { events: meta_type::<new::Event>(), fee: 11, view: Some(meta_type::<u128>()), ..plan(101) });
    let expected = [
        (Kind::Event, "Market.Posted".into(), Fate::Changed),
        (Kind::Constant, "Market.Fee".into(), Fate::Changed),
        (Kind::View, "Market.budget".into(), Fate::Added),
    ];
    assert_eq!(changes, expected);
    assert_eq!(warnings, [""; 0]);
}

#[test]
fn an_answer_with_more_variants_is_one_that_old_clients_cannot_read() {
    let old = release(Plan { view: Some(meta_type::<old::Call>()), ..plan(100) });
    let more = release(Plan { view: Some(meta_type::<new::Call>()), ..plan(101) });
    let difference = between(&old, &more);
    assert_eq!(difference.changes.iter().map(|change| change.fate).collect::<Vec<_>>(), [Fate::Changed]);
}

#[test]
fn the_difference_is_written_for_people() {
    let text = between(&release(plan(100)), &release(Plan { fee: 11, ..with_new_calls(1) })).to_string();
    let expected = "calls
  added    Market.Cancel (task: u64)
  changed  Market.Post (budget: u128) => (budget: u64)
  renamed  Market.Bid (task: u64) => (id: u64)
constants
  changed  Market.Fee u32 = 10 => u32 = 11
WARNING: transaction_version is still 1, but what is signed for the old runtime means something else in the new: Market.Post
";
    assert_eq!(text, expected);
}

#[test]
fn a_number_that_does_not_grow_is_no_release() {
    let (_, warnings) = told(plan(100));
    assert_eq!(warnings, ["spec_version is 100 and was 100: no chain takes this upgrade"]);
    let mut other = release(plan(101));
    other.version.spec_name = "polkadot".into();
    assert_eq!(between(&release(plan(100)), &other).warnings.len(), 1);
}

#[test]
fn the_last_release_is_the_one_with_the_largest_number_and_none_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let releases = folder.path().join("releases");
    assert_eq!(latest(&releases).unwrap(), None);
    for (spec, content) in [(99, "one"), (100, "two"), (100, "two")] {
        keep(&releases, spec, SUFFIX, content.as_bytes()).unwrap();
    }
    keep(&releases, 101, GENESIS, b"{}").unwrap();
    let (spec, file) = latest(&releases).unwrap().unwrap();
    assert_eq!((spec, file), (100, releases.join("ainur-100.compact.compressed.wasm")));
    assert!(keep(&releases, 100, SUFFIX, b"another").unwrap_err().to_string().ends_with("raise spec_version"));
}
