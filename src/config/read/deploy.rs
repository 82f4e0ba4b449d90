//! Where the site is deployed to: `[deploy.NAME]`.

use super::invalid;
use crate::config::deploy::{DeployTarget, parse_duration, parse_percentage};
use crate::config::message;
use crate::value::MappingEntry;
use crate::value::fields::{Fields, Report};

pub(super) fn targets(top: &mut Fields<'_, '_>) -> Vec<DeployTarget> {
    let declared = top.table("deploy").map(|mut table| table.rest()).unwrap_or_default();
    declared.into_iter().filter_map(|entry| target(entry, top.report())).collect()
}

fn target(entry: &MappingEntry, report: &Report<'_>) -> Option<DeployTarget> {
    let mut fields = Fields::of(&entry.node, &entry.key, report);
    let table = format!("[deploy.{}]", entry.key);
    let to = fields.nonempty("to");
    if to.is_none() && !fields.has("to") {
        report.push(message::missing_key(report.place(entry.position), &table, "to"));
    }
    let mut optional = |key: &str| fields.nonempty(key).map(|written| written.text.to_owned());
    let [endpoint, region, account, key_file] =
        ["endpoint", "region", "account", "key_file"].map(&mut optional);
    let keep = fields.nonempty("keep").and_then(|written| {
        let read = parse_duration(written.text);
        if read.is_none() {
            invalid(&fields, written, "keep", "expected a duration such as `90s`, `10m`, `1h` or `2d`");
        }
        read
    });
    let max_delete = fields.nonempty("max_delete").and_then(|written| {
        let read = parse_percentage(written.text);
        if read.is_none() {
            invalid(&fields, written, "max_delete", "expected a percentage such as `10%`");
        }
        read
    });
    fields.refuse_rest(&table);
    Some(DeployTarget {
        name: entry.key.to_string(),
        to: to?.text.to_owned(),
        position: entry.position,
        endpoint,
        region,
        account,
        key_file,
        keep,
        max_delete,
    })
}
