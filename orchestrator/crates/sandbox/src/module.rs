//! A package that can be run, or why it cannot.

use std::panic::{catch_unwind, AssertUnwindSafe};

use codec::{Decode, Encode};
use wasmtime::component::{types::ComponentItem, Component, ComponentExportIndex, InstancePre, Linker};

use crate::{
    contract::{Input, Output, ENTRY_POINT},
    failure::{cut, told, MAX_REASON},
    host,
    run::State,
};

/// Largest package, in bytes.
pub const MAX_PACKAGE: usize = 32 << 20;

/// How a core module begins; a component has another layer number.
const CORE_MODULE: &[u8] = b"\0asm\x01\0\0\0";

/// Why a package cannot be run, with any input or limits.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error, Encode, Decode)]
pub enum Refusal {
    /// It is larger than [`MAX_PACKAGE`].
    #[error("the package has {size} bytes; {MAX_PACKAGE} are allowed")]
    TooLarge {
        /// In bytes.
        size: u64,
    },
    /// It is a core module: it was not made into a component.
    #[error("the package is a core WebAssembly module, not a component")]
    CoreModule,
    /// It is no valid component, uses what is switched off (threads, for one), or is made of too many parts.
    #[error("the package is not a component that can be run here: {0}")]
    Malformed(String),
    /// It imports something other than the contract offers.
    #[error("the package imports {0:?}, which is not offered")]
    ForbiddenImport(String),
    /// It lacks the contract's entry point, or that or an import has another type than the contract's.
    #[error("the package does not keep the contract: {0}")]
    WrongContract(String),
}

/// A package that compiled and keeps the contract. Clones share the compiled code.
#[derive(Clone)]
pub struct Module {
    hash: [u8; 32],
    size: u32,
    code_size: usize,
    agent: InstancePre<State>,
    entry_point: ComponentExportIndex,
}

impl Module {
    /// Compiles a package whose hash is known.
    pub(crate) fn compile(package: &[u8], hash: [u8; 32], linker: &Linker<State>) -> Result<Self, Refusal> {
        let size = u32::try_from(package.len()).ok().filter(|_| package.len() <= MAX_PACKAGE);
        let size = size.ok_or(Refusal::TooLarge { size: package.len() as u64 })?;
        if package.starts_with(CORE_MODULE) {
            return Err(Refusal::CoreModule);
        }
        // The compiler breaks at some packages that are valid and need what is switched off; nothing of it is used afterwards.
        let compiled = catch_unwind(AssertUnwindSafe(|| Component::from_binary(linker.engine(), package)));
        let compiled = compiled.map_err(|_| Refusal::Malformed("the compiler broke at it".to_owned()))?;
        let component = compiled.map_err(|error| Refusal::Malformed(told(&error)))?;
        Self::check(component, hash, size, linker)
    }

    /// Takes up again what [`serialize`](Self::serialize) gave for the package with this hash and size, which was let in then. It must
    /// come from nobody but ourselves.
    #[allow(unsafe_code, reason = "the engine has no other way, and cannot check machine code")]
    pub(crate) fn load(compiled: &[u8], hash: [u8; 32], size: u32, linker: &Linker<State>) -> wasmtime::Result<Self> {
        // SAFETY: the bytes are what an equal engine of ours compiled: callers answer for where they were meanwhile.
        let component = unsafe { Component::deserialize(linker.engine(), compiled) }?;
        Ok(Self::check(component, hash, size, linker)?)
    }

    /// What the package was compiled to.
    pub(crate) fn serialize(&self) -> wasmtime::Result<Vec<u8>> {
        self.agent.component().serialize()
    }

    fn check(component: Component, hash: [u8; 32], size: u32, linker: &Linker<State>) -> Result<Self, Refusal> {
        check_imports(&component)?;
        let entry_point = find_entry_point(&component)?;
        let code = component.image_range();
        let code_size = code.end.addr().saturating_sub(code.start.addr());
        let agent = linker.instantiate_pre(&component).map_err(wrong_contract)?;
        Ok(Self { hash, size, code_size, agent, entry_point })
    }

    /// blake2-256 of the package.
    pub const fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// Size of the package, in bytes.
    pub const fn size(&self) -> u32 {
        self.size
    }

    /// What the compiled code takes, in bytes.
    pub(crate) fn code_size(&self) -> u32 {
        u32::try_from(self.code_size).unwrap_or(u32::MAX)
    }

    pub(crate) const fn agent(&self) -> &InstancePre<State> {
        &self.agent
    }

    pub(crate) const fn entry_point(&self) -> &ComponentExportIndex {
        &self.entry_point
    }
}

fn check_imports(component: &Component) -> Result<(), Refusal> {
    let ty = component.component_type();
    let forbidden = ty.imports(component.engine()).find(|(name, _)| !host::INTERFACES.contains(name));
    forbidden.map_or(Ok(()), |(name, _)| Err(Refusal::ForbiddenImport(cut(name, MAX_REASON))))
}

fn find_entry_point(component: &Component) -> Result<ComponentExportIndex, Refusal> {
    let ty = component.component_type();
    let Some((ComponentItem::ComponentFunc(function), index)) = component.get_export(None, ENTRY_POINT) else {
        return Err(Refusal::WrongContract(format!("there is no function {ENTRY_POINT:?}")));
    };
    function.typecheck::<Input<'_>, Output>(&ty.instance_type()).map_err(wrong_contract)?;
    Ok(index)
}

fn wrong_contract(error: wasmtime::Error) -> Refusal {
    Refusal::WrongContract(told(&error))
}
