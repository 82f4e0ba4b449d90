//! `robots.txt` (RFC 9309): which addresses of a host may be asked for.

use std::time::Duration;

/// The name of the program that rules may be for.
const NAME: &str = "generate";

/// The rules of a host for this program.
#[derive(Debug, Default)]
pub(super) struct Robots {
    /// Whether a path that fits is allowed, and the pattern.
    rules: Vec<(bool, String)>,
    delay: Duration,
}

impl Robots {
    /// Reads the rules for this program, or for all programs where none are for it.
    pub(super) fn read(text: &str) -> Robots {
        let (mut own, mut all) = (None, Robots::default());
        // Whether the group is for this program and for all; whether its names are still being listed.
        let (mut is_own, mut is_all, mut is_head) = (false, false, false);
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            if key == "user-agent" {
                if !is_head {
                    (is_own, is_all) = (false, false);
                }
                is_head = true;
                is_own |= value.eq_ignore_ascii_case(NAME);
                is_all |= value == "*";
                if is_own {
                    own.get_or_insert_with(Robots::default);
                }
                continue;
            }
            is_head = false;
            let groups = own.as_mut().filter(|_| is_own).into_iter().chain(is_all.then_some(&mut all));
            for group in groups {
                match &*key {
                    "allow" if !value.is_empty() => group.rules.push((true, value.to_owned())),
                    "disallow" if !value.is_empty() => group.rules.push((false, value.to_owned())),
                    "crawl-delay" => group.delay = seconds(value),
                    _ => {}
                }
            }
        }
        own.unwrap_or(all)
    }

    /// Whether a path with its query may be asked for: the longest pattern that fits counts, and of two one that allows.
    pub(super) fn allows(&self, path: &str) -> bool {
        let fitting = self.rules.iter().filter(|(_, pattern)| fits(pattern, path));
        fitting.max_by_key(|(allowed, pattern)| (pattern.len(), *allowed)).is_none_or(|(allowed, _)| *allowed)
    }

    /// The pause that the host asks for.
    pub(super) fn delay(&self) -> Duration {
        self.delay
    }
}

/// A number of seconds, which may have decimals; none where it is no such number.
fn seconds(text: &str) -> Duration {
    text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()).unwrap_or_default()
}

/// Whether a path begins as a pattern says, in which `*` stands for anything and `$` at its end for the end.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, is_whole) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut last = None;
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        last = Some(part);
    }
    match last {
        Some(part) if is_whole => path.ends_with(part),
        _ => !is_whole || rest.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_rule_counts() {
        let robots = Robots::read(
            "User-agent: *\nDisallow: /private/\nAllow: /private/open\nDisallow: /*.pdf$\nCrawl-delay: 3",
        );
        for (path, expected) in [
            ("/", true),
            ("/private/x", false),
            ("/private/open/x", true),
            ("/a/b.pdf", false),
            ("/a/b.pdf?x", true),
        ] {
            assert_eq!(robots.allows(path), expected, "{path}");
        }
        assert_eq!(robots.delay(), Duration::from_secs(3));
    }

    #[test]
    fn a_mark_at_the_start_and_decimals_are_read() {
        let robots = Robots::read("\u{feff}User-agent: *\nDisallow: /x\nCrawl-delay: 2.5");
        assert!(!robots.allows("/x"));
        assert_eq!(robots.delay(), Duration::from_millis(2_500));
        for text in ["-1", "NaN", "inf", "1e300", "soon", ""] {
            assert_eq!(seconds(text), Duration::ZERO, "{text}");
        }
    }

    #[test]
    fn rules_for_this_program_come_before_those_for_all() {
        let text = "User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-agent: Generate\nDisallow: /x\n";
        let robots = Robots::read(text);
        assert!(robots.allows("/y") && !robots.allows("/x"));
        assert!(!Robots::read("User-agent: *\nDisallow: /\n").allows("/"));
        assert!(Robots::read("<html>not found</html>").allows("/"));
        assert!(Robots::read("User-agent: *\nDisallow:\n").allows("/"));
    }
}
