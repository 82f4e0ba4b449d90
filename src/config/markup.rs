//! What Markdown means on this site: how anchors of headings are made.

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
}

impl Anchors {
    /// All of them with their names in `site.toml`.
    pub const NAMES: [(&str, Anchors); 9] = [
        ("generate", Anchors::Generate),
        ("github", Anchors::GitHub),
        ("jekyll", Anchors::Jekyll),
        ("kramdown", Anchors::Kramdown),
        ("zola", Anchors::Zola),
        ("zola-safe", Anchors::ZolaSafe),
        ("hugo", Anchors::Hugo),
        ("hugo-ascii", Anchors::HugoAscii),
        ("hugo-blackfriday", Anchors::HugoBlackfriday),
    ];

    /// The one called `name`.
    pub fn by_name(name: &str) -> Option<Anchors> {
        Anchors::NAMES.iter().find(|(known, _)| *known == name).map(|(_, anchors)| *anchors)
    }
}
