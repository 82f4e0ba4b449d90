//! All integration tests, one binary: sites in strings, built in a temporary folder, looked at file by file.

mod support;

mod tidy;
