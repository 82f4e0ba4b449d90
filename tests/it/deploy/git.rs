//! Deploys to a branch of a git repository.

use super::*;

use generate::deploy::target::GitTarget;

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The files of the branch, checked out.
fn checked_out(bare: &Path) -> BTreeMap<String, Vec<u8>> {
    let folder = TempDir::new().unwrap();
    let work = folder.path().join("work");
    let to = work.display().to_string();
    git(bare, &["--git-dir=.", "worktree", "add", "--quiet", "--detach", &to, "gh-pages"]);
    fs::remove_file(work.join(".git")).unwrap();
    let found = tree(&work);
    git(bare, &["--git-dir=.", "worktree", "prune"]);
    found
}

struct Branch {
    deployed: Deployed,
    bare: PathBuf,
}

impl Branch {
    fn new() -> Branch {
        let deployed = Deployed::new();
        let bare = deployed.target.path().join("site.git");
        fs::create_dir(&bare).unwrap();
        git(&bare, &["init", "--quiet", "--bare"]);
        Branch { deployed, bare }
    }

    fn options(&self) -> Options {
        let remote = self.bare.display().to_string();
        let target = Target::Git(GitTarget { remote, branch: "gh-pages".to_owned() });
        Options { target, ..self.deployed.options() }
    }

    fn commits(&self) -> usize {
        git(&self.bare, &["rev-list", "gh-pages"]).lines().count()
    }
}

#[test]
fn each_deploy_is_one_commit() {
    let branch = Branch::new();
    let report = branch.deployed.deploy(&branch.options());
    let public = branch.deployed.site.path("public");
    assert_eq!(report.sent, tree(&public).len());
    assert_eq!(checked_out(&branch.bare), tree(&public));
    assert_eq!(branch.deployed.deploy(&branch.options()), Report::default());
    assert_eq!(branch.commits(), 1);
    fs::remove_file(branch.deployed.site.path("content/s1.md")).unwrap();
    branch.deployed.site.write("content/s4.md", "---\ntitle: Story 4\ndate: 2012-01-02\n---\n");
    branch.deployed.site.build();
    let report = branch.deployed.deploy(&branch.options());
    assert!(report.deleted > 0 && report.sent > 0, "{report:?}");
    assert_eq!(checked_out(&branch.bare), tree(&public));
    assert_eq!(branch.commits(), 2);
    // Another machine, without what this one remembers.
    fs::remove_dir_all(branch.deployed.site.path(".generate/deploy")).unwrap();
    branch.deployed.site.write("content/s5.md", "---\ntitle: Story 5\ndate: 2012-01-03\n---\n");
    branch.deployed.site.build();
    branch.deployed.deploy(&branch.options());
    assert_eq!(checked_out(&branch.bare), tree(&public));
    assert_eq!(branch.commits(), 3);
}

#[test]
fn the_repository_of_the_site_is_not_touched() {
    let branch = Branch::new();
    let root = branch.deployed.site.path("");
    git(&root, &["init", "--quiet"]);
    git(&root, &["remote", "add", "origin", &branch.bare.display().to_string()]);
    let state = || (git(&root, &["status", "--porcelain"]), git(&root, &["for-each-ref"]));
    let before = state();
    let target = Target::Git(GitTarget { remote: "origin".to_owned(), branch: "gh-pages".to_owned() });
    branch.deployed.deploy(&Options { target, ..branch.options() });
    assert_eq!(state(), before);
    assert_eq!(checked_out(&branch.bare), tree(&branch.deployed.site.path("public")));
}

#[test]
fn a_dry_run_leaves_the_branch_alone() {
    let branch = Branch::new();
    let report = branch.deployed.deploy(&Options { dry_run: true, ..branch.options() });
    assert!(report.sent > 0);
    assert_eq!(git(&branch.bare, &["for-each-ref"]), "");
}

#[test]
fn files_of_others_on_the_branch_stay() {
    let branch = Branch::new();
    branch.deployed.deploy(&branch.options());
    let work = branch.deployed.target.path().join("clone");
    let to = work.display().to_string();
    git(&branch.bare, &["clone", "--quiet", "--branch", "gh-pages", ".", &to]);
    fs::write(work.join("CNAME"), "news.example").unwrap();
    let name = ["-c", "user.name=Ana", "-c", "user.email=ana@example.org"];
    git(&work, &["add", "CNAME"]);
    git(&work, &[&name[..], &["commit", "--quiet", "--message", "Name"]].concat());
    git(&work, &["push", "--quiet", "origin", "gh-pages"]);
    branch.deployed.site.write("content/s4.md", "---\ntitle: Story 4\ndate: 2012-01-02\n---\n");
    branch.deployed.site.build();
    branch.deployed.deploy(&branch.options());
    let files = checked_out(&branch.bare);
    assert_eq!(files.get("CNAME").map(Vec::as_slice), Some(&b"news.example"[..]));
    assert_eq!(files.len(), tree(&branch.deployed.site.path("public")).len() + 1);
}

#[test]
fn a_branch_with_something_else_is_refused() {
    let branch = Branch::new();
    let work = branch.deployed.target.path().join("clone");
    let to = work.display().to_string();
    git(&branch.bare, &["clone", "--quiet", ".", &to]);
    git(&work, &["checkout", "--quiet", "-b", "gh-pages"]);
    fs::write(work.join("main.c"), "int main;").unwrap();
    git(&work, &["add", "main.c"]);
    let name = ["-c", "user.name=Ana", "-c", "user.email=ana@example.org"];
    git(&work, &[&name[..], &["commit", "--quiet", "--message", "Code"]].concat());
    git(&work, &["push", "--quiet", "origin", "gh-pages"]);
    let problem = branch.deployed.fail(&branch.options());
    assert!(problem.starts_with("error[target-not-empty]: the branch `gh-pages` has files"), "{problem}");
    assert_eq!(branch.commits(), 1);
    branch.deployed.deploy(&Options { force: true, ..branch.options() });
    assert!(checked_out(&branch.bare).contains_key("main.c"));
}

#[test]
fn a_file_that_changed_after_the_build_is_not_committed() {
    let branch = Branch::new();
    fs::write(branch.deployed.site.path("public/index.html"), "edited by hand").unwrap();
    let problem = branch.deployed.fail(&branch.options());
    assert!(problem.starts_with("error[output-damaged]"), "{problem}");
    assert_eq!(git(&branch.bare, &["for-each-ref"]), "");
}

#[test]
fn what_git_refuses_is_told() {
    let branch = Branch::new();
    let target = Target::Git(GitTarget { remote: "nowhere".to_owned(), branch: "gh-pages".to_owned() });
    let problem = branch.deployed.fail(&Options { target, ..branch.options() });
    assert!(problem.starts_with("error[deploy-failed]: `git remote get-url` failed: "), "{problem}");
}
