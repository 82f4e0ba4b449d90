//! What the tags of Hexo stand for, one by one.

/// A box: the first argument is its kind, the others its heading.
pub(super) fn note(arguments: &[String], inner: &str) -> String {
    let kind = |word: &str| match word {
        "note" | "default" | "primary" | "none" => Some("note".to_owned()),
        "warn" => Some("warning".to_owned()),
        "error" => Some("danger".to_owned()),
        "info" | "tip" | "hint" | "success" | "important" | "warning" | "caution" | "danger" => {
            Some(word.to_owned())
        }
        _ => None,
    };
    let (kind, heading) = match arguments.split_first() {
        Some((first, rest)) => match kind(first) {
            Some(kind) => (kind, rest.join(" ")),
            None => ("note".to_owned(), arguments.join(" ")),
        },
        None => ("note".to_owned(), String::new()),
    };
    let heading = heading.replace("no-icon", "");
    let deepest = inner
        .lines()
        .map(|line| line.trim_start())
        .map(|line| line.len() - line.trim_start_matches(':').len());
    let colons = ":".repeat(deepest.max().unwrap_or(0).max(2) + 1);
    let heading = heading.trim();
    let gap = if heading.is_empty() { "" } else { " " };
    format!("{colons}{kind}{gap}{heading}\n{inner}\n{colons}")
}

/// A quotation: `author[, title]`, or `author https://… [title]`.
pub(super) fn quote(arguments: &[String], inner: &str) -> String {
    let mut lines: Vec<String> = inner
        .lines()
        .map(|line| if line.is_empty() { ">".to_owned() } else { format!("> {line}") })
        .collect();
    let footer = match arguments.iter().position(|word| is_url(word)) {
        Some(at) => {
            let url = &arguments[at];
            let (author, title) = (arguments[..at].join(" "), arguments[at + 1..].join(" "));
            let plain =
                url.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
            let title = if title.is_empty() { plain.to_owned() } else { title };
            let author = if author.is_empty() { author } else { format!("**{}** ", escaped(&author)) };
            format!("{author}[{}]({url})", escaped(&title))
        }
        None => {
            let words = arguments.join(" ");
            match words.split_once(',') {
                Some((author, title)) => format!("**{}** {}", escaped(author.trim()), escaped(title.trim())),
                None if words.is_empty() => String::new(),
                None => format!("**{}**", escaped(&words)),
            }
        }
    };
    if !footer.is_empty() {
        lines.extend([">".to_owned(), format!("> {footer}")]);
    }
    lines.join("\n")
}

/// Whether a word is a full address.
fn is_url(word: &str) -> bool {
    word.starts_with("https://") || word.starts_with("http://")
}

/// Arguments of code without its options: `mark:1,2`.
pub(super) fn without_options(words: &[String]) -> Vec<String> {
    const OPTIONS: [&str; 10] = [
        "lang",
        "line_number",
        "line_threshold",
        "first_line",
        "wrap",
        "mark",
        "language_attr",
        "highlight",
        "from",
        "to",
    ];
    let is_option = |word: &&String| word.split_once(':').is_some_and(|(key, _)| OPTIONS.contains(&key));
    words.iter().filter(|word| !is_option(word)).cloned().collect()
}

/// The title of code as a paragraph: a text, or `text https://… [words of the link]`.
pub(super) fn caption(title: &str) -> String {
    let words: Vec<&str> = title.split_whitespace().collect();
    match words.iter().position(|word| is_url(word)) {
        Some(at) if at > 0 => {
            let link = words[at + 1..].join(" ");
            let link = if link.is_empty() { "link".to_owned() } else { escaped(&link) };
            format!("{} [{link}]({})", escaped(&words[..at].join(" ")), words[at])
        }
        _ => escaped(&words.join(" ")),
    }
}

/// A text in which Markdown finds no signs of its own.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for next in text.chars() {
        if matches!(next, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '~' | '|' | '{') {
            out.push('\\');
        }
        out.push(next);
    }
    out
}

/// A block of code with its title above it.
pub(super) fn code_block(arguments: &[String], code: &str) -> String {
    let language = arguments.iter().find_map(|word| word.strip_prefix("lang:")).unwrap_or_default();
    let caption = caption(&without_options(arguments).join(" "));
    fenced(&caption, language, &unindented(code))
}

fn fenced(caption: &str, language: &str, code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let code = code.trim_matches(['\n', '\r']).trim_end();
    let above = if caption.is_empty() { String::new() } else { format!("{caption}\n\n") };
    format!("{above}{fence}{language}\n{code}\n{fence}")
}

/// The title, the path and the options of a file of code that is shown.
pub(super) fn included(arguments: &[String]) -> Option<(String, String, Vec<String>)> {
    let plain = without_options(arguments);
    let (path, title) = plain.split_last()?;
    let options = arguments.iter().filter(|word| !plain.contains(word)).cloned().collect();
    Some((title.join(" "), path.trim_start_matches('/').to_owned(), options))
}

/// A file of code that is shown.
pub(super) fn included_code(title: &str, code: &str, address: &str, options: &[String]) -> String {
    let option = |key: &str| options.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix(':'));
    let number = |key: &str| option(key).and_then(|number| number.parse::<usize>().ok());
    let from = number("from").unwrap_or(1).saturating_sub(1);
    let lines: Vec<&str> = code.lines().take(number("to").unwrap_or(usize::MAX)).skip(from).collect();
    let name = address.rsplit('/').next().unwrap_or(address);
    let language =
        option("lang").unwrap_or_else(|| name.rsplit_once('.').map_or("", |(_, extension)| extension));
    let title = if title.is_empty() { name } else { title };
    fenced(&format!("{} [view raw]({address})", escaped(title)), language, &lines.join("\n"))
}

/// A link to a post: an own title, and whether its signs are those of HTML.
pub(super) fn post_link(arguments: &[String], title: &str, link: &str) -> String {
    let (own, is_html) = match arguments.split_last() {
        Some((last, rest)) if last == "true" || last == "false" => (rest.join(" "), last == "false"),
        _ => (arguments.join(" "), false),
    };
    let shown = if own.is_empty() { title } else { &own };
    let shown = if is_html { shown.to_owned() } else { shown.replace('<', "&lt;").replace('>', "&gt;") };
    format!("[{}]({link})", shown.replace('[', "\\[").replace(']', "\\]"))
}

/// What a tag stands for that needs nothing but its arguments; `None` where nobody here knows it.
pub(super) fn single(name: &str, arguments: &[String]) -> Option<String> {
    let first = arguments.first();
    let rest = || arguments.get(1..).unwrap_or_default().join(" ");
    match name {
        "youtube" if arguments.get(1).is_some_and(|kind| kind == "playlist") => {
            let address = format!("https://www.youtube.com/playlist?list={}", first?);
            Some(format!("[{address}]({address})"))
        }
        "youtube" | "vimeo" => Some(format!("{{{{< {name} \"{}\" >}}}}", first?.replace('"', ""))),
        "gist" => {
            let id = first?.replace('"', "");
            let file = arguments
                .get(1)
                .map(|file| format!(" file=\"{}\"", file.replace('"', "")))
                .unwrap_or_default();
            Some(format!("{{{{< gist url=\"https://gist.github.com/{id}\"{file} >}}}}"))
        }
        "jsfiddle" => {
            let address = format!("https://jsfiddle.net/{}/", first?);
            Some(format!("[{address}]({address})"))
        }
        "iframe" => Some(format!("<iframe src=\"{}\"></iframe>", first?.replace('"', "%22"))),
        "link" => {
            let at = arguments.iter().position(|word| is_url(word) || word.starts_with('/'))?;
            let text = if at == 0 { arguments[0].clone() } else { arguments[..at].join(" ") };
            Some(format!("[{}]({})", escaped(&text), arguments[at]))
        }
        "url_for" | "full_url_for" => Some(format!("[{}]({})", escaped(first?), arguments.get(1)?)),
        "asset_path" => first.cloned(),
        "asset_link" => {
            let title = rest();
            let title = title.trim_end_matches(" true").trim_end_matches(" false");
            let title = if title.is_empty() { first? } else { title };
            Some(format!("[{}]({})", escaped(title), linked(first?)))
        }
        "img" => image(arguments, |word| is_url(word) || word.contains('/') || word.contains('.')),
        "asset_img" => image(arguments, |word| word.contains('.')),
        _ => None,
    }
}

/// A path as the address of a link.
fn linked(path: &str) -> String {
    path.replace(' ', "%20").replace('(', "%28").replace(')', "%29")
}

/// A picture: `[classes] source [width [height]] [title [alternative text]]`.
fn image(arguments: &[String], is_source: impl Fn(&str) -> bool) -> Option<String> {
    let at = arguments.iter().position(|word| is_source(word))?;
    let (classes, source) = (arguments[..at].join(" "), &arguments[at]);
    let mut rest = &arguments[at + 1..];
    let mut sizes = Vec::new();
    while let Some((first, more)) =
        rest.split_first().filter(|(first, _)| sizes.len() < 2 && first.bytes().all(|b| b.is_ascii_digit()))
    {
        sizes.push(first.clone());
        rest = more;
    }
    let title = rest.first().cloned().unwrap_or_default();
    let alt = rest.get(1..).unwrap_or_default().join(" ");
    let plain = |text: &str| text.replace('"', "&quot;");
    if sizes.is_empty() && classes.is_empty() {
        let title = if title.is_empty() { String::new() } else { format!(" \"{}\"", plain(&title)) };
        return Some(format!("![{}]({}{title})", escaped(&alt), linked(source)));
    }
    let attributes = [
        ("src", Some(source)),
        ("alt", Some(&alt)),
        ("title", Some(&title)),
        ("width", sizes.first()),
        ("height", sizes.get(1)),
        ("class", Some(&classes)),
    ];
    let written: String = attributes
        .into_iter()
        .filter_map(|(name, value)| {
            let value = value.filter(|value| name == "alt" || !value.is_empty())?;
            Some(format!(" {name}=\"{}\"", plain(value)))
        })
        .collect();
    Some(format!("<img{written}>"))
}

/// A text without the blanks that all of its lines begin with.
pub(super) fn unindented(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let indent = lines.map(|line| line.len() - line.trim_start_matches([' ', '\t']).len()).min().unwrap_or(0);
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        out.push_str(line.get(indent..).unwrap_or("\n"));
    }
    out
}
