//! The container of old Office files, as far as its streams are wanted.

/// The end of a chain of sectors.
const END: u32 = 0xffff_fffa;

/// An opened container.
pub(super) struct Container<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    size: usize,
}

impl<'a> Container<'a> {
    /// Reads the directory; `None` for a damaged container.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = u16_at(bytes, 30)?;
        let sector =
            1_usize.checked_shl(u32::from(shift)).filter(|size| (512..=4096).contains(size))?;
        let mut container = Self { bytes, sector, fat: Vec::new(), entries: Vec::new() };
        container.fat = container.allocation()?;
        let directory = container.chain(u32_at(bytes, 48)?);
        container.entries = directory.chunks_exact(128).filter_map(entry).collect();
        (!container.entries.is_empty()).then_some(container)
    }

    /// Whether it has a stream of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// A stream that is kept in whole sectors, as a workbook of any size is; `None` for others.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let is_it = |entry: &&Entry| entry.name.eq_ignore_ascii_case(name);
        let entry = self.entries.iter().find(is_it)?;
        let mut stream = self.chain(entry.start);
        stream.truncate(entry.size);
        (entry.size >= 4096).then_some(stream)
    }

    fn at(&self, sector: u32) -> Option<&'a [u8]> {
        let from = usize::try_from(sector).ok()?.checked_add(1)?.checked_mul(self.sector)?;
        self.bytes.get(from..from.checked_add(self.sector)?)
    }

    /// The table of which sector follows which.
    fn allocation(&self) -> Option<Vec<u32>> {
        let mut sectors: Vec<u32> = (0..109)
            .filter_map(|at| u32_at(self.bytes, 76 + at * 4))
            .filter(|s| *s < END)
            .collect();
        let mut more = u32_at(self.bytes, 68)?;
        let mut left = self.bytes.len() / self.sector;
        while more < END && left > 0 {
            let block = self.at(more)?;
            let last = self.sector - 4;
            sectors
                .extend((0..last / 4).filter_map(|at| u32_at(block, at * 4)).filter(|s| *s < END));
            more = u32_at(block, last)?;
            left -= 1;
        }
        let blocks = sectors.iter().filter_map(|sector| self.at(*sector));
        Some(
            blocks
                .flat_map(|block| (0..self.sector / 4).filter_map(|at| u32_at(block, at * 4)))
                .collect(),
        )
    }

    fn chain(&self, start: u32) -> Vec<u8> {
        let (mut out, mut sector) = (Vec::new(), start);
        // Not longer than the file, whatever a damaged table says.
        while sector < END && out.len() <= self.bytes.len() {
            let Some(block) = self.at(sector) else { break };
            out.extend_from_slice(block);
            let next = usize::try_from(sector).ok().and_then(|at| self.fat.get(at));
            sector = next.copied().unwrap_or(END);
        }
        out
    }
}

fn entry(raw: &[u8]) -> Option<Entry> {
    let length = usize::from(u16_at(raw, 64)?).checked_sub(2)?;
    let units = raw.get(..length)?.chunks_exact(2).filter_map(|pair| u16_at(pair, 0));
    let name = char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect();
    let size = usize::try_from(u32_at(raw, 120)?).ok()?;
    Some(Entry { name, start: u32_at(raw, 116)?, size })
}

/// Two bytes, the lower first.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(pair.try_into().ok()?))
}

/// Four bytes, the lowest first.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}
