//! Liquid in texts, carried out as far as it is known at the import.
