//! Addresses in finished HTML, replaced by others.

use lol_html::html_content::Element;
use lol_html::{RewriteStrSettings, element, rewrite_str};

use crate::address::{Holds, candidates};

/// `html` with each of its addresses as `seen` gives it; those for which it gives nothing stay. `None` where the HTML cannot be
/// rewritten: with `strict`, where parsers may read it in different ways.
///
/// Addresses are asked for as they are written, with character references.
pub fn rewrite(html: &str, strict: bool, seen: impl Fn(&str) -> Option<String>) -> Option<String> {
    let handler = element!("*", |element: &mut Element<'_, '_>| {
        let addresses: Vec<(String, String, Holds)> = element
            .attributes()
            .iter()
            .filter_map(|held| Some((held.name(), held.value(), Holds::of(&held.name())?)))
            .collect();
        for (name, value, holds) in addresses {
            let rewritten = match holds {
                Holds::Link | Holds::Media => seen(&value),
                Holds::Links => {
                    let all = value.split_ascii_whitespace();
                    let all = all.map(|address| seen(address).unwrap_or_else(|| address.to_owned()));
                    Some(all.collect::<Vec<_>>().join(" "))
                }
                Holds::Set => {
                    let all = candidates(&value).map(|(address, size)| {
                        let address = seen(address).unwrap_or_else(|| address.to_owned());
                        format!("{address} {size}").trim().to_owned()
                    });
                    Some(all.collect::<Vec<_>>().join(", "))
                }
            };
            if let Some(rewritten) = rewritten {
                element.set_attribute(&name, &rewritten)?;
            }
        }
        if element.get_attribute("http-equiv").is_some_and(|value| value.eq_ignore_ascii_case("refresh"))
            && let Some(content) = element.get_attribute("content")
            && let Some((delay, url)) = content.split_once("url=")
            && let Some(rewritten) = seen(url.trim())
        {
            element.set_attribute("content", &format!("{delay}url={rewritten}"))?;
        }
        Ok(())
    });
    let settings = RewriteStrSettings::new().append_element_content_handler(handler);
    rewrite_str(html, settings.with_strict(strict)).ok()
}
