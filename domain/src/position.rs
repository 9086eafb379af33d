//! Positions (V3): where a device was when it captured them.

use crate::code::codes;
use crate::field::{Field, Shape};
use serde::{Deserialize, Serialize};

codes! {
    /// The source of a position (V3).
    PositionSource {
        /// Satellites.
        Gnss = "gnss" "卫星",
        /// Cell or wireless networks.
        Network = "network" "网络",
        /// Set on a map by hand.
        Manual = "manual" "手动",
    }
}

/// The captured position of a device (WGS-84).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Latitude in units of 1e-7 degree.
    pub lat: i64,
    /// Longitude in units of 1e-7 degree.
    pub lon: i64,
    /// The radius in metres around the position within which the device is with a probability of 68
    /// %.
    pub accuracy: i64,
    /// The source.
    pub source: PositionSource,
    /// Whether the system reports the position as simulated.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mock: bool,
}

/// The shape of a position on the wire: a place on earth, with an error smaller than the earth.
pub const POSITION: Shape = Shape::Object(&[
    Field::integer("纬度", -900_000_000, 900_000_000).named("lat").required(),
    Field::integer("经度", -1_800_000_000, 1_800_000_000).named("lon").required(),
    Field::integer("误差", 0, 20_037_508).named("accuracy").required(),
    Field::code::<PositionSource>("来源").named("source").required(),
    Field::flag("模拟定位").named("mock"),
]);

/// One degree in the units of a [`Position`].
const DEGREE: f64 = 1e7;
/// The greatest distance between two places on earth, in metres.
const FARTHEST: f64 = 20_037_508.0;

impl Position {
    /// Converts a device's degrees and metres; the accuracy is rounded up. `None` if the
    /// coordinates are not on earth, or the device does not know the accuracy.
    pub fn of_degrees(
        (latitude, longitude): (f64, f64),
        accuracy: f64,
        source: PositionSource,
        mock: bool,
    ) -> Option<Self> {
        let position = Self {
            lat: rounded(latitude * DEGREE)?,
            lon: rounded(longitude * DEGREE)?,
            accuracy: rounded(accuracy.ceil())?,
            source,
            mock,
        };
        position.is_on_earth().then_some(position)
    }

    /// Returns latitude and longitude in degrees; [`Position::of_degrees`] converts them back
    /// exactly.
    pub fn degrees(&self) -> (f64, f64) {
        (float(self.lat) / DEGREE, float(self.lon) / DEGREE)
    }

    /// Returns the accuracy in metres.
    pub fn metres(&self) -> f64 {
        float(self.accuracy)
    }

    /// Returns whether the coordinates are on earth, with an error smaller than the earth.
    pub fn is_on_earth(&self) -> bool {
        let within = |value, least: f64, most: f64| (least..=most).contains(&float(value));
        within(self.lat, -90.0 * DEGREE, 90.0 * DEGREE)
            && within(self.lon, -180.0 * DEGREE, 180.0 * DEGREE)
            && within(self.accuracy, 0.0, FARTHEST)
    }
}

/// Returns the nearest whole number; `None` if it has more than 15 digits or is not finite.
fn rounded(value: f64) -> Option<i64> {
    // Through text, because a cast would turn any value into some number.
    (value.abs() < 1e15).then(|| format!("{value:.0}").parse().ok()).flatten()
}

#[expect(clippy::cast_precision_loss, reason = "what is on earth stays far below 2^52")]
fn float(value: i64) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Kind;

    fn position(latitude: f64, longitude: f64, accuracy: f64) -> Option<Position> {
        Position::of_degrees((latitude, longitude), accuracy, PositionSource::Gnss, false)
    }

    #[test]
    fn v3_a_position_comes_back_from_degrees_as_it_was() {
        for (lat, lon) in [(399_042_001, 1_164_074_003), (-1, 1), (900_000_000, -1_800_000_000)] {
            let (source, mock) = (PositionSource::Gnss, false);
            let kept = Position { lat, lon, accuracy: 12, source, mock };
            let (latitude, longitude) = kept.degrees();
            assert_eq!(position(latitude, longitude, 11.2), Some(kept));
        }
    }

    #[test]
    fn v3_a_declared_position_is_one_on_earth() {
        let accepted = |position: &Position| {
            let value = serde_json::to_value(position).unwrap();
            Kind::Nested(&POSITION).accepts(&value)
        };
        let (source, mock) = (PositionSource::Gnss, true);
        let here = Position { lat: 900_000_000, lon: -1_800_000_000, accuracy: 12, source, mock };
        for (position, on_earth) in [
            (here.clone(), true),
            (Position { accuracy: 20_037_508, mock: false, ..here.clone() }, true),
            (Position { source: PositionSource::Other("beidou".to_owned()), ..here.clone() }, true),
            (Position { lat: 900_000_001, ..here.clone() }, false),
            (Position { lon: -1_800_000_001, ..here.clone() }, false),
            (Position { accuracy: -1, ..here.clone() }, false),
            (Position { accuracy: 20_037_509, ..here }, false),
        ] {
            assert_eq!(position.is_on_earth(), on_earth, "{position:?}");
            assert_eq!(accepted(&position), on_earth, "{position:?}");
        }
    }

    #[test]
    fn v3_what_is_no_place_on_earth_is_no_position() {
        let nan = f64::NAN;
        for (latitude, longitude, accuracy) in [
            (90.000_000_1, 0.0, 5.0),
            (0.0, -180.1, 5.0),
            (nan, 0.0, 5.0),
            (0.0, f64::INFINITY, 5.0),
            (0.0, 1e300, 5.0),
            (0.0, 0.0, -1.0),
            (0.0, 0.0, nan),
            (0.0, 0.0, 1e9),
        ] {
            assert_eq!(position(latitude, longitude, accuracy), None);
        }
    }
}
