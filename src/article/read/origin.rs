//! Where an article comes from, and what became of it: its publication and origin, corrections and notes, its withdrawal.

use crate::address::{self, Unreadable};
use crate::article::context::Context;
use crate::article::{Note, Origin, Syndication, Withdrawal, message};
use crate::config::{self, Publication};
use crate::path::{MAX_ADDRESS_BYTES, PathError};
use crate::text::shown;
use crate::value::fields::{Fields, Located};
use crate::value::{Node, Value};

impl Context<'_, '_, '_> {
    /// Corrections and keeper's notes: texts, or tables with a date and a text.
    pub(super) fn notes(&mut self, key: &str) -> Box<[Note]> {
        let Some(node) = self.fields.take(key) else { return Box::default() };
        let items = if let Value::List(items) = &node.value { items } else { std::slice::from_ref(node) };
        let report = self.fields.report();
        let note = |item| {
            if !matches!(item, &Node { value: Value::Map(_), .. }) {
                return report.text(key, item).map(|written| Note { date: None, text: written.shown() });
            }
            let mut fields = Fields::of(item, key, report);
            let date = fields.nonempty("date").and_then(|written| self.parse_date(key, "date", written));
            let text = fields.first(&["text", "note"]).map(|(_, written)| written);
            if text.is_none() {
                report.push(message::no_text(self.place(item.position), key));
            }
            text.map(|written| Note { date, text: written.shown() })
        };
        items.iter().filter_map(note).collect()
    }

    pub(super) fn syndication(&mut self) -> Option<Syndication> {
        let mut fields = self.fields.table("syndicated_from")?;
        let url = fields.nonempty("url");
        Some(Syndication {
            name: fields.shown("name").unwrap_or_default(),
            licence: fields.first(&["licence", "license"]).map(|(_, written)| written.shown()),
            url: self.safe("syndicated_from", url),
        })
    }

    /// `publication`: a name, or a table. A taxonomy of that name has taken it already.
    pub(super) fn publication(&mut self) -> Option<Publication> {
        let node = self.fields.has("publication").then(|| self.fields.take("publication"))??;
        let report = self.fields.report();
        let publication = match &node.value {
            Value::Map(_) => {
                let mut fields = Fields::of(node, "publication", report);
                config::publication::read(&mut fields, &Publication::default())
            }
            Value::List(_) => return report.wrong_type(node, "publication", "a string or a table"),
            _ => {
                Publication { name: shown(report.text("publication", node)?.text), ..Publication::default() }
            }
        };
        if publication.name.is_empty() {
            report.push(message::publication_without_name(self.place(node.position)));
        }
        Some(publication)
    }

    /// `origin`, or `original_url` and `captured` at the top level.
    pub(super) fn origin(&mut self) -> Option<Origin> {
        let mut origin = Origin { captured: self.date(&["captured"]), ..Origin::default() };
        let url = self.fields.nonempty("original_url");
        origin.url = self.original("original_url", url);
        if let Some(mut fields) = self.fields.table("origin") {
            let url = fields.nonempty("url");
            origin.url = self.original("origin", url).or(origin.url);
            let captured = fields.nonempty("captured");
            origin.captured = captured
                .and_then(|written| self.parse_date("origin", "captured", written))
                .or(origin.captured);
            origin.source = fields.shown("source");
            origin.sha256 = fields.nonempty("sha256").map(|written| written.text.into());
        }
        (origin != Origin::default()).then_some(origin)
    }

    /// The original address. One that is too long stays what the page says of itself, but gives way as an old address.
    fn original(&self, key: &str, written: Option<Located<'_>>) -> Option<Box<str>> {
        let url = self.safe(key, written)?;
        let length = match address::Address::declared(&url, &self.config.hosts) {
            Ok(address) => address.length(),
            Err(Unreadable { error: PathError::WholeTooLong, .. }) => url.len(),
            Err(_) => 0,
        };
        if length > MAX_ADDRESS_BYTES
            && let Some(written) = written
        {
            self.fields.report().push(message::long_original(self.place(written.position), length));
        }
        Some(url)
    }

    /// `withdrawn: true`, or a table with date and reason.
    pub(super) fn withdrawal(&mut self) -> Option<Withdrawal> {
        let node = self.fields.take("withdrawn")?;
        match &node.value {
            Value::Bool(withdrawn) => withdrawn.then(Withdrawal::default),
            Value::Map(_) => {
                let mut fields = Fields::of(node, "withdrawn", self.fields.report());
                let date =
                    fields.nonempty("date").and_then(|written| self.parse_date("withdrawn", "date", written));
                Some(Withdrawal { date, reason: fields.shown("reason") })
            }
            _ => self.fields.report().wrong_type(
                node,
                "withdrawn",
                "true, or a table with `date` and `reason`",
            ),
        }
    }
}
