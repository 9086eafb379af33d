//! Positions in degrees, as every device reports them.

use crate::cross::crosses_as;
use crate::error::BookError;
use crate::open::invalid;
use gridbook_core::domain::visit::{self, PositionSource};

/// The captured position of a device (WGS-84). Coordinates that are not on earth, or without an
/// accuracy, are `Invalid` with the field `position`: submit without a position then.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Position {
    /// Latitude in degrees, from -90 to 90; kept to 1e-7 degree, which is a centimetre.
    pub latitude: f64,
    /// Longitude in degrees, from -180 to 180; kept to 1e-7 degree.
    pub longitude: f64,
    /// The radius in metres around the position within which the device is with a probability of 68
    /// %; kept in whole metres, rounded up.
    pub accuracy: f64,
    /// The source.
    pub source: PositionSource,
    /// Whether the system reports the position as simulated.
    pub mock: bool,
}

impl From<visit::Position> for Position {
    fn from(kept: visit::Position) -> Self {
        let (latitude, longitude) = kept.degrees();
        let (accuracy, mock) = (kept.metres(), kept.mock);
        Self { latitude, longitude, accuracy, source: kept.source, mock }
    }
}

impl TryFrom<Position> for visit::Position {
    type Error = BookError;

    fn try_from(told: Position) -> Result<Self, BookError> {
        let place = (told.latitude, told.longitude);
        Self::of_degrees(place, told.accuracy, told.source, told.mock)
            .ok_or_else(|| invalid("position"))
    }
}

crosses_as!(visit::Position, Position);
