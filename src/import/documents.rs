//! Documents of the old site as files of the new one.
