//! What a text asks of the site while it is rendered: where its links lead, which files are beside it, how large pictures are.
//!
//! Each question is recorded with a hash of the answer. The next build asks the same questions of its own catalog; with the
//! same answers the same text becomes the same page. A question about what is not there yet is recorded like any other.

use std::cell::RefCell;

use serde::{Deserialize, Serialize};

use crate::path::SourcePath;

/// A question of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// Where a link to a source file leads.
    Source(Box<str>),
    /// Where a link with an address leads.
    Address(Box<str>),
    /// Which address a file beside the text has.
    Bundled(SourcePath),
    /// How large the picture at an address is, and which smaller versions it has.
    Picture(Box<str>),
    /// Whether the file at a path is served as media.
    Media(Box<str>),
    /// Whether the picture at an address may be shown.
    Hidden(Box<str>),
}

/// A question, and the hash of its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The question.
    pub question: Question,
    /// The hash of the answer.
    pub answer: u64,
}

/// The questions of one text so far.
#[derive(Debug, Default)]
pub(super) struct Reads(RefCell<Vec<Answered>>);

impl Reads {
    /// Notes a question and its answer.
    pub(super) fn note(&self, question: Question, answer: u64) {
        self.0.borrow_mut().push(Answered { question, answer });
    }

    /// All of them.
    pub(super) fn take(self) -> Vec<Answered> {
        self.0.into_inner()
    }
}
