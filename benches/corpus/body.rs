//! The text of an article: paragraphs with links and notes, and what stands between them.

use super::article::Head;
use super::prose::{Inline, Prose};
use super::random::{Purpose, Random};
use super::{Corpus, Form, MEDIA_FILES};

/// Words in a paragraph, on average.
const PARAGRAPH: u64 = 46;

/// How far lengths spread: the standard deviation of their logarithm.
const SPREAD: f64 = 0.62;

/// Something that stands before a paragraph. The heading is last, so that text follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Block {
    List,
    Quote,
    Table,
    Image,
    Html,
    Pullquote,
    Heading,
}

/// Where in the text things stand, by paragraph.
#[derive(Debug)]
struct Layout {
    paragraphs: u64,
    blocks: Vec<(u64, Block)>,
    inlines: Vec<(u64, Inline)>,
    footnotes: u64,
}

impl Corpus {
    /// Appends the body of an article.
    pub(super) fn write_body(&self, head: &Head, form: Form, page: &mut String) {
        let mut random = self.random(Purpose::Body, head.index);
        let layout = self.layout(head, form, &mut random);
        let mut prose = Prose { lexicon: self.lexicon(head.language), random, page };
        for number in 0..layout.paragraphs {
            for (_, block) in layout.blocks.iter().filter(|(at, _)| *at == number) {
                prose.raw("\n");
                prose.block(*block);
            }
            let words = prose.random.between(PARAGRAPH / 2, PARAGRAPH * 3 / 2);
            let here = layout.inlines.iter().filter(|(at, _)| *at == number).map(|(_, inline)| inline);
            prose.raw("\n");
            prose.sentences(words, here);
            prose.raw("\n");
        }
        for number in 1..=layout.footnotes {
            prose.raw(&format!("\n[^{number}]: "));
            prose.sentence(None);
            prose.raw("\n");
        }
    }

    /// Decides how long an article is and what it holds.
    fn layout(&self, head: &Head, form: Form, random: &mut Random) -> Layout {
        let factor = random.log_normal(SPREAD).clamp(0.2, 8.0);
        let words = (self.spec.words_mean as f64 * factor) as u64;
        let paragraphs = (words / PARAGRAPH).max(3);
        let mut layout = Layout { paragraphs, blocks: Vec::new(), inlines: Vec::new(), footnotes: 0 };
        layout.add_blocks(random);
        layout.add_marks(random);
        if random.percent(40) {
            for _ in 0..random.between(1, 3) {
                if let Some(target) = self.related(head.index, random) {
                    let address = link(&self.head(target), form);
                    layout.inlines.push((random.below(paragraphs), Inline::Link(address)));
                }
            }
        }
        layout.blocks.sort();
        layout
    }
}

/// The address of a link to another article, as each generator wants it written.
fn link(target: &Head, form: Form) -> String {
    match form {
        Form::Generate => format!("@/{}", target.path(form)),
        // The target is always in the same language, so Hugo finds it by the name without language.
        Form::Hugo => format!("{{{{< ref \"/{}\" >}}}}", target.path(Form::Generate)),
    }
}

impl Layout {
    fn add_blocks(&mut self, random: &mut Random) {
        let chances = [
            (Block::List, 10),
            (Block::Quote, 12),
            (Block::Table, 3),
            (Block::Image, 15),
            (Block::Html, 3),
            (Block::Pullquote, 4),
        ];
        for (block, chance) in chances {
            if random.percent(chance) {
                self.blocks.push((random.between(1, self.paragraphs), block));
            }
        }
        // Long articles have headings, a few paragraphs apart.
        if self.paragraphs > 9 && random.percent(40) {
            let distance = random.between(4, 8);
            self.blocks.extend((1..self.paragraphs / distance).map(|part| (part * distance, Block::Heading)));
        }
        // A block may not follow the last paragraph, where it would never be written.
        for (at, _) in &mut self.blocks {
            *at = (*at).min(self.paragraphs - 1);
        }
    }

    fn add_marks(&mut self, random: &mut Random) {
        if random.percent(5) {
            self.footnotes = random.between(1, 3);
        }
        for number in 1..=self.footnotes {
            self.inlines.push((self.paragraphs * (number - 1) / self.footnotes, Inline::Footnote(number)));
        }
        for _ in 0..random.below(1 + self.paragraphs / 4) {
            let inline = if random.percent(75) { Inline::Emphasis } else { Inline::Strong };
            self.inlines.push((random.below(self.paragraphs), inline));
        }
        for _ in 0..random.below(2 + self.paragraphs / 5) {
            let address =
                format!("https://www.example.com/{}/{}.html", random.between(2000, 2023), random.below(9000));
            self.inlines.push((random.below(self.paragraphs), Inline::Link(address)));
        }
    }
}

impl Prose<'_> {
    fn block(&mut self, block: Block) {
        match block {
            Block::List => self.list(),
            Block::Quote => {
                self.raw("> ");
                self.sentences(30, []);
                self.raw("\n");
            }
            Block::Table => self.table(),
            Block::Image => {
                let file = self.random.below(MEDIA_FILES);
                self.raw("![");
                self.heading(5);
                self.raw(&format!("](/media/{file:02}.jpg \""));
                self.heading(9);
                self.raw("\")\n");
            }
            Block::Html => self.html(),
            Block::Pullquote => {
                self.raw("{{< pullquote by=\"");
                self.heading(2);
                self.raw("\" >}}");
                self.sentence(None);
                self.raw("{{< /pullquote >}}\n");
            }
            Block::Heading => {
                self.raw("## ");
                let words = self.random.between(2, 6);
                self.heading(words);
                self.raw("\n");
            }
        }
    }

    fn list(&mut self) {
        let ordered = self.random.percent(30);
        for number in 1..=self.random.between(3, 7) {
            self.raw(&if ordered { format!("{number}. ") } else { "- ".to_owned() });
            let words = self.random.between(3, 16);
            self.heading(words);
            self.raw("\n");
        }
    }

    fn table(&mut self) {
        let columns = self.random.between(2, 4);
        for _ in 0..=columns {
            self.raw("| ");
            self.heading(1);
            self.raw(" ");
        }
        self.raw("|\n|---|");
        self.raw(&"--:|".repeat(columns as usize));
        for _ in 0..self.random.between(3, 9) {
            self.raw("\n| ");
            self.heading(2);
            for _ in 0..columns {
                let value = self.random.below(100_000);
                self.raw(&format!(" | {value}"));
            }
            self.raw(" |");
        }
        self.raw("\n");
    }

    /// A fragment as mirrored pages have it: notes, players, hand-made emphasis.
    fn html(&mut self) {
        match self.random.below(3) {
            0 => {
                self.raw("<div class=\"note\"><p><strong>Note:</strong> ");
                self.sentence(None);
                self.raw("</p></div>\n");
            }
            1 => {
                let video = self.random.below(1_000_000);
                self.raw(&format!(
                    "<iframe width=\"560\" height=\"315\" src=\"https://www.youtube.com/embed/{video:011}\"></iframe>\n"
                ));
            }
            _ => {
                self.raw("<p style=\"text-align: center\" onclick=\"track(this)\"><em>");
                self.sentence(None);
                self.raw("</em><br /><small>");
                self.heading(4);
                self.raw("</small></p>\n");
            }
        }
    }
}
