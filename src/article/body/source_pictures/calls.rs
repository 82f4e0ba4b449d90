//! The calls of a piece, and the texts they are given.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use crate::article::body::Argument;
use crate::article::body::shortcode::{CallHead, CallKind, Scan};

/// The bytes of the longest call that counts each time it is repeated.
pub(super) const LONGEST_REPEATED: usize = 1_000;

/// What a call is read for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Purpose {
    Text,
    Said,
    Title,
    Address,
}

/// The calls of a piece.
pub(super) struct Calls<'t> {
    pub(super) text: &'t str,
    pub(super) depth: usize,
    pub(super) scan: Option<Scan>,
    /// Those that have been met, and what for.
    pub(super) met: FxHashSet<(usize, Purpose)>,
}

impl Calls<'_> {
    /// The value of an attribute with what its calls are given in their place. A long call counts once for each purpose: a link
    /// reference repeats it.
    pub(super) fn plain<'v>(&mut self, value: &'v str, purpose: Purpose) -> Cow<'v, str> {
        let Some(scan) = self.scan.as_ref().filter(|scan| scan.occurs_in(value)) else { return value.into() };
        let (mut plain, mut at) = (String::new(), 0);
        while let Some(token) = scan.find(value, at) {
            plain.push_str(&value[at..token.range.start]);
            at = token.range.end;
            let is_repeated = !self.met.insert((token.call, purpose));
            let call = &scan.calls[token.call];
            if let CallKind::Call(head, _) = &call.kind
                && !(is_repeated && call.range.len() > LONGEST_REPEATED)
            {
                plain.push_str(&texts(head).collect::<Vec<_>>().join(" "));
            }
        }
        plain.push_str(&value[at..]);
        plain.into()
    }
}

/// The texts that a call is given.
pub(super) fn texts(head: &CallHead) -> impl Iterator<Item = &str> {
    head.named.iter().map(|(_, value)| value).chain(&head.positional).filter_map(Argument::text)
}
