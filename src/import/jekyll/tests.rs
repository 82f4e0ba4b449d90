//! Tests of whole sites of Jekyll.
