//! Whether bytes of one release mean the same in the next.

use std::collections::HashMap;

use scale_info::{form::PortableForm, Field, PortableRegistry, TypeDef};

/// How the encodings of two types relate.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Relation {
    /// The same bytes mean the same.
    Same,
    /// All old bytes mean what they meant; there are new ones.
    Extended,
    /// Some old bytes mean something else, or nothing.
    Changed,
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
    pub fn relation(&self, old: &[u32], new: &[u32]) -> Relation {
        Walk { old: self.old, new: self.new, known: self.outer.clone() }.all(old, new)
    }
}

impl Walk<'_> {
    fn relation(&mut self, old: u32, new: u32) -> Relation {
        let pair = (transparent(self.old, old), transparent(self.new, new));
        if let Some(known) = self.known.get(&pair) {
            return *known;
        }
        self.known.insert(pair, Relation::Same);
        let relation = self.compare(pair.0, pair.1);
        self.known.insert(pair, relation);
        relation
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
                let kept = pairs.into_iter().map(|(before, after)| match after {
                    Some(after) => self.fields(&before.fields, &after.fields),
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
        let ids = |fields: &[Field<PortableForm>]| fields.iter().map(|field| field.ty.id).collect::<Vec<_>>();
        self.all(&ids(old), &ids(new))
    }

    fn all(&mut self, old: &[u32], new: &[u32]) -> Relation {
        let (old, new) = (written(self.old, old), written(self.new, new));
        if old.len() != new.len() {
            return Relation::Changed;
        }
        old.into_iter().zip(new).map(|(old, new)| self.relation(old, new)).max().unwrap_or(Relation::Same)
    }
}

fn same(is_same: bool) -> Relation {
    if is_same {
        Relation::Same
    } else {
        Relation::Changed
    }
}

/// What a type is made of that is nothing but a row of others.
fn parts(def: &Def) -> Option<Vec<u32>> {
    match def {
        Def::Composite(composite) => Some(composite.fields.iter().map(|field| field.ty.id).collect()),
        Def::Tuple(tuple) => Some(tuple.fields.iter().map(|field| field.id).collect()),
        _ => None,
    }
}

/// Those of a row that leave any bytes.
fn written(types: &PortableRegistry, row: &[u32]) -> Vec<u32> {
    let parts = |id: u32| types.resolve(id).and_then(|kind| parts(&kind.type_def));
    row.iter().copied().filter(|id| parts(*id).is_none_or(|parts| !written(types, &parts).is_empty())).collect()
}

/// The type whose bytes are those of `id`: a name around a single thing leaves none.
fn transparent(types: &PortableRegistry, id: u32) -> u32 {
    let only = |id: u32| {
        let parts = types.resolve(id).and_then(|kind| parts(&kind.type_def))?;
        match written(types, &parts).as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    };
    std::iter::successors(Some(id), |id| only(*id)).last().unwrap_or(id)
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
        Types::new(&old, &new, &[]).relation(&[from], &[to])
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
    fn anything_else_is_a_change() {
        assert_eq!(relation::<u32, u64>(), Relation::Changed);
        assert_eq!(relation::<u64, codec::Compact<u64>>(), Relation::Changed);
        assert_eq!(relation::<[u8; 4], [u8; 5]>(), Relation::Changed);
        assert_eq!(relation::<(u8, u16), (u16, u8)>(), Relation::Changed);
        assert_eq!(relation::<Vec<u8>, [u8; 2]>(), Relation::Changed);
        assert_eq!(relation::<List, WideList>(), Relation::Changed);
    }
}
