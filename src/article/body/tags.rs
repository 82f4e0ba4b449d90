//! Where tags start and end, told one after the other while the parser reads them.
//!
//! The parser says what a text means but not where it stands, and it takes quadratic time in the number of attributes of
//! one tag. [`Tags`] walks ahead of it through the same states of the tokenizer (HTML Standard, section 13.2.5), as far
//! as tags go, and is put right by what the parser says. It decides nothing: were it wrong, a position would be, or
//! attributes would be missing.

use std::ops::Range;

use html5ever::LocalName;
use memchr::memmem;

/// How many attributes of one tag are read; the others are left out.
const MAX_ATTRIBUTES: usize = 256;

/// What comes next in a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A tag ends; it started at this byte.
    Tag(usize),
    /// Something else that the parser has to tell the end of may end here: a comment.
    Perhaps,
    /// The text ends.
    End,
}

/// Where the walk is.
#[derive(Clone, Debug)]
enum State {
    Data,
    /// In a comment or the like; the parser tells when it is over.
    Comment,
    /// In the text of an element such as `<script>`, which only its own end tag ends.
    Raw(LocalName),
    /// In text to the end.
    Plain,
    Tag(TagState),
}

/// Where in a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TagState {
    Name,
    BeforeAttribute,
    Attribute,
    AfterAttribute,
    BeforeValue,
    Quoted(u8),
    Unquoted,
    AfterQuoted,
}

/// A walk through a text.
#[derive(Debug)]
pub(super) struct Tags<'t> {
    text: &'t str,
    /// What was looked at so far.
    at: usize,
    state: State,
    /// The state to go back to if the parser saw no tag where this walk saw one.
    before: State,
    /// Where the open tag starts.
    tag: usize,
    attributes: usize,
    /// Where the attributes of the open tag start that are left out.
    cut: Option<usize>,
    /// What is to be left out, in order; taken by [`Tags::ready`].
    cuts: Vec<Range<usize>>,
    /// Whether attributes of the tag that ended last are left out.
    was_cut: bool,
    given: usize,
}

impl<'t> Tags<'t> {
    /// A walk through `text`.
    pub(super) fn new(text: &'t str) -> Tags<'t> {
        let (state, before) = (State::Data, State::Data);
        let (cut, cuts, was_cut) = (None, Vec::new(), false);
        Tags { text, at: 0, state, before, tag: 0, attributes: 0, cut, cuts, was_cut, given: 0 }
    }

    /// Walks on to the next end of a tag, or to where one may be. `in_foreign` tells whether the parser is within SVG or
    /// MathML, having read all up to the tag before.
    pub(super) fn step(&mut self, in_foreign: impl Fn() -> bool) -> Step {
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() {
            match &self.state {
                State::Plain => self.at = bytes.len(),
                State::Comment => {
                    self.at =
                        memchr::memchr(b'>', &bytes[self.at..]).map_or(bytes.len(), |end| self.at + end + 1);
                    return Step::Perhaps;
                }
                State::Data => self.data(&in_foreign),
                State::Raw(name) => self.raw(&name.clone()),
                State::Tag(part) => {
                    if self.tag_byte(*part, bytes[self.at]) {
                        return Step::Tag(self.tag);
                    }
                }
            }
        }
        Step::End
    }

    /// Whether the tag that ended last had more attributes than are read.
    pub(super) fn was_cut(&self) -> bool {
        self.was_cut
    }

    /// What of the text has been walked through and not been given yet, without what is left out.
    pub(super) fn ready(&mut self) -> Vec<Range<usize>> {
        let mut ready = Vec::with_capacity(1 + self.cuts.len());
        // The end of an open tag is not known, so neither is what of it is left out.
        let end = self.cut.unwrap_or(self.at);
        for cut in self.cuts.drain(..) {
            ready.push(self.given..cut.start);
            self.given = cut.end;
        }
        ready.push(self.given..end);
        self.given = self.at;
        ready
    }

    /// What the parser made of the tag or comment that was given last: `raw` names the element whose text follows.
    pub(super) fn parsed(&mut self, seen: bool, raw: Option<LocalName>) {
        self.state = match (seen, raw) {
            (true, Some(name)) if &*name == "plaintext" => State::Plain,
            (true, Some(name)) => State::Raw(name),
            (true, None) => State::Data,
            (false, _) => self.before.clone(),
        };
    }

    /// Text, up to the next markup.
    fn data(&mut self, in_foreign: &impl Fn() -> bool) {
        let bytes = self.text.as_bytes();
        let Some(found) = memchr::memchr(b'<', &bytes[self.at..]) else {
            self.at = bytes.len();
            return;
        };
        let start = self.at + found;
        self.at = start + 1;
        let rest = &bytes[start + 1..];
        match rest {
            [b'a'..=b'z' | b'A'..=b'Z', ..] | [b'/', b'a'..=b'z' | b'A'..=b'Z', ..] => self.open(start),
            [b'/', b'>', ..] => self.at = start + 3,
            [b'!', after @ ..] if after.starts_with(b"[CDATA[") && in_foreign() => {
                let end = memmem::find(after, b"]]>");
                self.at = end.map_or(bytes.len(), |end| start + 2 + end + 3);
            }
            [b'!' | b'?' | b'/', ..] => {
                self.before = State::Comment;
                self.state = State::Comment;
            }
            _ => {}
        }
    }

    /// The text of an element that only `</name` ends.
    fn raw(&mut self, name: &str) {
        let bytes = self.text.as_bytes();
        let Some(found) = memmem::find(&bytes[self.at..], b"</") else {
            self.at = bytes.len();
            return;
        };
        let start = self.at + found;
        let after = start + 2 + name.len();
        self.at = start + 2;
        let named =
            bytes.get(start + 2..after).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
        if named && bytes.get(after).is_some_and(|next| is_blank(*next) || matches!(next, b'/' | b'>')) {
            self.open(start);
        }
    }

    /// A tag starts.
    fn open(&mut self, start: usize) {
        self.before = std::mem::replace(&mut self.state, State::Tag(TagState::Name));
        (self.tag, self.attributes) = (start, 0);
    }

    /// Takes in the next byte of a tag; true if the tag ends with it.
    fn tag_byte(&mut self, part: TagState, byte: u8) -> bool {
        let blank = is_blank(byte);
        let next = match part {
            TagState::Name
            | TagState::Unquoted
            | TagState::AfterQuoted
            | TagState::BeforeAttribute
            | TagState::AfterAttribute
                if byte == b'>' =>
            {
                return self.close();
            }
            TagState::Attribute | TagState::BeforeValue if byte == b'>' => return self.close(),
            TagState::Name if blank || byte == b'/' => TagState::BeforeAttribute,
            TagState::Name => TagState::Name,
            TagState::BeforeAttribute
            | TagState::AfterQuoted
            | TagState::AfterAttribute
            | TagState::Attribute
                if byte == b'/' =>
            {
                TagState::BeforeAttribute
            }
            TagState::BeforeAttribute | TagState::AfterQuoted if blank => TagState::BeforeAttribute,
            TagState::AfterAttribute | TagState::Attribute if blank => TagState::AfterAttribute,
            TagState::Attribute | TagState::AfterAttribute if byte == b'=' => TagState::BeforeValue,
            TagState::Attribute => TagState::Attribute,
            TagState::BeforeAttribute | TagState::AfterAttribute | TagState::AfterQuoted => {
                self.start_attribute()
            }
            TagState::BeforeValue if blank => TagState::BeforeValue,
            TagState::BeforeValue if matches!(byte, b'"' | b'\'') => TagState::Quoted(byte),
            TagState::BeforeValue => TagState::Unquoted,
            TagState::Quoted(quote) if byte == quote => TagState::AfterQuoted,
            TagState::Quoted(quote) => {
                // Values are long: the rest of one is of no interest.
                let rest = &self.text.as_bytes()[self.at..];
                self.at += memchr::memchr(quote, rest).unwrap_or(rest.len());
                return false;
            }
            TagState::Unquoted if blank => TagState::BeforeAttribute,
            TagState::Unquoted => TagState::Unquoted,
        };
        self.at += 1;
        self.state = State::Tag(next);
        false
    }

    fn start_attribute(&mut self) -> TagState {
        self.attributes += 1;
        if self.attributes > MAX_ATTRIBUTES && self.cut.is_none() {
            self.cut = Some(self.at);
        }
        TagState::Attribute
    }

    fn close(&mut self) -> bool {
        self.was_cut = self.cut.is_some();
        if let Some(cut) = self.cut.take() {
            self.cuts.push(cut..self.at);
        }
        self.at += 1;
        true
    }
}

/// White space between attributes.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0C')
}
