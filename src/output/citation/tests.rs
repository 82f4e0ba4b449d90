//! Each form against examples made by the rules of its guide.

use super::*;

fn caravan() -> Publication {
    Publication { name: "The Caravan".into(), place: Some("Tbilisi".into()), ..Publication::default() }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

const KEEPER: Keeper<'_> = Keeper { archive: "The Caravan Archive", operator: Some("Saltmarsh Library") };

/// A work of these authors that a library keeps.
fn work<'w>(names: &[&'w str], publication: Option<&'w Publication>) -> Work<'w> {
    Work {
        names: names.iter().map(|name| Name::new(name, None, false)).collect(),
        title: "The last ferry",
        publication,
        date: day("2010-12-10"),
        keeper: Some(KEEPER),
        captured: Some(day("2023-02-01")),
        language: "en",
        url: "https://a.example/2010/12/ferry/",
        path: "/2010/12/ferry/",
    }
}

/// The three forms, without markup but with `*` around italics.
fn forms(work: &Work<'_>) -> [String; 3] {
    [styles::apa(work), styles::mla(work), styles::chicago(work)].map(|html| {
        html.replace("<i>", "*").replace("</i>", "*").replace("&amp;", "&").replace("&quot;", "\"")
    })
}

#[test]
fn an_archived_article_by_one_author() {
    let (caravan, archive) = (caravan(), "https://a.example/2010/12/ferry/");
    let [apa, mla, chicago] = forms(&work(&["Dina Example"], Some(&caravan)));
    assert_eq!(
        apa,
        format!(
            "Example, D. (2010, December 10). The last ferry. *The Caravan*. The Caravan Archive. {archive}"
        )
    );
    assert_eq!(
        mla,
        format!(
            "Example, Dina. “The last ferry.” *The Caravan*, 10 Dec. 2010. *The Caravan Archive*, Saltmarsh \
             Library, {archive}."
        )
    );
    assert_eq!(
        chicago,
        format!(
            "Dina Example, “The last ferry,” *The Caravan* (Tbilisi), December 10, 2010, archived February 1, \
             2023, at The Caravan Archive, Saltmarsh Library, {archive}."
        )
    );
}

/// What each form begins with, up to the title.
fn authors(names: &[&str]) -> [String; 3] {
    let caravan = caravan();
    let [apa, mla, chicago] = forms(&work(names, Some(&caravan)));
    let before = |text: String, mark: &str| text.split_once(mark).unwrap().0.to_owned();
    [before(apa, " (2010"), before(mla, " “"), before(chicago, " “")]
}

#[test]
fn several_authors_are_joined_as_each_guide_says() {
    let two = ["Dina Example", "Otar van der Berg"];
    assert_eq!(
        authors(&two),
        [
            "Example, D., & van der Berg, O.",
            "Example, Dina, and Otar van der Berg.",
            "Dina Example and Otar van der Berg,"
        ]
    );
    let three = ["Dina Example", "Otar Berg", "Nino Quince"];
    assert_eq!(
        authors(&three),
        [
            "Example, D., Berg, O., & Quince, N.",
            "Example, Dina, et al.",
            "Dina Example, Otar Berg, and Nino Quince,"
        ]
    );
    let four = ["Dina Example", "Otar Berg", "Nino Quince", "Ana Reed"];
    assert_eq!(authors(&four)[1..], ["Example, Dina, et al.", "Dina Example et al.,"]);
}

#[test]
fn apa_names_twenty_authors_and_of_more_the_first_nineteen_and_the_last() {
    let names: Vec<String> = ('A'..='W').map(|letter| format!("Dina {letter}example")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let twenty = &authors(&names[..20])[0];
    assert!(twenty.ends_with("Sexample, D., & Texample, D.") && !twenty.contains(". . ."), "{twenty}");
    let more = &authors(&names[..21])[0];
    assert!(more.ends_with("Rexample, D., Sexample, D., . . . Uexample, D."), "{more}");
}

#[test]
fn organisations_and_other_scripts_stay_as_they_are() {
    assert_eq!(
        authors(&["Example News Agency"]),
        ["Example News Agency.", "Example News Agency.", "Example News Agency,"]
    );
    assert_eq!(authors(&["Дина Образцова"]), ["Образцова, Д.", "Образцова, Дина.", "Дина Образцова,"]);
    assert_eq!(authors(&["王伟"]), ["王伟.", "王伟.", "王伟,"]);
    assert_eq!(
        authors(&["Martin Luther King Jr."]),
        ["King, M. L., Jr.", "King, Martin Luther, Jr.", "Martin Luther King Jr.,"]
    );
}

#[test]
fn without_an_author_the_title_comes_first() {
    let caravan = caravan();
    let [apa, mla, chicago] = forms(&work(&[], Some(&caravan)));
    assert!(apa.starts_with("The last ferry. (2010, December 10). *The Caravan*."), "{apa}");
    assert!(mla.starts_with("“The last ferry.” *The Caravan*, 10 Dec. 2010."), "{mla}");
    assert!(chicago.starts_with("“The last ferry,” *The Caravan*"), "{chicago}");
    // A newspaper is not named as the author of what it prints, where it is named anyway.
    let [_, mla, chicago] = forms(&work(&["The Caravan"], Some(&caravan)));
    assert!(mla.starts_with("“The") && chicago.starts_with("“The"), "{mla} {chicago}");
}

#[test]
fn of_an_unknown_publication_nothing_is_claimed() {
    let [apa, mla, chicago] = forms(&work(&["Dina Example"], None));
    let url = "https://a.example/2010/12/ferry/";
    assert_eq!(apa, format!("Example, D. (2010, December 10). The last ferry. The Caravan Archive. {url}"));
    assert_eq!(
        mla,
        format!(
            "Example, Dina. “The last ferry.” 10 Dec. 2010. *The Caravan Archive*, Saltmarsh Library, {url}."
        )
    );
    assert_eq!(
        chicago,
        format!(
            "Dina Example, “The last ferry,” December 10, 2010, archived February 1, 2023, at The Caravan Archive, \
             Saltmarsh Library, {url}."
        )
    );
}

#[test]
fn a_publication_that_keeps_its_articles_itself_is_no_archive() {
    let caravan = caravan();
    let own = Work { keeper: None, captured: None, ..work(&["Dina Example"], Some(&caravan)) };
    let [apa, mla, chicago] = forms(&own);
    let url = "https://a.example/2010/12/ferry/";
    assert_eq!(apa, format!("Example, D. (2010, December 10). The last ferry. *The Caravan*. {url}"));
    assert_eq!(mla, format!("Example, Dina. “The last ferry.” *The Caravan*, 10 Dec. 2010, {url}."));
    assert_eq!(
        chicago,
        format!("Dina Example, “The last ferry,” *The Caravan* (Tbilisi), December 10, 2010, {url}.")
    );
    // An archive of the same name is not named twice; who keeps it is.
    let keeper = Some(Keeper { archive: "The Caravan", ..KEEPER });
    let [apa, mla, chicago] = forms(&Work { keeper, captured: None, ..work(&[], Some(&caravan)) });
    assert!(apa.contains("*The Caravan*. Saltmarsh Library. "), "{apa}");
    assert!(mla.contains(" 2010. *Saltmarsh Library*, https"), "{mla}");
    assert!(chicago.contains(", archived at Saltmarsh Library, https"), "{chicago}");
}

#[test]
fn signs_at_the_end_and_quotes_within_a_title() {
    let caravan = caravan();
    let title = "Who said \"no\" and “why”?";
    let [apa, mla, chicago] = forms(&Work { title, ..work(&["Dina Example"], Some(&caravan)) });
    assert!(apa.contains("). Who said \"no\" and “why”? *The"), "{apa}");
    assert!(mla.contains(" “Who said ‘no’ and ‘why’?” *The"), "{mla}");
    assert!(chicago.contains(" “Who said ‘no’ and ‘why’?,” *The"), "{chicago}");
}

#[test]
fn a_place_that_the_name_holds_is_not_repeated() {
    let publication = Publication { name: "Tbilisi Times".into(), ..caravan() };
    let [.., chicago] = forms(&work(&[], Some(&publication)));
    assert!(chicago.contains("*Tbilisi Times*, December"), "{chicago}");
}

#[test]
fn markup_in_names_and_titles_is_text() {
    let publication = Publication { name: "<b>\"&".into(), ..Publication::default() };
    let hostile = Work { title: "</i><script>", ..work(&["<img src=x>"], Some(&publication)) };
    for html in [styles::apa(&hostile), styles::mla(&hostile), styles::chicago(&hostile)] {
        let without = html.replace("<i>", "").replace("</i>", "");
        assert!(!without.contains(['<', '>', '"']), "{html}");
    }
}

#[test]
fn an_entry_for_bibtex_and_biblatex() {
    let publication = Publication { issn: Some("0317-8471".into()), ..caravan() };
    let entry = bibtex::entry(&work(&["Dina Example", "Example News Agency"], Some(&publication)));
    assert_eq!(
        entry,
        "@article{example-2010-ferry,\n  author = {Example, Dina and {Example News Agency}},\n  title = {{The last \
         ferry}},\n  journal = {The Caravan},\n  entrysubtype = {newspaper},\n  issn = {0317-8471},\n  location = \
         {Tbilisi},\n  date = {2010-12-10},\n  year = {2010},\n  note = {Archived at The Caravan Archive, Saltmarsh \
         Library},\n  url = {https://a.example/2010/12/ferry/},\n  urldate = {2023-02-01},\n  month = dec,\n}"
    );
    let unknown = bibtex::entry(&work(&[], None));
    assert!(unknown.starts_with("@misc{2010-ferry,\n  title"), "{unknown}");
    assert!(unknown.contains("  howpublished = {The Caravan Archive, Saltmarsh Library},\n"), "{unknown}");
    assert!(!unknown.contains("journal"), "{unknown}");
}

#[test]
fn keys_are_plain() {
    let key = |names: &[&str], path| {
        let entry = bibtex::entry(&Work { path, ..work(names, None) });
        entry.split_once('{').unwrap().1.split_once(',').unwrap().0.to_owned()
    };
    assert_eq!(key(&["Дина Образцова"], "/ru/2010/12/граница/"), "obraztsova-2010-granitsa");
    assert_eq!(key(&[], "/x.html"), "2010-x-html");
    assert_eq!(key(&["}{,%"], "/"), "2010");
}

#[test]
fn an_entry_in_the_format_ris() {
    let publication = Publication { issn: Some("0317-8471".into()), ..caravan() };
    let entry = ris::entry(&work(&["Dina Example", "By us, with Jane Roe"], Some(&publication)));
    assert_eq!(
        entry,
        "TY  - NEWS\nAU  - Example, Dina\nAU  - By us; with Jane Roe\nTI  - The last ferry\nT2  - The Caravan\nSN  - \
         0317-8471\nCY  - Tbilisi\nPY  - 2010\nDA  - 2010/12/10\nLA  - en\nDB  - The Caravan Archive\nDP  - Saltmarsh \
         Library\nUR  - https://a.example/2010/12/ferry/\nY2  - 2023/02/01\nER  - \n"
    );
    assert!(ris::entry(&work(&[], None)).starts_with("TY  - ELEC\nTI"));
}
