//! What a runtime's wasm says of itself. It is asked without a node and on an empty chain, so that any two releases can be compared.

use std::{fmt::Write as _, path::Path};

use anyhow::{bail, ensure, Context, Result};
use blake2::{digest::consts::U32, Blake2b, Digest as _};
use codec::{Decode, Encode};
use frame_metadata::{v16::RuntimeMetadataV16, RuntimeMetadata, RuntimeMetadataPrefixed};
use wasmi::{
    Caller, CompilationMode, Config, Engine, Error, ExternType, Func, Instance, Linker, Memory, MemoryType, Module, Store, Val,
    ValType,
};

/// The kind of metadata that is compared.
const METADATA_VERSION: u32 = 16;
/// The longest blob that is unpacked, in bytes.
const MAX_UNPACKED: usize = 64 * 1024 * 1024;
/// What the allocator may hand out, in wasm pages of 64 KiB.
const HEAP_PAGES: u32 = 2_048;
/// What every hash for keys comes to: they are only asked for to find something in a state in which there is nothing.
const ANY_HASH: [u8; 32] = [0; 32];
/// The level of messages at which a runtime is heard.
const ERRORS: i32 = 1;
/// `None`, in SCALE.
const NOTHING: [u8; 1] = [0];

/// A runtime as it is released.
pub struct Blob {
    bytes: Vec<u8>,
    code: Vec<u8>,
}

/// What the runtime calls itself; the fields and their order are those of the chain's own record.
#[derive(Decode, Clone, PartialEq, Eq, Debug)]
pub struct Version {
    pub spec_name: String,
    pub impl_name: String,
    pub authoring_version: u32,
    pub spec_version: u32,
    pub impl_version: u32,
    pub apis: Vec<([u8; 8], u32)>,
    pub transaction_version: u32,
    pub system_version: u8,
}

impl Blob {
    /// Reads a blob, packed or not.
    pub fn read(file: &Path) -> Result<Self> {
        let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        let code = sp_maybe_compressed_blob::decompress(&bytes, MAX_UNPACKED)
            .with_context(|| format!("{} cannot be unpacked", file.display()))?
            .into_owned();
        Ok(Self { bytes, code })
    }

    /// Its length as it is released, and unpacked, in bytes.
    pub fn sizes(&self) -> (usize, usize) {
        (self.bytes.len(), self.code.len())
    }

    /// blake2-256 of the blob as it is released: what `system.authorize_upgrade` is told.
    pub fn hash(&self) -> String {
        hexadecimal(&Blake2b::<U32>::digest(&self.bytes))
    }

    /// What it calls itself.
    pub fn version(&self) -> Result<Version> {
        let answer = self.ask("Core_version", &[])?;
        Version::decode(&mut answer.as_slice()).context("the runtime's version cannot be read")
    }

    /// What is in it.
    pub fn metadata(&self) -> Result<RuntimeMetadataV16> {
        let answer = self.ask("Metadata_metadata_at_version", &METADATA_VERSION.to_le_bytes())?;
        let metadata = Option::<Vec<u8>>::decode(&mut answer.as_slice())?
            .with_context(|| format!("the runtime has no metadata of version {METADATA_VERSION}"))?;
        match RuntimeMetadataPrefixed::decode(&mut metadata.as_slice())?.1 {
            RuntimeMetadata::V16(metadata) => Ok(metadata),
            other => bail!("metadata of version {} instead of {METADATA_VERSION}", other.version()),
        }
    }

    /// What a chain of this preset starts from, as JSON.
    pub fn preset(&self, name: &str) -> Result<String> {
        let answer = self.ask("GenesisBuilder_get_preset", &Some(name).encode())?;
        let preset = Option::<Vec<u8>>::decode(&mut answer.as_slice())?.with_context(|| format!("there is no preset {name}"))?;
        Ok(String::from_utf8(preset)?)
    }

    fn ask(&self, function: &str, argument: &[u8]) -> Result<Vec<u8>> {
        let mut config = Config::default();
        // Of thousands of functions a few are called.
        config.compilation_mode(CompilationMode::Lazy);
        let engine = Engine::new(&config);
        let module = Module::new(&engine, &self.code)?;
        let mut store = Store::new(&engine, Heap::default());
        let instance = instantiate(&module, &mut store)?;
        let heap_base = instance.get_global(&store, "__heap_base").context("the runtime says not where its heap begins")?;
        store.data_mut().next = heap_base.get(&store).i32().context("an address is a number")?.cast_unsigned();

        let at = allocate(&mut store.data_mut().next, argument.len())?;
        let memory = store.data().memory.context("the runtime has no memory")?;
        memory.write(&mut store, at as usize, argument)?;
        let function = instance.get_typed_func::<(u32, u32), u64>(&store, function)?;
        let answer = function.call(&mut store, (at, u32::try_from(argument.len())?));
        let answer = answer.with_context(|| format!("the runtime broke off: {}", store.data().complaint))?;
        Ok(piece(memory.data(&store), answer).context("the answer is nowhere")?.to_vec())
    }
}

/// Bytes as people copy them.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold("0x".into(), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}

/// What a call has of memory: it ends before anything has to be taken back.
#[derive(Default)]
struct Heap {
    memory: Option<Memory>,
    next: u32,
    /// What the runtime said last: why it broke off.
    complaint: String,
}

/// The start and length that a runtime's 64 bits stand for.
fn place(packed: u64) -> (usize, usize) {
    let half = u64::from(u32::MAX);
    ((packed & half) as usize, (packed >> 32) as usize)
}

/// What these 64 bits stand for in memory.
fn piece(memory: &[u8], packed: u64) -> Option<&[u8]> {
    let (at, length) = place(packed);
    memory.get(at..)?.get(..length)
}

/// Memory of this length. The eight bytes before it are the runtime's too: it takes for granted that every node keeps a header there.
fn allocate(next: &mut u32, length: usize) -> Result<u32> {
    let at = next.checked_add(8).and_then(|next| next.checked_next_multiple_of(8)).context("out of memory")?;
    *next = u32::try_from(length).ok().and_then(|length| at.checked_add(length)).context("out of memory")?;
    Ok(at)
}

fn instantiate(module: &Module, store: &mut Store<Heap>) -> Result<Instance> {
    let mut linker = Linker::new(module.engine());
    for import in module.imports() {
        let (space, name) = (import.module(), import.name());
        match import.ty() {
            ExternType::Memory(needed) => {
                let pages = u32::try_from(needed.minimum())?.saturating_add(HEAP_PAGES);
                let memory = Memory::new(&mut *store, MemoryType::new(pages, None))?;
                store.data_mut().memory = Some(memory);
                linker.define(space, name, memory)?;
            }
            ExternType::Func(kind) => {
                let called = name.to_owned();
                let answer = move |caller: Caller<Heap>, given: &[Val], result: &mut [Val]| host(caller, &called, given, result);
                let function = Func::new(&mut *store, kind.clone(), answer);
                linker.define(space, name, function)?;
            }
            _ => bail!("the runtime wants {space}.{name}, which no node has"),
        }
    }
    ensure!(store.data().memory.is_some(), "the runtime brings its own memory");
    Ok(linker.instantiate_and_start(&mut *store, module)?)
}

/// What a node would do for the runtime, as far as a chain without a state needs it.
fn host(mut caller: Caller<Heap>, function: &str, given: &[Val], result: &mut [Val]) -> Result<(), Error> {
    let refuse = |why: String| Error::new(why);
    let answer = match function {
        "ext_allocator_malloc_version_1" => {
            let length = given.first().and_then(Val::i32).unwrap_or_default().cast_unsigned();
            let at = allocate(&mut caller.data_mut().next, length as usize).map_err(|error| refuse(error.to_string()))?;
            Some(Val::I32(at.cast_signed()))
        }
        "ext_allocator_free_version_1" => None,
        "ext_logging_log_version_1" => {
            let packed = given.get(2).and_then(Val::i64).unwrap_or_default().cast_unsigned();
            let said = caller.data().memory.and_then(|memory| piece(memory.data(&caller), packed).map(<[u8]>::to_vec));
            caller.data_mut().complaint = String::from_utf8_lossy(&said.unwrap_or_default()).into_owned();
            None
        }
        "ext_logging_max_level_version_1" => Some(Val::I32(ERRORS)),
        "ext_storage_exists_version_1" => Some(Val::I32(0)),
        key if key.starts_with("ext_hashing_twox_") => {
            let (at, _) = hand_out(&mut caller, &ANY_HASH).map_err(|error| refuse(error.to_string()))?;
            Some(Val::I32(at.cast_signed()))
        }
        "ext_storage_get_version_1" | "ext_storage_read_version_1" => {
            let (at, length) = hand_out(&mut caller, &NOTHING).map_err(|error| refuse(error.to_string()))?;
            Some(Val::I64((u64::from(length) << 32 | u64::from(at)).cast_signed()))
        }
        other => return Err(refuse(format!("{other} is called where there is no chain"))),
    };
    for (slot, value) in result.iter_mut().zip(answer) {
        ensure_kind(slot.ty(), value.ty()).map_err(|error| refuse(format!("{function}: {error}")))?;
        *slot = value;
    }
    Ok(())
}

fn ensure_kind(wanted: ValType, given: ValType) -> Result<()> {
    ensure!(wanted == given, "the runtime expects {wanted:?} and is given {given:?}");
    Ok(())
}

/// Puts bytes where the runtime can read them.
fn hand_out(caller: &mut Caller<Heap>, bytes: &[u8]) -> Result<(u32, u32)> {
    let at = allocate(&mut caller.data_mut().next, bytes.len())?;
    let memory = caller.data().memory.context("the runtime has no memory")?;
    memory.write(caller, at as usize, bytes)?;
    Ok((at, u32::try_from(bytes.len())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_and_a_length_are_unpacked() {
        assert_eq!(place(0x0000_0003_0000_0010), (16, 3));
    }

    #[test]
    fn memory_is_handed_out_in_order_and_aligned_with_a_header_and_has_an_end() {
        let mut next = 5;
        assert_eq!(allocate(&mut next, 3).unwrap(), 16);
        assert_eq!(allocate(&mut next, 1).unwrap(), 32);
        assert_eq!(next, 33);
        assert!(allocate(&mut next, u32::MAX as usize).is_err());
    }

    #[test]
    fn the_hash_is_the_one_that_chains_use() {
        let blob = Blob { bytes: Vec::new(), code: Vec::new() };
        assert_eq!(blob.hash(), "0x0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    }

    #[test]
    fn the_previous_release_says_what_it_is() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().join(super::super::RELEASES);
        let (spec, file) = super::super::latest(&folder).unwrap().unwrap();
        let blob = Blob::read(&file).unwrap();
        let version = blob.version().unwrap();
        assert_eq!((version.spec_name.as_str(), version.spec_version), ("ainur", spec));
        let metadata = blob.metadata().unwrap();
        assert!(metadata.pallets.iter().any(|pallet| pallet.name == "TaskMarket"));
        let genesis = std::fs::read_to_string(folder.join(format!("ainur-{spec}.dev.json"))).unwrap();
        assert_eq!(blob.preset("development").unwrap().trim(), genesis.trim());
        assert!(blob.preset("nowhere").is_err());
    }
}
