//! Pages as the check reads them.

use super::*;

const HEAD: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<title>A &amp; B</title>\n";

fn page(body: &str) -> Html {
    read(&format!("{HEAD}</head>\n<body>\n{body}\n</body>\n</html>\n"), &|id| id == "of--theme")
}

#[test]
fn a_page_says_where_it_leads() {
    let html = page(
        "<a href=\"/a/?x=1&amp;y#z\">a</a>\n<img src=b.jpg srcset=\"c.jpg 1x, d.jpg 2x\" alt=\"\">\n\
         <script src=\"e.js\"></script><form action=\"/f\"></form>",
    );
    let links: Vec<(u32, Role, &str)> =
        html.links.iter().map(|link| (link.line, link.role, &*link.address)).collect();
    let expected = [
        (7, Role::Link, "/a/?x=1&y#z"),
        (8, Role::Media, "b.jpg"),
        (8, Role::Media, "c.jpg"),
        (8, Role::Media, "d.jpg"),
        (9, Role::Resource, "e.js"),
        (9, Role::Form, "/f"),
    ];
    assert_eq!(links, expected);
    assert_eq!((html.title.as_str(), html.language.as_str()), ("A & B", "en"));
    assert_eq!(html.faults, []);
}

#[test]
fn what_is_not_well_formed_is_told_with_its_line() {
    let faults = |body: &str| page(body).faults;
    assert_eq!(faults("<p>a</p>\n<p>b<div>c</div></p>"), [(8, "`</p>` does not fit here".to_owned())]);
    let unclosed = faults("<ul><li>a<b>c</ul>");
    assert_eq!(unclosed[0], (7, "`</ul>` does not fit here".to_owned()));
    assert_eq!(faults("<p class=a class=b>x</p>")[0].0, 7);
    assert_eq!(faults("<p>a & b &lt; c</p><br><img alt=\"\" src=\"x\">"), []);
    let deep = "<div>".repeat(5_000);
    assert!(faults(&deep).iter().any(|(_, what)| what == "more than 1000 elements are nested"));
}

#[test]
fn anchors_are_known_and_repeated_ones_told() {
    let html = page("<p id=\"a\">x</p><a name=\"b\" href=\"/\">y</a>\n<p id=\"a\">z</p>");
    assert_eq!(html.repeated_ids, [(8, "a".to_owned())]);
    let mut expected = [id_key("a"), id_key("b")];
    expected.sort_unstable();
    assert_eq!(html.ids, expected);
    let html = page("<p id=\"of--theme\">x</p><p id=\"own\">y</p>");
    assert_eq!((html.ids.len(), html.own_ids), (2, vec![id_key("own")]));
}

#[test]
fn images_say_what_they_show() {
    let html = page("<img src=\"a.jpg\">\n<img src=\"b.jpg\" alt=\"\">");
    assert_eq!(html.without_alt, [(7, "a.jpg".to_owned())]);
}

#[test]
fn a_page_may_lead_on() {
    let refresh = "<meta http-equiv=\"Refresh\" content=\"0; URL='/x/'\"><link rel=canonical href=\"/y/\">";
    let html = read(&format!("{HEAD}{refresh}"), &|_| false);
    assert_eq!((html.refresh.as_deref(), html.canonical.as_deref()), (Some("/x/"), Some("/y/")));
}
