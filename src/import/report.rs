//! What an import did, for people and programs.
