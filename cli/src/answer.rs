//! The answer of a command: text for a person, JSON for a program.

use serde_json::Value;

/// The answer of a command: for people and for programs.
pub struct Answer {
    /// For people.
    pub text: String,
    /// For programs.
    pub json: Value,
}
