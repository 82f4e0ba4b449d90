//! What of a formula stays.

use super::html;
use super::sanitise::sanitised;

#[test]
fn a_formula_stays() {
    let formula = "<math display=\"block\" alttext=\"x²\"><mrow><msup><mi>x</mi><mn>2</mn></msup><mo stretchy=\"false\">=</mo>\
        <mfrac linethickness=\"0\"><mi mathvariant=\"normal\">a</mi><mtext>b c</mtext></mfrac></mrow></math>";
    assert_eq!(sanitised(formula), formula);
    assert_eq!(
        sanitised(
            "<math href=x><mi xlink:href=y style=z mathcolor='url(x)' mathsize='2em'>t</mi><mfenced><mn>1</mn></mfenced></math>"
        ),
        "<math><mi mathsize=\"2em\">t</mi><mrow><mo fence=\"true\">(</mo><mn>1</mn><mo fence=\"true\">)</mo></mrow></math>"
    );
    assert_eq!(
        sanitised("<math><annotation-xml encoding=text/html><script>x</script></annotation-xml></math>"),
        "<math></math>"
    );
}

/// The brackets of `<mfenced>`, which browsers do not know any more.
#[test]
fn a_formula_keeps_its_brackets() {
    for (fenced, signs) in [
        ("<mfenced><mi>a</mi></mfenced>", "(a)"),
        ("<mfenced open='[' close=']'><mi>a</mi><mi>b</mi></mfenced>", "[a,b]"),
        (
            "<mfenced open='{' close='' separators=' ; | '><mi>a</mi>\n<mi>b</mi><mi>c</mi><mi>d</mi></mfenced>",
            "{a;b|c|d",
        ),
        ("<mfenced separators=''><mi>a</mi><mi>b</mi></mfenced>", "(ab)"),
        (
            "<mfenced open='<'><mfenced><mi>a</mi><mi>b</mi></mfenced><mrow><mi>c</mi><mi>d</mi></mrow></mfenced>",
            "<(a,b),cd)",
        ),
        ("<mfenced></mfenced>", "()"),
        ("<msup><mfenced><mi>a</mi></mfenced><mn>2</mn></msup>", "(a)2"),
    ] {
        let once = sanitised(&format!("<math>{fenced}</math>"));
        assert_eq!(crate::article::body::plain_text(&once).replace('\n', ""), signs, "{once}");
        assert_eq!(sanitised(&once), once);
        assert!(!once.contains("mfenced"), "{once}");
    }
    assert_eq!(
        sanitised("<math><msup><mfenced open='|' close='|'><mi>x</mi></mfenced><mn>2</mn></msup></math>"),
        "<math><msup><mrow><mo fence=\"true\">|</mo><mi>x</mi><mo fence=\"true\">|</mo></mrow><mn>2</mn></msup></math>"
    );
    assert_eq!(sanitised("<math><mi><mglyph src=x alt=ƒ></mi></math>"), "<math><mi>ƒ</mi></math>");
    assert_eq!(sanitised("<mfenced><b>a</b></mfenced>"), "<b>a</b>");
}

#[test]
fn a_formula_holds_nothing_that_is_something_else_there() {
    for (html, left) in [
        // Where MathML expects text, its own elements would be those of HTML.
        ("<math><mi><mglyph><mtext>a</mtext></mglyph></mi></math>", "<math><mi>a</mi></math>"),
        (
            "<math><mtext><b>a</b><math><mi>c</mi></math></mtext></math>",
            "<math><mtext><b>a</b><math><mi>c</mi></math></mtext></math>",
        ),
        ("<math><mrow><desc><b>a</b></desc></mrow></math>", "<math><mrow></mrow></math><b>a</b>"),
    ] {
        assert_eq!(sanitised(html), left, "{html}");
    }
    let link = "{{<x>}}<a href=http://a.example>b</a>{{</x>}}";
    assert_eq!(
        html(&format!("<math>{link}</math> <math><mi>{link}</mi></math>")),
        "<p><math>b</math> <math><mi>b</mi></math></p>\n"
    );
}
