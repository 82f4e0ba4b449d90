//! What tags of plugins embed from other sites, as calls of this program's shortcodes or as links.

use url::Url;

/// What a tag embeds: `{% youtube ID %}`, `{% gist user/id %}`, `{% oembed URL %}`. `None` where the tag is none of these.
pub(super) fn tag(name: &str, arguments: &str) -> Option<String> {
    let words: Vec<&str> = arguments.split_whitespace().map(|word| word.trim_matches(['"', '\''])).collect();
    let first = *words.first()?;
    if first.is_empty() || words.iter().any(|word| word.contains(['{', '}', '<', '>', '"'])) {
        return None;
    }
    match name.to_ascii_lowercase().as_str() {
        "oembed" | "embed" | "embed_url" => embed(first, None),
        "youtube" | "youtubeplayer" | "vimeo" | "tweet" | "twitter" | "instagram"
            if first.contains("://") =>
        {
            embed(first, None)
        }
        "youtube" | "youtubeplayer" => Some(call("youtube", &[("", first)])),
        "vimeo" => Some(call("vimeo", &[("", first)])),
        "gist" => Some(gist(first, words.get(1).copied())),
        _ => None,
    }
}

/// What a filter embeds: `"https://…" | embed: "title"`.
pub(super) fn filtered(expression: &str) -> Option<String> {
    let (url, filter) = expression.split_once('|')?;
    let quoted = |text: &str| {
        let text = text.trim();
        let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
        (!inner.contains(quote)).then(|| inner.to_owned())
    };
    let url = quoted(url)?;
    let (name, arguments) = filter.split_once(':').unwrap_or((filter, ""));
    if !name.to_ascii_lowercase().contains("embed") {
        return None;
    }
    embed(&url, quoted(arguments).as_deref())
}

/// A call for an address that the program has a shortcode for, a link to any other.
fn embed(address: &str, title: Option<&str>) -> Option<String> {
    let address = address.trim();
    let full = if address.starts_with("//") { format!("https:{address}") } else { address.to_owned() };
    let url = Url::parse(&full).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = url.host_str()?.trim_start_matches("www.").to_owned();
    let parts: Vec<&str> =
        url.path_segments().into_iter().flatten().filter(|part| !part.is_empty()).collect();
    let id = url.query_pairs().find(|(key, _)| key == "v").map(|(_, id)| id.into_owned());
    let title = title.filter(|title| !title.contains(['"', '{', '}', '\\'])).map(|title| ("title", title));
    let with = |name: &str, arguments: &[(&str, &str)]| {
        Some(call(name, &arguments.iter().copied().chain(title).collect::<Vec<_>>()))
    };
    match (&*host, &parts[..]) {
        ("youtube.com" | "m.youtube.com" | "youtube-nocookie.com", ["watch"]) => {
            with("youtube", &[("id", &id?)])
        }
        ("youtube.com" | "youtube-nocookie.com", ["embed" | "v" | "shorts", id]) | ("youtu.be", [id]) => {
            with("youtube", &[("id", id)])
        }
        ("vimeo.com", [id]) | ("player.vimeo.com", ["video", id]) => with("vimeo", &[("id", id)]),
        ("twitter.com" | "mobile.twitter.com" | "x.com", [user, "status" | "statuses", id]) => {
            with("tweet", &[("user", user), ("id", id)])
        }
        ("instagram.com", ["p", id]) => with("instagram", &[("id", id)]),
        ("gist.github.com", [user, id]) => Some(gist(&format!("{user}/{id}"), None)),
        _ => {
            let shown =
                title.map_or_else(|| url.as_str().to_owned(), |(_, title)| title.replace(['[', ']'], ""));
            Some(format!("[{shown}](<{url}>)"))
        }
    }
}

fn gist(id: &str, file: Option<&str>) -> String {
    let (user, id) = id.rsplit_once('/').unwrap_or(("", id));
    if user.is_empty() {
        let url = format!("https://gist.github.com/{id}");
        return call("gist", &[("url", &url)]);
    }
    let file = file.map(|file| ("file", file));
    call("gist", &[("user", user), ("id", id)].into_iter().chain(file).collect::<Vec<_>>())
}

/// A call of a shortcode; an argument without a name stands by its place.
fn call(name: &str, arguments: &[(&str, &str)]) -> String {
    let mut call = format!("{{{{< {name}");
    for (key, value) in arguments {
        let equals = if key.is_empty() { "" } else { "=" };
        call.push_str(&format!(" {key}{equals}\"{value}\""));
    }
    call + " >}}"
}
