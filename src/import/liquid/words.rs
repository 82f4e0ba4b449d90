//! The words and signs of an expression of Liquid.

use super::value::{Value, number_of};

/// A word or a sign.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'t> {
    Text(&'t str),
    Number(Value),
    Name(&'t str),
    Sign(&'static str),
}

/// Cuts an expression; `None` where it has signs that Liquid does not know.
pub(super) fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    const SIGNS: [&str; 19] =
        ["==", "!=", "<>", "<=", ">=", "..", "<", ">", "=", "|", ":", ",", ".", "[", "]", "(", ")", "{", "}"];
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let is_number =
            first.is_ascii_digit() || (first == '-' && rest[1..].starts_with(|c: char| c.is_ascii_digit()));
        let length = if matches!(first, '"' | '\'') {
            let end = rest[1..].find(first)?;
            tokens.push(Token::Text(&rest[1..=end]));
            end + 2
        } else if is_number {
            let end = number_end(rest);
            tokens.push(Token::Number(number_of(&rest[..end])?));
            end
        } else if first.is_alphabetic() || first == '_' {
            let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '?');
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            tokens.push(Token::Name(&rest[..end]));
            end
        } else {
            let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign))?;
            tokens.push(Token::Sign(sign));
            sign.len()
        };
        rest = rest[length..].trim_start();
    }
    Some(tokens)
}

/// Where a number ends: `1..5` has two.
fn number_end(text: &str) -> usize {
    let digits = |from: usize| from + text.bytes().skip(from).take_while(u8::is_ascii_digit).count();
    let whole = digits(usize::from(text.starts_with('-')));
    let has_fraction =
        text[whole..].starts_with('.') && text.as_bytes().get(whole + 1).is_some_and(u8::is_ascii_digit);
    if has_fraction { digits(whole + 1) } else { whole }
}
