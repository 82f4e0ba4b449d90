//! `[archive]`, `[newsletter]`, `[support]` and `[appeal]`: the keeper and the prompts.

use chrono::NaiveDate;

use super::{invalid, link, optional, required, required_link};
use crate::config::message;
use crate::config::{Appeal, Archive, Newsletter, Prompts, Support};
use crate::value::fields::Fields;

pub(super) fn archive(mut fields: Fields<'_, '_>) -> Archive {
    let closed = fields.nonempty("closed").and_then(|written| {
        let date = NaiveDate::parse_from_str(written.text, "%Y-%m-%d").ok();
        if date.is_none() {
            invalid(&fields, written, "closed", "expected a date such as `2023-12-31`");
        }
        date
    });
    let mut prompts = Prompts::default();
    for written in fields.texts("prompts") {
        match written.text {
            "newsletter" => prompts.newsletter = true,
            "support" => prompts.support = true,
            "appeal" => prompts.appeal = true,
            "republish" => prompts.republish = true,
            _ => invalid(
                &fields,
                written,
                "prompts",
                "expected a list of `newsletter`, `support`, `appeal` and `republish`",
            ),
        }
    }
    let archive = Archive {
        closed,
        operator: optional(&mut fields, "operator"),
        contact: link(&mut fields, "contact"),
        prompts,
    };
    fields.refuse_rest("[archive]");
    archive
}

pub(super) fn newsletter(mut fields: Fields<'_, '_>) -> Newsletter {
    let newsletter = Newsletter {
        action: required_link(&mut fields, "[newsletter]", "action"),
        title: optional(&mut fields, "title"),
        text: optional(&mut fields, "text"),
    };
    fields.refuse_rest("[newsletter]");
    newsletter
}

pub(super) fn support(mut fields: Fields<'_, '_>) -> Support {
    let support = Support {
        url: required_link(&mut fields, "[support]", "url"),
        title: optional(&mut fields, "title"),
        text: optional(&mut fields, "text"),
    };
    fields.refuse_rest("[support]");
    support
}

pub(super) fn appeal(mut fields: Fields<'_, '_>) -> Appeal {
    let position = fields.position_of("text");
    let text = required(&mut fields, "[appeal]", "text");
    let mut links = Vec::new();
    for mut entry in fields.tables("links") {
        let title = required(&mut entry, "an [appeal] link", "title");
        let url = required_link(&mut entry, "an [appeal] link", "url");
        entry.refuse_rest("an [appeal] link");
        links.push((title, url));
    }
    if links.len() > 2 {
        let place = fields.report().place(fields.position);
        fields.report().push(message::too_many_links(place));
    }
    fields.refuse_rest("[appeal]");
    Appeal { text, position, links }
}
