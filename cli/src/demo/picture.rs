//! Pictures a made-up worker takes: real PNG files, each different, none of anything.

use super::seed::Seed;
use std::fs::File;
use std::io::{BufWriter, Result};
use std::path::Path;

/// Writes a picture of `side` × `side` points with coloured noise, about 2 bytes a point.
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

/// A sky, a ground, and grain as a cheap camera adds it.
fn points(side: u32, seed: &mut Seed) -> Vec<u8> {
    let (sky, ground) = (seed.next().to_le_bytes(), seed.next().to_le_bytes());
    let mut points = Vec::new();
    for y in 0..side {
        for _ in 0..side {
            let [grain, ..] = seed.next().to_le_bytes();
            let base = if y * 5 < side * 2 { sky } else { ground };
            points.extend(base.iter().take(3).map(|part| part.wrapping_add(grain & 0x0f)));
        }
    }
    points
}
