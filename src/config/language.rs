//! The languages of a site, and what each says at the top and the bottom of its pages.

use serde::{Deserialize, Serialize};

use super::{Appeal, Dates, FolderPermalink, Home, Logo, Newsletter, Permalink, Publication, Support};
use crate::address::{Address, Host};
use crate::diagnostic::Position;
use crate::id::id;

id! {
    /// A language in `Config::languages`.
    #[derive(Default, Serialize, Deserialize)]
    pub LanguageId(u8)
}

/// A language the site is published in.
#[derive(Clone, Debug)]
pub struct Language {
    /// The language tag (BCP 47): `en`, `ru`.
    pub code: String,
    /// The language's own name.
    pub name: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// How dates read.
    pub dates: Dates,
    /// The site's name in this language, where it differs.
    pub title: Option<String>,
    /// The site's description in this language.
    pub description: Option<String>,
    /// The publication whose articles in this language the site holds, where `site.toml` names one.
    pub publication: Option<Publication>,
    /// Hosts whose old addresses were in this language.
    pub old_hosts: Vec<Host>,
    /// The pattern of article addresses in this language, where it differs.
    pub permalink: Option<Permalink>,
    /// The patterns of folders in this language, those of inner ones first.
    pub permalinks: Vec<FolderPermalink>,
    /// The menus of this language.
    pub menus: Menus,
    /// The logo, where it differs.
    pub logo: Option<Logo>,
    /// The newsletter form, where it differs.
    pub newsletter: Option<Newsletter>,
    /// Where readers can give, where it differs.
    pub support: Option<Support>,
    /// What stands under each article, where it differs.
    pub appeal: Option<Appeal>,
    /// Old addresses of the feed of this language, with where they are written.
    pub feed_aliases: Vec<(Address, Position)>,
    /// What the home page begins with, where it differs.
    pub home_page: Home,
}

impl LanguageId {
    /// The default language.
    pub const DEFAULT: LanguageId = LanguageId(0);
}

/// Menus by name, in written order: `main`, `footer`, and those they refer to.
#[derive(Clone, Debug, Default)]
pub struct Menus {
    /// Name and entries of each.
    pub menus: Vec<(String, Vec<MenuEntry>)>,
}

impl Menus {
    /// The entries of the menu called `name`.
    pub fn get(&self, name: &str) -> Option<&[MenuEntry]> {
        self.menus.iter().find(|(menu, _)| menu == name).map(|(_, entries)| entries.as_slice())
    }
}

/// An entry of a menu as written: a name to be resolved, or a link.
#[derive(Clone, Debug)]
pub struct MenuEntry {
    /// A taxonomy, a menu, a page's name or an address; also the key of a link's `url`.
    pub target: String,
    /// The text to show instead of the target's own title.
    pub title: Option<String>,
    /// The label of the button that closes the entry's panel.
    pub close: Option<String>,
    /// Where it was written.
    pub position: Position,
}
