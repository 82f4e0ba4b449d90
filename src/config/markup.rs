//! How Markdown is read on this site: its extensions, and the style of heading anchors.

use super::Quotes;

/// The program whose way of naming headings is followed, so that old links with a fragment lead where they led.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anchors {
    /// This program's own.
    #[default]
    Generate,
    /// GitHub, github-slugger and what uses it (Docusaurus, Astro).
    GitHub,
    /// Jekyll, whose kramdown reads GitHub's Markdown unless told otherwise.
    Jekyll,
    /// kramdown by itself.
    Kramdown,
    /// Zola.
    Zola,
    /// Zola with `slugify.anchors = "safe"` or `"off"`.
    ZolaSafe,
    /// Hugo.
    Hugo,
    /// Hugo with `autoHeadingIDType = "github-ascii"`.
    HugoAscii,
    /// Hugo with `autoHeadingIDType = "blackfriday"`, and Hugo before 0.60.
    HugoBlackfriday,
    /// Hexo.
    Hexo,
    /// Pelican, which takes those of Python-Markdown.
    Pelican,
}

impl Anchors {
    /// All of them with their names in `site.toml`.
    pub const NAMES: [(&str, Anchors); 11] = [
        ("generate", Anchors::Generate),
        ("github", Anchors::GitHub),
        ("jekyll", Anchors::Jekyll),
        ("kramdown", Anchors::Kramdown),
        ("zola", Anchors::Zola),
        ("zola-safe", Anchors::ZolaSafe),
        ("hugo", Anchors::Hugo),
        ("hugo-ascii", Anchors::HugoAscii),
        ("hugo-blackfriday", Anchors::HugoBlackfriday),
        ("hexo", Anchors::Hexo),
        ("pelican", Anchors::Pelican),
    ];

    /// The one called `name`.
    pub fn by_name(name: &str) -> Option<Anchors> {
        Anchors::NAMES.iter().find(|(known, _)| *known == name).map(|(_, anchors)| *anchors)
    }
}

/// What Markdown has on this site beside CommonMark, tables, footnotes and strikethrough. Summaries read it like bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Markdown {
    /// Curly quotes, dashes and ellipses; in titles, summaries and captions too.
    pub smart_punctuation: bool,
    /// The quotes of that.
    pub quotes: Quotes,
    /// Whether no line begins with a dash, as Russian has it.
    pub holds_dashes: bool,
    /// `> [!NOTE]`.
    pub alerts: bool,
    /// `{: .class #id}`.
    pub attributes: bool,
    /// Bare addresses are links.
    pub bare_links: bool,
    /// `:::note`.
    pub containers: bool,
    /// `: definition` below a term.
    pub definition_lists: bool,
    /// `:smile:`.
    pub emoji: bool,
    /// `<div markdown="1">`.
    pub in_html: bool,
    /// `H~2~O`.
    pub subscript: bool,
    /// `x^2^`.
    pub superscript: bool,
    /// `- [x]`.
    pub task_lists: bool,
}

impl Default for Markdown {
    fn default() -> Markdown {
        Markdown {
            smart_punctuation: false,
            quotes: Quotes::ENGLISH,
            holds_dashes: false,
            alerts: true,
            attributes: true,
            bare_links: true,
            containers: true,
            definition_lists: true,
            emoji: false,
            in_html: true,
            subscript: true,
            superscript: true,
            task_lists: true,
        }
    }
}
