//! Pictures a made-up worker takes: real PNG files of doors nobody lives behind, no two alike.

use crate::seed::Seed;
use std::fs::File;
use std::io::{BufWriter, Result};
use std::path::Path;

/// Writes a picture of `side` × `side` points, between 1 and 2 bytes a point.
///
/// # Errors
/// When the file cannot be written.
pub fn take(path: &Path, side: u32, seed: &mut Seed) -> Result<()> {
    let mut encoder = png::Encoder::new(BufWriter::new(File::create(path)?), side, side);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&points(side, seed))?;
    writer.finish()?;
    Ok(())
}

/// A wall, a floor and a door in it, lit from above, with grain as a cheap camera adds it.
fn points(side: u32, seed: &mut Seed) -> Vec<u8> {
    let [red, green, blue, left, ..] = seed.next().to_le_bytes();
    let pale = |part: u8| 150 + part / 4;
    let wall = [pale(red), pale(green), pale(blue)];
    let door = [red / 2, 40 + green / 4, 40 + blue / 3];
    let left = side / 8 + side * u32::from(left) / 640;
    let mut points = Vec::new();
    for y in 0..side {
        let shade = u8::try_from(y * 40 / side.max(1)).unwrap_or(0);
        for x in 0..side {
            let behind = y * 5 < side * 4;
            let inside = (left..left + side * 2 / 5).contains(&x) && y * 5 > side;
            let base = match (behind, inside) {
                (true, true) => door,
                (true, false) => wall,
                (false, _) => [96, 92, 88],
            };
            let [grain, ..] = seed.next().to_le_bytes();
            let lit = |part: u8| part.saturating_sub(shade).saturating_add(grain & 0x0f);
            points.extend(base.map(lit));
        }
    }
    points
}
