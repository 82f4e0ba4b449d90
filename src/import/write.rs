//! Writes the new site; what people have changed by hand stays.
