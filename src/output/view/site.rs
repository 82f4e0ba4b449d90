//! What every page knows of the site.

use serde::Serialize;

use super::page::{DateView, LanguageView, LicenceView, LinkView, PublicationView};

/// The site, the same on every page of one language: `site`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct SiteView {
    /// The site's name in this language.
    pub title: String,
    /// One sentence about the site in this language.
    pub description: String,
    /// The full address of the home page in the default language.
    pub base_url: String,
    /// The address of the home page in this language.
    pub home: String,
    /// The copyright line.
    pub copyright: String,
    /// The licence of articles that name none.
    pub licence: Option<LicenceView>,
    /// The publication whose articles the site holds, where that is known.
    pub publication: Option<PublicationView>,
    /// Who keeps the archive, if `[archive]` says so.
    pub archive: Option<ArchiveView>,
    /// The logo, where the site has one.
    pub logo: Option<LogoView>,
    /// The newsletter form, if there is one.
    pub newsletter: Option<NewsletterView>,
    /// Where readers can give, if somewhere.
    pub support: Option<SupportView>,
    /// What stands under each article.
    pub appeal: Option<AppealView>,
    /// The page of search in this language.
    pub search: String,
    /// The index of the archive in this language.
    pub archive_href: String,
    /// The index of authors in this language.
    pub authors_href: String,
    /// Where the lists of old addresses with a query are, for `old-address.js`; none where there are no such addresses.
    pub old_addresses: Option<String>,
    /// The sub-path of the site: empty or `/archive`.
    pub base_path: String,
    /// Popular articles of this language; empty where nobody has counted.
    pub popular: Vec<PopularView>,
    /// The menus of this language by name: `site.menu.main`, `site.menu.footer`.
    pub menu: std::collections::BTreeMap<String, Vec<MenuItemView>>,
    /// All languages of the site, the default one first.
    pub languages: Vec<LanguageView>,
    /// The site's feed in this language.
    pub feed: LinkView,
    /// Addresses of the theme's files by name: `site.assets["style.css"]`.
    pub assets: std::collections::BTreeMap<String, String>,
    /// The Content-Security-Policy of the site's pages, for their `meta` element.
    pub policy: String,
    /// The program's name and version, for the `generator` element.
    pub generator: String,
    /// Whatever stands under `[extra]` in `site.toml`.
    pub extra: serde_json::Value,
}

/// Who keeps the archive.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct ArchiveView {
    /// The day the newsroom closed.
    pub closed: Option<DateView>,
    /// Who keeps the archive.
    pub operator: Option<String>,
    /// How to reach the keeper, as written.
    pub contact: Option<String>,
    /// The same as an address (`mailto:` where it is an e-mail address).
    pub contact_href: Option<String>,
}

/// The logo.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct LogoView {
    /// The picture.
    pub src: String,
    /// The one for dark colours, where it differs.
    pub dark: Option<String>,
    /// Its width in pixels, where known.
    pub width: Option<u32>,
    /// Its height in pixels, where known.
    pub height: Option<u32>,
}

/// The newsletter form.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct NewsletterView {
    /// Where the form is sent.
    pub action: String,
    /// Its title.
    pub title: Option<String>,
    /// A sentence under it.
    pub text: Option<String>,
}

/// Where readers can give.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct SupportView {
    /// The address.
    pub href: String,
    /// The link's text.
    pub title: Option<String>,
    /// A sentence beside it.
    pub text: Option<String>,
}

/// A few words under each article.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct AppealView {
    /// What it says, without markup.
    pub text: String,
    /// The same as HTML; none where it has no markup.
    pub html: Option<String>,
    /// At most two links.
    pub links: Vec<LinkView>,
}

/// A popular article.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct PopularView {
    /// The headline.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// Who wrote it.
    pub byline: Option<String>,
}

/// An entry of a menu.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct MenuItemView {
    /// Its text.
    pub title: String,
    /// Where it leads; none for an entry that only opens a sub-menu.
    pub href: Option<String>,
    /// What it is: `taxonomy`, `term`, `page`, `menu`, `link`, `search`, `newsletter` or `support`.
    pub kind: &'static str,
    /// The entries below it: of a taxonomy its terms, of a menu its entries.
    pub children: Vec<MenuItemView>,
    /// The label of the button that closes its panel, where it has one.
    pub close: Option<String>,
}
