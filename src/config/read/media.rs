//! Files on a second host: `[media]`.

use super::base_url::parse_base_url;
use super::invalid;
use crate::address::{Host, Hosts};
use crate::config::media::{MediaHost, parse_size};
use crate::config::message;
use crate::path::UrlPath;
use crate::value::fields::Fields;

/// Reads the table; `hosts` are those of the site itself.
pub(super) fn read(top: &mut Fields<'_, '_>, hosts: &Hosts) -> Option<MediaHost> {
    const TABLE: &str = "[media]";
    let mut fields = top.table("media")?;
    if !fields.has("base_url") {
        let place = fields.report().place(fields.position);
        fields.report().push(message::missing_key(place, TABLE, "base_url"));
    }
    let written = fields.nonempty("base_url");
    let base_url = written.and_then(|written| {
        let parsed = parse_base_url(written.text);
        if parsed.is_none() {
            let why = "expected a URL with `https://` or `http://` and a host, without query or fragment";
            invalid(&fields, written, "base_url", why);
        } else if Host::parse(written.text).is_some_and(|host| hosts.is_own(&host)) {
            let place = fields.report().place(written.position);
            fields.report().push(message::media_on_own_host(place, written.text));
        }
        parsed
    });
    let mut is_wrong = false;
    let mut folders = Vec::new();
    for written in fields.texts("folders") {
        let folder = written.text.trim_matches('/');
        let is_plain = !folder.is_empty() && folder.split('/').all(|part| !matches!(part, "" | "." | ".."));
        match UrlPath::parse(&format!("/{folder}/")).ok().filter(|_| is_plain) {
            Some(path) => folders.push(path.as_str().trim_matches('/').to_owned()),
            None => {
                is_wrong = true;
                invalid(&fields, written, "folders", "expected a folder of the site such as `podcasts`");
            }
        }
    }
    let over = fields.nonempty("over").and_then(|written| {
        let size = parse_size(written.text);
        if size.is_none() {
            is_wrong = true;
            invalid(&fields, written, "over", "expected a size such as `10 MiB`, `500 kB` or `1 GB`");
        }
        size
    });
    if folders.is_empty() && over.is_none() && !is_wrong {
        let place = fields.report().place(fields.position);
        fields.report().push(message::media_without_files(place));
    }
    let output = fields.nonempty("output").map(|written| written.text.to_owned());
    fields.refuse_rest(TABLE);
    Some(MediaHost { base_url: base_url?, folders, over, output })
}
