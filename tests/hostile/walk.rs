//! What no page may hold, whatever stands in its sources: read from the tree of the page, not from its text.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::LazyLock;

use html5ever::{Namespace, ns};

use super::addresses::{self, fetched, is_allowed, is_elsewhere};
use super::tree::{Id, Kind, Tree};

/// Elements that a body may hold, of HTML.
static BODY: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    words(
        "a abbr acronym address article aside audio b bdi bdo big blockquote br caption center cite code col \
    colgroup data dd del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins \
    kbd li main mark nav ol p picture pre q rp rt ruby s samp section small source span strike strong sub summary sup \
    table tbody td tfoot th thead time tr track tt u ul var video wbr",
    )
});

/// Elements that captions, credits and notes may hold.
static INLINE: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    words("a abbr b bdi bdo br cite code del em i ins kbd mark q s small span strong sub sup u var")
});

/// Elements that a body may hold, of MathML Core. Neither links nor `annotation-xml`, in which HTML may stand.
static MATHML: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    words(
        "annotation math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow \
    ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics",
    )
});

/// Attributes that a body's elements may have. None of them runs, leads, sends or takes a place of the page.
static BODY_ATTRIBUTES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    words(
        "abbr alt aria-hidden aria-label aria-labelledby cite class colspan controls datetime \
    decoding default dir download fetchpriority headers height href hreflang id kind label lang loading loop media muted name \
    open playsinline poster preload rel reversed role rowspan scope sizes span src srclang srcset start title translate \
    type value width",
    )
});

/// Attributes of MathML Core, on its elements alone.
static MATHML_ATTRIBUTES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    words(
        "accent accentunder alttext class columnspan columnalign depth dir display displaystyle \
    encoding fence form height id intent arg lang largeop linethickness lspace mathbackground mathcolor mathsize \
    mathvariant maxsize minsize movablelimits rowspan rspace scriptlevel separator stretchy symmetric title voffset width",
    )
});

/// Elements that are nowhere on a page of the theme.
static NOWHERE: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    words(
        "applet base bgsound embed frame frameset iframe isindex keygen marquee noembed noframes object \
    param plaintext portal style template xmp",
    )
});

/// Something that may not be on a page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What kind of fault it is.
    pub kind: &'static str,
    /// The element that has it, or its text.
    pub what: String,
}

impl Finding {
    /// A finding whose text is cut short.
    pub fn new(kind: &'static str, what: &str) -> Finding {
        Finding { kind, what: what.chars().take(300).collect() }
    }
}

/// What pages of harmless content hold: what hostile content may not add to.
#[derive(Debug, Default)]
pub struct Furniture {
    /// The addresses of the theme's scripts and style sheets.
    pub assets: BTreeSet<String>,
    /// The elements outside of bodies, and each attribute that they have there: `img`, `img alt`.
    pub elements: BTreeSet<String>,
    /// Classes within bodies.
    pub classes: BTreeSet<String>,
    /// Where forms are sent.
    pub actions: BTreeSet<String>,
}

impl Furniture {
    /// Takes in what a page of harmless content holds.
    pub fn learn(&mut self, html: &str) {
        for tree in trees(html) {
            let in_body = bodies(&tree);
            for id in tree.walk() {
                let Some((_, name)) = tree.name(id) else { continue };
                if in_body[id] {
                    self.classes.extend(classes(&tree, id).map(ToOwned::to_owned));
                    continue;
                }
                self.elements.extend(parts_of(&tree, id));
                let attribute = |wanted| tree.attribute(id, wanted).unwrap_or_default().to_owned();
                match name {
                    "script" => self.assets.extend(Some(attribute("src")).filter(|src| !src.is_empty())),
                    "link" if attribute("rel") == "stylesheet" => {
                        self.assets.insert(attribute("href"));
                    }
                    "form" => {
                        self.actions.insert(attribute("action"));
                    }
                    _ => {}
                }
            }
        }
    }
}

/// The nodes within bodies: `.text` is the class of what holds them.
fn bodies(tree: &Tree) -> Vec<bool> {
    let mut found = vec![false; tree.nodes.len()];
    for id in tree.walk() {
        if !found[id] && classes(tree, id).any(|class| class == "text") {
            tree.walk_from(id).into_iter().skip(1).for_each(|within| found[within] = true);
        }
    }
    found
}

fn classes(tree: &Tree, id: Id) -> impl Iterator<Item = &str> {
    tree.attribute(id, "class").unwrap_or_default().split_ascii_whitespace()
}

/// An element, and it with each of its attributes: what [`Furniture::elements`] holds.
fn parts_of(tree: &Tree, id: Id) -> impl Iterator<Item = String> {
    let element = tree.name(id).map(|(_, name)| name.to_owned()).unwrap_or_default();
    let attributes: Vec<String> =
        tree.attributes(id).iter().map(|(name, _)| format!("{element} {name}")).collect();
    std::iter::once(element).chain(attributes)
}

fn words(list: &'static str) -> HashSet<&'static str> {
    list.split_ascii_whitespace().collect()
}

/// The trees of a page: of a browser with scripts, and of one without where that makes a difference.
fn trees(html: &str) -> Vec<Tree> {
    let mut trees = vec![Tree::page(html)];
    if html.to_ascii_lowercase().contains("<noscript") {
        trees.push(Tree::page_without_scripts(html));
    }
    trees
}

/// What is wrong with a page, of a browser with scripts and of one without.
pub fn page(html: &str, furniture: &Furniture) -> Vec<Finding> {
    let mut found = BTreeSet::new();
    if html.contains('\0') {
        found.insert(Finding { kind: "NUL", what: "a NUL stands in the page".into() });
    }
    for tree in trees(html) {
        let in_body = bodies(&tree);
        let mut look = Look { tree: &tree, found: Vec::new() };
        look.ids(&in_body);
        for id in tree.walk() {
            look.node(id);
            match tree.name(id) {
                Some((namespace, name)) if in_body[id] => look.in_body(id, namespace, name, furniture),
                Some((_, name)) => look.furniture(id, name, furniture),
                None => {}
            }
        }
        found.extend(look.found);
    }
    found.into_iter().collect()
}

/// What runs or leads where it may not, of a text that is no page but may be taken for one.
pub fn other(html: &str) -> Vec<Finding> {
    let tree = Tree::page(html);
    let mut look = Look { tree: &tree, found: Vec::new() };
    for id in tree.walk() {
        if let Some((_, name)) = tree.name(id) {
            look.node(id);
            if name == "script" {
                look.note("a script", id);
            }
        }
    }
    look.found
}

/// What is wrong with the HTML of one body, by itself.
pub fn body(html: &str) -> Vec<Finding> {
    let tree = Tree::fragment(html);
    let mut look = Look { tree: &tree, found: Vec::new() };
    look.ids(&vec![true; tree.nodes.len()]);
    for id in tree.walk() {
        look.node(id);
        if let Some((namespace, name)) = tree.name(id)
            && name != "html"
        {
            look.vocabulary(id, namespace, name);
        }
    }
    look.found
}

/// What is wrong with a text that a reader takes as HTML although it is none: any element in it.
pub fn text(html: &str) -> Vec<Finding> {
    let tree = Tree::fragment(html);
    let elements =
        tree.walk().into_iter().filter(|id| tree.name(*id).is_some_and(|(_, name)| name != "html"));
    elements.map(|id| Finding { kind: "markup in a text", what: tree.tag(id) }).collect()
}

/// Looks at the nodes of a tree.
struct Look<'t> {
    tree: &'t Tree,
    found: Vec<Finding>,
}

impl Look<'_> {
    fn note(&mut self, kind: &'static str, id: Id) {
        self.found.push(Finding { kind, what: self.tree.tag(id) });
    }

    /// No anchor stands twice, and none of the theme's in a body.
    fn ids(&mut self, in_body: &[bool]) {
        let mut known = BTreeMap::new();
        for id in self.tree.walk() {
            let Some(name) = self.tree.attribute(id, "id") else { continue };
            if known.insert(name, id).is_some() {
                self.note("an id twice", id);
            }
            // Of footnotes, and of the lists on the page of corrections, which holds them like a body.
            let own = ["fn--", "fnref--", "corrections--title", "archive-notes--title"];
            if in_body[id] && name.contains("--") && !own.iter().any(|start| name.starts_with(start)) {
                self.note("an id of the theme", id);
            }
            if name.is_empty() {
                self.note("an empty id", id);
            }
        }
    }

    /// What holds everywhere.
    fn node(&mut self, id: Id) {
        if matches!(self.tree.nodes[id].kind, Kind::Comment) {
            self.found.push(Finding { kind: "a comment", what: "<!-- -->".into() });
        }
        let Some((_, element)) = self.tree.name(id) else { return };
        if NOWHERE.contains(element) {
            self.note("an element that is nowhere", id);
        }
        for (name, value) in self.tree.attributes(id) {
            let plain = |c: char| c.is_ascii_alphanumeric() || "-_:.".contains(c);
            if !name.chars().all(plain) {
                self.note("an attribute's name that is none", id);
            }
            if name.to_ascii_lowercase().starts_with("on") {
                self.note("a handler", id);
            }
            if matches!(name.as_str(), "style" | "srcdoc" | "autofocus" | "contenteditable") {
                self.note("an attribute that is nowhere", id);
            }
            if !addresses::of(name, value).all(is_allowed) {
                self.note("a scheme", id);
            }
        }
        if fetched(self.tree, id).any(|address| is_elsewhere(&address)) {
            self.note("a request to elsewhere", id);
        }
    }

    /// What holds outside of bodies: nothing but what the theme makes.
    fn furniture(&mut self, id: Id, name: &str, furniture: &Furniture) {
        let attribute = |wanted| self.tree.attribute(id, wanted).unwrap_or_default();
        let fault = match name {
            "script" if attribute("type") == "application/ld+json" => {
                let text = self.tree.text(id);
                serde_json::from_str::<serde_json::Value>(&text).is_err().then_some("JSON-LD that is no JSON")
            }
            "script" => {
                let known = furniture.assets.contains(attribute("src")) && self.tree.text(id).is_empty();
                (!known).then_some("a script")
            }
            "link" if attribute("rel").split_ascii_whitespace().any(|word| word == "stylesheet") => {
                (!furniture.assets.contains(attribute("href"))).then_some("a style sheet")
            }
            // Where the newsletter's form is sent is for the site to say.
            "form" => {
                let within = self.tree.nodes[id].parent.and_then(|parent| self.tree.attribute(parent, "id"));
                let own =
                    furniture.actions.contains(attribute("action")) || within == Some("newsletter--box");
                (!own).then_some("a form")
            }
            "meta" => match attribute("http-equiv").to_ascii_lowercase().as_str() {
                "" | "content-security-policy" => None,
                "refresh" => {
                    let address =
                        attribute("content").split_once("url=").map_or("javascript:", |(_, rest)| rest);
                    (!is_allowed(address)).then_some("a scheme")
                }
                _ => Some("a meta element"),
            },
            _ => None,
        };
        if let Some(fault) = fault {
            self.note(fault, id);
        }
        if parts_of(self.tree, id).all(|part| furniture.elements.contains(&part)) {
            return;
        }
        if INLINE.contains(name) && self.is_in_a_line(id) {
            self.in_body(id, &ns!(html), name, furniture);
        } else {
            self.note("an element that the theme does not make", id);
        }
    }

    /// Whether an element stands within a caption, a credit or a note, in which Markdown of one line is read.
    fn is_in_a_line(&self, id: Id) -> bool {
        let above = std::iter::successors(self.tree.nodes[id].parent, |id| self.tree.nodes[*id].parent);
        above.into_iter().any(|id| {
            let is_caption = self.tree.name(id).is_some_and(|(_, name)| name == "figcaption");
            is_caption || classes(self.tree, id).any(|class| matches!(class, "author-note" | "notes"))
        })
    }

    /// What holds within bodies of a page.
    fn in_body(&mut self, id: Id, namespace: &Namespace, name: &str, furniture: &Furniture) {
        self.vocabulary(id, namespace, name);
        let known = |class: &str| furniture.classes.contains(class) || class.starts_with("language-");
        if !classes(self.tree, id).all(known) {
            self.note("a class of the theme", id);
        }
    }

    /// The elements and attributes of bodies.
    fn vocabulary(&mut self, id: Id, namespace: &Namespace, name: &str) {
        static NONE: LazyLock<HashSet<&str>> = LazyLock::new(HashSet::new);
        let (elements, attributes) = match namespace {
            _ if *namespace == ns!(mathml) => (&MATHML, &MATHML_ATTRIBUTES),
            _ if *namespace == ns!(html) => (&BODY, &BODY_ATTRIBUTES),
            _ => (&NONE, &NONE),
        };
        if !elements.contains(name) {
            self.note("an element that no body may hold", id);
        }
        for (attribute, _) in self.tree.attributes(id) {
            // A picture or frame with a name hides what scripts ask of the document.
            if !attributes.contains(attribute.as_str()) || (attribute == "name" && name != "a") {
                self.note("an attribute that no body may hold", id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(html: &str) -> Vec<&'static str> {
        body(html).into_iter().map(|finding| finding.kind).collect()
    }

    #[test]
    fn what_is_harmless_is_not_found() {
        for html in [
            "<p id=\"a\">x &lt;script&gt; <a href=\"https://x.example/\" name=\"b\">y</a><img src=\"/a.jpg\" alt=\"\"></p>",
            "<math display=\"block\"><mi mathvariant=\"bold\">x</mi></math>",
            "<a href=\"mailto:a@b\">x</a><a href=\"/x?a=javascript:1\">y</a><a href=\"./javascript:1\">z</a>",
            "<video controls preload=\"none\" src=\"https://x.example/v.mp4\" poster=\"/p.jpg\"></video>",
            "<sup><a id=\"fnref--1-1\" href=\"#fn--1\">1</a></sup>",
        ] {
            assert_eq!(kinds(html), Vec::<&str>::new(), "{html}");
        }
    }

    #[test]
    fn what_is_not_is_found() {
        for (html, kind) in [
            ("<script>1</script>", "an element that no body may hold"),
            ("<p onfocus=x>y</p>", "a handler"),
            ("<p ONFOCUS=x>y</p>", "a handler"),
            ("<p style=x>y</p>", "an attribute that is nowhere"),
            ("<p tabindex=0>y</p>", "an attribute that no body may hold"),
            ("<p id=menu--main>y</p>", "an id of the theme"),
            ("<p id=a>y</p><p id=a>y</p>", "an id twice"),
            ("<p id=''>y</p>", "an empty id"),
            ("<a href='java&#10;script:x'>y</a>", "a scheme"),
            ("<a href='\u{1} JavaScript:x'>y</a>", "a scheme"),
            ("<a href='ms-msdt:x'>y</a>", "a scheme"),
            ("<img src=/a srcset='/a 1x, blob:x 2x'>", "a scheme"),
            ("<img src='//evil.example/a'>", "a request to elsewhere"),
            ("<img src='/\\evil.example/a'>", "a request to elsewhere"),
            ("<video src='https://evil.example/a'></video>", "a request to elsewhere"),
            ("<img src=a name=currentScript>", "an attribute that no body may hold"),
            ("<svg><path d=''/></svg>", "an element that no body may hold"),
            (
                "<math><annotation-xml encoding='text/html'></annotation-xml></math>",
                "an element that no body may hold",
            ),
            ("<math href='/x'></math>", "an attribute that no body may hold"),
            ("<p title=\"a\"b\">x</p>", "an attribute's name that is none"),
            ("<!-- x -->", "a comment"),
            ("<iframe src=/x></iframe>", "an element that is nowhere"),
        ] {
            assert!(kinds(html).contains(&kind), "{html}: {:?}", kinds(html));
        }
    }

    #[test]
    fn what_is_no_page_runs_nothing() {
        let feed =
            |text: &str| format!("<?xml version='1.0'?><feed><title>{text}</title><link href='/x'/></feed>");
        assert_eq!(other(&feed("&lt;script&gt;")), []);
        assert_eq!(other(&feed("</title><script>1</script>"))[0].kind, "a script");
        assert_eq!(other(&feed("</title><p onclick=1>"))[0].kind, "a handler");
    }

    #[test]
    fn a_text_has_no_markup() {
        assert_eq!(text("a &lt;b&gt; c"), []);
        assert_eq!(text("a <b> c").len(), 1);
    }
}
