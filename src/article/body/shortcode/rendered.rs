//! Output of shortcode templates, before it is inserted.

use std::borrow::Cow;
use std::cell::RefCell;

use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{CharacterTokens, EndTag, NullCharacterToken, TagToken, Token, Tokenizer};
use html5ever::tokenizer::{Tag, TokenSink, TokenSinkResult, TokenizerOpts};

use crate::address;
use crate::article::body::canonical::{RAW_TEXT, VOID, is_plain_name};
use crate::article::body::escape;
use crate::fingerprint::digest;

/// HTML that a template is given, between two words that tell where it went.
///
/// It stands for HTML only where the template's own tags, read without it, have text; and only as it is: what a filter made of
/// it is text.
#[derive(PartialEq)]
pub(in crate::article::body) struct Inserted<'b> {
    html: &'b str,
    start: String,
    end: String,
}

impl<'b> Inserted<'b> {
    /// `html` for a template that also gets `others`; `None` if there is nothing to be told apart.
    pub(in crate::article::body) fn new(html: &'b str, others: &[&str]) -> Option<Inserted<'b>> {
        if html.trim().is_empty() {
            return None;
        }
        let seed = others.iter().fold(digest(html), |seed, other| seed ^ digest(*other).rotate_left(1));
        let word = |number: u64, which: char| format!("Z{:016x}{which}Z", digest(&(seed, number)));
        let is_free = |word: &String| {
            let absent = |text: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_none();
            absent(html) && others.iter().all(|other| absent(other))
        };
        // The words go by all that the template gets, so that nobody can write them beforehand.
        let mut pairs = (0..16).map(|number| (word(number, 's'), word(number, 'e')));
        let (start, end) = pairs.find(|(start, end)| is_free(start) && is_free(end))?;
        Some(Inserted { html, start, end })
    }

    /// What the template gets.
    pub(in crate::article::body) fn marked(&self) -> String {
        format!("{}{}{}", self.start, self.html, self.end)
    }

    /// What a template wrote, with the first word alone wherever the HTML stands unchanged, and as text where it was changed;
    /// `None` if it cannot be told where that is.
    fn told_apart(&self, html: &str) -> Option<String> {
        let mut out = String::with_capacity(html.len());
        let mut rest = html;
        while let Some((before, after)) = rest.split_once(&self.start) {
            let (inserted, after) = after.split_once(&self.end)?;
            out.push_str(before);
            match inserted == self.html {
                true => out.push_str(&self.start),
                false => escape::push_attribute(&mut out, &escape::plain_text(inserted)),
            }
            rest = after;
        }
        out.push_str(rest);
        (!out.contains(&self.end)).then_some(out)
    }
}

/// What the template of a shortcode wrote, as [`canonical`](crate::article::body::canonical) HTML. `inserted` is what it was given of HTML:
/// the text between the calls, and arguments with markup.
///
/// Tags are taken one by one: a template may write `<div>` alone and another one its `</div>`. Comments go, and so does what
/// is never closed: a tag, a quote, a script. Addresses keep the schemes that bodies may have, and no others, wherever the
/// template has them from, and names of the theme's own elements are not given to others. Where the template puts what it was
/// given into an attribute, it stands for its plain text; in a script or a style sheet for nothing.
///
/// Links of the template to dead pages lead to their copies. The addresses of the links that the template wrote itself are added to
/// `links`.
pub(in crate::article::body) fn from_template(
    html: &str,
    inserted: &[Inserted<'_>],
    copies: &Copies<'_>,
    links: &mut Vec<String>,
) -> String {
    let mut apart = Cow::Borrowed(html);
    for one in inserted {
        match one.told_apart(&apart) {
            Some(next) => apart = Cow::Owned(next),
            None => return as_text(html, inserted),
        }
    }
    let out = RefCell::new(String::with_capacity(apart.len() + 16));
    let writer = TokenWriter { out, links: RefCell::default(), raw: RefCell::new(None), inserted, copies };
    let tokenizer = Tokenizer::new(writer, TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() });
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(&*apart));
    while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    tokenizer.end();
    let mut out = tokenizer.sink.out.into_inner();
    if let Some(open) = tokenizer.sink.raw.into_inner() {
        out.truncate(open.start);
    }
    links.append(&mut tokenizer.sink.links.into_inner());
    out
}

/// The plain text of what a template wrote, without the words that tell apart what it was given.
fn as_text(html: &str, inserted: &[Inserted<'_>]) -> String {
    let without = |html: String, one: &Inserted<'_>| html.replace(&one.start, "").replace(&one.end, "");
    let words = inserted.iter().fold(html.to_owned(), without);
    let mut text = String::with_capacity(words.len());
    escape::push_text(&mut text, &escape::plain_text(&words));
    text
}

/// An element whose text is not markup, and where it starts in what is written.
struct RawElement {
    start: usize,
    /// Whether references in its text are read.
    escaped: bool,
}

/// A part of what a template wrote.
enum WrittenPiece<'t, 'b> {
    /// What the template wrote itself.
    Text(&'t str),
    /// What it was given.
    Inserted(&'b Inserted<'b>),
}

/// Writes tokens as they come.
struct TokenWriter<'b> {
    out: RefCell<String>,
    /// The addresses of links.
    links: RefCell<Vec<String>>,
    raw: RefCell<Option<RawElement>>,
    inserted: &'b [Inserted<'b>],
    copies: &'b Copies<'b>,
}

/// What the site knows of the addresses that templates write: copies of dead pages, which links lead to, and files that are not
/// there.
pub(in crate::article::body) struct Copies<'c> {
    /// The copy of the page at an address, if that page does not exist any more.
    pub(in crate::article::body) of: &'c dyn Fn(&str) -> Option<String>,
    /// The title of a link to a copy, by the title that it would have.
    pub(in crate::article::body) title: &'c dyn Fn(&str) -> String,
    /// Whether a file to be shown is not there; whoever answers notes that it was asked for.
    pub(in crate::article::body) is_missing: &'c dyn Fn(&str) -> bool,
}

/// A site without dead links.
#[cfg(test)]
pub(in crate::article::body) const NO_COPIES: Copies<'static> =
    Copies { of: &|_| None, title: &str::to_owned, is_missing: &|_| false };

impl TokenWriter<'_> {
    /// Has `write` called for each piece of `text`, and for what stands between the pieces.
    fn pieces<'t>(&self, mut text: &'t str, mut write: impl FnMut(WrittenPiece<'t, '_>)) {
        let first = |text: &str| {
            let found = self.inserted.iter().filter_map(|one| Some((text.find(&one.start)?, one)));
            found.min_by_key(|(at, _)| *at)
        };
        while let Some((at, one)) = first(text) {
            write(WrittenPiece::Text(&text[..at]));
            write(WrittenPiece::Inserted(one));
            text = &text[at + one.start.len()..];
        }
        write(WrittenPiece::Text(text));
    }

    /// `text` with the plain text of what the template was given.
    fn plain<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !self.inserted.iter().any(|one| text.contains(&one.start)) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len());
        self.pieces(text, |piece| match piece {
            WrittenPiece::Text(text) => out.push_str(text),
            WrittenPiece::Inserted(one) => out.push_str(escape::plain_text(one.html).trim()),
        });
        Cow::Owned(out)
    }

    fn text(&self, text: &str) {
        let raw = self.raw.borrow().as_ref().map(|raw| raw.escaped);
        let mut out = self.out.borrow_mut();
        match raw {
            Some(true) => escape::push_text(&mut out, &self.plain(text)),
            Some(false) => self.pieces(text, |piece| match piece {
                WrittenPiece::Text(text) => out.push_str(text),
                WrittenPiece::Inserted(_) => {}
            }),
            None => self.pieces(text, |piece| match piece {
                WrittenPiece::Text(text) => escape::push_text(&mut out, text),
                WrittenPiece::Inserted(one) => out.push_str(one.html),
            }),
        }
    }

    /// The value of an attribute, empty where there is none.
    fn value<'t>(&self, tag: &'t Tag, name: &str) -> Cow<'t, str> {
        let attribute = tag.attrs.iter().find(|attribute| &*attribute.name.local == name);
        attribute.map(|attribute| self.plain(&attribute.value)).unwrap_or_default()
    }

    /// What a link is to lead to whose page does not exist any more.
    fn copy(&self, tag: &Tag) -> Option<String> {
        (self.copies.of)(&address::clean(&self.value(tag, "href")))
    }

    /// Marks a link to a copy, as links in texts are.
    fn mark(&self, tag: &Tag, out: &mut String) {
        let own = self.value(tag, "class");
        let class = if own.trim().is_empty() { "archived".to_owned() } else { format!("{own} archived") };
        escape::push_named(out, "class", &class);
        escape::push_named(out, "rel", "nofollow");
        escape::push_named(out, "title", &(self.copies.title)(&self.value(tag, "title")));
    }

    fn tag(&self, tag: &Tag) -> TokenSinkResult<()> {
        let mut out = self.out.borrow_mut();
        let start = out.len();
        // Nothing ends the text of `plaintext`.
        if !is_plain_name(&tag.name) || &*tag.name == "plaintext" {
            return TokenSinkResult::Continue;
        }
        if tag.kind == EndTag {
            out.push_str("</");
            out.push_str(&tag.name);
            out.push('>');
            // The tokenizer gives no other end tag in such a text.
            self.raw.replace(None);
            return TokenSinkResult::Continue;
        }
        out.push('<');
        out.push_str(&tag.name);
        let is_link = matches!(&*tag.name, "a" | "area");
        let copy = if is_link { self.copy(tag) } else { None };
        let is_shown = matches!(&*tag.name, "audio" | "embed" | "img" | "source" | "track" | "video");
        for attribute in &tag.attrs {
            let (name, value) = (&*attribute.name.local, self.plain(&attribute.value));
            if copy.is_some() && matches!(name, "class" | "rel" | "title") {
                continue;
            }
            let is_word = self.inserted.iter().any(|one| name.eq_ignore_ascii_case(&one.start));
            let is_of_theme = name == "id" && value.contains("--");
            if is_plain_name(name) && !is_word && !is_of_theme && address::may_hold(name, &value) {
                let value = address::written(name, &value);
                if is_shown && matches!(name, "src" | "poster") && (self.copies.is_missing)(&value) {
                    // Of a picture nothing else is left; a player says what it would have played.
                    if VOID.contains(&&*tag.name) {
                        out.truncate(start);
                        return TokenSinkResult::Continue;
                    }
                    continue;
                }
                if name == "href" && is_link {
                    self.links.borrow_mut().push(value.to_string());
                }
                let value = copy.as_deref().filter(|_| name == "href").unwrap_or(&value);
                escape::push_named(&mut out, name, value);
            }
        }
        if copy.is_some() {
            self.mark(tag, &mut out);
        }
        // In drawings and formulas such a tag has no end tag.
        out.push_str(if tag.self_closing && !VOID.contains(&&*tag.name) { "/>" } else { ">" });
        let (kind, escaped) = match &*tag.name {
            "script" => (ScriptData, false),
            "textarea" | "title" => (Rcdata, true),
            name if RAW_TEXT.contains(&name) => (Rawtext, false),
            _ => return TokenSinkResult::Continue,
        };
        if tag.self_closing {
            // Within a drawing it is empty, elsewhere it is not: it must mean one thing everywhere.
            out.truncate(start);
            return TokenSinkResult::Continue;
        }
        self.raw.replace(Some(RawElement { start, escaped }));
        TokenSinkResult::RawData(kind)
    }
}

impl TokenSink for TokenWriter<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        match token {
            TagToken(tag) => return self.tag(&tag),
            CharacterTokens(text) => self.text(&text),
            NullCharacterToken => self.text("\u{FFFD}"),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(html: &str) -> String {
        from_template(html, &[], &NO_COPIES, &mut Vec::new())
    }

    /// What comes of a template, made by `template` of the body it is given.
    fn given(body: &str, template: impl Fn(&str) -> String) -> String {
        let inserted = Inserted::new(body, &[]);
        let marked = inserted.as_ref().map_or_else(|| body.to_owned(), Inserted::marked);
        from_template(&template(&marked), inserted.as_slice(), &NO_COPIES, &mut Vec::new())
    }

    #[test]
    fn templates_are_brought_into_form() {
        for (html, expected) in [
            ("a > b & c", "a &gt; b &amp; c"),
            ("<DIV ID=x data-A='\"'>", "<div id=\"x\" data-a=\"&quot;\">"),
            ("</div>", "</div>"),
            ("<br/><svg><path d='M0'/></svg>", "<br><svg><path d=\"M0\"/></svg>"),
            ("<video controls src=a.mp4>", "<video controls=\"\" src=\"a.mp4\">"),
            ("a<!-- b -->c<![CDATA[d]]>e", "ace"),
            ("<script>if (a < b && c) {}</script>", "<script>if (a < b && c) {}</script>"),
            ("<textarea>a<b>&amp;</textarea>", "<textarea>a&lt;b&gt;&amp;</textarea>"),
            ("a<script>b", "a"),
            ("a<b title='c", "a"),
            ("<plaintext>a", "a"),
            ("<a href='search-ms:x'>b</a><img src=file:/c alt=d>", "<a>b</a><img alt=\"d\">"),
            ("<img src=' /\t/a.example\n' title='a\tb'>", "<img src=\"//a.example\" title=\"a\tb\">"),
        ] {
            assert_eq!(written(html), expected, "{html}");
        }
    }

    #[test]
    fn what_a_template_was_given_ends_no_attribute() {
        let body = "<b title=\" onfocus=alert(1) x=\">y</b>";
        assert_eq!(
            given(body, |body| format!("<p title=\"{body}\" id='{body}' class={body}>{body}</p>")),
            format!("<p title=\"y\" id=\"y\" class=\"y\">{body}</p>")
        );
        for (body, expected) in [
            ("a\" onfocus=\"b", "<img alt=\"a&quot; onfocus=&quot;b\">"),
            ("\"", "<img alt=\"&quot;\">"),
            ("=", "<img alt=\"=\">"),
            ("'", "<img alt=\"'\">"),
            ("\" alt=\"", "<img alt=\"&quot; alt=&quot;\">"),
            ("alt", "<img alt=\"alt\">"),
            ("<br>", "<img alt=\"\">"),
            (" ", "<img alt=\" \">"),
        ] {
            assert_eq!(given(body, |body| format!("<img alt=\"{body}\">")), expected, "{body}");
        }
        assert_eq!(given(body, |body| format!("<textarea>{body}</textarea>")), "<textarea>y</textarea>");
        let css = "&lt;/style&gt;&lt;img src=x onerror=alert(1)&gt;";
        assert_eq!(given(css, |body| format!("<style>a{body}b</style>")), "<style>ab</style>");
    }

    #[test]
    fn each_of_several_texts_stands_where_the_template_put_it() {
        let (first, second) = ("<b>1</b>", "<i>2 & 3</i>");
        let inserted: Vec<Inserted<'_>> = [(first, second), (second, first)]
            .map(|(html, other)| Inserted::new(html, &[other]).unwrap())
            .into();
        let [one, two] = [&inserted[0], &inserted[1]].map(Inserted::marked);
        for (template, expected) in [
            (format!("<p>{two}, {one}</p>"), "<p><i>2 & 3</i>, <b>1</b></p>".to_owned()),
            (format!("<p title=\"{one} {two}\">"), "<p title=\"1 2 &amp; 3\">".to_owned()),
            (format!("<style>{one}a{two}</style>"), "<style>a</style>".to_owned()),
            (format!("{one}<br>{}", &two[..30]), "1 2 &amp; 3".to_owned()),
        ] {
            assert_eq!(
                from_template(&template, &inserted, &NO_COPIES, &mut Vec::new()),
                expected,
                "{template}"
            );
        }
    }

    #[test]
    fn what_a_filter_made_of_a_body_is_text() {
        let body = "x<b title=\" onmouseover=alert(1) y=\">z</b>";
        assert_eq!(
            given(body, |body| format!("<p title=\"{}\">", body.replace("x", " x"))),
            "<p title=\" xz\">"
        );
        assert_eq!(given(body, |body| format!("<p title=\"{}\">c &lt; d", &body[..30])), " c &lt; d");
    }

    #[test]
    fn a_template_gives_no_name_of_the_theme() {
        assert_eq!(written("<p id=menu--main>a</p><p id=b>"), "<p>a</p><p id=\"b\">");
    }
}
