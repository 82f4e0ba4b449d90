//! Cuts a text into what Liquid runs and what stays.

/// A piece of a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token<'t> {
    /// What it is.
    pub(super) kind: Kind<'t>,
    /// How it is written.
    pub(super) written: &'t str,
    /// Where it begins.
    pub(super) at: usize,
    /// Whether blanks before it vanish.
    pub(super) trims_before: bool,
    /// Whether blanks after it vanish.
    pub(super) trims_after: bool,
}

/// What a piece is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind<'t> {
    /// Text.
    Text,
    /// Text inside `raw`, without its tags.
    Raw(&'t str),
    /// A comment of Liquid: nothing.
    Comment,
    /// `{{ … }}`: the expression.
    Output(&'t str),
    /// `{% name … %}`: the name, and what follows it.
    Tag(&'t str, &'t str),
}

/// Cuts a text.
pub(super) fn cut(text: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    // What is opened after the last end of its kind is not looked for.
    let last = |end: &str| text.rfind(end).unwrap_or(0);
    let ends = Ends {
        output: last("}}"),
        tag: last("%}"),
        raw: last("endraw"),
        comment: last("endcomment"),
        verbatim: last("endverbatim"),
    };
    let (mut at, mut plain) = (0, 0);
    while let Some(start) = next_open(text, at) {
        let Some(token) = token(text, start, &ends) else {
            at = start + 2;
            continue;
        };
        if plain < start {
            tokens.push(text_token(&text[plain..start], plain));
        }
        at = start + token.written.len();
        plain = at;
        tokens.push(token);
    }
    if plain < text.len() {
        tokens.push(text_token(&text[plain..], plain));
    }
    tokens
}

/// Where the next `{{` or `{%` is.
pub(super) fn next_open(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut braces = memchr::memchr_iter(b'{', bytes.get(from..)?).map(|at| from + at);
    braces.find(|at| matches!(bytes.get(at + 1), Some(b'{' | b'%')))
}

fn text_token(written: &str, at: usize) -> Token<'_> {
    Token { kind: Kind::Text, written, at, trims_before: false, trims_after: false }
}

/// Where the last ends of a text are.
struct Ends {
    output: usize,
    tag: usize,
    raw: usize,
    comment: usize,
    verbatim: usize,
}

/// The output or tag that begins at `at`; `None` where none does.
fn token<'t>(text: &'t str, at: usize, ends: &Ends) -> Option<Token<'t>> {
    let rest = &text[at..];
    let is_tag = rest.starts_with("{%");
    if at > if is_tag { ends.tag } else { ends.output } {
        return None;
    }
    let end = if is_tag { rest.find("%}")? + 2 } else { output_end(rest)? };
    let written = &rest[..end];
    let inner = written.get(2..end - 2)?;
    let (trims_before, inner) = inner.strip_prefix('-').map_or((false, inner), |inner| (true, inner));
    let (trims_after, inner) = inner.strip_suffix('-').map_or((false, inner), |inner| (true, inner));
    let inner = inner.trim();
    let mut token = Token { kind: Kind::Output(inner), written, at, trims_before, trims_after };
    if !is_tag {
        return Some(token);
    }
    let name_end =
        inner.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-')).unwrap_or(inner.len());
    let (name, arguments) = inner.split_at(name_end);
    token.kind = match name {
        "" if inner.starts_with('#') => Kind::Comment,
        _ => Kind::Tag(name, arguments.trim()),
    };
    let last = match name {
        "raw" => ends.raw,
        "comment" => ends.comment,
        "verbatim" => ends.verbatim,
        _ => return Some(token),
    };
    if at > last {
        return Some(token);
    }
    let (inside, closing) = closing(&rest[end..], name)?;
    let whole = end + inside + closing.len();
    token.written = &rest[..whole];
    token.trims_after = closing.ends_with("-%}");
    token.kind = if name == "comment" { Kind::Comment } else { Kind::Raw(&rest[end..end + inside]) };
    Some(token)
}

/// Where `{{ … }}` ends: brackets inside strings do not count.
fn output_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in rest.char_indices().skip(2) {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '}') if rest[at..].starts_with("}}") => return Some(at + 2),
            // No expression goes over several paragraphs: an apostrophe opened no string.
            (_, '\n') if rest[at..].starts_with("\n\n") => break,
            _ => {}
        }
    }
    rest.find("}}").map(|end| end + 2)
}

/// The end of what is inside a block, and the tag that closes it.
fn closing<'t>(rest: &'t str, name: &str) -> Option<(usize, &'t str)> {
    let mut at = 0;
    while let Some(end) = rest[at..].find(&format!("end{name}")) {
        let place = at + end;
        let open = rest[..place].trim_end().trim_end_matches('-').trim_end();
        let after = &rest[place + name.len() + 3..];
        let close = after.trim_start().trim_start_matches('-').trim_start();
        if open.ends_with("{%") && close.starts_with("%}") {
            let start = open.len() - 2;
            let end = rest.len() - close.len() + 2;
            return Some((start, &rest[start..end]));
        }
        // What looks like a tag may hold the real one.
        at = place + 3;
    }
    None
}

/// For each opening tag of a block: where its parts are.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Block {
    /// The places of `else`, `elsif` and `when`.
    pub(super) between: Vec<usize>,
    /// The place of the tag that closes it.
    pub(super) end: usize,
}

/// The blocks of a text, by the places of their opening tags. A tag that is not closed has none.
pub(super) fn blocks(tokens: &[Token<'_>]) -> Vec<Option<Block>> {
    const BLOCKS: [&str; 8] =
        ["if", "unless", "case", "for", "tablerow", "capture", "highlight", "ifchanged"];
    let mut blocks = vec![None; tokens.len()];
    let mut open: Vec<(usize, &str, Vec<usize>)> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Kind::Tag(name, _) = token.kind else { continue };
        if BLOCKS.contains(&name) {
            open.push((at, name, Vec::new()));
        } else if matches!(name, "else" | "elsif" | "when") {
            if let Some((_, _, between)) = open.last_mut() {
                between.push(at);
            }
        } else if let Some(closed) = name.strip_prefix("end")
            && let Some(place) = open.iter().rposition(|(_, name, _)| *name == closed)
        {
            let (start, _, between) = open.swap_remove(place);
            open.truncate(place);
            blocks[start] = Some(Block { between, end: at });
        }
    }
    blocks
}
