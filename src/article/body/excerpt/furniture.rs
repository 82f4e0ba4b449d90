//! Paragraphs that belong to players, buttons and menus of the original page.

/// The most words of such a paragraph.
const WORDS: usize = 7;

/// What such paragraphs start with, in lower case.
const STARTS: [&str; 41] = [
    "advertisement",
    "anhören",
    "click here to",
    "compartir",
    "descargar",
    "download",
    "drucken",
    "écouter",
    "escuchar",
    "follow us",
    "herunterladen",
    "imprimir",
    "imprimer",
    "listen",
    "partager",
    "play in new window",
    "podcast:",
    "print this",
    "read more",
    "share",
    "share on",
    "skip to",
    "subscribe",
    "teilen",
    "télécharger",
    "tweet",
    "watch the video",
    "your browser does not support",
    "версия для печати",
    "загрузить",
    "подписаться",
    "поделиться",
    "прослушать",
    "распечатать",
    "скачать",
    "слушать",
    "下载",
    "分享",
    "收听",
    "シェア",
    "ダウンロード",
];

/// Whether a paragraph says nothing: it is short, is no sentence, and starts as such paragraphs do.
pub(super) fn is_furniture(text: &str) -> bool {
    let is_sentence = text.ends_with(['.', '!', '?', '。', '！', '？', '…', '”', '"', '»']);
    if is_sentence || text.split_whitespace().count() > WORDS || text.len() > 200 {
        return false;
    }
    let lower = text.to_lowercase();
    STARTS.iter().any(|start| {
        let rest = lower.strip_prefix(start);
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric) && !rest.starts_with(", "))
    })
}
