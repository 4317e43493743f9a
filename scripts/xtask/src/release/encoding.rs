//! Whether bytes of one release mean the same in the next.

use std::collections::HashMap;

use scale_info::{form::PortableForm, Field, PortableRegistry, TypeDef};

/// How the encodings of two types relate.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Relation {
    /// The same bytes mean the same.
    Same,
    /// They mean the same under another name.
    Renamed,
    /// All old bytes mean what they meant; there are new ones.
    Extended,
    /// Some old bytes mean something else, or nothing.
    Changed,
}

/// A member of a row of types, such as a field or an argument.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    pub name: Option<String>,
    pub id: u32,
}

impl From<u32> for Part {
    fn from(id: u32) -> Self {
        Self { name: None, id }
    }
}

impl From<&Field<PortableForm>> for Part {
    fn from(field: &Field<PortableForm>) -> Self {
        Self { name: field.name.clone(), id: field.ty.id }
    }
}

/// The types of two releases.
pub struct Types<'a> {
    old: &'a PortableRegistry,
    new: &'a PortableRegistry,
    /// Pairs whose parts are compared elsewhere.
    outer: HashMap<(u32, u32), Relation>,
}

/// One comparison.
struct Walk<'a> {
    old: &'a PortableRegistry,
    new: &'a PortableRegistry,
    /// Pairs that were looked at, and those that are being looked at, which are taken for equal: where they are not, the walk finds it.
    known: HashMap<(u32, u32), Relation>,
}

type Def = TypeDef<PortableForm>;

impl<'a> Types<'a> {
    /// Of these two registries; `outer` pairs types whose parts are compared elsewhere, such as the enumeration of all calls.
    pub fn new(old: &'a PortableRegistry, new: &'a PortableRegistry, outer: &[(u32, u32)]) -> Self {
        let outer = outer.iter().map(|pair| (*pair, Relation::Same)).collect();
        Self { old, new, outer }
    }

    /// How rows of types relate, the members of each written one after the other.
    pub fn relation(&self, old: &[Part], new: &[Part]) -> Relation {
        Walk { old: self.old, new: self.new, known: self.outer.clone() }.all(old, new)
    }

    /// Whether a row of the new release leaves any bytes.
    pub fn leaves_bytes(&self, new: &[Part]) -> bool {
        !written(self.new, new).is_empty()
    }
}

impl Walk<'_> {
    fn relation(&mut self, old: u32, new: u32) -> Relation {
        let (before, after) = (wrappers(self.old, old), wrappers(self.new, new));
        let of = |wrappers: &[Part], id| wrappers.last().map_or(id, |inner| inner.id);
        let pair = (of(&before, old), of(&after, new));
        // Wrappers are the same ones where there are as many.
        let around = if before.len() == after.len() { names(&before, &after) } else { Relation::Same };
        if let Some(known) = self.known.get(&pair) {
            return around.max(*known);
        }
        self.known.insert(pair, Relation::Same);
        let relation = self.compare(pair.0, pair.1);
        self.known.insert(pair, relation);
        around.max(relation)
    }

    fn compare(&mut self, old: u32, new: u32) -> Relation {
        let (Some(before), Some(after)) = (self.old.resolve(old), self.new.resolve(new)) else { return Relation::Changed };
        match (&before.type_def, &after.type_def) {
            (Def::Primitive(before), Def::Primitive(after)) => same(before == after),
            (Def::Sequence(before), Def::Sequence(after)) => self.relation(before.type_param.id, after.type_param.id),
            (Def::Compact(before), Def::Compact(after)) => self.relation(before.type_param.id, after.type_param.id),
            (Def::Array(before), Def::Array(after)) => {
                same(before.len == after.len).max(self.relation(before.type_param.id, after.type_param.id))
            }
            (Def::BitSequence(before), Def::BitSequence(after)) => self
                .relation(before.bit_order_type.id, after.bit_order_type.id)
                .max(self.relation(before.bit_store_type.id, after.bit_store_type.id)),
            (Def::Variant(before), Def::Variant(after)) => {
                let more = before.variants.len() < after.variants.len();
                let pairs: Vec<_> = before
                    .variants
                    .iter()
                    .map(|variant| (variant, after.variants.iter().find(|other| other.index == variant.index)))
                    .collect();
                let kept = pairs.into_iter().map(|(one, other)| match other {
                    Some(other) => {
                        let is_elsewhere = before.variants.iter().any(|variant| variant.name == other.name)
                            || after.variants.iter().any(|variant| variant.name == one.name);
                        name(one.name == other.name, is_elsewhere).max(self.fields(&one.fields, &other.fields))
                    }
                    None => Relation::Changed,
                });
                kept.max().unwrap_or(Relation::Same).max(if more { Relation::Extended } else { Relation::Same })
            }
            (before, after) => match (parts(before), parts(after)) {
                (Some(before), Some(after)) => self.all(&before, &after),
                _ => Relation::Changed,
            },
        }
    }

    fn fields(&mut self, old: &[Field<PortableForm>], new: &[Field<PortableForm>]) -> Relation {
        let parts = |fields: &[Field<PortableForm>]| fields.iter().map(Part::from).collect::<Vec<_>>();
        self.all(&parts(old), &parts(new))
    }

    fn all(&mut self, old: &[Part], new: &[Part]) -> Relation {
        let (old, new) = (written(self.old, old), written(self.new, new));
        if old.len() != new.len() {
            return Relation::Changed;
        }
        let types = old.iter().zip(&new).map(|(old, new)| self.relation(old.id, new.id)).max();
        names(&old, &new).max(types.unwrap_or(Relation::Same))
    }
}

fn same(is_same: bool) -> Relation {
    if is_same {
        Relation::Same
    } else {
        Relation::Changed
    }
}

/// What it means that a thing in the same place has another name: where that name, or its own, is now or was that of another place, it
/// moved, and somebody's bytes are taken for another's.
fn name(is_same: bool, is_elsewhere: bool) -> Relation {
    match (is_same, is_elsewhere) {
        (true, _) => Relation::Same,
        (false, true) => Relation::Changed,
        (false, false) => Relation::Renamed,
    }
}

/// How the names of two rows relate, place by place; where one has none there is nothing to compare.
fn names(old: &[Part], new: &[Part]) -> Relation {
    let has = |row: &[Part], name: &String| row.iter().any(|part| part.name.as_ref() == Some(name));
    let of_pair = |(before, after): (&Part, &Part)| match (&before.name, &after.name) {
        (Some(before), Some(after)) => name(before == after, has(old, after) || has(new, before)),
        _ => Relation::Same,
    };
    old.iter().zip(new).map(of_pair).max().unwrap_or(Relation::Same)
}

/// What a type is made of that is nothing but a row of others.
fn parts(def: &Def) -> Option<Vec<Part>> {
    match def {
        Def::Composite(composite) => Some(composite.fields.iter().map(Part::from).collect()),
        Def::Tuple(tuple) => Some(tuple.fields.iter().map(|field| field.id.into()).collect()),
        _ => None,
    }
}

/// Those of a row that leave any bytes.
fn written(types: &PortableRegistry, row: &[Part]) -> Vec<Part> {
    let parts = |id: u32| types.resolve(id).and_then(|kind| parts(&kind.type_def));
    row.iter().filter(|part| parts(part.id).is_none_or(|parts| !written(types, &parts).is_empty())).cloned().collect()
}

/// What is in `id` as its only part, what is in that, and so on: the last has the bytes of `id`, because a name around a single thing
/// leaves none.
fn wrappers(types: &PortableRegistry, id: u32) -> Vec<Part> {
    let only = |id: u32| {
        let parts = types.resolve(id).and_then(|kind| parts(&kind.type_def))?;
        match written(types, &parts).as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        }
    };
    std::iter::successors(only(id), |part| only(part.id)).collect()
}

#[cfg(test)]
mod tests {
    use scale_info::{meta_type, MetaType, Registry, TypeInfo};

    use super::*;

    /// How the first type relates to the second.
    fn relation<Old: TypeInfo + 'static, New: TypeInfo + 'static>() -> Relation {
        let registered = |kind: MetaType| {
            let mut registry = Registry::new();
            let id = registry.register_type(&kind).id;
            (PortableRegistry::from(registry), id)
        };
        let ((old, from), (new, to)) = (registered(meta_type::<Old>()), registered(meta_type::<New>()));
        Types::new(&old, &new, &[]).relation(&[from.into()], &[to.into()])
    }

    #[allow(dead_code, reason = "types of which only the shape matters")]
    mod shapes {
        use scale_info::TypeInfo;

        #[derive(TypeInfo)]
        pub struct Id(pub u64);
        #[derive(TypeInfo)]
        pub struct Marked {
            pub id: Id,
            pub marker: (),
        }
        #[derive(TypeInfo)]
        pub enum Answer {
            #[codec(index = 3)]
            Yes(u8),
        }
        #[derive(TypeInfo)]
        pub enum Answers {
            #[codec(index = 1)]
            No,
            #[codec(index = 3)]
            Certainly(u8),
        }
        #[derive(TypeInfo)]
        pub enum Moved {
            #[codec(index = 4)]
            Yes(u8),
        }
        #[derive(TypeInfo)]
        pub struct List(pub u8, pub Option<Box<List>>);
        #[derive(TypeInfo)]
        pub struct Chain(pub u8, pub Option<Box<Chain>>);
        #[derive(TypeInfo)]
        pub struct WideList(pub u16, pub Option<Box<WideList>>);
    }
    use shapes::*;

    /// Things of which only names differ.
    #[allow(dead_code, reason = "types of which only the shape matters")]
    mod named {
        use scale_info::TypeInfo;

        #[derive(TypeInfo)]
        pub struct Pay {
            pub from: u64,
            pub mark: (),
            pub to: u64,
        }
        #[derive(TypeInfo)]
        pub struct Swapped {
            pub to: u64,
            pub from: u64,
        }
        #[derive(TypeInfo)]
        pub struct Called {
            pub from: u64,
            pub beneficiary: u64,
        }
        #[derive(TypeInfo)]
        pub struct Shifted {
            pub to: u64,
            pub memo: u64,
        }
        #[derive(TypeInfo)]
        pub struct Only {
            pub one: u64,
        }
        #[derive(TypeInfo)]
        pub struct Another {
            pub other: u64,
        }
        #[derive(TypeInfo)]
        pub enum Side {
            Agent,
            Challenger,
        }
        #[derive(TypeInfo)]
        pub enum Exchanged {
            Challenger,
            Agent,
        }
        #[derive(TypeInfo)]
        pub enum Party {
            Agent,
            Requester,
        }
        #[derive(TypeInfo)]
        pub enum Inserted {
            Agent,
            Nobody,
            Challenger,
        }
        #[derive(TypeInfo)]
        pub enum Asks {
            It { from: u64, to: u64 },
        }
        #[derive(TypeInfo)]
        pub enum AsksBack {
            It { to: u64, from: u64 },
        }
    }

    #[test]
    fn names_leave_no_bytes() {
        assert_eq!(relation::<u64, Id>(), Relation::Same);
        assert_eq!(relation::<Marked, (u64,)>(), Relation::Same);
        assert_eq!(relation::<(Id, bool), ((), u64, bool)>(), Relation::Same);
        assert_eq!(relation::<List, Chain>(), Relation::Same);
    }

    #[test]
    fn one_more_variant_takes_nothing_away() {
        assert_eq!(relation::<Answer, Answers>(), Relation::Extended);
        assert_eq!(relation::<Vec<(u8, Answer)>, Vec<(u8, Answers)>>(), Relation::Extended);
        assert_eq!(relation::<Answers, Answer>(), Relation::Changed);
        assert_eq!(relation::<Answer, Moved>(), Relation::Changed);
    }

    #[test]
    fn what_has_another_name_is_renamed_and_what_has_the_name_of_another_is_changed() {
        use named::*;
        assert_eq!(relation::<Pay, Swapped>(), Relation::Changed);
        assert_eq!(relation::<Pay, Shifted>(), Relation::Changed);
        assert_eq!(relation::<Vec<(u8, Pay)>, Vec<(u8, Called)>>(), Relation::Renamed);
        assert_eq!(relation::<Pay, (u64, u64)>(), Relation::Same);
        assert_eq!(relation::<(u8, Only), (u8, Another)>(), Relation::Renamed);
        assert_eq!(relation::<Option<Side>, Option<Exchanged>>(), Relation::Changed);
        assert_eq!(relation::<Side, Inserted>(), Relation::Changed);
        assert_eq!(relation::<Side, Party>(), Relation::Renamed);
        assert_eq!(relation::<Asks, AsksBack>(), Relation::Changed);
    }

    #[test]
    fn anything_else_is_a_change() {
        assert_eq!(relation::<u32, u64>(), Relation::Changed);
        assert_eq!(relation::<u64, codec::Compact<u64>>(), Relation::Changed);
        assert_eq!(relation::<[u8; 4], [u8; 5]>(), Relation::Changed);
        assert_eq!(relation::<(u8, u16), (u16, u8)>(), Relation::Changed);
        assert_eq!(relation::<Vec<u8>, [u8; 2]>(), Relation::Changed);
        assert_eq!(relation::<List, WideList>(), Relation::Changed);
    }
}
