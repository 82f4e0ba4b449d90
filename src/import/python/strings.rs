//! Strings of Python.

use super::expression::Reader;
use super::{PythonValue, string_end};

impl Reader<'_> {
    /// Strings that stand one after the other, of which the first has `prefix`.
    pub(super) fn strings(&mut self, prefix: &str) -> PythonValue {
        let mut text = String::new();
        let mut is_known = true;
        let mut prefix = prefix.to_owned();
        loop {
            let start = self.at();
            let end = string_end(self.text, start);
            let written = &self.text[start..end];
            let quotes =
                if written.len() >= 6 && (written.starts_with("\"\"\"") || written.starts_with("'''")) {
                    3
                } else {
                    1
                };
            let inner = written.get(quotes..written.len().saturating_sub(quotes)).unwrap_or_default();
            while self.rest.next_if(|(at, _)| *at < end).is_some() {}
            let is_formatted = prefix.contains(['f', 'F']) && inner.contains('{');
            is_known &= !is_formatted;
            match prefix.contains(['r', 'R']) {
                true => text.push_str(inner),
                false => push_unescaped(&mut text, inner),
            }
            self.blanks();
            prefix.clear();
            let at = self.at();
            let letters = self.text[at..].len()
                - self.text[at..].trim_start_matches(|c: char| "rRuUbBfF".contains(c)).len();
            let after = self.text[at + letters..].chars().next();
            if letters > 2 || !matches!(after, Some('"' | '\'')) {
                break;
            }
            prefix.push_str(&self.text[at..at + letters]);
            (0..letters).for_each(|_| _ = self.rest.next());
        }
        if is_known { PythonValue::Text(text) } else { PythonValue::Unknown }
    }
}

/// Appends a string without its backslashes.
fn push_unescaped(out: &mut String, text: &str) {
    let mut rest = text.chars();
    while let Some(next) = rest.next() {
        if next != '\\' {
            out.push(next);
            continue;
        }
        match rest.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('\n') => {}
            Some(letter @ ('x' | 'u' | 'U')) => {
                let count = match letter {
                    'x' => 2,
                    'u' => 4,
                    _ => 8,
                };
                let digits: String = rest.by_ref().take(count).collect();
                out.extend(u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32));
            }
            Some(other) if matches!(other, '\\' | '\'' | '"') => out.push(other),
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
    }
}
