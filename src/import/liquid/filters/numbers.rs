//! Filters of numbers.

use super::super::value::Value;
use super::argument;

pub(super) fn apply(name: &str, input: &Value, arguments: &[Value]) -> Option<Value> {
    let number = input.number();
    let other = || argument(arguments, 0).number();
    Some(match name {
        "plus" => with(&number, &other(), i64::checked_add, |one, other| one + other),
        "minus" => with(&number, &other(), i64::checked_sub, |one, other| one - other),
        "times" => with(&number, &other(), i64::checked_mul, |one, other| one * other),
        "divided_by" => with(&number, &other(), floored, |one, other| one / other),
        "modulo" => with(&number, &other(), i64::checked_rem_euclid, f64::rem_euclid),
        "at_least" => {
            if other().float() > number.float() {
                other()
            } else {
                number
            }
        }
        "at_most" => {
            if other().float() < number.float() {
                other()
            } else {
                number
            }
        }
        "abs" => match number {
            Value::Int(number) => Value::Int(number.saturating_abs()),
            number => Value::Float(number.float().abs()),
        },
        "ceil" => Value::Int(number.float().ceil() as i64),
        "floor" => Value::Int(number.float().floor() as i64),
        "to_integer" => Value::Int(number.integer()),
        "round" => round(&number, argument(arguments, 0).integer()),
        _ => return None,
    })
}

fn with(
    one: &Value,
    other: &Value,
    whole: impl Fn(i64, i64) -> Option<i64>,
    real: impl Fn(f64, f64) -> f64,
) -> Value {
    if let (Value::Int(one), Value::Int(other)) = (one, other) {
        // What is too large, or divided by nothing, is an error there.
        return whole(*one, *other).map_or(Value::Nil, Value::Int);
    }
    let result = real(one.float(), other.float());
    if result.is_finite() { Value::Float(result) } else { Value::Nil }
}

/// A quotient, rounded down.
fn floored(one: i64, other: i64) -> Option<i64> {
    let rest = one.checked_rem(other)?;
    let quotient = one.checked_div(other)?;
    let is_below = rest != 0 && (rest < 0) != (other < 0);
    quotient.checked_sub(i64::from(is_below))
}

fn round(number: &Value, digits: i64) -> Value {
    let digits = i32::try_from(digits.clamp(0, 15)).unwrap_or(0);
    if digits == 0 {
        return Value::Int(number.float().round() as i64);
    }
    let scale = 10f64.powi(digits);
    Value::Float((number.float() * scale).round() / scale)
}
