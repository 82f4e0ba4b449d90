//! What the summary of an article is taken from.

/// How much of a text its summary is, where the article has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Summary {
    /// The first paragraph, cut if it is long.
    #[default]
    FirstParagraph,
    /// So many paragraphs.
    Paragraphs(u32),
    /// So many words; each character of a script without blanks between words is one.
    Words(u32),
}

impl Summary {
    /// The largest number of paragraphs or words.
    const MOST: u32 = 10_000;

    /// Reads `paragraph`, `paragraphs:2` or `words:70`.
    pub(super) fn parse(text: &str) -> Option<Summary> {
        if text == "paragraph" {
            return Some(Summary::FirstParagraph);
        }
        let (unit, number) = text.split_once(':')?;
        let number = number.trim().parse().ok().filter(|number| (1..=Summary::MOST).contains(number))?;
        match unit.trim() {
            "paragraphs" => Some(Summary::Paragraphs(number)),
            "words" => Some(Summary::Words(number)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_are_a_paragraph_or_a_number() {
        assert_eq!(Summary::parse("paragraph"), Some(Summary::FirstParagraph));
        assert_eq!(Summary::parse("paragraphs:2"), Some(Summary::Paragraphs(2)));
        assert_eq!(Summary::parse("words: 70"), Some(Summary::Words(70)));
        assert_eq!(Summary::parse("words:10000"), Some(Summary::Words(10_000)));
        for text in ["", "words", "words:0", "words:-1", "words:10001", "paragraph:2", "lines:2", "words:7:0"]
        {
            assert_eq!(Summary::parse(text), None, "{text}");
        }
    }
}
