//! The headers with which stores keep files.

use generate_stores::Headers;

use crate::facts::Facts;

/// The headers with which a store keeps a file.
pub(super) fn headers(facts: &Facts) -> Headers {
    Headers {
        content_type: facts.content_type.as_str().to_owned(),
        cache_control: facts.cache.header().to_owned(),
        content_encoding: None,
        redirect: None,
    }
}
