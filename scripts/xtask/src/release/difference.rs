//! What changed from one release to the next, and what its makers must have thought of.

use std::fmt;

use frame_metadata::v16::RuntimeMetadataV16;

use super::{
    blob::Version,
    encoding::{Relation, Types},
    surface::{self, Item, Kind},
};

/// A release: what it calls itself, and what is in it.
pub struct Release {
    pub version: Version,
    pub metadata: RuntimeMetadataV16,
}

/// What became of a thing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fate {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Old bytes mean something else, or nothing.
    Changed,
    /// Old bytes mean what they meant; there are new ones.
    Extended,
    /// Only names changed.
    Renamed,
}

/// One thing that is not as it was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    pub kind: Kind,
    pub name: String,
    pub fate: Fate,
    /// Whether bytes of the old release mean something else in the new.
    pub breaks: bool,
    /// How it is written: as it was, as it is, or both.
    pub text: String,
}

/// All changes, and what is wrong with them.
pub struct Difference {
    pub changes: Vec<Change>,
    pub warnings: Vec<String>,
}

/// Compares two releases.
pub fn between(old: &Release, new: &Release) -> Difference {
    let outer = |metadata: &RuntimeMetadataV16| {
        let enums = &metadata.outer_enums;
        [enums.call_enum_ty.id, enums.event_enum_ty.id, enums.error_enum_ty.id]
    };
    let pairs: Vec<_> = outer(&old.metadata).into_iter().zip(outer(&new.metadata)).collect();
    let types = Types::new(&old.metadata.types, &new.metadata.types, &pairs);
    let (before, after) = (surface::of(&old.metadata), surface::of(&new.metadata));

    let mut changes: Vec<Change> = Vec::new();
    let mut push = |(kind, name): &(Kind, String), fate, item: &Item, text: String| {
        let breaks = match fate {
            Fate::Changed | Fate::Removed => true,
            // Every transaction has bytes of each extension.
            Fate::Added => *kind == Kind::Extension && types.leaves_bytes(&item.types),
            Fate::Extended | Fate::Renamed => false,
        };
        changes.push(Change { kind: *kind, name: name.clone(), fate, breaks, text });
    };
    for (key, item) in &before {
        match after.get(key) {
            None => push(key, Fate::Removed, item, item.text.clone()),
            Some(next) => {
                if let Some(fate) = fate(&types, key.0, item, next) {
                    push(key, fate, next, told(item, next));
                }
            }
        }
    }
    for (key, item) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
        push(key, Fate::Added, item, item.text.clone());
    }
    // The version differs in every release, and is told by itself.
    changes.retain(|change| !(change.kind == Kind::Constant && change.name == "System.Version"));
    changes.sort_by(|one, other| (one.kind, one.fate, &one.name).cmp(&(other.kind, other.fate, &other.name)));
    let warnings = warnings(&changes, &old.version, &new.version);
    Difference { changes, warnings }
}

fn fate(types: &Types, kind: Kind, old: &Item, new: &Item) -> Option<Fate> {
    let written = types.relation(&old.types, &new.types);
    // What a runtime gives out must not be more than who asks can read.
    let read = match types.relation(&old.reads, &new.reads) {
        known @ (Relation::Same | Relation::Renamed) => known,
        Relation::Extended | Relation::Changed => Relation::Changed,
    };
    let relation = written.max(read);
    if kind == Kind::Constant {
        // No bytes of it are kept anywhere: a new value is all that can be told.
        return (old.fixed != new.fixed || relation == Relation::Changed).then_some(Fate::Changed);
    }
    if old.fixed != new.fixed || relation == Relation::Changed {
        return Some(Fate::Changed);
    }
    match relation {
        Relation::Extended => Some(Fate::Extended),
        Relation::Renamed => Some(Fate::Renamed),
        Relation::Same | Relation::Changed => (old.text != new.text).then_some(Fate::Renamed),
    }
}

fn told(old: &Item, new: &Item) -> String {
    let is_told = old.text != new.text;
    match (is_told, old.fixed == new.fixed) {
        (true, _) => format!("{} => {}", old.text, new.text),
        (false, false) => format!("{} => {}", old.fixed, new.fixed),
        (false, true) => format!("{}, of which a type is another or has other names", new.text),
    }
}

fn warnings(changes: &[Change], old: &Version, new: &Version) -> Vec<String> {
    let mut warnings = Vec::new();
    if new.spec_name != old.spec_name {
        warnings.push(format!("spec_name is {} and was {}: no chain takes this upgrade", new.spec_name, old.spec_name));
    }
    if new.spec_version <= old.spec_version {
        warnings.push(format!("spec_version is {} and was {}: no chain takes this upgrade", new.spec_version, old.spec_version));
    }
    let names = |kinds: &[Kind]| {
        let broken = changes.iter().filter(|change| kinds.contains(&change.kind)).filter(|change| change.breaks);
        broken.map(|change| change.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let signed = names(&[Kind::Extension, Kind::Call]);
    if !signed.is_empty() && new.transaction_version <= old.transaction_version {
        warnings.push(format!(
            "transaction_version is still {}, but what is signed for the old runtime means something else in the new: {signed}",
            new.transaction_version
        ));
    }
    let stored = names(&[Kind::Storage]);
    if !stored.is_empty() {
        warnings.push(format!("what stands in the state has to be migrated: {stored}"));
    }
    warnings
}

impl fmt::Display for Difference {
    fn fmt(&self, text: &mut fmt::Formatter) -> fmt::Result {
        let mut kind = None;
        for change in &self.changes {
            if kind.replace(change.kind) != Some(change.kind) {
                writeln!(text, "{}", change.kind)?;
            }
            let fate = format!("{:?}", change.fate).to_lowercase();
            writeln!(text, "  {fate:<8} {} {}", change.name, change.text)?;
        }
        if self.changes.is_empty() {
            writeln!(text, "nothing that can be seen from outside")?;
        }
        for warning in &self.warnings {
            writeln!(text, "WARNING: {warning}")?;
        }
        Ok(())
    }
}
