//! What an article shows beside its text: images, audio, video, attachments.

use crate::article::context::Context;
use crate::article::{Attachment, Image, Media, message};
use crate::value::fields::Fields;
use crate::value::{Node, Value};

impl Context<'_, '_, '_> {
    pub(super) fn images(&mut self, key: &str) -> Box<[Image]> {
        let Some(node) = self.fields.take(key) else { return Box::default() };
        match &node.value {
            Value::List(items) => items.iter().filter_map(|item| self.read_image(key, item)).collect(),
            _ => self.read_image(key, node).into_iter().collect(),
        }
    }

    pub(super) fn media(&mut self, key: &str) -> Option<Media> {
        let node = self.fields.take(key)?;
        let report = self.fields.report();
        if !matches!(node.value, Value::Map(_)) {
            let file = self.safe(key, report.text(key, node).filter(|written| !written.text.is_empty()))?;
            return Some(Media { file, ..Media::default() });
        }
        let mut fields = Fields::of(node, key, report);
        let written = self.file(&mut fields, node, key);
        let duration = fields.nonempty("duration").and_then(|written| {
            let seconds = read_duration(written.text);
            if seconds.is_none() {
                report.push(message::wrong_duration(self.place(written.position), written.text));
            }
            seconds
        });
        let poster = fields.nonempty("poster");
        Some(Media {
            title: fields.shown("title"),
            duration,
            bytes: fields.bytes("bytes"),
            poster: self.safe("poster", poster),
            file: self.safe(key, written)?,
        })
    }

    pub(super) fn attachments(&mut self) -> Box<[Attachment]> {
        let Some(node) = self.fields.take("attachments") else { return Box::default() };
        let items = if let Value::List(items) = &node.value { items } else { std::slice::from_ref(node) };
        let report = self.fields.report();
        let attachment = |item| {
            if !matches!(item, &Node { value: Value::Map(_), .. }) {
                let file = self.safe("attachments", report.text("attachments", item))?;
                return Some(Attachment { file, title: None });
            }
            let mut fields = Fields::of(item, "attachments", report);
            let written = self.file(&mut fields, item, "attachments");
            let title = fields.shown("title");
            Some(Attachment { file: self.safe("attachments", written)?, title })
        };
        items.iter().filter_map(attachment).collect()
    }
}

/// `754`, `12:34` or `1:02:03` in seconds.
fn read_duration(text: &str) -> Option<u32> {
    let mut seconds: u32 = 0;
    let parts: Vec<&str> = text.split(':').collect();
    if parts.len() > 3 {
        return None;
    }
    for part in parts {
        seconds = seconds.checked_mul(60)?.checked_add(part.trim().parse().ok()?)?;
    }
    Some(seconds)
}
