//! `generate import`: the folder of another generator becomes a site of this program, with the same addresses.
//!
//! Each generator has a file that reads its folder into an [`OldSite`](old_site::OldSite): settings, documents with their keys renamed and
//! their texts converted, files, and every address that answered there. Nothing of the old site is run or changed. What follows is the
//! same for all: [`write`] writes the new site, [`compare`] asks its plan what answers at each old address, [`report`] tells both.

mod calls;
mod compare;
mod documents;
mod eleventy;
mod folder;
mod front_matter;
mod generator;
mod hexo;
mod html;
mod hugo;
mod jekyll;
mod liquid;
pub mod message;
mod old_site;
mod pelican;
mod python;
mod report;
mod settings;
mod site_toml;
mod write;
mod zola;
