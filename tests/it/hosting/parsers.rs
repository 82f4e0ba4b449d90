//! `_redirects` and `_headers` as the documentation of the hosts describes them, read by other means than the program's own.

/// A line of `_redirects`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    pub from: String,
    /// `name=value`, one each.
    pub query: Vec<String>,
    pub to: String,
    pub status: u16,
    /// `!`: before files.
    pub forced: bool,
}

/// The lines of `_redirects`: words apart by spaces, comments after `#`.
pub fn redirects(text: &str) -> Vec<Redirect> {
    let mut all = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let words: Vec<&str> = line.split(' ').collect();
        let [from, query @ .., to, status] = &words[..] else { panic!("{line}") };
        let (digits, forced) = status.strip_suffix('!').map_or((*status, false), |digits| (digits, true));
        assert!(from.starts_with('/') || from.starts_with("https://"), "{line}");
        assert!(to.starts_with('/') || to.starts_with("https://"), "{line}");
        assert!(query.iter().all(|pair| pair.contains('=')), "{line}");
        assert!(!line.contains(['*', '"', '<']), "{line}");
        all.push(Redirect {
            from: (*from).to_owned(),
            query: query.iter().map(|pair| (*pair).to_owned()).collect(),
            to: (*to).to_owned(),
            status: digits.parse().unwrap(),
            forced,
        });
    }
    all
}

/// What Netlify makes of a request: the first rule whose path and parameters fit; a slash at the end makes no difference.
pub fn netlify<'r>(rules: &'r [Redirect], host: &str, path: &str, query: &str) -> Option<&'r Redirect> {
    let sent: Vec<&str> = query.split('&').collect();
    let is_path = |from: &str| from.trim_end_matches('/') == path.trim_end_matches('/');
    rules.iter().find(|rule| {
        let fits_path = match rule.from.strip_prefix("https://") {
            Some(full) => full.strip_prefix(host).is_some_and(is_path),
            None => is_path(&rule.from),
        };
        fits_path && rule.query.iter().all(|pair| sent.contains(&pair.as_str()))
    })
}

/// A pattern of `_headers` with its headers.
pub type Pattern = (String, Vec<(String, String)>);

/// The patterns of `_headers`: a path at the start of a line, headers on lines that are indented.
pub fn headers(text: &str) -> Vec<Pattern> {
    let mut all: Vec<Pattern> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        match line.strip_prefix("  ") {
            Some(header) => {
                let (name, value) = header.split_once(": ").unwrap();
                all.last_mut().unwrap().1.push((name.to_owned(), value.to_owned()));
            }
            None => {
                assert!(line.starts_with('/') && line.matches('*').count() <= 1, "{line}");
                all.push((line.to_owned(), Vec::new()));
            }
        }
    }
    all
}

/// The values of a header for a path, of all patterns that fit: hosts join them.
pub fn header(patterns: &[Pattern], path: &str, name: &str) -> Vec<String> {
    let fits = |pattern: &str| match pattern.strip_suffix('*') {
        Some(start) => path.starts_with(start),
        None => path == pattern,
    };
    let fitting = patterns.iter().filter(|(pattern, _)| fits(pattern)).flat_map(|(_, headers)| headers);
    fitting.filter(|(found, _)| found == name).map(|(_, value)| value.clone()).collect()
}
