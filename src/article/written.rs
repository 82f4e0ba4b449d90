//! Values of any shape, kept in the cache as text, because its format cannot represent values of unknown type.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// Writes a value as its JSON.
///
/// # Errors
/// What the serializer says.
pub(super) fn serialize<S: Serializer>(value: &Option<Box<Value>>, serializer: S) -> Result<S::Ok, S::Error> {
    value.as_ref().map(ToString::to_string).serialize(serializer)
}

/// Reads a value from its JSON.
///
/// # Errors
/// What the deserializer says, or that the text is no JSON.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Box<Value>>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| serde_json::from_str(&text).map(Box::new).map_err(D::Error::custom)).transpose()
}
