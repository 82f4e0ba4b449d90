//! `[media]` in the preview: there is one host.

use super::client::serve;
use crate::media::{MEDIA, everything};

#[test]
fn the_preview_serves_everything_itself() {
    let site = everything(MEDIA);
    let served = serve(&site);
    let page = served.get("/about/").text();
    assert!(page.contains("src=\"/photos/one.png\"") && !page.contains("media.example.net"), "{page}");
    assert_eq!(served.get("/photos/one.png").status, 200);
    assert_eq!(served.get("/podcasts/a%20b.mp3").status, 200);
}
