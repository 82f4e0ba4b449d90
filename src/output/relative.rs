//! Files whose address alone does not tell what they are called: links that are relative must know of them.

use std::hash::{Hash, Hasher};

use super::Plan;
use crate::fingerprint::digest;
use crate::path::{OutPath, UrlPath};

/// The files of a site that a host would answer under another name, such as those without an extension; sorted.
#[derive(Debug)]
pub struct PlainFiles {
    paths: Vec<OutPath>,
    digest: u64,
}

/// All of them have a hash.
impl Hash for PlainFiles {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}

impl PlainFiles {
    pub(super) fn new(plan: &Plan) -> PlainFiles {
        let is_plain =
            |path: &&OutPath| UrlPath::parse(&format!("/{path}")).is_ok_and(|url| url.out_path() != **path);
        let paths = plan.entries().iter().map(|(path, _)| path);
        let paths: Vec<OutPath> = paths.filter(is_plain).cloned().collect();
        PlainFiles { digest: digest(&paths), paths }
    }

    /// The file that the path of a link names.
    pub fn named(&self, path: &str) -> Option<OutPath> {
        let url = UrlPath::parse(path).ok()?;
        let as_file = OutPath::new(path.trim_start_matches('/')).ok();
        Some(as_file.filter(|file| self.paths.binary_search(file).is_ok()).unwrap_or_else(|| url.out_path()))
    }
}
