//! What stands around the pages: the keeper, newsletter, support and appeal.

use chrono::NaiveDate;

use super::{invalid, link, optional, required, required_link};
use crate::config::{Appeal, Archive, Boxes, Newsletter, Support};
use crate::diagnostic::message;
use crate::value::fields::Fields;

pub(super) fn archive(mut fields: Fields<'_, '_>) -> Archive {
    let closed = fields.nonempty("closed").and_then(|written| {
        let date = NaiveDate::parse_from_str(written.text, "%Y-%m-%d").ok();
        if date.is_none() {
            invalid(&fields, written, "closed", "it is a date such as `2023-12-31`");
        }
        date
    });
    let mut boxes = Boxes::default();
    for written in fields.texts("boxes") {
        match written.text {
            "newsletter" => boxes.newsletter = true,
            "support" => boxes.support = true,
            "appeal" => boxes.appeal = true,
            "republish" => boxes.republish = true,
            _ => invalid(
                &fields,
                written,
                "boxes",
                "it is a list of `newsletter`, `support`, `appeal` and `republish`",
            ),
        }
    }
    let archive = Archive {
        closed,
        operator: optional(&mut fields, "operator"),
        contact: link(&mut fields, "contact"),
        boxes,
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
    let text = required(&mut fields, "[appeal]", "text");
    let mut links = Vec::new();
    for mut entry in fields.tables("links") {
        let title = required(&mut entry, "a link of [appeal]", "title");
        let url = required_link(&mut entry, "a link of [appeal]", "url");
        entry.refuse_rest("a link of [appeal]");
        links.push((title, url));
    }
    if links.len() > 2 {
        let place = fields.report().place(fields.position);
        fields.report().push(message::too_many_links(place));
    }
    fields.refuse_rest("[appeal]");
    Appeal { text, links }
}
