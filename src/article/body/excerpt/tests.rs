//! What is taken for the beginning of a text.

use super::*;
use proptest::prelude::*;

fn cut(text: &str, start: usize, max_chars: usize, smart: bool) -> String {
    let markdown = Markdown { smart_punctuation: smart, ..Markdown::default() };
    excerpt(text, start, Summary::FirstParagraph, max_chars, markdown)
}

fn by(rule: Summary, text: &str) -> String {
    excerpt(text, 0, rule, 200, Markdown::default())
}

fn first(text: &str) -> String {
    cut(text, 0, 200, false)
}

#[test]
fn the_first_paragraph_counts() {
    assert_eq!(
        first(
            "# Title\n\n![x](y)\n\n> quote\n\n- item\n\n|a|\n|-|\n\n    code\n\n***\n\nA *b* `c`\n**d** [e](f)[^1] &amp; ![g](h)i.\n\nmore\n\n[^1]: note"
        ),
        "A b c d e & i."
    );
    assert_eq!(
        first("[^1]: note\n\n{{< figure x >}}\n\nA {{< mark >}}b{{< /mark >}} c{{</* x */>}}."),
        "A b c{{< x >}}."
    );
    assert_eq!(first("{{< box >}}\nBoxed\n{{< /box >}}\n\nText"), "Text");
    assert_eq!(cut("---\nx\n---\n\nText", 9, 200, false), "Text");
}

#[test]
fn what_markdown_has_beside_commonmark_is_read_too() {
    assert_eq!(first(":::note\nBoxed.\n:::\n\nText H~2~O x^2^ and 2^10 *a*{: .x}.\n{: .lead}\n"), "Boxed.");
    assert_eq!(first("Text H~2~O x^2^ and 2^10 *a*{: .x}.\n{: .lead}\n"), "Text H2O x2 and 2^10 a.");
    assert_eq!(first("> [!NOTE]\n> Boxed.\n\nText\n:) on."), "Text :) on.");
}

#[test]
fn other_text_stands_in() {
    assert_eq!(first("> *quote*\n> on\n\n> more"), "quote on");
    assert_eq!(first("# Title\n\n- item *one*\n- two"), "item one");
    assert_eq!(first("# Title\n\n![x](y)"), "");
    assert_eq!(first(""), "");
}

#[test]
fn html_is_read_too() {
    assert_eq!(
        first(
            "<div class=\"x\"><h2>T</h2>\n<p> </p>\n<p title='a>b'>A <b>b</b>&nbsp;&mdash; c<br>d</p>\n<p>e</p></div>"
        ),
        "A b — c d"
    );
    assert_eq!(
        first(
            "<h1>Title</h1>\n\n<script>var x;</script>\n\n<!-- c -->\n\n<div>\n\nText <b>bold</b><br>x <script>y</script>z\n\n</div>"
        ),
        "Text bold x z"
    );
    assert_eq!(first("<span>Plain</span> text"), "Plain text");
}

#[test]
fn long_paragraphs_are_cut_between_words() {
    assert_eq!(cut("one two, three", 0, 14, false), "one two, three");
    assert_eq!(cut("one two, three", 0, 13, false), "one two…");
    assert_eq!(cut("one two, three", 0, 8, false), "one two…");
    assert_eq!(cut("один два", 0, 6, false), "один…");
    assert_eq!(cut("abcdefghij", 0, 5, false), "abcd…");
    assert_eq!(cut("abc", 0, 0, false), "");
}

#[test]
fn references_defined_far_below_are_links() {
    let text = format!("A [b][c] [sic] [d].\n\n{}\n\n[c]: /x\n[d]: /y\n", "word ".repeat(10_000));
    assert_eq!(first(&text), "A b [sic] d.");
}

#[test]
fn paragraphs_beyond_the_first_window_are_found() {
    let heading = "# x\n\n".repeat(10_000);
    assert_eq!(first(&format!("{heading}Text")), "Text");
    assert_eq!(first(&format!("{}\n\nnext", "long ".repeat(20_000))).chars().count(), 200);
    assert_eq!(first(&format!("{}\n\nText", "é".repeat(3_000))), format!("{}…", "é".repeat(199)));
}

proptest! {
    #[test]
    fn any_text_has_an_excerpt(text in "(\\PC|\n|[*<>\\[\\]{}`#]){0,80}", start in 0..90_usize, max in 0..40_usize) {
        prop_assert!(cut(&text, start, max, true).chars().count() <= max);
    }
}

#[test]
fn calls_leave_no_marks_behind() {
    assert_eq!(first("**{{< mark >}}** A **b**."), "A b.");
    assert_eq!(first("*{{ x(a=1) }}* and __{{% y %}}__ c"), "and c");
    assert_eq!(first("The {{ abbr(text=\"WHO\") }} said **{{< mark text=\"no\" >}}**."), "The WHO said no.");
    assert_eq!(first("[A {{< x >}}]({{< ref \"b.md\" >}}) c"), "A c");
    assert_eq!(first("{{< box >}}\nAll of it.\n{{< /box >}}"), "All of it.");
}

#[test]
fn lines_are_joined_as_their_script_has_it() {
    assert_eq!(first("中文\n报纸。\n“引号”\nand\n中文"), "中文报纸。“引号” and 中文");
    assert_eq!(first("日本語<br>カナ\\\nかな"), "日本語カナかな");
    assert_eq!(first("한국어\n신문"), "한국어 신문");
    assert_eq!(first("<p>中文\n报纸</p>"), "中文报纸");
    assert_eq!(first("中 文"), "中 文");
    assert_eq!(first("Text<p>More</p>"), "Text More");
    assert_eq!(first("one<br>two<br/>three"), "one two three");
}

#[test]
fn the_text_may_say_where_its_summary_ends() {
    assert_eq!(first("One.\n\nTwo *b*.\n\n<!--more-->\n\nThree."), "One. Two b.");
    assert_eq!(first("One <!-- more --> two"), "One");
    assert_eq!(first("One.\n\n<!--MORE Read on-->\n\nTwo."), "One.");
    assert_eq!(by(Summary::Words(1), "One two.\n\n<!--more-->"), "One two.");
    assert_eq!(first("`<!--more-->` is code.\n\n    <!--more-->\n\nTwo."), "<!--more--> is code.");
    assert_eq!(first("<!--more-->\n\nOne.\n\nTwo."), "One.");
    assert_eq!(first("<!-- moreover -->One.\n\nTwo."), "One.");
    assert_eq!(first("One.\n\n<!-- no more -->\n\nTwo."), "One.");
}

#[test]
fn summaries_have_paragraphs_or_words() {
    let text = "# T\n\nOne two.\n\n- list\n\nThree four five.\n\nSix.";
    assert_eq!(by(Summary::Paragraphs(1), text), "One two.");
    assert_eq!(by(Summary::Paragraphs(2), text), "One two. Three four five.");
    assert_eq!(by(Summary::Paragraphs(9), text), "One two. Three four five. Six.");
    assert_eq!(by(Summary::Words(3), text), "One two. Three…");
    assert_eq!(by(Summary::Words(5), text), "One two. Three four five…");
    assert_eq!(by(Summary::Words(6), text), "One two. Three four five. Six.");
    assert_eq!(by(Summary::Words(60), text), "One two. Three four five. Six.");
    assert_eq!(by(Summary::Words(4), "中文报纸，第一"), "中文报纸…");
    assert_eq!(by(Summary::Words(3), "用 Rust 写的"), "用 Rust 写…");
    assert_eq!(by(Summary::Paragraphs(2), "<div><p>a</p>\n<p>b</p><p>c</p></div>"), "a b");
    assert_eq!(by(Summary::Words(7), &"é".repeat(5_000)).chars().count(), 2_000);
    assert_eq!(by(Summary::Words(10_000), &"a\n\n".repeat(20_000)).split(' ').count(), 10_000);
    let long = "word ".repeat(50_000);
    assert_eq!(by(Summary::Words(10_000), &long).split(' ').count(), 10_000);
    assert_eq!(by(Summary::Paragraphs(2), &long).chars().count(), 2_000);
}

#[test]
fn paragraphs_that_say_nothing_are_passed_over() {
    for furniture in [
        "[MP3](a.mp3) | [OGG](a.ogg)",
        "Listen",
        "Listen to this article",
        "**Share this:** [Mail](mailto:a@b.example)",
        "Download the podcast (12 MB)",
        "Слушать",
        "<a href=\"/a\">Home</a> &raquo; <a href=\"/b\">News</a>",
        "<p class=\"share\"><a href=\"x\">Tweet</a></p>",
    ] {
        assert_eq!(first(&format!("{furniture}\n\nThe text.")), "The text.", "{furniture}");
        assert_ne!(first(furniture), "", "{furniture} is all there is");
    }
    for text in [
        "Listen, he said.",
        "Download speeds have fallen by half since the spring, the office says",
        "[A](b) rose.",
    ] {
        assert_ne!(first(&format!("{text}\n\nThe text.")), "The text.", "{text}");
    }
}
