//! Positions of the tags in a template, and the words in them.

/// A tag or an expression of a template: what stands between its delimiters.
pub(super) struct Tag {
    /// The start of what stands within.
    pub(super) start: usize,
    /// The end of what stands within.
    pub(super) inner: usize,
    /// The end of the closing delimiter.
    pub(super) end: usize,
}

/// The next tag or expression from the byte `from` on; comments and raw text are skipped.
pub(super) fn next_tag(text: &str, mut from: usize) -> Option<Tag> {
    loop {
        let open = from + text[from..].find('{')?;
        let start = open + 2;
        from = match text.as_bytes().get(open + 1)? {
            b'#' => start + text[start..].find("#}")? + 2,
            b'%' => {
                // A dash that trims white space before the tag, and one more that the engine lets pass.
                let name = start + usize::from(text[start..].starts_with('-'));
                let Some(mut end) = end_of_tag(text, name, "raw") else {
                    return Tag::from(text, start, "%}");
                };
                loop {
                    let next = end + text[end..].find("{%")? + 2;
                    match end_of_tag(text, next, "endraw") {
                        Some(end) => break end,
                        None => end = next,
                    }
                }
            }
            b'{' => return Tag::from(text, start, "}}"),
            _ => open + 1,
        };
    }
}

/// The end of the tag whose content starts at `start`, if that is `name` alone.
fn end_of_tag(text: &str, start: usize, name: &str) -> Option<usize> {
    let is_blank = |character: char| character.is_ascii_whitespace();
    let content = text[start..].strip_prefix('-').unwrap_or(&text[start..]);
    let rest = content.trim_start_matches(is_blank).strip_prefix(name)?.trim_start_matches(is_blank);
    let rest = rest.strip_prefix('-').unwrap_or(rest).strip_prefix("%}")?;
    Some(text.len() - rest.len())
}

/// A word or a sign of a tag.
pub(super) struct Word<'t> {
    /// Its first byte in the template.
    pub(super) at: usize,
    /// The word.
    pub(super) text: &'t str,
}

impl Tag {
    /// The tag whose content starts at `start` and that ends with `close`.
    fn from(text: &str, start: usize, close: &str) -> Option<Tag> {
        let bytes = text.as_bytes();
        let mut at = start;
        loop {
            let byte = *bytes.get(at)?;
            if text[at..].starts_with(close) {
                let inner = if at > start && bytes[at - 1] == b'-' { at - 1 } else { at };
                return Some(Tag { start, inner, end: at + close.len() });
            }
            at = match byte {
                b'"' | b'\'' | b'`' => string_end(bytes, at)?,
                _ => at + text[at..].chars().next().map_or(1, char::len_utf8),
            };
        }
    }

    /// The words and signs of the tag; strings are one each.
    pub(super) fn words<'t>(&self, text: &'t str) -> Vec<Word<'t>> {
        let bytes = &text.as_bytes()[..self.inner];
        let mut words = Vec::new();
        // A dash that trims white space before the tag is none of its signs.
        let mut at = self.start + usize::from(bytes.get(self.start) == Some(&b'-'));
        while at < bytes.len() {
            let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
            let end = match bytes[at] {
                byte if byte.is_ascii_whitespace() => {
                    at += 1;
                    continue;
                }
                b'"' | b'\'' | b'`' => string_end(bytes, at).unwrap_or(bytes.len()),
                byte if is_word(&byte) => at + bytes[at..].iter().take_while(|byte| is_word(byte)).count(),
                _ => at + text[at..].chars().next().map_or(1, char::len_utf8),
            };
            words.push(Word { at, text: &text[at..end] });
            at = end;
        }
        words
    }
}

/// The end of the string that starts at `start`.
fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match bytes.get(at)? {
            b'\\' => at += 2,
            byte if *byte == bytes[start] => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// All tags and expressions of a template.
pub(super) fn tags(text: &str) -> impl Iterator<Item = Tag> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let tag = next_tag(text, rest)?;
        rest = tag.end;
        Some(tag)
    })
}

/// The content of a string as it is written, without its quotes.
pub(super) fn unquoted(word: &str) -> Option<&str> {
    let quote = word.chars().next().filter(|quote| matches!(quote, '"' | '\'' | '`'))?;
    word.strip_prefix(quote)?.strip_suffix(quote)
}
