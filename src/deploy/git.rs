//! A deploy to a branch of a git repository: one commit, made without a work tree.
//!
//! Everything happens in a bare repository of its own below `.generate/`, so that the site's own repository, its index and its
//! files are not touched. The branch is pushed only if it still is as it was when the commit was made.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use bytes::Bytes;
use tokio::task::block_in_place;

use super::changes::Changes;
use super::local::Local;
use super::notes::Notes;
use super::plan::{changed, check_deletions, is_counted};
use super::remote::{Reader, Remote};
use super::target::GitTarget;
use super::{Options, Progress, Report, message, purge, runtime};
use crate::cache;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fingerprint::Fingerprint;
use crate::write::manifest::{self, ManifestEntry};
use crate::write::sum::Sum;

/// Deploys to a branch.
///
/// # Errors
/// What stopped it; the branch is then as it was.
pub(super) fn deploy(
    options: &Options,
    target: &GitTarget,
    progress: &dyn Progress,
    problems: &mut Diagnostics,
) -> Result<Report, Diagnostic> {
    let local = Local::of(options, progress)?;
    let url = url(options, target)?;
    let git = Git::open(options)?;
    let branch = format!("refs/heads/{}", target.branch);
    let before = git.fetch(&url, &branch)?;
    let commit = Commit { git: git.clone(), id: before.clone() };
    let (there, files) = runtime()?.block_on(async {
        let mut there = Remote::read(&commit, problems).await?;
        let files = there.files(&commit, &local, false, problems).await?;
        Ok::<_, Diagnostic>((there, files))
    })?;
    if there.list.as_deref() == Some(&*local.list) {
        return Ok(Report::default());
    }
    if let Some(commit) = before.as_deref().filter(|_| there.list.is_none() && !options.force)
        && !git.is_empty(commit)?
    {
        return Err(message::branch_not_empty(&target.branch));
    }
    let here = local.files(|shard| !there.has_shard(shard))?;
    let changes = Changes::between(here, &files);
    let deletions = changes.delete().iter().filter(|gone| is_counted(&gone.path)).count();
    check_deletions(deletions, options.max_delete, || Ok(local.files(|_| true)?.len()))?;
    let own = there.lacks(&local);
    let removed = changes.delete().iter().map(|deletion| &*deletion.path);
    let deleted: Vec<&str> = removed.clone().chain(there.obsolete(&local).map(|shard| shard.path)).collect();
    let send: Vec<ManifestEntry<'_>> = changes.send().chain(own).collect();
    let report = Report {
        sent: send.len() + 1,
        sent_bytes: send.iter().map(|entry| entry.size).sum::<u64>() + local.list.len() as u64,
        deleted: deleted.len(),
        changed: changed(&changes, removed),
        ..Report::default()
    };
    if options.dry_run {
        return Ok(report);
    }
    let is_altered = |entry: &&ManifestEntry<'_>| {
        let file = std::fs::File::open(local.place(entry.path));
        !file.and_then(Sum::of_reader).is_ok_and(|sum| sum == *entry.sum)
    };
    if let Some(altered) = send.iter().find(is_altered) {
        return Err(message::changed_meanwhile(altered.path));
    }
    progress.begin(report.sent, report.sent_bytes);
    let tree = git.tree(before.as_deref(), &local, &send, &deleted, progress)?;
    let commit = git.commit(&tree, before.as_deref())?;
    if let Some(base) = &options.purge {
        purge::remember(&Notes::of(options).purge, base, &report.changed)?;
    }
    git.push(&url, &branch, &commit, before.as_deref(), target)?;
    Ok(report)
}

/// Where to push: the address of a remote of the site's own repository, or the address itself.
fn url(options: &Options, target: &GitTarget) -> Result<String, Diagnostic> {
    if target.remote.contains([':', '/', '\\']) {
        return Ok(target.remote.clone());
    }
    let root = options.root.display().to_string();
    run(Command::new("git").args(["-C", &root, "remote", "get-url", &target.remote]), "remote get-url", b"")
        .map(|url| url.trim().to_owned())
}

/// A commit of the branch, whose files are read one by one.
#[derive(Clone)]
struct Commit {
    git: Git,
    /// The commit; `None` where there is no such branch.
    id: Option<String>,
}

impl Reader for Commit {
    type Error = Diagnostic;

    const CHANGES_AT_ONCE: bool = true;

    fn at_once(&self) -> usize {
        // Each is a process.
        4
    }

    async fn read(&self, path: &str) -> Result<Option<Bytes>, Diagnostic> {
        let Some(id) = &self.id else { return Ok(None) };
        Ok(block_in_place(|| self.git.blob(id, path))?.map(Bytes::from))
    }
}

/// The bare repository.
#[derive(Clone)]
struct Git {
    folder: PathBuf,
    root: PathBuf,
    /// The settings of the site's own repository that have to do with access.
    access: Vec<(String, String)>,
}

impl Git {
    fn open(options: &Options) -> Result<Git, Diagnostic> {
        let name = Fingerprint::of(options.target.shown().as_bytes()).short();
        let folder = options.root.join(cache::FOLDER).join("deploy").join(format!("{name}.git"));
        let folder = std::path::absolute(&folder).unwrap_or(folder);
        if !folder.join("HEAD").is_file() {
            std::fs::create_dir_all(&folder).map_err(|error| message::journal(&error))?;
            let shown = folder.display().to_string();
            run(Command::new("git").args(["init", "--quiet", "--bare", "--", &shown]), "init", b"")?;
        }
        Ok(Git { folder, root: options.root.clone(), access: access(&options.root) })
    }

    fn command(&self) -> Command {
        let mut command = Command::new("git");
        command.arg("--git-dir").arg(&self.folder);
        // Git's own variables would lead to another repository, which a hook that runs this program may have set.
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE"] {
            command.env_remove(name);
        }
        command.env("GIT_INDEX_FILE", self.folder.join("generate-index"));
        // How the site's own repository reaches its remotes: services that build sites put their tokens there.
        for (number, (key, value)) in self.access.iter().enumerate() {
            command.env(format!("GIT_CONFIG_KEY_{number}"), key);
            command.env(format!("GIT_CONFIG_VALUE_{number}"), value);
        }
        command.env("GIT_CONFIG_COUNT", self.access.len().to_string());
        command
    }

    /// The commit of the branch, which is fetched unless it is there; `None` where there is no such branch.
    fn fetch(&self, url: &str, branch: &str) -> Result<Option<String>, Diagnostic> {
        let listed = run(self.command().args(["ls-remote", "--", url, branch]), "ls-remote", b"")?;
        let Some(commit) = listed.split_whitespace().next().map(str::to_owned) else { return Ok(None) };
        let is_here = self
            .command()
            .args(["cat-file", "-e", &format!("{commit}^{{tree}}")])
            .stderr(Stdio::null())
            .status();
        if !is_here.is_ok_and(|status| status.success()) {
            let refs = format!("+{branch}:refs/deploy/before");
            run(
                self.command().args(["fetch", "--quiet", "--depth=1", "--no-tags", "--", url, &refs]),
                "fetch",
                b"",
            )?;
        }
        Ok(Some(commit))
    }

    /// Whether a commit has no files.
    fn is_empty(&self, commit: &str) -> Result<bool, Diagnostic> {
        run(self.command().args(["ls-tree", "--name-only", commit]), "ls-tree", b"")
            .map(|names| names.is_empty())
    }

    /// The bytes of a file of a commit.
    fn blob(&self, commit: &str, path: &str) -> Result<Option<Vec<u8>>, Diagnostic> {
        let name = format!("{commit}:{path}");
        let output = self.command().args(["cat-file", "blob", &name]).stderr(Stdio::null()).output();
        let output = output.map_err(|error| message::git("cat-file", &error.to_string()))?;
        Ok(output.status.success().then_some(output.stdout))
    }

    /// Makes the tree of the new commit: that of the one before with what differs. Returns its id.
    fn tree(
        &self,
        before: Option<&str>,
        local: &Local,
        send: &[ManifestEntry<'_>],
        deleted: &[&str],
        progress: &dyn Progress,
    ) -> Result<String, Diagnostic> {
        match before {
            Some(commit) => run(self.command().args(["read-tree", commit]), "read-tree", b"")?,
            None => run(self.command().args(["read-tree", "--empty"]), "read-tree", b"")?,
        };
        let mut paths: Vec<&str> = send.iter().map(|entry| entry.path).collect();
        paths.push(manifest::NAME);
        let places: Vec<String> = paths.iter().map(|path| absolute(&local.place(path))).collect();
        // Bytes go in as they are: no filter of the machine's configuration changes them.
        let input = places.concat();
        let ids = run(
            self.command().args(["hash-object", "-w", "--no-filters", "--stdin-paths"]),
            "hash-object",
            input.as_bytes(),
        )?;
        send.iter().for_each(|entry| progress.sent(entry.size));
        let mut changes = String::new();
        for (path, id) in paths.iter().zip(ids.lines()) {
            changes.push_str(&format!("100644 {id}\t{path}\0"));
        }
        for path in deleted {
            changes.push_str(&format!("0 {}\t{path}\0", "0".repeat(40)));
        }
        run(self.command().args(["update-index", "-z", "--index-info"]), "update-index", changes.as_bytes())?;
        run(self.command().arg("write-tree"), "write-tree", b"").map(|id| id.trim().to_owned())
    }

    /// Makes the commit. Returns its id.
    fn commit(&self, tree: &str, before: Option<&str>) -> Result<String, Diagnostic> {
        let mut command = self.command();
        // Who commits is who commits to the site's repository; a machine without such settings has a name too.
        let root = self.root.display().to_string();
        for (key, variables, fallback) in [
            ("user.name", ["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"], "generate"),
            ("user.email", ["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"], "generate@localhost"),
        ] {
            let known = Command::new("git").args(["-C", &root, "config", key]).stderr(Stdio::null()).output();
            let known = known.ok().map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
            let known = known.filter(|value| !value.is_empty()).unwrap_or_else(|| fallback.to_owned());
            for variable in variables.iter().filter(|variable| std::env::var_os(variable).is_none()) {
                command.env(variable, &known);
            }
        }
        command.args(["commit-tree", "--no-gpg-sign", tree]);
        if let Some(before) = before {
            command.args(["-p", before]);
        }
        run(&mut command, "commit-tree", b"Deploy the site\n").map(|id| id.trim().to_owned())
    }

    /// Pushes the commit, if the branch still is as it was.
    fn push(
        &self,
        url: &str,
        branch: &str,
        commit: &str,
        before: Option<&str>,
        target: &GitTarget,
    ) -> Result<(), Diagnostic> {
        let lease = format!("--force-with-lease={branch}:{}", before.unwrap_or_default());
        let refs = format!("{commit}:{branch}");
        let pushed = run(
            self.command().args(["push", "--quiet", "--no-verify", &lease, "--", url, &refs]),
            "push",
            b"",
        );
        pushed.map(drop).map_err(|problem| match problem.message.contains("stale info") {
            true => message::branch_changed(&target.branch),
            false => problem,
        })
    }
}

/// The settings of the repository at `root` by which git reaches other machines.
fn access(root: &Path) -> Vec<(String, String)> {
    let root = root.display().to_string();
    let pattern = r"^(http|credential|url)\.|^core\.sshcommand$";
    let arguments = ["-C", &root, "config", "--local", "--null", "--get-regexp", pattern];
    let output = Command::new("git").args(arguments).stderr(Stdio::null()).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let entries = text.split('\0').filter_map(|entry| entry.split_once('\n'));
    entries.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

/// A path as a line.
fn absolute(path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    format!("{}\n", path.display())
}

/// Runs git with `input`, and returns what it prints.
fn run(command: &mut Command, name: &str, input: &[u8]) -> Result<String, Diagnostic> {
    let failed = |reason: &str| message::git(name, reason);
    let command = command
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| failed(&error.to_string()))?;
    let stdin = child.stdin.take();
    // Written beside the reading: git answers while it reads, and either pipe may be full.
    let output = thread::scope(|scope| {
        // A git that ends early says why itself.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
        child.wait_with_output()
    });
    let output = output.map_err(|error| failed(&error.to_string()))?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        let words: Vec<&str> = text.split_whitespace().collect();
        return Err(failed(&words.join(" ")));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
