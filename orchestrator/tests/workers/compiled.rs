//! What was compiled before is not compiled again, and is what a process made of that package that saw no other.

use std::{fs, num::NonZeroU16, os::unix::fs::MetadataExt, path::PathBuf, time::SystemTime};

use ainur_sandbox::{Program, Workers};

use super::site::{agent, run, workers, Site};

impl Site {
    /// The only module that is kept on disk.
    fn module(&self) -> PathBuf {
        let files: Vec<_> =
            fs::read_dir(self.folder.path().join("compiled")).unwrap().map(|entry| entry.unwrap().path()).collect();
        let [file] = &files[..] else { panic!("{files:?}") };
        file.clone()
    }

    /// Whether a service that is started anew can run the module.
    async fn echoes_after_a_restart(&self) -> bool {
        run(&workers(self.folder.path()).await, agent("echo"), b"hello", &[]).await.unwrap().output == b"hello"
    }
}

#[tokio::test]
async fn should_compile_a_module_once_for_all_services_on_a_machine() {
    let site = Site::new().await;
    site.run("echo", b"hello", &[]).await.unwrap();
    let written = fs::metadata(site.module()).unwrap().ino();
    fs::File::open(site.module()).unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
    assert!(site.echoes_after_a_restart().await);
    let used = fs::metadata(site.module()).unwrap();
    assert_eq!(used.ino(), written, "not written again");
    assert!(used.modified().unwrap() > SystemTime::UNIX_EPOCH, "but read");
}

#[tokio::test]
async fn should_compile_a_damaged_module_again() {
    let site = Site::new().await;
    site.run("echo", b"hello", &[]).await.unwrap();
    let whole = fs::read(site.module()).unwrap();
    for place in [0, 40, whole.len() / 2, whole.len() - 1] {
        let mut damaged = whole.clone();
        damaged[place] ^= 1;
        fs::write(site.module(), damaged).unwrap();
        assert!(site.echoes_after_a_restart().await);
        assert_eq!(fs::read(site.module()).unwrap(), whole, "{place}");
    }
}

#[tokio::test]
async fn should_keep_nothing_of_what_is_refused() {
    let site = Site::new().await;
    assert!(site.run("wrong-world", b"", &[]).await.is_err());
    assert_eq!(fs::read_dir(site.folder.path().join("compiled")).unwrap().count(), 0);
}

#[tokio::test]
async fn should_run_without_the_folder_for_compiled_modules() {
    let site = Site::new().await;
    fs::remove_dir(site.folder.path().join("compiled")).unwrap();
    assert_eq!(site.run("echo", b"hello", &[]).await.unwrap().output, b"hello");
}

#[tokio::test]
async fn should_say_at_once_that_a_program_is_no_worker() {
    // One that ends, one that says what makes no sense, one that says too much, one that is not there.
    for (path, reason) in
        [("/bin/true", "ended"), ("/bin/cat", "no sense"), ("/usr/bin/yes", "no sense"), ("/nowhere", "does not start")]
    {
        let program = Program { path: path.into(), arguments: Vec::new() };
        let error = Workers::start(program, NonZeroU16::MIN, None).await.err().unwrap().to_string();
        assert!(error.contains("no worker can be used") && error.contains(reason), "{path}: {error}");
    }
}
