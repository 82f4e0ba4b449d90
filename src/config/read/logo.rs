//! `[logo]`: the logo, and its variant for dark colours.

use crate::config::{Logo, message};
use crate::value::fields::Fields;

/// Reads `[logo]`, of the whole site or of a language.
pub(super) fn read(fields: &mut Fields<'_, '_>) -> Option<Logo> {
    let mut logo = fields.table("logo")?;
    let mut picture = |key| logo.nonempty(key).map(|written| (written.text.to_owned(), written.position));
    let (file, dark) = (picture("file"), picture("dark"));
    if file.is_none() {
        let place = logo.report().place(logo.position);
        logo.report().push(message::missing_key(place, "[logo]", "file"));
    }
    logo.refuse_rest("[logo]");
    Some(Logo { file: file?, dark })
}
