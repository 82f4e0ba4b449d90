//! Where the site is deployed to: `[deploy.NAME]`.

use std::time::Duration;

use super::invalid;
use crate::config::deploy::{
    DeployTarget, PURGE_AT_ONCE, PurgeHook, RELEASES, parse_duration, parse_percentage,
};
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
    let [media, endpoint, region, account, key_file] =
        ["media", "endpoint", "region", "account", "key_file"].map(&mut optional);
    let duration = |fields: &mut Fields<'_, '_>, key: &str, is_valid: fn(Duration) -> bool| {
        let written = fields.nonempty(key)?;
        let read = parse_duration(written.text).filter(|duration| is_valid(*duration));
        if read.is_none() {
            invalid(fields, written, key, "expected a duration such as `90s`, `10m`, `1h` or `2d`");
        }
        read
    };
    let keep = duration(&mut fields, "keep", |_| true);
    let timeout = duration(&mut fields, "timeout", |timeout| !timeout.is_zero());
    let max_delete = fields.nonempty("max_delete").and_then(|written| {
        let read = parse_percentage(written.text);
        if read.is_none() {
            invalid(&fields, written, "max_delete", "expected a percentage such as `10%`");
        }
        read
    });
    let purge_hook = purge_hook(&mut fields);
    let switches = fields.flag("switch").unwrap_or(false);
    let kept = fields.number("releases").unwrap_or(RELEASES).max(1) as usize;
    fields.refuse_rest(&table);
    Some(DeployTarget {
        name: entry.key.to_string(),
        to: to?.text.to_owned(),
        media,
        position: entry.position,
        endpoint,
        region,
        account,
        key_file,
        timeout,
        keep,
        max_delete,
        releases: switches.then_some(kept),
        purge_hook,
    })
}

/// What is told which addresses have changed.
fn purge_hook(fields: &mut Fields<'_, '_>) -> Option<PurgeHook> {
    let url = fields.nonempty("purge_hook").and_then(|written| {
        let is_web = written.text.starts_with("https://") || written.text.starts_with("http://");
        if !is_web {
            invalid(fields, written, "purge_hook", "expected an address that begins with `https://`");
        }
        is_web.then(|| written.text.to_owned())
    });
    let token_env = fields.nonempty("purge_token_env").and_then(|written| {
        let is_name = written.text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !is_name {
            invalid(fields, written, "purge_token_env", "expected the name of an environment variable");
        }
        is_name.then(|| written.text.to_owned())
    });
    let at_once = fields.number("purge_at_once").unwrap_or(PURGE_AT_ONCE).max(1) as usize;
    Some(PurgeHook { url: url?, token_env, at_once })
}
