//! The pictures that a source names, and what it says of them.

use crate::article::body::{PictureSearch, plain_text};
use crate::config::Config;

/// The addresses of the pictures of which `text` says `Agency`, with blanks between them.
fn of_agency(text: &str) -> String {
    search(text, false).addresses(&|said| plain_text(said).contains("Agency")).join(" ")
}

/// The search for the pictures of a body.
fn search(text: &str, trusted: bool) -> PictureSearch<'_> {
    let config = Config::parse("title = \"A\"\nbase_url = \"https://a.example/\"\n", None).unwrap();
    PictureSearch { text, start: 0, markdown: config.markdown, trusted }
}

#[test]
fn a_title_and_a_caption_are_said_of_a_picture() {
    for (text, addresses) in [
        ("![Agency](a.jpg) ![](b.jpg 'By Agency') text", "b.jpg"),
        ("![][x] ![][y]\n\n[x]: a.jpg 'Agency'\n[y]: b.jpg", "a.jpg"),
        ("<img src=a.jpg title=Agency><img src=b.jpg alt=Agency>", "a.jpg"),
        ("<figure><img src=a.jpg>\n\n![](b.jpg)\n\n<figcaption>\n\nBy *Agen*cy", "a.jpg b.jpg"),
        (
            "<figure><img src=a.jpg></figure><figure><img src=b.jpg><figcaption>Agency</figcaption></figure>",
            "b.jpg",
        ),
        (
            "<figure><figure><img src=a.jpg></figure><figcaption>Agency</figcaption></figure><img src=b.jpg>",
            "a.jpg",
        ),
        ("<figure><video src=a.mp4></video><iframe src=b.html></iframe><figcaption>Agency</figure>", "a.mp4"),
        ("<figcaption>Agency</figcaption><img src=a.jpg>", ""),
        ("`<figure><img src=a.jpg><figcaption>Agency</figure>`", ""),
        (
            "<figure><img src=a.jpg><figcaption>\n\n:::note By Agency\nx\n:::\n\n</figcaption></figure>",
            "a.jpg",
        ),
        ("<figure>\n\n![](a.jpg) [^1]\n\n[^1]: <figcaption>Agency</figcaption>", "a.jpg"),
        (&format!("{}![](a.jpg 'By Agency')", ">".repeat(260)), "a.jpg"),
    ] {
        assert_eq!(of_agency(text), addresses, "{text}");
    }
}

#[test]
fn addresses_are_as_they_are_written() {
    for (source, address) in [
        ("<img src=' ../a b.jpg?w=1 ' title=Agency>", "../a b.jpg?w=1"),
        ("![](<100%.jpg> 'Agency')", "100%.jpg"),
        ("<img data-src=a.jpg src='data:image/png;base64,AA' title=Agency>", "a.jpg"),
        ("<img src='{{< static \"a.jpg\" >}}' title=Agency>", "a.jpg"),
        ("<figure><noscript><img src=a.jpg></noscript><figcaption>Agency</figure>", "a.jpg"),
        (
            "<img src='#a' title=Agency><img src='javascript:a' title=Agency><img src='@/a.md' title=Agency>",
            "",
        ),
    ] {
        assert_eq!(of_agency(source), address, "{source}");
    }
}

#[test]
fn all_that_a_shortcode_is_given_is_said_of_its_pictures() {
    for (text, addresses) in [
        ("{{< figure src=\"a.jpg\" attr=\"Agency\" >}} {{< figure src=\"b.jpg\" >}}", "a.jpg Agency"),
        ("{{< box \"a.jpg\" >}}![](b.jpg) Agency{{< /box >}}", "a.jpg b.jpg"),
        ("{{< box >}}{{< box >}}![](a.jpg){{< /box >}} Agency{{< /box >}} ![](b.jpg)", "a.jpg"),
        ("{{< box >}}<figure><img src=a.jpg><figcaption>Agency</figure>{{< /box >}}", "a.jpg"),
        ("<figure><img src=a.jpg>{{< img \"b.jpg\" >}}<figcaption>Agency</figure>", "a.jpg b.jpg"),
        (
            "<figure><img src=a.jpg><figcaption>{{< credit \"Agency\" >}}</figcaption></figure>",
            "a.jpg Agency",
        ),
        ("{{< ref \"Agency\" >}} ![](a.jpg)", ""),
        ("{{< box >}}\n    ![](a.jpg 'By Agency')\n{{< /box >}}", "a.jpg"),
        ("{{</* figure src=\"a.jpg\" attr=\"Agency\" */>}}", ""),
    ] {
        assert_eq!(of_agency(text), addresses, "{text}");
    }
}

#[test]
fn a_long_call_that_is_repeated_counts_once() {
    let text = format!("{}\n\n[a]: {{{{< x \"Agency{}\" >}}}}", "![a] [a] ".repeat(1000), "a".repeat(2000));
    assert!(of_agency(&text).len() < 5_000);
}

#[test]
fn a_long_call_in_a_repeated_attribute_is_said_once() {
    let repeated = "![a] [a] ".repeat(1000);
    let text = format!(
        "<figure><figcaption>\n\n{repeated}\n\n</figcaption></figure>\n\n[a]: b.jpg '{{{{< x \"Agency{}\" >}}}}'",
        "a".repeat(2000)
    );
    let said = std::cell::Cell::new(0);
    let found = search(&text, false).addresses(&|text| {
        said.set(said.get() + text.len());
        text.contains("Agency")
    });
    assert_eq!(
        found.iter().map(|address| &**address).collect::<std::collections::BTreeSet<_>>(),
        ["b.jpg"].into()
    );
    // Each repetition says the tags of the link and the picture, not the 2,000 letters of the call.
    assert!(said.get() < 200_000, "{} bytes were said", said.get());
}

#[test]
fn a_trusted_picture_has_all_its_addresses() {
    let text =
        "<figure><img src=a.jpg data-src=b.jpg><figcaption>Agency</figure><img src=c.jpg title=Agency>";
    let addresses = |trusted| search(text, trusted).addresses(&|said| said.contains("Agency")).join(" ");
    assert_eq!(addresses(true), "a.jpg b.jpg c.jpg");
    assert_eq!(addresses(false), "b.jpg c.jpg");
}
