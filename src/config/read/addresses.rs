//! Keys that determine addresses: `slugs`, `permalink`, `permalinks`, `live`, `archived_copy`; and `exclude`.

use super::super::{
    ArchivedCopy, BaseUrl, Exclude, FolderPermalink, Live, Permalink, STATIC, Taxonomy, TaxonomyId,
};
use super::{Fields, invalid};
use crate::address::{Host, Hosts};
use crate::id::IdVec;
use crate::path::Slugs;
use crate::value::fields::Located;

/// How names become parts of addresses.
pub(super) fn slugs(fields: &mut Fields<'_, '_>) -> Slugs {
    let Some(written) = fields.nonempty("slugs") else { return Slugs::default() };
    let known = Slugs::ALL.into_iter().find(|(name, _)| *name == written.text);
    known.map_or_else(
        || {
            invalid(fields, written, "slugs", "expected `ascii`, `keep` or `lower`");
            Slugs::default()
        },
        |(_, slugs)| slugs,
    )
}

/// Parts of hosts that live on beside the archive.
pub(super) fn live(fields: &mut Fields<'_, '_>, hosts: &Hosts) -> Live {
    let mut live = Live::default();
    for written in fields.texts("live") {
        if !live.add(written.text, hosts) {
            let why = "expected a path such as `/docs/` or a full address, without a query or fragment";
            invalid(fields, written, "live", why);
        }
    }
    live
}

/// Where links to old addresses that nothing answers lead. Those without a host were on the first of `old_hosts`, else below
/// `original`, the address of the site.
pub(super) fn archived_copy(
    fields: &mut Fields<'_, '_>,
    old_host: Option<&Host>,
    original: &BaseUrl,
) -> Option<ArchivedCopy> {
    let written = fields.nonempty("archived_copy")?;
    let origin = old_host
        .map_or_else(|| format!("{}{}", original.origin, original.path), |host| format!("http://{host}"));
    let copy = ArchivedCopy::read(written.text, origin);
    if copy.is_none() {
        let why = "expected a URL that contains `{url}` and, if needed, `{date}`; or `{url}` alone";
        invalid(fields, written, "archived_copy", why);
    }
    copy
}

/// The pattern of article addresses, where one is written.
pub(super) fn permalink(
    fields: &mut Fields<'_, '_>,
    taxonomies: &IdVec<TaxonomyId, Taxonomy>,
) -> Option<Permalink> {
    let written = fields.nonempty("permalink")?;
    pattern(fields, "permalink", written, taxonomies)
}

/// The patterns of folders, those of inner ones first.
pub(super) fn permalinks(
    fields: &mut Fields<'_, '_>,
    taxonomies: &IdVec<TaxonomyId, Taxonomy>,
) -> Vec<FolderPermalink> {
    let Some(mut table) = fields.table("permalinks") else { return Vec::new() };
    let mut permalinks: Vec<FolderPermalink> = Vec::new();
    for entry in table.rest() {
        let folder = entry.key.trim_matches('/');
        let key = Located { text: &entry.key, position: entry.position };
        if folder.is_empty() || folder.split('/').any(|part| matches!(part, "" | "." | "..")) {
            invalid(&table, key, "permalinks", "expected a folder below the content folder");
            continue;
        } else if permalinks.iter().any(|other| other.folder == folder) {
            invalid(&table, key, "permalinks", "this folder already has a pattern");
        }
        let written = table.report().text(&entry.key, &entry.node);
        if let Some(permalink) = written.and_then(|written| pattern(&table, &entry.key, written, taxonomies))
        {
            permalinks.push(FolderPermalink {
                folder: folder.to_owned(),
                permalink,
                position: entry.position,
            });
        }
    }
    permalinks.sort_by_key(|folder| std::cmp::Reverse(folder.folder.len()));
    permalinks
}

fn pattern(
    fields: &Fields<'_, '_>,
    key: &str,
    written: Located<'_>,
    taxonomies: &IdVec<TaxonomyId, Taxonomy>,
) -> Option<Permalink> {
    let keys: Vec<&str> = taxonomies.iter().map(|taxonomy| taxonomy.key.as_str()).collect();
    let parsed = Permalink::parse(written.text, &keys);
    parsed.map_err(|why| invalid(fields, written, key, &format!("it {why}"))).ok()
}

/// What is left out of the content and static folders.
pub(super) fn exclude(fields: &mut Fields<'_, '_>, content: &[String]) -> Exclude {
    let folders: Vec<&str> = content.iter().map(String::as_str).chain([STATIC]).collect();
    let mut exclude = Exclude::default();
    for written in fields.texts("exclude") {
        if let Err(why) = exclude.add(written.text, &folders) {
            invalid(fields, written, "exclude", &why);
        }
    }
    exclude
}
