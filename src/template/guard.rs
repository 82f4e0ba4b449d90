//! Adds a counting filter to every value that a template assigns; see [`limits`](super::limits).

use std::collections::BTreeMap;

use super::limits::FILTER;
use super::scan::{Tag, Word, tags};
use crate::diagnostic::Position;

/// A template with the filter behind what it keeps, and the places of what was put in.
pub(super) struct Guarded {
    pub(super) text: String,
    /// Where something was put in, in the guarded text: line, column from 0, and how many columns.
    inserted: Vec<(usize, usize, usize)>,
}

impl Guarded {
    /// The position in the template as it was written of a line (from 1) and a column (from 0) of the guarded one.
    pub(super) fn position(&self, line: usize, column: usize) -> Position {
        let before = self.inserted.iter().filter(|(at, start, _)| *at == line && *start < column);
        let shift: usize = before.map(|(_, start, length)| (*length).min(column - start)).sum();
        plain_position(line, column - shift)
    }
}

/// The engine's line (from 1) and column (from 0) as a position.
pub(super) fn plain_position(line: usize, column: usize) -> Position {
    let fit = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Position { line: fit(line), column: fit(column + 1) }
}

/// The position in a template as it was written of a line (from 1) and a column (from 0) that the engine tells.
pub(super) fn written_position(
    guarded: &BTreeMap<String, Guarded>,
    template: &str,
    line: usize,
    column: usize,
) -> Position {
    match guarded.get(template) {
        Some(guarded) => guarded.position(line, column),
        None => plain_position(line, column),
    }
}

/// A place that the engine has put into a text (`name.html:3:8`): the template, the line (from 1) and the column (from 0).
pub(super) fn read_place(text: &str) -> (&str, usize, usize) {
    let mut parts = text.rsplitn(3, ':');
    let mut number = || parts.next().and_then(|part| part.parse::<usize>().ok()).unwrap_or(1);
    let (column, line) = (number(), number());
    (parts.next().unwrap_or_default(), line, column.saturating_sub(1))
}

/// Puts the filter behind every value that `template` keeps under a name.
pub(super) fn guard(template: &str) -> Guarded {
    let mut places: Vec<(usize, String)> = Vec::new();
    tags(template).for_each(|tag| tag.guards(template, &mut places));
    places.sort_by_key(|(at, _)| *at);
    let mut guarded =
        Guarded { text: String::with_capacity(template.len() + 32 * places.len()), inserted: Vec::new() };
    let (mut from, mut line, mut column) = (0, 1, 0);
    for (at, more) in places {
        for character in template[from..at].chars() {
            (line, column) = if character == '\n' { (line + 1, 0) } else { (line, column + 1) };
        }
        guarded.text.push_str(&template[from..at]);
        guarded.inserted.push((line, column, more.len()));
        guarded.text.push_str(&more);
        column += more.len();
        from = at;
    }
    guarded.text.push_str(&template[from..]);
    guarded
}

impl Tag {
    /// What is to be put into the tag, and where.
    fn guards(&self, text: &str, places: &mut Vec<(usize, String)>) {
        let words = self.words(text);
        let word = |index: usize| words.get(index).map_or("", |word| word.text);
        let wrap = |start: usize, end: usize, places: &mut Vec<(usize, String)>| {
            let value = &text[start..end];
            // A name alone is something that is kept already.
            let is_name = |byte: u8| {
                byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || b"_.".contains(&byte)
            };
            if !value.bytes().all(is_name) {
                places.push((start, "(".to_owned()));
                places.push((start + value.trim_end().len(), format!(")|{FILTER}")));
            }
        };
        let is_set = matches!(word(0), "set" | "set_global");
        match word(0) {
            "set" | "set_global" if word(2) == "=" && word(3) != "=" => {
                wrap(words[2].at + 1, self.inner, places)
            }
            "set" | "set_global" if matches!(word(2), "" | "|") => {
                let end = self.start + text[self.start..self.inner].trim_end().len();
                places.push((end, format!(" | {FILTER}")));
            }
            "for" => {
                if let Some(index) = words.iter().position(|word| word.text == "in") {
                    wrap(words[index].at + 2, self.inner, places);
                }
            }
            // A component is declared with defaults, which are constants.
            "component" => return,
            _ => {}
        }
        self.guard_body(text, &words, places);
        let mut open: Vec<(&str, usize)> = Vec::new();
        for (index, Word { at, text }) in words.iter().enumerate() {
            match *text {
                // What components are given: `name={value}`.
                "{" if open.is_empty() && index > 1 && word(index - 1) == "=" && !(is_set && index == 3) => {
                    open.push(("=", *at));
                }
                // All of a map: `{...map}`.
                "{" if (1..4).all(|next| word(index + next) == ".") => {
                    if let Some(end) = end_of(&words[index + 4..], &[","]) {
                        wrap(at + 4, end, places);
                    }
                    open.push((text, *at));
                }
                "(" | "[" | "{" => open.push((text, *at)),
                ")" | "]" | "}" => {
                    if let Some(("=", start)) = open.pop() {
                        wrap(start + 1, *at, places);
                    }
                }
                // `[value for name in list if …]`.
                "for" if open.last().is_some_and(|(bracket, _)| *bracket == "[") => {
                    let names = if word(index + 2) == "," { 4 } else { 2 };
                    if word(index + names) == "in"
                        && let Some(end) = end_of(&words[index + names + 1..], &["if"])
                    {
                        wrap(words[index + names].at + 2, end, places);
                    }
                }
                _ => {}
            }
        }
    }

    /// What stands between the tags of a component is kept under the name `body`.
    fn guard_body(&self, text: &str, words: &[Word<'_>], places: &mut Vec<(usize, String)>) {
        if !text[..self.start].ends_with("{%") || words.first().is_none_or(|word| word.text != "<") {
            return;
        }
        if words.get(1).is_some_and(|word| word.text == "/") {
            let dash = if text[self.start..].starts_with('-') { "-" } else { "" };
            places.push((self.start - 2, format!("{{%{dash} endfilter %}}")));
        } else {
            let dash = if text[self.inner..].starts_with('-') { "-" } else { "" };
            places.push((self.end, format!("{{% filter {FILTER} {dash}%}}")));
        }
    }
}

/// Where an expression ends that starts with `words`: at a bracket that is not its own, or at one of `signs`.
fn end_of(words: &[Word<'_>], signs: &[&str]) -> Option<usize> {
    let mut depth = 0_usize;
    for word in words {
        match word.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return Some(word.at),
            },
            sign if depth == 0 && signs.contains(&sign) => return Some(word.at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use proptest::collection::vec;
    use proptest::prelude::*;

    use tera::{Kwargs, State, Tera, Value};

    use super::super::limits::{MAX_PAGE_BYTES, register};
    use super::*;

    #[test]
    fn what_is_kept_under_a_name_is_guarded() {
        for (template, guarded) in [
            ("{% set x = x ~ x %}", "{% set x =( x ~ x)|within_limit %}"),
            ("{%- set_global x=[x,\"%}\"]-%}y", "{%- set_global x=([x,\"%}\"])|within_limit-%}y"),
            ("{% set x = page.title %}", "{% set x = page.title %}"),
            ("{% set x %}{{ x }}{% endset %}", "{% set x | within_limit %}{{ x }}{% endset %}"),
            ("{% set x | upper %}", "{% set x | upper | within_limit %}"),
            ("{% for a, b in [x ~ x] %}", "{% for a, b in( [x ~ x])|within_limit %}"),
            ("{% for a in in_list %}", "{% for a in in_list %}"),
            ("{{ <c a={x ~ x} b={y} /> }}", "{{ <c a={(x ~ x)|within_limit} b={y} /> }}"),
            (
                "{% <c a={[x]}> %}{% </c> %}",
                "{% <c a={([x])|within_limit}> %}{% filter within_limit %}{% endfilter %}{% </c> %}",
            ),
            (
                "{% <c> -%} a {%- </c> %}{{ <c /> }}",
                "{% <c> -%}{% filter within_limit -%} a {%- endfilter %}{%- </c> %}{{ <c /> }}",
            ),
            ("{{ <c {...m} {...f(m)} a={m} /> }}", "{{ <c {...m} {...(f(m))|within_limit} a={m} /> }}"),
            ("{{ {...f(a), \"b\": 1} }}", "{{ {...(f(a))|within_limit, \"b\": 1} }}"),
            ("{{ [x ~ x for x in y] }}", "{{ [x ~ x for x in y] }}"),
            (
                "{{ [x for _, x in [[y] for y in z ~ z] if x] }}",
                "{{ [x for _, x in( [[y] for y in( z ~ z)|within_limit])|within_limit if x] }}",
            ),
            ("{% set x = {\"a\": 1} %}", "{% set x =( {\"a\": 1})|within_limit %}"),
            ("{{ x | f(a={\"k\": 1}) }}", "{{ x | f(a={\"k\": 1}) }}"),
            ("{% if x == \"{% set x = 1 ~ 1 %}\" %}", "{% if x == \"{% set x = 1 ~ 1 %}\" %}"),
            ("{# {% set x = x ~ x %} #}{ {%", "{# {% set x = x ~ x %} #}{ {%"),
            (
                "{% raw %}{% set x = x ~ x %}{% endraw %}{% set y = 'é' ~ y %}",
                "{% raw %}{% set x = x ~ x %}{% endraw %}{% set y =( 'é' ~ y)|within_limit %}",
            ),
            (
                "{%--raw-%}{{ ' {% endraw x %}{%- endraw %}{% set x = x ~ x %}{{ ' }}",
                "{%--raw-%}{{ ' {% endraw x %}{%- endraw %}{% set x =( x ~ x)|within_limit %}{{ ' }}",
            ),
            ("{% component c(a: string = \"x\", b=[]) %}", "{% component c(a: string = \"x\", b=[]) %}"),
            ("{% set x = \"unclosed %}", "{% set x = \"unclosed %}"),
        ] {
            assert_eq!(guard(template).text, guarded);
        }
    }

    #[test]
    fn positions_are_those_of_the_template_as_it_was_written() {
        let template = "é{% set x = 1 ~ 1 %}{{ y }}\n{{ y }}";
        let guarded = guard(template);
        for (line, (old, new)) in template.lines().zip(guarded.text.lines()).enumerate() {
            let column = |text: &str| text[..text.find('y').unwrap()].chars().count();
            let position = guarded.position(line + 1, column(new));
            assert_eq!(position, Position { line: line as u32 + 1, column: column(old) as u32 + 1 });
        }
    }

    /// What a template makes, and how often the filter was asked; or why the engine does not take it.
    fn rendered(template: &str) -> Result<(String, usize), String> {
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&asked);
        let mut tera = Tera::new();
        tera.register_filter(FILTER, move |value: Value, _: Kwargs, _: &State| {
            counter.fetch_add(1, Ordering::Relaxed);
            value
        });
        let parts = "{% component c(a) %}<{{ a }}>{% endcomponent %}{% component b() %}[{{ body }}]{% endcomponent %}";
        tera.add_raw_templates([("a.html", template), ("parts.html", parts)])
            .map_err(|error| error.to_string())?;
        let text = tera.render("a.html", &tera::Context::new()).map_err(|error| error.to_string())?;
        Ok((text, asked.load(Ordering::Relaxed)))
    }

    /// Pieces of templates, with how many values each keeps that may have grown.
    const PIECES: [(&str, usize); 22] = [
        (" 'text\" ` { } {{ '{% set x = 1 ~ 1 %}' }}", 0),
        ("{%- raw -%} {{ ' {% set x = x ~ x %} {%- endraw -%}", 0),
        ("{%--raw%}{% endraw x %}{{ \" {%- endraw%}", 0),
        ("{#- ' {% raw %} -#}", 0),
        ("{{ \"it's\" }}{{ 'a\\'b\\\\' }}{{ `}}` }}", 0),
        ("{{ {\"a\": {\"b\": 1} } | get(key='a') }}", 0),
        ("{%-set x='a'~\"%}\"-%}", 1),
        ("{% set x = [1, 2]|length %}\n", 1),
        ("{%set_global y=1+1%}{{y}}", 1),
        ("{% set x -%} <b>{{ 1 - 1 }} {%- endset %}{{ x }}", 1),
        ("{% set x | upper %}é{% endset %}{{ x }}", 1),
        ("{% for i in[1,-1] -%} {{ i }} {% endfor %}", 1),
        ("{% for k, v in {\"in\": 'for'} %}{{ k }}{{ v }}{% else %}-{% endfor %}", 1),
        ("{{ [i ~ 'x' for i in [1, 2] if i > 1] }}", 1),
        ("{{ [v for k, v in {\"a\": 'for x in'}] }}", 1),
        ("{{ <c a={1 ~ 1} /> }}", 1),
        ("{{ <c {...{\"a\": [1]} } /> }}", 1),
        ("{{<c a={[{\"a\": 2}]}/>}}", 1),
        ("{% set x = <c a={'}'} /> ~ '{' %}", 2),
        ("{% <b> -%} <i>a {% </b> %}", 1),
        ("{% <b> %}{% <b> %} x {%- </b> %}{% set z = 1 ~ 1 %}{%- </b> -%}", 3),
        ("{% if 1 is number and 'a' in ['a'] %}{{ 1 if true else 2 }}{% endif %}", 0),
    ];

    proptest! {
        #[test]
        fn all_that_a_template_keeps_is_guarded_and_it_makes_the_same(pieces in vec(0..PIECES.len(), 1..8)) {
            let template: String = pieces.iter().map(|piece| PIECES[*piece].0).collect();
            let (text, _) = rendered(&template).unwrap();
            let guards = pieces.iter().map(|piece| PIECES[*piece].1).sum();
            prop_assert_eq!(rendered(&guard(&template).text), Ok((text, guards)), "{}", template);
        }
    }

    #[test]
    fn texts_that_double_between_the_tags_of_a_component_are_too_large() {
        let twice = "{% component twice() %}{{ body }}{{ body }}{% endcomponent %}";
        let render = |depth| {
            let text = "x".repeat(MAX_PAGE_BYTES / 1024);
            let template =
                format!("{twice}{}{text}{}", "{% <twice> %}".repeat(depth), "{% </twice> %}".repeat(depth));
            let mut tera = Tera::new();
            register(&mut tera);
            tera.add_raw_template("a.html", &guard(&template).text).unwrap();
            tera.render("a.html", &tera::Context::new())
        };
        assert_eq!(render(2).unwrap().len(), MAX_PAGE_BYTES / 256);
        let error = render(12).unwrap_err();
        assert!(error.to_string().contains("a value is larger than 64 MiB"), "{error}");
    }
}
