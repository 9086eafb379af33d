//! What a command answers: text for a person, JSON for a program.

use serde_json::Value;

/// What a command answers: for people and for programs.
pub struct Answer {
    /// For people.
    pub text: String,
    /// For programs.
    pub json: Value,
}
