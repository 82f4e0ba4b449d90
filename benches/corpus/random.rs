//! Random numbers that are the same on every machine: a seeded generator and Zipf's distribution.
//!
//! Only integer arithmetic and the exactly rounded operations of IEEE 754 are used. `ln`, `exp` and `powf` come from
//! the platform's mathematics library and differ in the last place between platforms, which would move an article.

/// What a sequence of numbers is drawn for. Each purpose has a sequence of its own, so that a question asked of one
/// aspect of an article never shifts the answers about another.
#[derive(Clone, Copy, Debug)]
pub(super) enum Purpose {
    English = 1,
    Russian,
    Authors,
    Tags,
    Language,
    Date,
    Title,
    Terms,
    Machine,
    Extras,
    Body,
}

/// The generator SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// The sequence of one purpose and one item under a seed.
    pub(super) fn new(seed: u64, purpose: Purpose, index: u64) -> Self {
        Self(mix(mix(mix(seed) ^ purpose as u64) ^ index))
    }

    /// 64 random bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// A number from 0 up to, not including, `end`; 0 if `end` is 0.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(end)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }

    /// Yes, so many times in a hundred.
    pub(super) fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// One of `items`, all equally likely.
    ///
    /// # Panics
    /// If there are none.
    pub(super) fn one<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len() as u64) as usize]
    }

    /// A number of log-normal distribution with mean 1 and the given spread of its logarithm.
    pub(super) fn log_normal(&mut self, sigma: f64) -> f64 {
        // The sum of twelve uniform numbers has variance 1 and is as good as normal within three deviations.
        let sum: f64 = (0..12).map(|_| (self.bits() >> 11) as f64 / (1_u64 << 53) as f64).sum();
        exp(sigma * (sum - 6.0) - sigma * sigma / 2.0)
    }
}

/// SplitMix64's finaliser: a bijection that spreads every bit over all others.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// e to the power `x`, within a percent for the exponents used here, by multiplications alone.
fn exp(x: f64) -> f64 {
    let mut power = 1.0 + x / 1024.0;
    for _ in 0..10 {
        power *= power;
    }
    power
}

/// Ranks with the Zipf–Mandelbrot distribution of exponent 1, drawn in constant time from an alias table (Walker 1977).
#[derive(Debug)]
pub(super) struct Zipf {
    columns: Vec<Column>,
}

/// A column of the table: itself below the threshold, another rank above it.
#[derive(Clone, Copy, Debug)]
struct Column {
    threshold: u32,
    other: u32,
}

impl Zipf {
    /// The distribution over `count` ranks in which rank r, from 0, weighs 1 / (r + 1 + `shift`).
    pub(super) fn new(count: usize, shift: u64) -> Self {
        // Scaled by the count, a weight above the total is a rank that has some to give to the others.
        let weights: Vec<u64> = (0..count as u64).map(|rank| (1 << 40) / (rank + 1 + shift)).collect();
        let total: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
        let mut left: Vec<u128> = weights.iter().map(|weight| u128::from(*weight) * count as u128).collect();
        let (mut poor, mut rich): (Vec<usize>, Vec<usize>) = (0..count).partition(|rank| left[*rank] < total);
        let mut columns: Vec<Column> =
            (0..count).map(|rank| Column { threshold: u32::MAX, other: rank as u32 }).collect();
        while let (Some(small), Some(&large)) = (poor.pop(), rich.last()) {
            columns[small] = Column { threshold: ((left[small] << 32) / total) as u32, other: large as u32 };
            left[large] -= total - left[small];
            if left[large] < total {
                rich.pop();
                poor.push(large);
            }
        }
        Self { columns }
    }

    /// A rank, from 0.
    pub(super) fn rank(&self, random: &mut Random) -> usize {
        let bits = random.bits();
        let index = (((bits >> 32) * self.columns.len() as u64) >> 32) as usize;
        let column = self.columns[index];
        if (bits as u32) < column.threshold { index } else { column.other as usize }
    }
}

/// Things of unequal popularity, the most popular first.
#[derive(Debug)]
pub(super) struct Pool<T> {
    /// The things, by rank.
    pub(super) items: Vec<T>,
    zipf: Zipf,
}

impl<T> Pool<T> {
    /// A pool of `items`, of which the first is drawn most.
    pub(super) fn new(items: Vec<T>) -> Self {
        let zipf = Zipf::new(items.len(), 2);
        Self { items, zipf }
    }

    /// `count` different things, fewer where the pool is too small or luck repeats itself.
    pub(super) fn some(&self, random: &mut Random, count: u64) -> Vec<&T> {
        let mut ranks = Vec::new();
        for _ in 0..count * 3 {
            let rank = self.zipf.rank(random);
            if !ranks.contains(&rank) && (ranks.len() as u64) < count {
                ranks.push(rank);
            }
        }
        ranks.into_iter().map(|rank| &self.items[rank]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Purpose, Random, Zipf, exp};

    #[test]
    fn the_sequence_never_changes() {
        // Figures in the documentation are comparable between releases only as long as these numbers stand.
        let mut random = Random::new(1, Purpose::Body, 0);
        assert_eq!([random.bits(), random.bits()], [13_592_274_310_796_969_374, 8_518_455_558_525_427_793]);
    }

    #[test]
    fn zipf_follows_its_weights() {
        let zipf = Zipf::new(1000, 2);
        let mut random = Random::new(1, Purpose::Tags, 0);
        let mut counts = vec![0_u32; 1000];
        for _ in 0..1_000_000 {
            counts[zipf.rank(&mut random)] += 1;
        }
        let total: f64 = (0..1000).map(|rank| 1.0 / f64::from(rank + 3)).sum();
        for rank in [0_u32, 1, 9, 99, 499] {
            let expected = 1_000_000.0 / f64::from(rank + 3) / total;
            let found = f64::from(counts[rank as usize]);
            assert!(
                (found - expected).abs() < 6.0 * expected.sqrt(),
                "rank {rank}: {found}, {expected} expected"
            );
        }
    }

    #[test]
    fn lengths_have_the_mean_asked_for() {
        let mut random = Random::new(1, Purpose::Body, 7);
        let mean = (0..100_000).map(|_| random.log_normal(0.6)).sum::<f64>() / 100_000.0;
        assert!((mean - 1.0).abs() < 0.02, "{mean}");
        assert!((exp(1.0) - std::f64::consts::E).abs() < 0.01);
    }
}
