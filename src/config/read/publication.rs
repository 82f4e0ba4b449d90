//! `[publication]`: the newsroom, in each language.

use crate::config::message;
use crate::config::publication::read as read_keys;
use crate::config::{Archive, Publication};
use crate::value::fields::Fields;

/// `[publication]` of the site. It closed when `[archive]` says so, where it does not say it itself.
pub(super) fn read(top: &mut Fields<'_, '_>, archive: Option<&Archive>) -> Option<Publication> {
    let mut fields = top.table("publication")?;
    let closed = archive.and_then(|archive| archive.closed).map(|day| day.to_string());
    let position = fields.position_of("closed");
    let publication = read_table(&mut fields, "[publication]", &Publication::default());
    if let (Some(told), Some(closed)) = (&publication.closed, &closed)
        && !closed.starts_with(&**told)
    {
        let place = fields.report().place(position);
        fields.report().push(message::closed_twice(place, told, closed));
    }
    Some(Publication { closed: publication.closed.or(closed.map(Into::into)), ..publication })
}

/// `publication` of a language: what it does not say is as in `base`, that of the site.
pub(super) fn of_language(
    fields: &mut Fields<'_, '_>,
    table: &str,
    base: Option<&Publication>,
) -> Option<Publication> {
    let mut fields = fields.table("publication")?;
    Some(read_table(&mut fields, table, base.unwrap_or(&Publication::default())))
}

fn read_table(fields: &mut Fields<'_, '_>, table: &str, base: &Publication) -> Publication {
    let publication = read_keys(fields, base);
    if publication.name.is_empty() {
        let place = fields.report().place(fields.position);
        fields.report().push(message::missing_key(place, table, "name"));
    }
    fields.refuse_rest(table);
    publication
}
