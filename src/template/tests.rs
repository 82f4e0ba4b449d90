//! The default theme under the limits of templates.

use super::*;

#[test]
fn the_default_theme_is_as_it_was_with_limits() {
    let mut templates = Vec::new();
    collect(&TEMPLATES, &mut |name, bytes| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        templates.push((name.to_owned(), guard::guard(&text).text));
        templates.push((format!("{DEFAULT}{name}"), text));
    });
    assert!(templates.iter().any(|(_, text)| text.contains("within_limit")));
    assert!(engine(templates).is_ok());
}
