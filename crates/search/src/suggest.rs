//! Words that are near to one that no article has.

/// The most changes between a word and a suggestion: one in short words, two in longer ones.
fn most_changes(letters: usize) -> usize {
    match letters {
        0..3 => 0,
        3..6 => 1,
        _ => 2,
    }
}

/// The suggestions for `word` among `forms`, which have the logarithm of how many articles have them: the nearest first, then the most
/// frequent, then by alphabet.
pub(crate) fn suggestions<'f>(word: &str, forms: &'f [(String, u64)], most: usize) -> Vec<&'f str> {
    let letters: Vec<char> = word.chars().collect();
    let limit = most_changes(letters.len());
    let near = forms.iter().filter_map(|(form, logarithm)| {
        let changes = changes(&letters, &form.chars().collect::<Vec<_>>(), limit)?;
        (changes > 0).then_some((changes, std::cmp::Reverse(*logarithm), &**form))
    });
    let mut near: Vec<_> = near.collect();
    near.sort_unstable();
    near.into_iter().take(most).map(|(.., form)| form).collect()
}

/// How many letters must be added, removed, replaced, or exchanged with the next one to make one word of the other (optimal string
/// alignment); `None` where it is more than `limit`.
fn changes(one: &[char], other: &[char], limit: usize) -> Option<usize> {
    if one.len().abs_diff(other.len()) > limit {
        return None;
    }
    let mut rows = [vec![0; other.len() + 1], (0..=other.len()).collect(), vec![0; other.len() + 1]];
    for (at, letter) in one.iter().enumerate() {
        let [before, last, row] = &mut rows;
        row[0] = at + 1;
        for (to, wanted) in other.iter().enumerate() {
            let replaced = last[to] + usize::from(letter != wanted);
            row[to + 1] = replaced.min(last[to + 1] + 1).min(row[to] + 1);
            if at > 0 && to > 0 && *letter == other[to - 1] && one[at - 1] == *wanted {
                row[to + 1] = row[to + 1].min(before[to - 1] + 1);
            }
        }
        if row.iter().all(|changes| *changes > limit) {
            return None;
        }
        rows.rotate_left(1);
    }
    Some(rows[1][other.len()]).filter(|changes| *changes <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_counted() {
        let changes = |one: &str, other: &str| {
            changes(&one.chars().collect::<Vec<_>>(), &other.chars().collect::<Vec<_>>(), 2)
        };
        for (one, other, expected) in [
            ("border", "border", Some(0)),
            ("border", "boarder", Some(1)),
            ("border", "bodrer", Some(1)),
            ("border", "broder", Some(1)),
            ("border", "bored", Some(2)),
            ("border", "bridge", None),
            ("ab", "", Some(2)),
            ("москва", "масква", Some(1)),
        ] {
            assert_eq!((changes(one, other), changes(other, one)), (expected, expected), "{one} {other}");
        }
    }

    #[test]
    fn the_nearest_and_most_frequent_come_first() {
        let forms = [("boarder", 3), ("border", 9), ("borders", 8), ("bolder", 9), ("of", 12)];
        let forms: Vec<(String, u64)> = forms.map(|(form, count)| (form.to_owned(), count)).to_vec();
        assert_eq!(suggestions("bordr", &forms, 3), ["border"]);
        assert_eq!(suggestions("bordder", &forms, 3), ["border", "bolder", "borders"]);
        assert_eq!(suggestions("ov", &forms, 3), [] as [&str; 0]);
    }
}
