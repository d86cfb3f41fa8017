//! Pixels as a small PNG.

use std::collections::HashMap;

use resvg::tiny_skia::Pixmap;

/// A PNG with a palette, a third as large as one without: flat colours and the edges of letters need
/// no more than 256. Colours that differ by less than a sixteenth share the commonest of them, so that
/// the ground stays exactly what it is.
pub(super) fn png(pixels: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    const BUCKETS: usize = 1 << 12;
    let bucket = |rgb: &[u8]| usize::from(rgb[0] >> 4) << 8 | usize::from(rgb[1] >> 4) << 4 | usize::from(rgb[2] >> 4);
    // The ground is opaque, so what is premultiplied is the colour itself.
    let mut counts: HashMap<[u8; 3], u32> = HashMap::new();
    for pixel in pixels.data().chunks_exact(4) {
        *counts.entry([pixel[0], pixel[1], pixel[2]]).or_default() += 1;
    }
    let mut sums = vec![0_u32; BUCKETS];
    let mut commonest = vec![([0_u8; 3], 0_u32); BUCKETS];
    for (colour, count) in &counts {
        let at = bucket(colour);
        sums[at] += count;
        if (*count, *colour) > (commonest[at].1, commonest[at].0) {
            commonest[at] = (*colour, *count);
        }
    }
    let mut used: Vec<usize> = (0..BUCKETS).filter(|at| sums[*at] > 0).collect();
    used.sort_by_key(|at| std::cmp::Reverse(sums[*at]));
    let kept: Vec<[u8; 3]> = used.iter().take(256).map(|at| commonest[*at].0).collect();
    let mut index = vec![0_u8; BUCKETS];
    for (number, at) in used.iter().enumerate() {
        let nearest = if number < kept.len() { Some(number) } else { nearest(&kept, commonest[*at].0) };
        index[*at] = nearest.and_then(|number| u8::try_from(number).ok()).unwrap_or(0);
    }
    let indexed: Vec<u8> = pixels.data().chunks_exact(4).map(|pixel| index[bucket(pixel)]).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(kept.concat());
    // Rows of palette numbers have nothing to gain from a filter.
    encoder.set_deflate_compression(png::DeflateCompression::Level(6));
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&indexed)?;
    writer.finish()?;
    Ok(bytes)
}

/// The number of the colour that is nearest.
fn nearest(kept: &[[u8; 3]], colour: [u8; 3]) -> Option<usize> {
    let distance = |other: &[u8; 3]| -> u32 { other.iter().zip(colour).map(|(one, other)| u32::from(one.abs_diff(other)).pow(2)).sum() };
    kept.iter().enumerate().min_by_key(|(_, other)| distance(other)).map(|(number, _)| number)
}
