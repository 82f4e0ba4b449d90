//! The MD5 of a file, in the forms in which stores tell it.

use base64::Engine as _;

/// The MD5 of a header `Content-MD5`, which is in base64 (RFC 1864), in hexadecimal digits.
pub(crate) fn md5_of_header(value: &str) -> Option<String> {
    let bytes =
        base64::engine::general_purpose::STANDARD.decode(value).ok().filter(|bytes| bytes.len() == 16)?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The MD5 that an entity tag is, where it looks like one: stores have others for files sent in pieces.
pub(crate) fn md5_of_etag(etag: &str) -> Option<String> {
    let digits = etag.trim_matches('"');
    let is_md5 = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_md5.then(|| digits.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_read_in_either_form() {
        // Of the empty string (RFC 1321).
        let expected = Some("d41d8cd98f00b204e9800998ecf8427e".to_owned());
        assert_eq!(md5_of_header("1B2M2Y8AsgTpgAmY7PhCfg=="), expected);
        assert_eq!(md5_of_etag("\"D41D8CD98F00B204E9800998ECF8427E\""), expected);
        for other in ["", "x", "1B2M2Y8A"] {
            assert_eq!((md5_of_header(other), md5_of_etag(other)), (None, None));
        }
        assert_eq!(md5_of_etag("\"d41d8cd98f00b204e9800998ecf8427e-3\""), None, "a file sent in pieces");
    }
}
