//! `[menu]`, of the site and of each language.

use super::{check_scheme, optional};
use crate::config::message;
use crate::config::{MenuEntry, Menus};
use crate::value::fields::{Fields, Report};
use crate::value::{Node, Value};

/// The menus of a `[menu]` table: every key a menu, every item a name or `{ title, url, close }`.
pub(super) fn menus(node: &Node, report: &Report<'_>) -> Menus {
    let mut fields = Fields::of(node, "menu", report);
    let entries = fields.rest();
    let mut menus = Vec::with_capacity(entries.len());
    for entry in entries {
        let Value::List(items) = &entry.node.value else {
            report.wrong_type::<()>(&entry.node, &entry.key, "a list");
            continue;
        };
        let read = items.iter().filter_map(|item| menu_entry(item, &entry.key, report));
        menus.push((entry.key.to_string(), read.collect()));
    }
    Menus { menus }
}

fn menu_entry(node: &Node, menu: &str, report: &Report<'_>) -> Option<MenuEntry> {
    if let Value::Map(_) = node.value {
        let mut fields = Fields::of(node, menu, report);
        let (title, close) = (optional(&mut fields, "title"), optional(&mut fields, "close"));
        let target = fields.nonempty("url");
        if target.is_none() {
            report.push(message::missing_key(report.place(node.position), "a menu entry", "url"));
        }
        fields.refuse_rest("a menu entry");
        let target = target?;
        check_scheme(target, "url", report);
        return Some(MenuEntry { target: target.text.to_owned(), title, close, position: target.position });
    }
    let target = report.text(menu, node)?;
    check_scheme(target, menu, report);
    Some(MenuEntry { target: target.text.to_owned(), title: None, close: None, position: target.position })
}
