//! Tokens: words that stand for calls while Markdown is read.

use std::ops::Range;

use memchr::memmem;

use super::Call;

/// A token found in a text: its bytes, and which call it stands for.
pub(in crate::article::body) struct Token {
    /// The bytes it takes.
    pub(in crate::article::body) range: Range<usize>,
    /// The index of its call.
    pub(in crate::article::body) call: usize,
}

/// Bytes of a token that say what it is: three for the prefix, four for the number. The shortest call, `{{<x>}}`, is
/// just as long.
pub(super) const PREFIX_BYTES: usize = 3;

pub(super) const NUMBER_BYTES: usize = 4;

pub(super) const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Fills a token up to the length of its call.
const FILLER: u8 = b'z';

/// Three letters and digits that make tokens no part of `text` can be taken for.
///
/// Texts that hold every three letters (megabytes of base64) may still hold no whole token. A text made to hold tokens
/// of all prefixes gets `None`: its calls are shown as they are written.
pub(super) fn free_prefix(text: &str, calls: &[Call]) -> Option<[u8; PREFIX_BYTES]> {
    const CANDIDATES: usize = 64;
    let candidate = |number: usize| [b"ZQJX"[number % 4], b'0' + (number / 4 % 8) as u8, b"qj"[number / 32]];
    let forged = |prefix: &[u8; PREFIX_BYTES]| {
        let mut found = memmem::find_iter(text.as_bytes(), prefix);
        found.any(|at| token_at(text.as_bytes(), at, calls).is_some())
    };
    let mut candidates = (0..CANDIDATES).map(candidate);
    let unused = candidates.clone().take(8).find(|prefix| memmem::find(text.as_bytes(), prefix).is_none());
    unused.or_else(|| candidates.find(|prefix| !forged(prefix)))
}

/// Appends the token of call `number`, `length` bytes long.
pub(super) fn push_token(text: &mut String, prefix: &[u8], number: usize, length: usize) {
    text.extend(prefix.iter().map(|&byte| byte as char));
    let mut divisor = DIGITS.len().pow(NUMBER_BYTES as u32 - 1);
    let mut rest = number;
    for _ in 0..NUMBER_BYTES {
        text.push(DIGITS[rest / divisor] as char);
        rest %= divisor;
        divisor /= DIGITS.len();
    }
    let filled = PREFIX_BYTES + NUMBER_BYTES;
    text.extend(std::iter::repeat_n(FILLER as char, length.saturating_sub(filled)));
}

/// The token at byte `at` of `text`, where a prefix stands.
pub(super) fn token_at(text: &[u8], at: usize, calls: &[Call]) -> Option<Token> {
    let number = text.get(at + PREFIX_BYTES..at + PREFIX_BYTES + NUMBER_BYTES)?;
    let digit = |byte: &u8| DIGITS.binary_search(byte).ok();
    let call = number.iter().try_fold(0, |number, byte| Some(number * DIGITS.len() + digit(byte)?))?;
    let range = at..at + calls.get(call)?.range.len();
    let filler = text.get(at + PREFIX_BYTES + NUMBER_BYTES..range.end)?;
    filler.iter().all(|&byte| byte == FILLER).then_some(Token { range, call })
}
