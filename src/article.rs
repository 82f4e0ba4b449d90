//! One source file to one [`Article`](crate::article): front matter, metadata, body.

pub mod body;
